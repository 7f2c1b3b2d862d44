"""Groups and their figures over the columns in memory: the same rows as the statements give."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from storage.answers.memory.attributes import Coded, Measured, attribute, discount
from storage.answers.memory.columns import (
    UNKNOWN,
    WIDEST,
    Figures,
    Flags,
    Numbers,
)
from storage.answers.memory.conditions import BEEN_IN, can_meet, edge, meets
from storage.answers.memory.deals import MemoryDeals
from storage.answers.memory.figures import counts, float_cells, number_cells, text_cells
from storage.answers.query import Cell, Condition, Figure, Fold, Groups, Key, Now, Records, Top

_DISCOUNT = "discount"
_ALIASES = {"owner": "owner_id", "account": "account_id", "product": "product_id"}


def can_evaluate(deals: MemoryDeals, query: Groups, now: Now) -> bool:
    return (
        all(can_meet(deals, each, now) for each in query.conditions)
        and all(_can_group(deals, each, now) for each in query.keys)
        and all(_can_figure(deals, each, now) for each in query.figures)
    )


def uses_stages(query: Groups | Records) -> bool:
    return any(each.column == BEEN_IN for each in query.conditions)


def _can_group(deals: MemoryDeals, key: Key, now: Now) -> bool:
    found = attribute(deals, key.column, now)
    return isinstance(found, Measured) if key.edges else isinstance(found, Coded)


def _can_figure(deals: MemoryDeals, figure: Figure, now: Now) -> bool:
    if figure.column is None:
        return True
    if figure.column == _DISCOUNT:
        return figure.fold in (Fold.SUM, Fold.COUNT)
    found = attribute(deals, figure.column, now)
    if isinstance(found, Coded):
        return figure.fold in (Fold.COUNT, Fold.DISTINCT, Fold.LEAST, Fold.GREATEST)
    return found is not None


def chosen(
    deals: MemoryDeals, query: Groups | Records, owners: frozenset[str] | None, now: Now
) -> Numbers:
    """The deals in scope that meet the conditions."""
    flags = deals.alive.copy()
    if owners is not None:
        texts = deals.texts["owner_id"]
        mine = np.zeros(len(texts.values) + 1, dtype=np.bool_)
        mine[texts.places_of(owners)] = True
        flags &= mine[texts.places]
    for each in query.where:
        flags &= meets(deals, each, now)
    if query.any_of:
        flags &= _any([meets(deals, each, now) for each in query.any_of])
    sets = query.sets if isinstance(query, Groups) else ()
    if sets:
        flags &= _any([_all(deals, each, now) for each in sets])
    return np.flatnonzero(flags)


def _any(flags: Sequence[Flags]) -> Flags:
    found: Flags = np.logical_or.reduce(flags)
    return found


def _all(deals: MemoryDeals, where: Sequence[Condition], now: Now) -> Flags:
    found: Flags = np.logical_and.reduce([meets(deals, each, now) for each in where])
    return found


@dataclass(frozen=True, slots=True)
class _Grouped:
    """In which group each chosen deal is, and one deal of each group."""

    rows: Numbers
    groups: Numbers
    first: Numbers

    @property
    def size(self) -> int:
        return len(self.first)


def evaluate(
    deals: MemoryDeals, query: Groups, owners: frozenset[str] | None, now: Now
) -> list[tuple[Cell, ...]]:
    """The rows, amounts and days as what they mean, without order or limit."""
    rows = chosen(deals, query, owners, now)
    grouped = _grouped(deals, query.keys, rows, now)
    if query.top is not None and grouped.size > query.top.number:
        grouped = _best(deals, query, query.top, grouped, now)
    keys = [_key_cells(deals, key, grouped, now) for key in query.keys]
    figures = [
        cells
        for where, some in groupby(query.figures, key=lambda figure: figure.where)
        for cells in _figures(deals, where, list(some), grouped, now)
    ]
    return list(zip(*keys, *figures, strict=True))


def _figures(
    deals: MemoryDeals,
    where: Sequence[Condition],
    figures: Sequence[Figure],
    grouped: _Grouped,
    now: Now,
) -> list[list[Cell]]:
    """Figures over the same deals."""
    if where:
        there = _all(deals, where, now)[grouped.rows]
        grouped = _Grouped(grouped.rows[there], grouped.groups[there], grouped.first)
    return [_figure_cells(deals, figure, grouped, now) for figure in figures]


def _best(deals: MemoryDeals, query: Groups, top: Top, grouped: _Grouped, now: Now) -> _Grouped:
    """Only the best groups, and those that are as good as the last of them."""
    figure = query.figures[top.figure]
    sign = 1 if top.descending else -1
    values = sign * _about(deals, figure, grouped, now)
    last = np.partition(values, grouped.size - top.number)[grouped.size - top.number]
    wanted = np.flatnonzero(values >= last - abs(last) * 1e-9)
    number = np.full(grouped.size, -1, dtype=np.int64)
    number[wanted] = np.arange(len(wanted))
    groups = number[grouped.groups]
    there = groups >= 0
    return _Grouped(grouped.rows[there], groups[there], grouped.first[wanted])


def _about(deals: MemoryDeals, figure: Figure, grouped: _Grouped, now: Now) -> Figures:
    """The figure of each group, nearly: enough to see which are surely not among the best."""
    found = attribute(deals, figure.column or "", now)
    if figure.where or figure.fold is not Fold.SUM or not isinstance(found, Measured):
        cells = _figures(deals, figure.where, [figure], grouped, now)[0]
        return np.array([float(cell or 0) for cell in cells])  # type: ignore[arg-type]
    numbers = found.of_rows(deals, grouped.rows)
    weights = np.where(numbers == UNKNOWN, 0, numbers)
    sums = np.bincount(grouped.groups, weights=weights, minlength=grouped.size)
    return sums.astype(np.float64)


def _grouped(deals: MemoryDeals, keys: Sequence[Key], rows: Numbers, now: Now) -> _Grouped:
    """A name is not grouped by where its id is already: it is the same in the whole group."""
    if not keys:
        one = np.zeros(1, dtype=np.int64)
        return _Grouped(rows, np.zeros(len(rows), dtype=np.int64), one)
    own = {key.column for key in keys}
    together = np.zeros(len(rows), dtype=np.int64)
    width = 1
    for key in keys:
        root = _ALIASES.get(key.column.partition(".")[0])
        if root is not None and not key.edges and f"deal.{root}" in own:
            continue
        places, size = _places(deals, key, rows, now)
        together, width = _dense(together, width)
        together = together * (size + 1) + places + 1
        width *= size + 1
    return _numbered(rows, together, width)


def _dense(together: Numbers, width: int) -> tuple[Numbers, int]:
    """Numbered anew before the product of many keys grows beyond what is sensible."""
    if width <= WIDEST:
        return together, width
    _, again = np.unique(together, return_inverse=True)
    return again, int(again.max(initial=0)) + 1


def _numbered(rows: Numbers, together: Numbers, width: int) -> _Grouped:
    if width > WIDEST:
        _, first, groups = np.unique(together, return_index=True, return_inverse=True)
        return _Grouped(rows, groups, rows[first])
    present = np.flatnonzero(np.bincount(together, minlength=1))
    number = np.empty(width, dtype=np.int64)
    number[present] = np.arange(len(present))
    one = np.empty(width, dtype=np.int64)
    one[together] = rows
    return _Grouped(rows, number[together], one[present])


def _places(deals: MemoryDeals, key: Key, rows: Numbers, now: Now) -> tuple[Numbers, int]:
    """The place of each deal's value, -1 for none, and how many there can be."""
    found = attribute(deals, key.column, now)
    if isinstance(found, Coded):
        return found.of_rows(deals, rows).astype(np.int64), len(found.values)
    if not isinstance(found, Measured):
        raise TypeError(f"{key.column} is not in memory")
    edges = np.array([edge(found, value) for value in key.edges], dtype=np.int64)
    numbers = found.of_rows(deals, rows)
    places = np.searchsorted(edges, numbers, side="right")
    return np.where(numbers == UNKNOWN, -1, places), len(edges) + 1


def _key_cells(deals: MemoryDeals, key: Key, grouped: _Grouped, now: Now) -> list[Cell]:
    places, _ = _places(deals, key, grouped.first, now)
    found = attribute(deals, key.column, now)
    if isinstance(found, Coded) and not key.edges:
        return [None if place < 0 else found.values[place] for place in places]
    return [None if place < 0 else int(place) for place in places]


def _figure_cells(deals: MemoryDeals, figure: Figure, grouped: _Grouped, now: Now) -> list[Cell]:
    rows, groups, size = grouped.rows, grouped.groups, grouped.size
    if figure.column is None:
        return counts(groups, size)
    if figure.column == _DISCOUNT:
        values, known = discount(deals, now, rows)
        return float_cells(figure, groups[known], values[known], size)
    found = attribute(deals, figure.column, now)
    if isinstance(found, Coded):
        return text_cells(figure, groups, found.of_rows(deals, rows), found.values, size)
    if not isinstance(found, Measured):
        raise TypeError(f"{figure.column} is not in memory")
    numbers = found.of_rows(deals, rows)
    there = numbers != UNKNOWN
    return number_cells(figure, groups[there], numbers[there], found, size)
