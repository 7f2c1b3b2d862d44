"""Loading one kind of record in batches: new, changed, unchanged, or met before."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.crm import sets
from storage.crm.clock import Numbers
from storage.crm.seen import Seen
from storage.crm.tables import KINDS, deleted

_CUSTOM, _VERSION, _CHANGED = -3, -2, -1  # places in every record table

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What became of a batch; `repeated` are places in it whose id an earlier row had, as far as
    that is known yet.
    """

    new: int = 0
    changed: int = 0
    repeated: Sequence[int] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLoad:
    """`empty`: no records of this kind before the load; `gone`: some were deleted once."""

    connection: AsyncConnection
    kind: str
    numbers: Numbers
    seen: Seen
    defaults: Mapping[str, Any]
    empty: bool
    gone: bool

    async def put(
        self, columns: Mapping[str, Sequence[Any]], custom: Collection[str] | None = None
    ) -> Stored:
        """Stores a batch: by column name, equally long; `custom` as JSON texts.

        `custom` names the custom fields that these rows bring, the others stay as they are;
        None: the rows bring them all.
        """
        if self.at_once:
            ids = columns["id"]
            rows = self._rows(columns, repeat(1), self.numbers.take(len(ids)))
            await self._insert(list(rows))
            return Stored(new=len(ids))
        return await self._put_with_care(columns, custom)

    @property
    def at_once(self) -> bool:
        """Nothing to compare with: rows go in as they come, `finish` finds what is repeated."""
        return self.empty and not self.gone

    async def finish(self) -> Sequence[str]:
        """Builds what `put` went without. Returns the ids of repeated rows, which are removed:
        an id as often as it was repeated.
        """
        table = KINDS[self.kind]
        if not self.empty:
            return ()
        removed: Sequence[str] = ()
        try:
            async with self.connection.begin_nested():
                await self.connection.run_sync(_create_indexes, table, unique=True)
        except IntegrityError:
            removed = await self._remove_repeated()
            await self.connection.run_sync(_create_indexes, table, unique=True)
        await self.connection.run_sync(_create_indexes, table, unique=False)
        return removed

    async def _remove_repeated(self) -> Sequence[str]:
        table = KINDS[self.kind]
        places = select(
            table.c.changed,
            func.row_number().over(partition_by=table.c.id, order_by=table.c.changed).label("nth"),
        ).subquery()
        later = select(places.c.changed).where(places.c.nth > 1)
        gone = delete(table).where(table.c.changed.in_(later)).returning(table.c.id)
        return (await self.connection.execute(gone)).scalars().all()

    async def _put_with_care(
        self, columns: Mapping[str, Sequence[Any]], custom: Collection[str] | None
    ) -> Stored:
        ids = columns["id"]
        first = await self.seen.first(self.kind, ids)
        repeated = [place for place, each in enumerate(ids) if not _taken(first, each)]
        if repeated:
            left_out = set(repeated)
            columns = {
                name: [value for place, value in enumerate(values) if place not in left_out]
                for name, values in columns.items()
            }
        old = {} if self.empty else await sets.raw_rows(self.connection, KINDS[self.kind], ids)
        new = await self._add(columns, old)
        changed = await self._change(columns, old, custom) if old else 0
        return Stored(new=new, changed=changed, repeated=repeated)

    async def _add(self, columns: Mapping[str, Sequence[Any]], old: Collection[str]) -> int:
        places = [place for place, each in enumerate(columns["id"]) if each not in old]
        if not places:
            return 0
        fresh = {name: [values[place] for place in places] for name, values in columns.items()}
        ids = fresh["id"]
        versions = await self._last_versions(ids) if self.gone else {}
        rows = self._rows(
            fresh, [versions.get(each, 0) + 1 for each in ids], self.numbers.take(len(ids))
        )
        await self._insert(list(rows))
        return len(ids)

    async def _change(
        self,
        columns: Mapping[str, Sequence[Any]],
        old: Mapping[str, Sequence[Any]],
        custom: Collection[str] | None,
    ) -> int:
        """Writes only what really differs: an unchanged record keeps its version."""
        table = KINDS[self.kind]
        names = _names(table)
        given = [(names.index(name), values) for name, values in columns.items()]
        rows = []
        for place, each in enumerate(columns["id"]):
            before = old.get(each)
            if before is None:
                continue
            after = list(before)
            for index, values in given:
                after[index] = values[place]
            after[_CUSTOM] = _custom(before[_CUSTOM], after[_CUSTOM], custom)
            if after != list(before):
                after[_VERSION] += 1
                after[_CHANGED] = self.numbers.take()[0]
                rows.append((*after, each))
        if rows:
            await self.connection.exec_driver_sql(self._update_text(), rows)
        return len(rows)

    def _rows(
        self, columns: Mapping[str, Sequence[Any]], versions: Any, numbers: range
    ) -> "zip[Row]":
        every = {
            name: columns[name] if name in columns else repeat(self.defaults.get(name))
            for name in _names(KINDS[self.kind])
        }
        every |= {"version": versions, "changed": numbers}
        if "custom" not in columns:
            every["custom"] = repeat("{}")
        return zip(*every.values(), strict=False)  # the repeated ones have no end

    async def _insert(self, rows: list[Row]) -> None:
        table = KINDS[self.kind]
        if self.connection.dialect.name == "postgresql":
            raw = await self.connection.get_raw_connection()
            driver: Any = raw.driver_connection
            await driver.copy_records_to_table(table.name, records=rows, columns=_names(table))
            return
        text = str(insert(table).compile(dialect=self.connection.dialect))
        await self.connection.exec_driver_sql(text, rows)

    def _update_text(self) -> str:
        table = KINDS[self.kind]
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in _names(table)}
        wanted = update(table).values(values).where(table.c.id == bindparam("id_of"))
        return str(wanted.compile(dialect=self.connection.dialect))

    async def _last_versions(self, ids: Sequence[str]) -> dict[str, int]:
        """Of records that come back after they were deleted; they are no longer gone then."""
        dialect = self.connection.dialect.name
        back = deleted.c.kind == self.kind, deleted.c.id.in_(sets.given_ids(dialect))
        bound = {"ids": sets.bound(dialect, ids)}
        found = await self.connection.execute(
            select(deleted.c.id, deleted.c.version).where(*back), bound
        )
        versions = {row.id: row.version for row in found}
        await self.connection.execute(delete(deleted).where(*back), bound)
        return versions


def drop_indexes(connection: Connection, table: Table) -> None:
    """Building an index once is several times cheaper than keeping it for each row."""
    for index in table.indexes:
        index.drop(connection)


def _create_indexes(connection: Connection, table: Table, *, unique: bool) -> None:
    for index in sorted(table.indexes, key=lambda index: str(index.name)):
        if bool(index.unique) is unique:
            index.create(connection)


def _custom(before: str, after: str, names: Collection[str] | None) -> str:
    """Custom fields that the rows don't bring stay; those that they bring empty go."""
    if before == after:
        return before
    had = json.loads(before)
    own = had if names is None else names
    now = {name: value for name, value in had.items() if name not in own} | json.loads(after)
    return before if now == had else json.dumps(now)


def _names(table: Table) -> list[str]:
    return [column.name for column in table.c]


def _taken(first: set[str], record_id: str) -> bool:
    """True once per id, the first time that it is asked for."""
    if record_id in first:
        first.remove(record_id)
        return True
    return False
