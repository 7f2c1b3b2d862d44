"""The deals of one workspace in columns, with the people, accounts and products they point to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import BigInteger, ColumnElement, Table, and_, or_, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.answers.derived import epoch
from storage.answers.memory.columns import UNKNOWN, Numbers, Places, Texts, numbers
from storage.tables import mirror

TEXTS = (
    *("owner_id", "account_id", "product_id", "stage", "status", "pipeline", "currency"),
    *("forecast_category", "lost_reason"),
)
AMOUNTS, INSTANTS, DATES = ("amount",), ("created_at", "closed_at", "updated_at"), ("close_date",)
NUMBERS = (*AMOUNTS, *INSTANTS, *DATES)
# What is kept of the records that deals point to: texts, and numbers.
AROUND: Mapping[str, tuple[Table, tuple[str, ...], tuple[str, ...]]] = {
    "people": (mirror.people, ("name", "manager_id", "team", "region", "territory"), ()),
    "accounts": (
        mirror.accounts,
        ("name", "industry", "country", "parent_id"),
        ("employees", "revenue", "customer_since"),
    ),
    "products": (mirror.products, ("name", "family"), ("list_price",)),
}
_BLOCK = 20_000
_MOST_STAGES = 62
_A_DAY = 86_400


@dataclass(slots=True)
class Around:
    """Records of one kind in columns; `index` says where each id stands."""

    index: dict[str, int]
    ids: list[str]
    texts: dict[str, Texts]
    numbers: dict[str, Numbers]


@dataclass(slots=True)
class MemoryDeals:
    """`order` sorts the ids, so that changed deals are found; `alive` leaves out what is gone."""

    ids: npt.NDArray[np.bytes_]
    order: Numbers
    texts: dict[str, Texts]
    numbers: dict[str, Numbers]
    alive: npt.NDArray[np.bool_]
    around: dict[str, Around]
    newest: datetime
    stages: Numbers | None = None
    stage_bits: dict[str, int] = field(default_factory=dict)
    # What of other records each value of an own column leads to, kept until something changes.
    seen_from: dict[str, Any] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return len(self.ids)

    def rows_of(self, ids: Sequence[str]) -> Numbers:
        """Where the deals of those ids stand; -1 for those that are not here."""
        wanted = np.array([one.encode() for one in ids], dtype=np.bytes_)
        if not self.size or not len(wanted):
            return np.full(len(wanted), -1, dtype=np.int64)
        at = np.searchsorted(self.ids, wanted, sorter=self.order)
        rows = self.order[np.minimum(at, self.size - 1)]
        return np.where(self.ids[rows] == wanted, rows, -1)


def _plain(table: Table, name: str) -> ColumnElement[Any]:
    """As an integer, where the database keeps it in another way."""
    column = table.c[name]
    if name in INSTANTS or name in DATES or name == "customer_since":
        return epoch(column)
    if name in (*AMOUNTS, "revenue", "list_price"):
        return type_coerce(column, BigInteger)
    return column


def _columns() -> list[ColumnElement[Any]]:
    deals = mirror.deals
    names = (*TEXTS, *NUMBERS)
    return [deals.c.id, deals.c.deleted_at.is_(None), *(_plain(deals, name) for name in names)]


async def load(connection: AsyncConnection, workspace: str, newest: datetime) -> MemoryDeals:
    """Everything, in blocks; `newest` is the last change that is surely in it."""
    query = (
        select(*_columns())
        .where(mirror.deals.c.workspace == workspace)
        .execution_options(yield_per=_BLOCK)
    )
    ids: list[npt.NDArray[np.bytes_]] = []
    alive: list[npt.NDArray[np.bool_]] = []
    texts = {name: Texts.of(()) for name in TEXTS}
    parts: dict[str, list[Any]] = {name: [] for name in (*TEXTS, *NUMBERS)}
    async with connection.stream(query) as stream:
        async for rows in stream.partitions():
            block = list(zip(*rows, strict=True))
            ids.append(np.array([one.encode() for one in block[0]], dtype=np.bytes_))
            alive.append(np.array(block[1], dtype=np.bool_))
            _append(parts, texts, block[2:])
    found = MemoryDeals(
        ids=np.concatenate(ids) if ids else np.empty(0, dtype="S1"),
        order=np.empty(0, dtype=np.int64),
        texts=texts,
        numbers={name: _joined(parts[name], np.int64) for name in NUMBERS},
        alive=_joined(alive, np.bool_),
        around={},
        newest=newest,
    )
    for name in TEXTS:
        texts[name].places = _joined(parts[name], np.int32)
    found.order = np.argsort(found.ids, kind="stable")
    await look_around(connection, workspace, found)
    return found


def _append(
    parts: Mapping[str, list[Any]], texts: Mapping[str, Texts], block: Sequence[Sequence[Any]]
) -> None:
    for place, name in enumerate(TEXTS):
        parts[name].append(texts[name].coded(block[place]))
    for place, name in enumerate(NUMBERS, start=len(TEXTS)):
        parts[name].append(numbers(block[place]))


def _joined(parts: Sequence[npt.NDArray[Any]], kind: type[Any]) -> npt.NDArray[Any]:
    return np.concatenate(parts) if parts else np.empty(0, dtype=kind)


async def look_around(connection: AsyncConnection, workspace: str, deals: MemoryDeals) -> None:
    """Reads the people, accounts and products anew."""
    for name, (table, texts, figures) in AROUND.items():
        columns = [table.c.id, *(table.c[t] for t in texts), *(_plain(table, f) for f in figures)]
        rows = (
            await connection.execute(
                select(*columns).where(table.c.workspace == workspace, table.c.deleted_at.is_(None))
            )
        ).all()
        block = list(zip(*rows, strict=True)) or [()] * len(columns)
        deals.around[name] = Around(
            index={one: place for place, one in enumerate(block[0])},
            ids=list(block[0]),
            texts={text: Texts.of(block[1 + at]) for at, text in enumerate(texts)},
            numbers={
                figure: numbers(block[1 + len(texts) + at]) for at, figure in enumerate(figures)
            },
        )


async def catch_up(
    connection: AsyncConnection, workspace: str, deals: MemoryDeals, newest: datetime
) -> None:
    """Brings in what was mirrored or taken away since."""
    table = mirror.deals
    heard = table.c.synced_at >= deals.newest
    gone = and_(table.c.deleted_at.is_not(None), table.c.deleted_at >= deals.newest)
    query = select(*_columns()).where(table.c.workspace == workspace, or_(heard, gone))
    rows = (await connection.execute(query)).all()
    if rows:
        at = deals.rows_of([row[0] for row in rows])
        _add(deals, [row for row, place in zip(rows, at, strict=True) if place < 0])
        _replace(deals, rows)
    deals.stages = None
    deals.seen_from.clear()
    await look_around(connection, workspace, deals)
    deals.newest = newest


def _add(deals: MemoryDeals, rows: Sequence[Sequence[Any]]) -> None:
    """Makes room for new deals; `_replace` then fills it."""
    if not rows:
        return
    ids = np.array([row[0].encode() for row in rows], dtype=np.bytes_)
    deals.ids = np.concatenate([deals.ids, ids]) if deals.size else ids
    deals.alive = np.append(deals.alive, np.zeros(len(ids), dtype=np.bool_))
    for texts in deals.texts.values():
        texts.places = np.append(texts.places, np.full(len(ids), -1, dtype=np.int32))
    for name, column in deals.numbers.items():
        deals.numbers[name] = np.append(column, np.full(len(ids), UNKNOWN))
    deals.order = np.argsort(deals.ids, kind="stable")


def _replace(deals: MemoryDeals, rows: Sequence[Sequence[Any]]) -> None:
    block = list(zip(*rows, strict=True))
    at = deals.rows_of(block[0])
    deals.alive[at] = block[1]
    for place, name in enumerate(TEXTS, start=2):
        deals.texts[name].places[at] = deals.texts[name].coded(block[place])
    for place, name in enumerate(NUMBERS, start=2 + len(TEXTS)):
        deals.numbers[name][at] = numbers(block[place])


async def read_stages(connection: AsyncConnection, workspace: str, deals: MemoryDeals) -> bool:
    """Which stages each deal has ever been in, one bit each; False if they are too many for it."""
    step = mirror.stage_changes
    query = (
        select(step.c.deal_id, step.c.to_stage, step.c.from_stage)
        .where(step.c.workspace == workspace, step.c.deleted_at.is_(None))
        .execution_options(yield_per=_BLOCK)
    )
    names = Texts.of(deals.texts["stage"].values)
    found = _bits(deals.texts["stage"].places)
    async with connection.stream(query) as stream:
        async for rows in stream.partitions():
            ids, entered, left = zip(*rows, strict=True)
            at = deals.rows_of(ids)
            bits = _bits(names.coded(entered)) | _bits(names.coded(left))
            # One deal may come more than once in a block.
            np.bitwise_or.at(found, at[at >= 0], bits[at >= 0])
            if len(names.values) > _MOST_STAGES:
                return False
    deals.stages, deals.stage_bits = found, dict(names.index)
    return len(names.values) <= _MOST_STAGES


def _bits(places: Places) -> Numbers:
    return np.where(places < 0, 0, np.int64(1) << np.maximum(places, 0).astype(np.int64))
