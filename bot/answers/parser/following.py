"""Follow-ups in a thread: what was said changes the plan before it, and keeps the rest."""

from collections.abc import Mapping
from dataclasses import replace

from bot.answers.model import Model
from bot.answers.parser.belonging import read_belonging
from bot.answers.parser.composing import read_simple
from bot.answers.parser.counting import read_comparisons
from bot.answers.parser.grouping import read_groups
from bot.answers.parser.implying import COUNT, SUM
from bot.answers.parser.leftovers import absorb_rest, refuse_rest
from bot.answers.parser.lexicon import Sort
from bot.answers.parser.naming import read_names
from bot.answers.parser.ranking import read_rank
from bot.answers.parser.sheet import Sheet, asked_back, declined
from bot.answers.parser.stating import read_states
from bot.answers.parser.timing import Timing, read_times
from bot.answers.parser.values import Value
from bot.answers.periods import Lean, NotAPeriod, Period, PeriodKind, before, resolve, year_before
from bot.answers.plan import Filter, Group, Intent, Plan, Versus
from bot.answers.plan import Sort as SortBy

_OPENERS = ("whatabout", "only", "those", "except", "by")
_ALSO = frozenset({"and", "und", "et", "y"})
_TOTALS = frozenset({"our", "overall", "total", "all", "altogether"})
_PEOPLE = ("owner", "manager", "organisation", "team", "region", "territory")
_STATUS = {"closing": "open"}


def is_follow_up(sheet: Sheet, model: Model) -> bool:
    """Whether the words hang on the question before: they begin so, or say too little alone."""
    first = sheet.pieces[0]
    complete = _is_complete(sheet)
    if first.role("whatabout", "only") and not (first.is_fill and complete and _asks(sheet)):
        return True
    return _goes_on(sheet) or points_back(sheet) or not complete


def _goes_on(sheet: Sheet) -> bool:
    """ "and revenue?", "and how many did we lose": what is not said stays as it was."""
    return sheet.words[0] in _ALSO and _TOTALS.isdisjoint(sheet.words)


def points_back(sheet: Sheet) -> bool:
    """ "of those" before anything is named that they could be."""
    for piece in sheet.pieces:
        if piece.role("those"):
            return not piece.is_fill
        if piece.sense(Sort.ENTITY) or piece.sense(Sort.FIELD) or piece.named:
            return False
    return False


def _asks(sheet: Sheet) -> bool:
    """Whether it has a question word or a figure of its own."""
    return sheet.says("count", "much", "which", "who", "average") or any(
        piece.sense(Sort.MEASURE) for piece in sheet.pieces
    )


def _is_complete(sheet: Sheet) -> bool:
    """Names a figure, a status or records other than as a group."""
    for at, piece in sheet:
        if piece.sense(Sort.MEASURE) or piece.sense(Sort.STATUS) or piece.sense(Sort.CONDITION):
            return True
        if (
            piece.sense(Sort.ENTITY)
            and not sheet.role(at - 1, "by", "and")
            and not piece.role("by")
        ):
            before_it = [p for p in sheet.pieces[:at] if not p.amount]
            if not (before_it and all(p.role("top", "bottom", *_OPENERS) for p in before_it)):
                return True
    return False


def follow(sheet: Sheet, previous: Plan, chosen: Mapping[str, Value]) -> Plan:
    """Raises Refused, Ambiguous or NotKnown."""
    sheet.entity = previous.entity
    sheet.take("those", "only", "whatabout")
    _refuse_pointing(sheet)
    read_simple(sheet)
    read_comparisons(sheet)
    read_rank(sheet)
    read_groups(sheet)
    read_states(sheet)
    read_names(sheet, chosen)
    read_belonging(sheet)
    previous = _with_limit(sheet, previous)
    plan = _with_figures(sheet, previous)
    timing = read_times(sheet)
    absorb_rest(sheet)
    refuse_rest(sheet)
    plan = _with_filters(sheet, plan)
    plan = _with_times(sheet, plan, timing)
    plan = _with_groups(sheet, plan, timing)
    return _as_list(plan, sheet.reader.model) if _wants_list(sheet, plan) else plan


