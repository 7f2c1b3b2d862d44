"""Questions about many ids at once, in one statement on either database."""

import json
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ARRAY, JSON, Select, Table, Text, bindparam, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection


def given_ids(dialect: str) -> Select[tuple[str]]:
    """The ids of the bound parameter `ids` as rows; bind it with `bound`."""
    if dialect == "sqlite":
        # A list of parameters would meet SQLite's limit on their number; one JSON text does not.
        each = func.json_each(bindparam("ids")).table_valued("value")
        return select(each.c.value)
    return select(func.unnest(bindparam("ids", type_=ARRAY(Text))).column_valued("value"))


def bound(dialect: str, ids: Collection[str]) -> Any:
    return json.dumps(list(ids)) if dialect == "sqlite" else list(ids)


async def known(connection: AsyncConnection, table: Table, ids: Collection[str]) -> set[str]:
    """Which of the ids the table has."""
    dialect = connection.dialect.name
    found = select(table.c.id).where(table.c.id.in_(given_ids(dialect)))
    return set((await connection.execute(found, {"ids": bound(dialect, ids)})).scalars())


async def raw_rows(
    connection: AsyncConnection, table: Table, ids: Collection[str]
) -> dict[str, Sequence[Any]]:
    """The rows with these ids by id, as the driver gives them: columns in the table's order."""
    dialect = connection.dialect.name
    # JSON as its text: one driver would decode it, the other not.
    columns = [cast(each, Text) if isinstance(each.type, JSON) else each for each in table.c]
    wanted = select(*columns).where(table.c.id.in_(given_ids(dialect)))
    statement = str(wanted.compile(dialect=connection.dialect))
    rows = await connection.exec_driver_sql(statement, (bound(dialect, ids),))
    return {row[0]: tuple(row) for row in rows}
