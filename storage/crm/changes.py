"""What changed in the built-in CRM, by change number."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from storage.crm import clock
from storage.crm.records import Record, record_of
from storage.crm.tables import KINDS, deleted
from storage.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Records and deleted ids of one kind; `last` is the highest change number in it."""

    records: Sequence[Record]
    deleted: Sequence[str]
    last: int


class CrmChanges:
    """Reads changes in pages, each in a short transaction of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def clock(self) -> clock.Reading:
        async with self._database.read() as connection:
            return await clock.read(connection)

    async def page(self, kind: str, after: int, upto: int, limit: int) -> Page | None:
        """The next records of a kind that changed in (after, upto]; None when there are none."""
        table = KINDS[kind]
        newest = (
            select(table)
            .where(table.c.changed > after, table.c.changed <= upto)
            .order_by(table.c.changed)
            .limit(limit)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(newest)).all()
        if not rows:
            return None
        records = [record_of(kind, row) for row in rows]
        return Page(records=records, deleted=(), last=rows[-1].changed)

    async def deletions(self, kind: str, after: int, upto: int, limit: int) -> Page | None:
        """The next ids of a kind that were deleted in (after, upto]; None when there are none."""
        gone = (
            select(deleted.c.id, deleted.c.changed)
            .where(deleted.c.kind == kind, deleted.c.changed > after, deleted.c.changed <= upto)
            .order_by(deleted.c.changed)
            .limit(limit)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(gone)).all()
        if not rows:
            return None
        return Page(records=(), deleted=[row.id for row in rows], last=rows[-1].changed)
