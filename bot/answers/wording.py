"""An answer in words: how the question was read, and the sentence with the figure first. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import cast

from bot.answers.answer import Table
from bot.answers.calendar import FIRST_DAY, LAST_DAY, Span
from bot.answers.checking import Asker
from bot.answers.conditions import Day
from bot.answers.model import Entity, Kind, Measure, Model, Unit
from bot.answers.periods import Lean
from bot.answers.plan import Filter, Intent, Op, Plan
from bot.answers.shares import of_each
from bot.answers.times import Times
from bot.domain.people import Role
from storage.answers.query import Cell

NONE = "none"
_OPS = {
    Op.IS: "=",
    Op.IS_NOT: "is not",
    Op.CONTAINS: "contains",
    Op.OVER: "over",
    Op.AT_LEAST: "at least",
    Op.UNDER: "under",
    Op.AT_MOST: "at most",
    Op.BETWEEN: "between",
    Op.EMPTY: "is not known",
    Op.FILLED: "is known",
    Op.BEATS: "over the",
    Op.TRAILS: "under the",
}
_PLACES = {Unit.COUNT: 0, Unit.MONEY: 2, Unit.PERCENT: 1, Unit.DAYS: 1, Unit.HOURS: 1}


def reading(plan: Plan, model: Model, day: Day) -> str:
    """How the question was read: what, of which records, when, by what, in which order."""
    entity = model.entities[plan.entity]
    parts = [
        _what(plan, model, entity),
        *(_condition(entity, model, each) for each in plan.filters),
        *([" or ".join(_condition(entity, model, e) for e in plan.any_of)] if plan.any_of else []),
        *_times(plan, model, day),
        *_shape(plan, model, entity),
    ]
    return ", ".join(part for part in parts if part)


def _what(plan: Plan, model: Model, entity: Entity) -> str:
    if plan.intent is Intent.MOVEMENT:
        return "movement of the open deals"
    labels = [_measure(plan, model, name) for name in plan.measures]
    if plan.intent is Intent.LIST:
        return f"{entity.many} with their {' and '.join(labels)}" if labels else entity.many
    return " and ".join(labels)


def _measure(plan: Plan, model: Model, name: str) -> str:
    """With the filters that belong to the measure itself, where its label leaves them open."""
    measure = model.measures[name]
    label = measure.label
    if plan.percentile is not None:
        label = f"{plan.percentile}th percentile of {label.removeprefix('average ')}"
    entity = model.entities[measure.entity]
    own = [_condition(entity, model, each) for each in measure.where]
    stages = [f"from {plan.about[0]} to {plan.about[1]}"] if _is_conversion(model, measure) else []
    inside = ", ".join((*own, *stages))
    return f"{label} ({inside})" if inside else label


def _is_conversion(model: Model, measure: Measure) -> bool:
    return any(model.measures[part].stage for part in measure.over or ())


def _condition(entity: Entity, model: Model, given: Filter) -> str:
    field = entity.fields.get(given.field)
    label = given.field.removeprefix("custom.") if field is None else field.label
    if given.op in (Op.EMPTY, Op.FILLED):
        return f"{label} {_OPS[given.op]}"
    if given.op in (Op.BEATS, Op.TRAILS):
        return f"{label} {_OPS[given.op]} {model.measures[given.values[0]].label}"
    if field is not None and field.kind is Kind.FLAG:
        return label if given.values == ("true",) else f"not {label}"
    values = given.shown or given.values
    joined = " and " if given.op is Op.BETWEEN else " or "
    return f"{label} {_OPS[given.op]} {joined.join(values)}"


def _times(plan: Plan, model: Model, day: Day) -> Iterator[str]:
    """The periods with their days, each said once, and what they are compared with."""
    times = Times(plan, day)
    said: dict[str, None] = {}
    for name in plan.measures:
        measure = model.measures[name]
        for part in (model.measures[each] for each in measure.over or (name,)):
            entity = model.entities[part.entity]
            for on, spans in times.spans(part, entity).items():
                said |= dict.fromkeys(f"{entity.fields[on].label} {days(span)}" for span in spans)
            if plan.compare_to is not None:
                for on, spans in times.spans(part, entity, compared=True).items():
                    label = entity.fields[on].label
                    said |= dict.fromkeys(f"against {label} {days(span)}" for span in spans)
    yield from said
    if plan.intent is not Intent.METRIC:
        yield from _record_times(plan, model, day)
    if plan.as_of is not None:
        yield f"as of {written(day.span(plan.as_of, Lean.PAST).last)}"
    if plan.window is not None:
        yield f"with a close date {days(day.span(plan.window, Lean.FUTURE))}"


def _record_times(plan: Plan, model: Model, day: Day) -> Iterator[str]:
    entity = model.entities[plan.entity]
    for period in plan.periods:
        on = period.on or (None if plan.measures else entity.time)
        if plan.intent is Intent.MOVEMENT:
            yield days(day.span(period, Lean.PAST))
        elif on in entity.fields:
            field = entity.fields[on]
            yield f"{field.label} {days(day.span(period, field.lean))}"


def _shape(plan: Plan, model: Model, entity: Entity) -> Iterator[str]:
    by = []
    for group in plan.group_by:
        field = entity.fields.get(group.field)
        label = group.field.removeprefix("custom.") if field is None else field.label
        by.append(f"{label} {group.grain.replace('_', ' ')}" if group.grain else label)
    if by:
        yield f"by {' and '.join(by)}"
    for having in plan.having:
        label = model.measures[having.measure].label
        yield f"{label} {_OPS[having.op]} {' and '.join(having.values)}"
    for sort in plan.sort:
        measure, field = model.measures.get(sort.name), entity.fields.get(sort.name)
        label = measure.label if measure else field.label if field else sort.name
        by_change = "" if sort.by.value == "value" else f" by {sort.by.value}"
        yield f"{label}{by_change} {'highest' if sort.descending else 'lowest'} first"
    if plan.limit is not None:
        yield f"the first {plan.limit}{f' whose {several(by)} is known' if by else ''}"
    if plan.total_without:
        entity_fields = (entity.fields[name].label for name in plan.total_without)
        row = "within each row " if of_each(plan) else ""
        yield f"{row}as a share of the same for any {several(list(entity_fields))}"
    elif plan.share_of_total:
        yield "as a share of the total"


def days(span: Span) -> str:
    if span.start == FIRST_DAY:
        return f"until {written(span.last)}"
    if span.end == LAST_DAY:
        return f"from {written(span.start)}"
    if span.days == 1:
        return written(span.start)
    start = f"{span.start.day} {span.start:%b}"
    if span.start.year != span.last.year:
        start = written(span.start)
    return f"{start} – {written(span.last)}"


def written(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def said(cell: Cell, unit: Unit | None, currency: str = "") -> str:
    """A figure as a person reads it, rounded; tables keep the exact one."""
    if cell is None:
        return NONE
    if isinstance(cell, datetime):
        return f"{cell.day} {cell:%b %Y}"
    if isinstance(cell, date):
        return written(cell)
    if isinstance(cell, bool) or not isinstance(cell, int | Decimal):
        return str(cell)
    figure = _rounded(Decimal(cell), unit)
    match unit:
        case Unit.MONEY:
            return f"{currency} {figure}".strip()
        case Unit.PERCENT:
            return f"{figure} %"
        case Unit.DAYS:
            return f"{figure} day" if figure == "1" else f"{figure} days"
        case Unit.HOURS:
            return f"{figure} hours"
        case _:
            return figure


def _rounded(figure: Decimal, unit: Unit | None) -> str:
    places = 2 if unit is None else _PLACES.get(unit, 2)
    text = f"{figure:,.{places}f}"
    return text.removesuffix(".00").removesuffix(".0") if places else text


def scope_of(asker: Asker) -> str:
    """Whose records were looked at, in the asker's own terms."""
    if asker.sight.everything:
        return "everybody's deals"
    if not asker.sight.owners:
        return "no deals: your role may see none"
    others = len(asker.sight.owners - {asker.person.id})
    if asker.person.role is Role.MANAGER:
        return f"your own deals and those of the {others} people who report to you"
    return "your own deals"


