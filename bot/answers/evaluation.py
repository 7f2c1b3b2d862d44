"""From the cells that storage read to the figures of an answer, group by group. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import cast

from bot.answers.compiled import Cell as Place
from bot.answers.compiled import Compiled, Sum
from bot.answers.model import Model, Take, Unit
from bot.answers.plan import Having, Op, Plan
from storage.answers.query import Cell

Rows = Sequence[Sequence[tuple[Cell, ...]]]
Keys = tuple[Cell, ...]
_HUNDRED = 100
_ORDERS = {Op.OVER: gt, Op.AT_LEAST: ge, Op.UNDER: lt, Op.AT_MOST: le}


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How likely an open deal is won, by its stage; `otherwise` where a stage says too little."""

    by_stage: Mapping[str, Decimal]
    otherwise: Decimal

    def of(self, stage: Cell) -> Decimal:
        return self.by_stage.get(str(stage), self.otherwise)


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A figure with the records behind it: `rows` of them, `known` with a value."""

    figure: Decimal | datetime | None
    rows: int
    known: int
    before: Decimal | None = None

    @property
    def change(self) -> Decimal | None:
        if self.before is None or not isinstance(self.figure, Decimal):
            return None
        return self.figure - self.before

    @property
    def growth(self) -> Decimal | None:
        """In percent of the compared period; None where that was nothing."""
        if self.change is None or not self.before:
            return None
        return self.change * _HUNDRED / abs(self.before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One row before it is drawn: the keys as read, and one value per measure."""

    keys: Keys
    values: tuple[Value, ...]


def evaluated(
    compiled: Compiled, rows: Rows, model: Model, weights: Weights | None = None
) -> list[Group]:
    """All groups that any of the queries found; without keys exactly one."""
    tables = [
        _by_keys(query_rows, len(query.keys))
        for query, query_rows in zip(compiled.queries, rows, strict=True)
    ]
    folded = [_weighted(table, compiled, number, weights) for number, table in enumerate(tables)]
    keys = dict.fromkeys(key for table in folded for key in table)
    if not compiled.axes:
        keys = {(): None}
    percents = [model.measures[each.name].unit is Unit.PERCENT for each in compiled.sums]
    sums = list(zip(compiled.sums, percents, strict=True))
    return [
        Group(keys=key, values=tuple(_value(s, folded, key, percent=p) for s, p in sums))
        for key in keys
    ]


def nothing(compiled: Compiled) -> tuple[Value, ...]:
    """The figures of a record of which no query found anything."""
    tables: list[Mapping[Keys, tuple[Cell, ...]]] = [{} for _ in compiled.queries]
    return tuple(_value(each, tables, (), percent=False) for each in compiled.sums)


def currencies(compiled: Compiled, rows: Rows) -> frozenset[str]:
    """All that the amounts in the answer are in; of three or more perhaps not all."""
    found: set[str] = set()
    for each in compiled.sums:
        for place in (*each.cells, *each.before):
            for row in rows[place.counts] if place.currencies else ():
                found |= {str(row[at]) for at in place.currencies or () if row[at] is not None}
    return frozenset(found)


def _by_keys(rows: Sequence[tuple[Cell, ...]], width: int) -> dict[Keys, tuple[Cell, ...]]:
    return {row[:width]: row for row in rows}


def _weighted(
    table: Mapping[Keys, tuple[Cell, ...]],
    compiled: Compiled,
    number: int,
    weights: Weights | None,
) -> Mapping[Keys, tuple[Cell, ...]]:
    """Sums by stage as weighted sums without the stage; other tables as they are."""
    place = next(
        (c for s in compiled.sums for c in s.cells + s.before if c.query == number and c.by_stage),
        None,
    )
    if place is None or place.known is None or place.rows is None:
        return table
    found: dict[Keys, list[Cell]] = {}
    for (stage, *keys), row in table.items():
        total = found.setdefault(
            tuple(keys), [None, *keys, *([Decimal(0)] * (len(row) - 1 - len(keys)))]
        )
        weight = weights.of(stage) if weights is not None else Decimal(0)
        total[place.value] = _number(total[place.value]) + _number(row[place.value]) * weight
        for at in (place.known, place.rows):
            total[at] = _number(total[at]) + _number(row[at])
    return {keys: tuple(row) for keys, row in found.items()}


def _number(cell: Cell) -> Decimal:
    return Decimal(0) if cell is None else Decimal(cast(int, cell))


def _value(
    each: Sum, tables: Sequence[Mapping[Keys, tuple[Cell, ...]]], key: Keys, *, percent: bool
) -> Value:
    parts = [_simple(place, tables, key) for place in each.cells]
    earlier = [_simple(place, tables, key) for place in each.before]
    last = parts[-1]
    return Value(
        figure=_ratio(parts, percent=percent),
        rows=last.rows,
        known=last.known,
        before=cast(Decimal | None, _ratio(earlier, percent=percent)) if earlier else None,
    )


def _ratio(parts: Sequence[Value], *, percent: bool) -> Decimal | datetime | None:
    if len(parts) == 1:
        return parts[0].figure
    above, below = parts[0].figure, parts[1].figure
    if not isinstance(above, Decimal) or not isinstance(below, Decimal) or not below:
        return None
    return above * (_HUNDRED if percent else 1) / below


def _simple(place: Place, tables: Sequence[Mapping[Keys, tuple[Cell, ...]]], key: Keys) -> Value:
    """Nothing counts as 0 and adds up to 0, but has no average; what is unknown has no sum."""
    row, counts = tables[place.query].get(key), tables[place.counts].get(key)
    cell = None if row is None else row[place.value]
    if place.known is None or place.rows is None:
        number = _number(cell)
        return Value(figure=number, rows=int(number), known=int(number))
    rows = 0 if counts is None else _whole(counts, place.rows)
    known = 0 if counts is None else _whole(counts, place.known)
    adds = place.take is Take.DISTINCT or (place.take is Take.SUM and rows == 0)
    if cell is None or not known:
        return Value(figure=Decimal(0) if adds else None, rows=rows, known=known)
    if isinstance(cell, datetime) and place.take is not Take.DISTINCT:
        return Value(figure=cell, rows=rows, known=known)
    figure = _number(cell)
    mean = place.take is Take.AVERAGE
    return Value(figure=figure / known if mean else figure, rows=rows, known=known)


def _whole(row: tuple[Cell, ...], place: int) -> int:
    return int(_number(row[place]))


def kept(groups: Sequence[Group], plan: Plan) -> list[Group]:
    """Those that the plan's conditions on figures keep; what has no figure meets none."""
    places = {name: place for place, name in enumerate(plan.measures)}
    return [
        group
        for group in groups
        if all(meets(group.values[places[each.measure]].figure, each) for each in plan.having)
    ]


def meets(figure: Cell, having: Having) -> bool:
    if having.op is Op.EMPTY or figure is None:
        return having.op is Op.EMPTY and figure is None
    value = _number(figure)
    limits = [Decimal(limit) for limit in having.values]
    match having.op:
        case Op.IS:
            return value in limits
        case Op.IS_NOT:
            return value not in limits
        case Op.BETWEEN:
            return min(limits) <= value <= max(limits)
        case Op.OVER | Op.AT_LEAST | Op.UNDER | Op.AT_MOST:
            return bool(_ORDERS[having.op](value, limits[0]))
        case _:
            return True
