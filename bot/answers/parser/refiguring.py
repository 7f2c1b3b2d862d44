"""Another figure for the plan before it: of another status, counted or added up, or as a list."""

from collections.abc import Mapping
from dataclasses import replace

from bot.answers.model import Model, Take
from bot.answers.parser.implying import COUNT, SUM
from bot.answers.parser.lexicon import Sort
from bot.answers.parser.sheet import Sheet, asked_back
from bot.answers.plan import Filter, Intent, Plan

_STATUS = {"closing": "open"}


def with_figures(sheet: Sheet, plan: Plan) -> Plan:
    """Another figure, or the same kind of figure for another status."""
    named = [at for at, piece in sheet if piece.sense(Sort.MEASURE) and at not in sheet.used]
    model = sheet.reader.model
    if named:
        sheet.use(*named)
        names = [str(sheet.pieces[at].sense(Sort.MEASURE)) for at in named]
        if any(model.measures[name].entity != plan.entity for name in names):
            raise asked_back("That is about something else: ask it as a question of its own.")
        if model.measures[names[0]].take not in (Take.COUNT, Take.DISTINCT, Take.SUM):
            plan = replace(plan, share_of_total=False, total_without=())  # nothing to be a part of
        return measured(plan, tuple(names))
    statuses = [_STATUS.get(name, name) for name in sheet.status_names()]
    counts, sums = sheet.take("count"), sheet.take("much")
    if plan.entity != "deals" or not (statuses or counts or sums):
        return plan
    status = statuses[0] if statuses else status_of(plan, model)
    if status == "closed" and not sums:
        status = "won" if status_of(plan, model) in ("open", "won") else "closed"
    if plan.intent is Intent.LIST and not (counts or sums):
        return _listed(plan, status)
    if counts and not statuses and any(name in COUNT.values() for name in plan.measures):
        return plan  # it was counted before, and what stood beside stays
    kinds = [COUNT] if counts else [SUM] if sums else _kinds(plan)
    measures = tuple(kind.get(status or "", _any(kind)) for kind in kinds)
    return measured(plan, measures)


def _any(kind: Mapping[str, str]) -> str:
    return "deals" if kind is COUNT else "total_amount"


def _kinds(plan: Plan) -> list[Mapping[str, str]]:
    """Which kinds of figures the plan had, in their order."""
    kinds: list[Mapping[str, str]] = [
        COUNT if name in COUNT.values() or name == "deals" else SUM for name in plan.measures
    ]
    return kinds or [COUNT]


def status_of(plan: Plan, model: Model) -> str | None:
    for condition in plan.filters:
        if condition.field == "status" and len(condition.values) == 1:
            return condition.values[0]
    for name in plan.measures:
        where = model.measures[name].where
        found = [w.values[0] for w in where if w.field == "status" and len(w.values) == 1]
        if found:
            return found[0]
    return None


def measured(plan: Plan, measures: tuple[str, ...]) -> Plan:
    """A list becomes a figure; an order by a figure that is gone goes with it."""
    filters = tuple(each for each in plan.filters if each.field != "status")
    sort = tuple(each for each in plan.sort if each.name in measures)
    if plan.intent is Intent.METRIC:
        sort = sort or tuple(replace(each, name=measures[0]) for each in plan.sort)
    having = tuple(each for each in plan.having if each.measure in measures)
    return replace(
        plan,
        intent=Intent.METRIC,
        measures=measures,
        filters=filters,
        sort=sort if plan.group_by else (),
        limit=plan.limit if sort and plan.group_by else None,
        having=having,
        periods=tuple(replace(period, on=None) for period in plan.periods),
        columns=(),
    )


def _listed(plan: Plan, status: str | None) -> Plan:
    values = ("won", "lost") if status == "closed" else (status or "open",)
    others = tuple(each for each in plan.filters if each.field != "status")
    on = "close_date" if status == "open" else "closed_at"
    periods = tuple(replace(period, on=on) for period in plan.periods)
    return replace(plan, filters=(Filter(field="status", values=values), *others), periods=periods)


def wants_list(sheet: Sheet, plan: Plan) -> bool:
    return sheet.lists and plan.intent is Intent.METRIC and not sheet.groups


def as_list(plan: Plan, model: Model) -> Plan:
    """The records that the figure rests on."""
    measure = model.measures[plan.measures[0]]
    parts = [model.measures[name] for name in measure.over or (plan.measures[0],)]
    where = parts[-1].where
    others = tuple(each for each in plan.filters if each not in where)
    periods = tuple(replace(p, on=p.on or parts[-1].time) for p in plan.periods)
    return Plan(intent=Intent.LIST, entity=plan.entity, filters=(*where, *others), periods=periods)