def _with_limit(sheet: Sheet, plan: Plan) -> Plan:
    """ "make it 5" of a ranking shows so many."""
    free = [at for at, piece in sheet if piece.amount is not None and at not in sheet.used]
    if plan.limit is None or len(free) != 1:
        return plan
    amount = sheet.pieces[free[0]].amount
    if amount is None or amount.value % 1 or amount.value < 1:
        return plan
    sheet.use(*free)
    return replace(plan, limit=int(amount.value))


def _refuse_pointing(sheet: Sheet) -> None:
    """ "who is that last one" points at a row; only the screen knows which row that is."""
    if sheet.says("who") and not any(p.sense(Sort.STATUS) or p.named for p in sheet.pieces):
        raise declined("I can’t point at a row of the last answer. Name the person or the deal.")


def _with_figures(sheet: Sheet, plan: Plan) -> Plan:
    """Another figure, or the same kind of figure for another status."""
    named = [at for at, piece in sheet if piece.sense(Sort.MEASURE) and at not in sheet.used]
    model = sheet.reader.model
    if named:
        sheet.use(*named)
        names = [str(sheet.pieces[at].sense(Sort.MEASURE)) for at in named]
        if any(model.measures[name].entity != plan.entity for name in names):
            raise asked_back("That is about something else: ask it as a question of its own.")
        return _measured(plan, tuple(names))
    statuses = [_STATUS.get(name, name) for name in sheet.status_names()]
    counts, sums = sheet.take("count"), sheet.take("much")
    if plan.entity != "deals" or not (statuses or counts or sums):
        return plan
    status = statuses[0] if statuses else _status_of(plan, model)
    if status == "closed" and not sums:
        status = "won" if _status_of(plan, model) in ("open", "won") else "closed"
    if plan.intent is Intent.LIST and not (counts or sums):
        return _listed(plan, status)
    if counts and not statuses and any(name in COUNT.values() for name in plan.measures):
        return plan  # it was counted before, and what stood beside stays
    kinds = [COUNT] if counts else [SUM] if sums else _kinds(plan)
    measures = tuple(kind.get(status or "", _any(kind)) for kind in kinds)
    return _measured(plan, measures)


def _any(kind: Mapping[str, str]) -> str:
    return "deals" if kind is COUNT else "total_amount"


def _kinds(plan: Plan) -> list[Mapping[str, str]]:
    """Which kinds of figures the plan had, in their order."""
    kinds: list[Mapping[str, str]] = [
        COUNT if name in COUNT.values() or name == "deals" else SUM for name in plan.measures
    ]
    return kinds or [COUNT]


def _status_of(plan: Plan, model: Model) -> str | None:
    for condition in plan.filters:
        if condition.field == "status" and len(condition.values) == 1:
            return condition.values[0]
    for name in plan.measures:
        where = model.measures[name].where
        found = [w.values[0] for w in where if w.field == "status" and len(w.values) == 1]
        if found:
            return found[0]
    return None


def _measured(plan: Plan, measures: tuple[str, ...]) -> Plan:
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


def _with_filters(sheet: Sheet, plan: Plan) -> Plan:
    """A new value takes the old one's place; with "what about", so do people and their teams."""
    replaces = sheet.says("whatabout")
    new = [each for each in sheet.filters if each not in plan.filters]
    kept = []
    for old in plan.filters:
        same = any(each.field == old.field and each.op is old.op for each in new)
        people = old.field in _PEOPLE and any(each.field in _PEOPLE for each in new)
        if not (same or (replaces and people)):
            kept.append(old)
    return replace(plan, filters=(*kept, *new), having=(*plan.having, *sheet.having))


