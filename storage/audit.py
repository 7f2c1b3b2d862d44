"""The audit log: who did what, in a chain where every entry carries the hash of the one before."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, func, insert, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.people import PersonId
from storage.audit_chain import (
    ERASED,
    START,
    Fault,
    Head,
    Walk,
    canonical,
    entry_hash,
    readable_hash,
)
from storage.database import Database
from storage.tables.audit import audit_entries, audit_readable

_PAGE = 5_000
_MOST_FAULTS = 100
_SALT: Mapping[str, ColumnElement[str]] = {
    "sqlite": literal_column("lower(hex(randomblob(16)))"),
    "postgresql": literal_column("replace(gen_random_uuid()::text, '-', '')"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that happened. `by` None: Daybreak by itself.

    Personal data (names, addresses, texts, values of fields) belongs into `readable`, which can be
    erased; `body` is for good.
    """

    at: datetime
    kind: str  # `noun.verb`, as decision.approved
    by: PersonId | None = None
    decision_id: str | None = None
    deal_id: str | None = None
    rep_id: str | None = None
    effect_id: str | None = None
    body: Mapping[str, Any] = field(default_factory=dict, hash=False)
    readable: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What `verify` found; `faults` in the order of the chain."""

    entries: int
    head: Head
    faults: tuple[Fault, ...]


async def append(connection: AsyncConnection, workspace: str, entries: Sequence[Entry]) -> None:
    """Adds entries within the caller's transaction: they are there if and only if it commits.

    On PostgreSQL it holds a lock of the workspace until then, so call it last in a transaction.
    """
    if not entries:
        return
    if connection.dialect.name == "postgresql":
        key = func.hashtextextended(f"audit {workspace}", 0)
        await connection.execute(select(func.pg_advisory_xact_lock(key)))
    head = await _head(connection, workspace)
    salt = (await connection.execute(select(_SALT[connection.dialect.name]))).scalar_one()
    rows: list[dict[str, Any]] = []
    readable: list[dict[str, Any]] = []
    for entry in entries:
        row, apart = _row(entry, workspace, head, salt)
        rows.append(row)
        readable += apart
        head = Head(seq=row["seq"], hash=row["hash"])
    await connection.execute(insert(audit_entries), rows)
    if readable:
        await connection.execute(insert(audit_readable), readable)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLog:
    """The audit log of one workspace, to read, to check, and to erase readable parts of."""

    database: Database
    workspace: str

    async def append(self, *entries: Entry) -> None:
        """Adds entries in a transaction of their own."""
        async with self.database.write() as connection:
            await append(connection, self.workspace, entries)

    async def head(self) -> Head:
        async with self.database.read() as connection:
            return await _head(connection, self.workspace)

    async def verify(self, anchors: Sequence[Head] = ()) -> Report:
        """Walks the whole chain; `anchors` are ends of it that were kept elsewhere.

        Names the first hundred faults. Holds 5,000 entries in memory, whatever the length.
        """
        walk = Walk(anchors={each.seq: each.hash for each in anchors if each.seq})
        faults: list[Fault] = []
        count = 0
        async with self.database.read() as connection:
            async for page in _pages(connection, self._all()):
                count += len(page)
                for row in page:
                    faults += walk.pass_by(row)
        faults += walk.end()
        return Report(entries=count, head=walk.head, faults=tuple(faults[:_MOST_FAULTS]))

    async def entries(
        self,
        *,
        since: datetime | None = None,
        rep_id: str | None = None,
        deal_id: str | None = None,
        decision_id: str | None = None,
    ) -> AsyncIterator[Mapping[str, Any]]:
        """Entries as they are stored, with `salt` and `readable` (both None where erased)."""
        query = self._all()
        of = audit_entries.c
        for column, wanted in (
            (of.rep_id, rep_id),
            (of.deal_id, deal_id),
            (of.decision_id, decision_id),
        ):
            if wanted is not None:
                query = query.where(column == wanted)
        if since is not None:
            query = query.where(of.at >= instant(since))
        async with self.database.read() as connection:
            async for page in _pages(connection, query):
                for row in page:
                    yield row

    async def erase(self, seqs: Sequence[int], at: datetime, by: PersonId, why: str) -> None:
        """Deletes the readable parts of these entries, and says so in the chain."""
        of = audit_readable.c
        async with self.database.write() as connection:
            await connection.execute(
                delete(audit_readable).where(of.workspace == self.workspace, of.seq.in_(seqs))
            )
            body = {"entries": sorted(seqs), "why": why}
            entry = Entry(at=at, kind=ERASED, by=by, body=body)
            await append(connection, self.workspace, [entry])

    def _all(self) -> Select[Any]:
        same = and_(
            audit_readable.c.workspace == audit_entries.c.workspace,
            audit_readable.c.seq == audit_entries.c.seq,
        )
        return (
            select(audit_entries, audit_readable.c.salt, audit_readable.c.body.label("readable"))
            .join(audit_readable, same, isouter=True)
            .where(audit_entries.c.workspace == self.workspace)
        )


def instant(at: datetime) -> str:
    """How an instant stands in the log; texts sort as instants do."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


async def _head(connection: AsyncConnection, workspace: str) -> Head:
    of = audit_entries.c
    last = select(of.seq, of.hash).where(of.workspace == workspace)
    row = (await connection.execute(last.order_by(of.seq.desc()).limit(1))).first()
    return Head(seq=0, hash=START) if row is None else Head(seq=row.seq, hash=row.hash)


async def _pages(
    connection: AsyncConnection, query: Select[Any]
) -> AsyncIterator[Sequence[Mapping[str, Any]]]:
    last = 0
    while True:
        after = query.where(audit_entries.c.seq > last).order_by(audit_entries.c.seq)
        found = await connection.execute(after.limit(_PAGE))
        names = tuple(found.keys())
        # Plain dicts: looking into half a million row mappings takes longer than hashing them.
        page = [dict(zip(names, row, strict=True)) for row in found]
        if page:
            yield page
            last = page[-1]["seq"]
        if len(page) < _PAGE:
            return


def _row(
    entry: Entry, workspace: str, head: Head, salt: str
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    seq = head.seq + 1
    readable = canonical(entry.readable) if entry.readable else None
    row: dict[str, Any] = {
        "workspace": workspace,
        "seq": seq,
        "at": instant(entry.at),
        "by": entry.by,
        "kind": entry.kind,
        "decision_id": entry.decision_id,
        "deal_id": entry.deal_id,
        "rep_id": entry.rep_id,
        "effect_id": entry.effect_id,
        "body": canonical(entry.body),
        "readable_hash": None if readable is None else readable_hash(salt, seq, readable),
        "prev": head.hash,
    }
    row["hash"] = entry_hash(row)
    if readable is None:
        return row, []
    return row, [{"workspace": workspace, "seq": seq, "salt": salt, "body": readable}]
