"""Answers a plan that lists records, with figures of their own next to them if it asks for any."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import cast

from bot.answers import wording
from bot.answers.answer import Answer, Heading, Status, Table
from bot.answers.checking import columns_of, unsupported
from bot.answers.compiler import Compiler
from bot.answers.conditions import path_of
from bot.answers.desk import Desk
from bot.answers.evaluation import Value, evaluated, meets, nothing
from bot.answers.figures import definition
from bot.answers.model import CUSTOM, Entity, Kind, Unit
from bot.answers.plan import Plan, Sort
from bot.answers.sizes import by_list_price
from bot.answers.tables import sortable
from storage.answers.query import Cell, Figure, Fold, Groups, Order, Records

_SHOWN = 50
_MOST_WITH_FIGURES = 20_000
_UNITS = {
    Kind.MONEY: Unit.MONEY,
    Kind.DAYS: Unit.DAYS,
    Kind.PERCENT: Unit.PERCENT,
    Kind.NUMBER: Unit.NUMBER,
}
Row = tuple[Cell, ...]
Values = Mapping[Cell, tuple[Value, ...]]


@dataclass(frozen=True, slots=True)
class Columns:
    """What is read of each record after its id: a path per field, and a name where it has one."""

    entity: Entity
    names: tuple[str, ...]

    @property
    def paths(self) -> tuple[str, ...]:
        found = [self.entity.fields["id"].of]
        for name in self.names:
            found.append(path_of(self.entity, name))
            field = self.entity.fields.get(name)
            if field is not None and field.shown:
                found.append(field.shown)
        return tuple(found)

    def place(self, name: str) -> int:
        """Where the field's own value stands, or, for references, the name right after it."""
        at = 1
        for each in self.names[: self.names.index(name)]:
            at += 1 + self._is_named(each)
        return at + self._is_named(name)

    def shown(self, row: Row) -> Row:
        """As people read it; a reference whose record is not there by its id."""
        return tuple(self._cell(row, name) for name in self.names)

    def headings(self) -> tuple[Heading, ...]:
        return tuple(self._heading(name) for name in self.names)

    def _is_named(self, name: str) -> int:
        field = self.entity.fields.get(name)
        return int(field is not None and field.shown is not None)

    def _cell(self, row: Row, name: str) -> Cell:
        at = self.place(name)
        return row[at - 1] if row[at] is None and self._is_named(name) else row[at]

    def _heading(self, name: str) -> Heading:
        field = self.entity.fields.get(name)
        if field is None:
            return Heading(label=name.removeprefix(CUSTOM))
        return Heading(label=field.label, unit=_UNITS.get(field.kind), to=field.to)


async def answer_list(desk: Desk, plan: Plan, data_as_of: datetime | None) -> Answer:
    """Raises Refused."""
    plan, notes = await by_list_price(desk, plan)
    table = await (_with_figures(desk, plan) if plan.measures else _plain(desk, plan))
    return Answer(
        status=Status.ANSWERED,
        text=wording.table_sentence(table, plan, desk.model, ""),
        interpretation=wording.reading(plan, desk.model, desk.day),
        plan=plan,
        table=table,
        value=Decimal(table.total),
        unit=Unit.COUNT,
        definition=definition(plan, desk.model),
        scope=wording.scope_of(desk.asker),
        data_as_of=data_as_of,
        notes=notes,
    )


def _columns(desk: Desk, plan: Plan) -> Columns:
    entity = desk.model.entities[plan.entity]
    names = columns_of(plan, desk.model, desk.asker.fields)
    sorted_by = (s.name for s in plan.sort if s.name in entity.fields and s.name not in names)
    return Columns(entity, (*names, *sorted_by))


async def _plain(desk: Desk, plan: Plan) -> Table:
    columns, compiler = _columns(desk, plan), await desk.compiler(plan)
    where, any_of = (*compiler.where(), *compiler.record_periods()), compiler.any_of()
    records = Records(
        entity=plan.entity,
        columns=columns.paths,
        where=where,
        any_of=any_of,
        order=(*_order(plan, columns), Order(place=0, descending=False)),
        limit=plan.limit or _SHOWN,
    )
    count = Groups(
        entity=plan.entity, figures=(Figure(fold=Fold.COUNT),), where=where, any_of=any_of
    )
    rows, counted = await desk.read([records, count])
    return Table(
        headings=columns.headings(),
        rows=tuple(columns.shown(row) for row in rows),
        keys=tuple(row[:1] for row in rows),
        total=int(cast(int, counted[0][0])),
    )


def _order(plan: Plan, columns: Columns) -> list[Order]:
    """As the plan says, else the largest first, where there is an amount to see."""
    default = (Sort(name="amount"),) if "amount" in columns.names else ()
    return [
        Order(place=columns.place(sort.name), descending=sort.descending)
        for sort in plan.sort or default
    ]


async def _with_figures(desk: Desk, plan: Plan) -> Table:
    """Each record with figures of another entity; what has none of them counts as 0."""
    columns, compiler = _columns(desk, plan), await desk.compiler(plan)
    rows = await _records(desk, plan, columns, compiler)
    compiled = compiler.linked()
    cells = await desk.read(compiled.queries)
    found: Values = {
        group.keys[0]: group.values for group in evaluated(compiled, cells, desk.model)
    }
    none = nothing(compiled)
    kept = [row for row in rows if _fits(found.get(row[0], none), plan)]
    for sort in reversed(plan.sort or (Sort(name=plan.measures[0]),)):
        kept = _sorted(kept, sort, plan, columns, found)
    shown = kept[: plan.limit or _SHOWN]
    measures = [desk.model.measures[name] for name in plan.measures]
    return Table(
        headings=(*columns.headings(), *(Heading(label=m.label, unit=m.unit) for m in measures)),
        rows=tuple(
            (*columns.shown(row), *(value.figure for value in found.get(row[0], none)))
            for row in shown
        ),
        keys=tuple(row[:1] for row in shown),
        total=len(kept),
    )


async def _records(desk: Desk, plan: Plan, columns: Columns, compiler: Compiler) -> Sequence[Row]:
    query = Records(
        entity=plan.entity,
        columns=columns.paths,
        where=(*compiler.where(), *compiler.record_periods()),
        any_of=compiler.any_of(),
        order=(Order(place=0, descending=False),),
        limit=_MOST_WITH_FIGURES + 1,
    )
    rows = (await desk.read([query]))[0]
    if len(rows) > _MOST_WITH_FIGURES:
        raise unsupported(f"Those are more than {_MOST_WITH_FIGURES:,} records: narrow it down.")
    return rows


def _fits(values: tuple[Value, ...], plan: Plan) -> bool:
    return all(
        meets(values[plan.measures.index(having.measure)].figure, having) for having in plan.having
    )


def _sorted(
    rows: Sequence[Row], sort: Sort, plan: Plan, columns: Columns, found: Values
) -> list[Row]:
    """What has no value comes last, whichever way."""

    def cell(row: Row) -> Cell:
        if sort.name not in plan.measures:
            return row[columns.place(sort.name)]
        values = found.get(row[0])
        return Decimal(0) if values is None else values[plan.measures.index(sort.name)].figure

    known = [row for row in rows if cell(row) is not None]
    unknown = [row for row in rows if cell(row) is None]
    known.sort(key=lambda row: sortable(cell(row)), reverse=sort.descending)
    return known + unknown
