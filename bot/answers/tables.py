"""The rows of an answer as a person reads them: order, limit, labels, shares. Pure."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import cast

from bot.answers.answer import Heading, Table
from bot.answers.calendar import Calendar
from bot.answers.compiled import Axis, Compiled
from bot.answers.evaluation import Group, Keys
from bot.answers.model import Entity, Kind, Model, Take, Unit
from bot.answers.periods import named
from bot.answers.plan import By, Plan, Sort
from bot.answers.shares import Totals, of_each
from storage.answers.query import Cell

# What does not add up: none of them is more for standing first.
_MIDDLES = (Take.AVERAGE, Take.MEDIAN, Take.RATIO)


def sorted_groups(
    groups: Sequence[Group],
    plan: Plan,
    axes: Sequence[Axis],
    model: Model,
    totals: Totals | None = None,
) -> list[Group]:
    """In the order of the plan. By itself in that of time, bands, or, for rates and averages, of
    names; what adds up stands largest first.
    """
    found = sorted(groups, key=lambda group: _by_name(group.keys, axes))
    if plan.sort or not plan.measures or not axes:
        for order in reversed(plan.sort):
            found = _sorted_by(found, order, plan, axes)
        return found
    if totals is not None and of_each(plan):
        return sorted(found, key=lambda group: -(totals.share(group) or 0))
    natural = axes[0].grain is not None or _is_band(model.entities[plan.entity], axes[0].field)
    if natural or model.measures[plan.measures[0]].take in _MIDDLES:
        return found
    return _sorted_by(found, Sort(name=plan.measures[0]), plan, axes)


def _by_name(keys: Keys, axes: Sequence[Axis]) -> tuple[tuple[int, Decimal, str], ...]:
    """Of references, which are an id and a name, by the name."""
    ordered: list[Cell] = []
    at = 0
    for axis in axes:
        ordered += reversed(keys[at : at + axis.width])
        at += axis.width
    return tuple(sortable(key) for key in ordered)


def _is_band(entity: Entity, name: str) -> bool:
    return name in entity.fields and entity.fields[name].kind is Kind.BAND


def _sorted_by(groups: list[Group], order: Sort, plan: Plan, axes: Sequence[Axis]) -> list[Group]:
    """What has no figure comes last, whichever way."""

    def figure(group: Group) -> Cell:
        if order.name in plan.measures:
            value = group.values[plan.measures.index(order.name)]
            match order.by:
                case By.VALUE:
                    return value.figure
                case By.CHANGE:
                    return value.change
                case By.GROWTH:
                    return value.growth
        before = sum(a.width for a in axes[: [a.field for a in axes].index(order.name)])
        return group.keys[before + [a.field for a in axes].count(order.name) - 1]

    known = [group for group in groups if figure(group) is not None]
    unknown = [group for group in groups if figure(group) is None]
    known.sort(key=lambda group: sortable(figure(group)), reverse=order.descending)
    return known + unknown


def sortable(cell: Cell) -> tuple[int, Decimal, str]:
    """Numbers before texts before nothing; texts by their letters, without case."""
    match cell:
        case None:
            return 2, Decimal(0), ""
        case bool() | int() | Decimal():
            return 0, Decimal(cell), ""
        case datetime() | date():
            return 1, Decimal(0), cell.isoformat()
        case _:
            return 1, Decimal(0), f"{str(cell).casefold()}\x00{cell}"


def table_of(
    groups: Sequence[Group],
    plan: Plan,
    compiled: Compiled,
    model: Model,
    calendar: Calendar,
    totals: Totals | None = None,
) -> Table:
    """The rows that are shown, with labels in place of ids and places."""
    entity = model.entities[plan.entity]
    shown = groups if plan.limit is None else groups[: plan.limit]
    counted = _counted(plan, model)
    rows = [
        (
            *_labels(group.keys, compiled.axes, entity, calendar),
            *_figures(group, plan, totals, counted),
        )
        for group in shown
    ]
    return Table(
        headings=(*_axis_headings(compiled.axes, entity), *_measure_headings(plan, model, counted)),
        rows=tuple(rows),
        keys=tuple(group.keys for group in shown),
        total=len(groups),
    )


def _counted(plan: Plan, model: Model) -> frozenset[str]:
    """The measures that say next to their figure on how many records it rests: none of them where
    a count is asked for anyhow.
    """
    takes = {name: model.measures[name].take for name in plan.measures}
    if plan.compare_to is not None or Take.COUNT in takes.values():
        return frozenset()
    return frozenset(name for name, take in takes.items() if take is not Take.DISTINCT)


def _figures(
    group: Group, plan: Plan, totals: Totals | None, counted: Collection[str]
) -> list[Cell]:
    found: list[Cell] = []
    for place, value in enumerate(group.values):
        found.append(value.figure)
        if plan.compare_to is not None:
            found.extend((value.before, value.change, value.growth))
        if plan.share_of_total and place == 0:
            found.append(None if totals is None else totals.share(group))
        if plan.measures[place] in counted:
            found.append(Decimal(value.known))
    return found


def _labels(keys: Keys, axes: Sequence[Axis], entity: Entity, calendar: Calendar) -> list[Cell]:
    found: list[Cell] = []
    at = 0
    for axis in axes:
        found.append(_label(keys[at : at + axis.width], axis, entity, calendar))
        at += axis.width
    return found


def _label(keys: Keys, axis: Axis, entity: Entity, calendar: Calendar) -> Cell:
    first, last = keys[0], keys[-1]
    if first is None:
        return None
    if axis.grain is not None:
        return named(axis.grain, axis.units[cast(int, first) - 1].start, calendar)
    if _is_band(entity, axis.field):
        bands = entity.fields[axis.field].bands
        return bands[max(0, cast(int, first) - 1)].name
    return first if last is None else last


def _axis_headings(axes: Sequence[Axis], entity: Entity) -> list[Heading]:
    found = []
    for axis in axes:
        field = entity.fields.get(axis.field)
        label = axis.field.removeprefix("custom.") if field is None else field.label
        if axis.grain is not None:
            label = f"{label} {axis.grain.replace('_', ' ')}"
        found.append(Heading(label=label, to=None if field is None else field.to))
    return found


def _measure_headings(plan: Plan, model: Model, counted: Collection[str]) -> list[Heading]:
    found = []
    for place, name in enumerate(plan.measures):
        measure = model.measures[name]
        found.append(Heading(label=measure.label, unit=measure.unit))
        if plan.compare_to is not None:
            found.append(Heading(label=f"{measure.label} before", unit=measure.unit))
            change = f"{measure.label} change"
            found.append(Heading(label=change, unit=measure.unit, is_change=True))
            found.append(Heading(label=f"{change} in %", unit=Unit.PERCENT, is_change=True))
        if plan.share_of_total and place == 0:
            found.append(Heading(label="share", unit=Unit.PERCENT))
        if name in counted:
            many = model.entities[measure.entity].many
            label = many if len(counted) == 1 else f"{measure.label}: {many}"
            found.append(Heading(label=label, unit=Unit.COUNT))
    return found


def in_units(groups: Sequence[Group], axes: Sequence[Axis]) -> list[Group]:
    """Without the rows before the first unit of a time axis, or after its last."""
    return [group for group in groups if _in_units(group.keys, axes)]


def _in_units(keys: Keys, axes: Sequence[Axis]) -> bool:
    at = 0
    for axis in axes:
        place = keys[at]
        timed = axis.grain is not None and place is not None
        if timed and not 1 <= cast(int, place) <= len(axis.units):
            return False
        at += axis.width
    return True
