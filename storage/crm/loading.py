"""Loading many records in one transaction: they are there all or not at all, whenever it stops.

Rows are handed over as columns of values that the driver takes as they are (see `encoder`): a
million rows leave no time to convert values one by one.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.crm import description, sets, stages
from storage.crm.clock import Numbers
from storage.crm.records import instant_key
from storage.crm.seen import Seen
from storage.crm.table_load import TableLoad, drop_indexes
from storage.crm.tables import KINDS, deleted

Encoder = Callable[[Any], Any]


def encoder(kind: str, column: str, dialect: Dialect) -> Encoder | None:
    """What turns a domain value into the driver's; None where they are the same."""
    encode: Encoder | None = (
        KINDS[kind].c[column].type.dialect_impl(dialect).bind_processor(dialect)
    )
    return encode


def raw_instant_key(value: datetime | str) -> str:
    """`instant_key` of a value as the driver takes it."""
    return value.replace(" ", "T", 1) if isinstance(value, str) else instant_key(value)


class Loading:
    """One load within the caller's transaction; `close` before that is committed."""

    def __init__(self, connection: AsyncConnection, numbers: Numbers) -> None:
        self._connection = connection
        self._numbers = numbers
        self._seen = Seen(connection)
        self._kinds: set[str] = set()

    @classmethod
    async def begin(cls, connection: AsyncConnection) -> "Loading":
        """Waits for other writers of this database, and holds off new ones."""
        loading = cls(connection, await Numbers.hold(connection))
        await loading._seen.create()
        return loading

    @property
    def dialect(self) -> Dialect:
        return self._connection.dialect

    async def open(self, kind: str, defaults: Mapping[str, Any]) -> TableLoad:
        """Prepares a kind. `defaults` (as the driver takes them) fill what new records lack."""
        table = KINDS[kind]
        empty = not await self._scalar(select(exists(select(table.c.id))))
        gone = bool(await self._scalar(select(exists().where(deleted.c.kind == kind))))
        if empty:
            await self._connection.run_sync(drop_indexes, table)
        self._kinds.add(kind)
        return TableLoad(
            connection=self._connection,
            kind=kind,
            numbers=self._numbers,
            seen=self._seen,
            defaults=defaults,
            empty=empty,
            gone=gone,
        )

    async def finish(self, load: TableLoad, values: Mapping[str, set[str]]) -> Sequence[str]:
        """Ends a kind and notes the values in use. Returns the ids of repeated rows, which were
        removed after all.
        """
        removed = await load.finish()
        await description.add_values(self._connection, load.kind, values)
        return removed

    async def known(self, kind: str, ids: Collection[str]) -> set[str]:
        """Which of these ids the CRM has, what this load brought included."""
        return await sets.known(self._connection, KINDS[kind], ids)

    async def parents(self, kind: str, column: str) -> dict[str, str]:
        """Who is below whom already: id and parent's id, of those that have one."""
        table = KINDS[kind]
        above = table.c[column]
        rows = await self._connection.execute(select(table.c.id, above).where(above.is_not(None)))
        return {row[0]: row[1] for row in rows}

    async def close(self, given: Sequence[description.StageRow]) -> None:
        """Ends the load: stages as given or inferred, the clock. The caller commits."""
        if given:
            await description.replace_stages(self._connection, given)
        if self._kinds & {"deal", "stage_change"}:
            await stages.infer(self._connection)
        await self._seen.drop()
        await self._numbers.save()

    async def _scalar(self, statement: Any) -> Any:
        return (await self._connection.execute(statement)).scalar_one()
