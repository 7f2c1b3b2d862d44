"""Which ids a load has brought already: in a temporary table, so that memory stays bounded."""

from collections.abc import Collection

from sqlalchemy import Column, MetaData, Table, Text, literal, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.crm import sets

_seen = Table(
    "load_seen",
    MetaData(),
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    prefixes=["TEMPORARY"],
)


class Seen:
    """Lives within one transaction; `drop` before it is committed."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._dialect = connection.dialect.name

    async def create(self) -> None:
        await self._connection.run_sync(_seen.create)

    async def drop(self) -> None:
        await self._connection.run_sync(_seen.drop)

    async def first(self, kind: str, ids: Collection[str]) -> set[str]:
        """Notes the ids; returns those that were not noted before."""
        given = sets.given_ids(self._dialect)
        rows = select(literal(kind, Text), given.selected_columns[0])
        if self._dialect == "sqlite":
            # SQLite takes ON CONFLICT after a SELECT for a join, unless that has a WHERE.
            source = rows.where(literal(value=True))
            note = sqlite_insert(_seen).from_select(["kind", "id"], source)
            once = note.on_conflict_do_nothing().returning(_seen.c.id)
            found = await self._connection.execute(once, {"ids": sets.bound("sqlite", ids)})
            return set(found.scalars())
        keep = postgresql_insert(_seen).from_select(["kind", "id"], rows)
        fresh = keep.on_conflict_do_nothing().returning(_seen.c.id)
        found = await self._connection.execute(fresh, {"ids": sets.bound(self._dialect, ids)})
        return set(found.scalars())