def several(values: Sequence[str]) -> str:
    """`a, b and c`."""
    if len(values) < 2:
        return "".join(values)
    return f"{', '.join(values[:-1])} and {values[-1]}"


def table_sentence(table: Table, plan: Plan, model: Model, currency: str) -> str:
    """What stands out in a table: its first row, and how many there are."""
    entity = model.entities[plan.entity]
    if not table.rows:
        return f"None: no {entity.many} fit this question within what you may see."
    if plan.intent is Intent.LIST:
        number = f"{table.total:,} {entity.one if table.total == 1 else entity.many}"
        more = f", the first {len(table.rows)} are shown" if table.total > len(table.rows) else ""
        return f"{number}{more}."
    width = len(plan.group_by)
    at = width + 1 if plan.share_of_total and plan.total_without else width
    first = table.rows[0] if plan.sort else _greatest(table, at)
    name = several([NONE if cell is None else str(cell) for cell in first[:width]])
    label = model.measures[plan.measures[0]].label
    figure = said(first[at], table.headings[at].unit, currency)
    lead = f"{figure} {'of ' if at > width else ''}{label} for {name}"
    equal = sum(row[at] == first[at] for row in table.rows) - 1
    if equal:
        return f"{lead}, and the same for {equal} more of {len(table.rows)}."
    rest = len(table.rows) - 1
    return f"{lead}{f', ahead of {rest} more' if rest else ''}."


def _greatest(table: Table, at: int) -> tuple[Cell, ...]:
    """The row with the greatest figure there; the first one where none has any."""
    known = [row for row in table.rows if isinstance(row[at], Decimal)]
    return max(known, key=lambda row: cast(Decimal, row[at]), default=table.rows[0])