def _with_times(sheet: Sheet, plan: Plan, timing: Timing) -> Plan:
    said = [each for _, each in sheet.times]
    shifts = next((each.versus for each in said if each.versus), None)
    if shifts is not None and not sheet.says("versus", "compare", "change"):
        return replace(plan, periods=tuple(_shifted(sheet, p, shifts) for p in plan.periods))
    if timing.compare_to is not None:
        periods = plan.periods or tuple(timing.periods)
        return replace(plan, compare_to=timing.compare_to, periods=periods)
    if not timing.periods:
        return plan
    on = plan.periods[0].on if plan.periods else _time_of_list(plan)
    if "created" in sheet.status_names():
        on = "created_at"
    elif "closing" in sheet.status_names() and plan.intent is Intent.LIST:
        on = "close_date"
    return replace(plan, periods=tuple(replace(period, on=on) for period in timing.periods))


def _time_of_list(plan: Plan) -> str | None:
    if plan.intent is not Intent.LIST or plan.entity != "deals":
        return None
    values = {v for each in plan.filters if each.field == "status" for v in each.values}
    if not values:
        raise asked_back("Deals of that time by what: created, won, lost, or expected to close?")
    return "close_date" if values == {"open"} else "closed_at"


def _shifted(sheet: Sheet, period: Period, versus: Versus) -> Period:
    """The one before, or the same a year earlier."""
    days, today = sheet.reader.model.days, sheet.reader.today
    if versus is Versus.BEFORE and period.kind is PeriodKind.RELATIVE and not period.to_date:
        return replace(period, offset=period.offset - period.count)
    try:
        span = resolve(period, today, days, Lean.PAST)
    except NotAPeriod as error:
        raise declined(f"That period makes no sense: {error}.") from None
    earlier = before(period, span, days) if versus is Versus.BEFORE else year_before(span)
    return Period(kind=PeriodKind.ABSOLUTE, on=period.on, start=earlier.start, end=earlier.last)


def _with_groups(sheet: Sheet, plan: Plan, timing: Timing) -> Plan:
    groups = list(sheet.groups)
    if sheet.subject is not None:
        groups.append(Group(field=sheet.subject))
    for grain in timing.grains:
        measure = sheet.reader.model.measures[plan.measures[0]] if plan.measures else None
        name = measure.time if measure else _time_of_list(plan)
        if name is None:
            raise asked_back("By which date: created, or closed?")
        groups.append(Group(field=name, grain=grain))
    if groups:
        plan = _grouped(plan, tuple(groups), sheet.reader.model)
    if sheet.rank is None:
        return plan
    return _ranked(sheet, plan)


def _grouped(plan: Plan, groups: tuple[Group, ...], model: Model) -> Plan:
    if plan.intent is Intent.LIST:
        status = _status_of(plan, model)
        measure = COUNT.get(status or "", "deals") if plan.entity == "deals" else plan.entity
        plan = _measured(plan, (measure,))
    return replace(plan, group_by=groups, sort=(), limit=None)


def _ranked(sheet: Sheet, plan: Plan) -> Plan:
    rank = sheet.rank
    if rank is None:
        return plan
    limit = rank.number or (1 if rank.single else 5)
    if plan.intent is Intent.LIST:
        name = "amount" if plan.entity == "deals" else plan.sort[0].name if plan.sort else "name"
        return replace(plan, sort=(SortBy(name=name, descending=rank.descending),), limit=limit)
    if not plan.group_by:
        raise asked_back("The top of what: reps, accounts, products or regions?")
    sort = SortBy(name=plan.measures[0], descending=rank.descending)
    return replace(plan, sort=(sort,), limit=limit)


def _wants_list(sheet: Sheet, plan: Plan) -> bool:
    return sheet.lists and plan.intent is Intent.METRIC and not sheet.groups


def _as_list(plan: Plan, model: Model) -> Plan:
    """The records that the figure rests on."""
    measure = model.measures[plan.measures[0]]
    parts = [model.measures[name] for name in measure.over or (plan.measures[0],)]
    where = parts[-1].where
    others = tuple(each for each in plan.filters if each not in where)
    periods = tuple(replace(p, on=p.on or parts[-1].time) for p in plan.periods)
    return Plan(intent=Intent.LIST, entity=plan.entity, filters=(*where, *others), periods=periods)
