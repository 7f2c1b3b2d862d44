"""What the share of a row is of: the total, or, of a part, the whole of its own row. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import cast

from bot.answers.compiled import Axis, Compiled
from bot.answers.evaluation import Group, Keys, nothing
from bot.answers.plan import Plan
from storage.answers.query import Cell

_HUNDRED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The whole by the rows of the answer, or under no keys where one total stands for all."""

    whole: Mapping[Keys, Group]
    axes: tuple[Axis, ...]

    @classmethod
    def of(cls, groups: Sequence[Group], axes: Sequence[Axis], rows: Sequence[Axis]) -> "Totals":
        """From the groups of the whole with their axes, for rows along theirs."""
        return cls(whole={dated(group.keys, axes): group for group in groups}, axes=tuple(rows))

    def share(self, group: Group) -> Decimal | None:
        """In percent; None where the whole is nothing, or no figure."""
        whole = self.whole.get(dated(group.keys, self.axes) if () not in self.whole else ())
        part = group.values[0].figure
        total = None if whole is None else whole.values[0].figure
        if not isinstance(part, Decimal) or not isinstance(total, Decimal) or not total:
            return None
        return part * _HUNDRED / total


def whole_of(plan: Plan) -> Plan:
    """The plan of what the shares are of."""
    return replace(
        plan,
        filters=tuple(each for each in plan.filters if each.field not in plan.total_without),
        group_by=plan.group_by if of_each(plan) else (),
        having=(),
        sort=(),
        limit=None,
        share_of_total=False,
        total_without=(),
    )


def of_each(plan: Plan) -> bool:
    """Whether each row is a part of its own whole: of each rep's deals those without a step."""
    grouped = {group.field for group in plan.group_by}
    return bool(grouped) and bool(plan.total_without) and grouped.isdisjoint(plan.total_without)


def with_none(
    groups: list[Group], compiled: Compiled, plan: Plan, totals: Totals | None
) -> list[Group]:
    """Also the rows whose part is nothing: a rep of whose deals all have a step has 0 %."""
    if totals is None or not of_each(plan) or any(axis.grain for axis in compiled.axes):
        return groups
    known = {group.keys for group in groups}
    missing = [group.keys for group in totals.whole.values() if group.keys not in known]
    return [*groups, *(Group(keys=keys, values=nothing(compiled)) for keys in missing)]


def dated(keys: Keys, axes: Sequence[Axis]) -> Keys:
    """With the first day of a unit of time in place of its number, which is the plan's own."""
    parts: list[Cell] = []
    at = 0
    for axis in axes:
        cells = keys[at : at + axis.width]
        place = cells[0]
        timed = axis.grain is not None and place is not None
        within = timed and 1 <= cast(int, place) <= len(axis.units)
        parts += [axis.units[cast(int, place) - 1].start] if within else cells
        at += axis.width
    return tuple(parts)
