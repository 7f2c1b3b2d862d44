"""How the mirror is brought up to date: batch by batch, each in one transaction with its cursor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.mirror.history import remember
from storage.mirror.rows import Record, key_of, values_of
from storage.mirror.statistics import refresh
from storage.statements import insert
from storage.tables.mirror import KINDS, crm_schemas, deals, syncs


class TakenOver(Exception):
    """Another sync of the same mirror began; the one that is told must stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncState:
    """The sync that runs or ran last, and since when the mirror is complete.

    `finished_at` is None while it runs or after it was cut off. `complete_started_at` is when the
    last complete sync began: everything older than that is here. `failing_since` is the first of
    the failures since then.
    """

    connector: str
    cursor: str | None
    attempt: int
    generation: int
    full: bool
    started_at: datetime
    finished_at: datetime | None = None
    counts: Mapping[str, int] = field(default_factory=dict, hash=False)
    error: str | None = None
    failing_since: datetime | None = None
    complete_started_at: datetime | None = None
    crm_as_of: datetime | None = None

    def as_of(self, now: datetime) -> datetime | None:
        """Up to when the mirror tells everything; None before the first complete sync."""
        complete = self.crm_as_of or self.complete_started_at
        return None if self.complete_started_at is None or complete is None else min(now, complete)


class MirrorSync:
    """Writes the mirror of one workspace."""

    def __init__(self, database: Database, workspace: str) -> None:
        self._database = database
        self._workspace = workspace

    async def state(self) -> SyncState | None:
        async with self._database.read() as connection:
            return await sync_state(connection, self._workspace)

    async def begin(
        self, connector: str, now: datetime, *, full: bool, afresh: bool = False
    ) -> SyncState:
        """Takes the mirror over for a new sync, from the cursor that the last one reached.

        A full sync that was cut off goes on, whatever is asked for, unless `afresh`; the first
        sync and the first from another CRM are full.
        """
        async with self._database.write() as connection:
            known = await sync_state(connection, self._workspace, lock=True)
            state = _next(known, connector, now, full=full, afresh=afresh)
            row = {name: getattr(state, name) for name in SyncState.__slots__}
            await _upsert(connection, syncs, [row | {"workspace": self._workspace}])
        return state

    async def describe(self, body: str, hidden: Mapping[str, Sequence[str]], now: datetime) -> None:
        """Stores what the CRM says of itself."""
        row = {"body": body, "hidden": dict(hidden), "synced_at": now}
        async with self._database.write() as connection:
            await _upsert(connection, crm_schemas, [row | {"workspace": self._workspace}])

    async def description(self) -> str | None:
        query = select(crm_schemas.c.body).where(crm_schemas.c.workspace == self._workspace)
        async with self._database.read() as connection:
            body: str | None = (await connection.execute(query)).scalar_one_or_none()
            return body

    async def apply(
        self,
        state: SyncState,
        kind: str,
        records: Sequence[Record],
        deleted: Sequence[str],
        now: datetime,
    ) -> None:
        """One batch and, with it, how far `state` says that the sync has come.

        Doing it twice is doing it once. Raises TakenOver if another sync began since.
        """
        table = KINDS[kind]
        async with self._database.write() as connection:
            await self._advance(connection, state, cursor=state.cursor, counts=dict(state.counts))
            rows = [self._row(state, record, now) for record in records]
            if rows and table is deals:
                await remember(connection, self._workspace, rows, now)
            if rows:
                await _upsert(connection, table, rows)
            if deleted:
                keys = [key_of(kind, key) for key in deleted]
                await self._bury(connection, table, keys, now)

    async def finish(
        self, state: SyncState, now: datetime, finished_at: datetime, crm_as_of: datetime | None
    ) -> int:
        """Closes a sync that read everything; says how many records a full one found gone."""
        async with self._database.write() as connection:
            await self._advance(
                connection,
                state,
                finished_at=finished_at,
                error=None,
                failing_since=None,
                complete_started_at=state.started_at,
                crm_as_of=crm_as_of,
            )
            if not state.full:
                return 0
            swept = [await self._sweep(connection, table, state, now) for table in KINDS.values()]
        await refresh(self._database, KINDS.values())
        return sum(swept)

    async def fail(self, state: SyncState, error: str, now: datetime) -> None:
        """Records why the sync stopped; what came until then stays."""
        since = state.failing_since or now
        async with self._database.write() as connection:
            await self._advance(connection, state, error=error, failing_since=since)

    async def _advance(
        self, connection: AsyncConnection, state: SyncState, **values: object
    ) -> None:
        mine = update(syncs).where(
            syncs.c.workspace == self._workspace, syncs.c.attempt == state.attempt
        )
        done = await connection.execute(mine.values(**values))
        if done.rowcount != 1:
            raise TakenOver

    def _row(self, state: SyncState, record: Record, now: datetime) -> dict[str, Any]:
        values = values_of(record)
        values["workspace"] = self._workspace
        values["synced_at"] = now
        values["seen"] = state.generation
        values["deleted_at"] = None
        return values

    async def _bury(
        self,
        connection: AsyncConnection,
        table: Table,
        keys: Sequence[Mapping[str, Any]],
        now: datetime,
    ) -> None:
        found = [table.c[name] == bindparam(f"of_{name}") for name in keys[0]]
        await connection.execute(
            update(table)
            .where(table.c.workspace == self._workspace, table.c.deleted_at.is_(None), *found)
            .values(deleted_at=now),
            [{f"of_{name}": value for name, value in key.items()} for key in keys],
        )

    async def _sweep(
        self, connection: AsyncConnection, table: Table, state: SyncState, now: datetime
    ) -> int:
        done = await connection.execute(
            update(table)
            .where(
                table.c.workspace == self._workspace,
                table.c.seen != state.generation,
                table.c.deleted_at.is_(None),
            )
            .values(deleted_at=now)
        )
        return done.rowcount


async def sync_state(
    connection: AsyncConnection, workspace: str, *, lock: bool = False
) -> SyncState | None:
    columns = [syncs.c[name] for name in SyncState.__slots__]
    query = select(*columns).where(syncs.c.workspace == workspace)
    if lock:
        query = query.with_for_update()
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else SyncState(**row._mapping)


def _next(
    known: SyncState | None, connector: str, now: datetime, *, full: bool, afresh: bool
) -> SyncState:
    fresh = SyncState(
        connector=connector, cursor=None, attempt=1, generation=1, full=True, started_at=now
    )
    if known is None:
        return fresh
    again = replace(known, attempt=known.attempt + 1, finished_at=None, error=None)
    same = connector == known.connector and not afresh
    if same and known.full and known.finished_at is None:
        # What is complete then is complete as of when it first began.
        return again
    if same and not full and known.cursor is not None:
        return replace(again, full=False, started_at=now, counts={})
    if connector != known.connector:
        # What another CRM said until yesterday says nothing of this one.
        again = replace(again, complete_started_at=None, crm_as_of=None, failing_since=None)
    return replace(
        again,
        connector=connector,
        cursor=None,
        full=True,
        generation=known.generation + 1,
        started_at=now,
        counts={},
    )


async def _upsert(
    connection: AsyncConnection, table: Table, rows: Sequence[Mapping[str, Any]]
) -> None:
    statement = insert(table, connection)
    key = [column.name for column in table.primary_key]
    others = {name: statement.excluded[name] for name in rows[0] if name not in key}
    await connection.execute(
        statement.on_conflict_do_update(index_elements=key, set_=others), list(rows)
    )
