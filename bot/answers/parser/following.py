"""Follow-ups in a thread: what was said changes the plan before it, and keeps the rest."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from bot.answers.model import Model
from bot.answers.parser.belonging import read_belonging
from bot.answers.parser.closing import settle_present
from bot.answers.parser.counting import read_comparisons
from bot.answers.parser.grouping import read_groups
from bot.answers.parser.implying import COUNT
from bot.answers.parser.leftovers import absorb_rest, refuse_rest
from bot.answers.parser.lexicon import Sort
from bot.answers.parser.naming import read_names
from bot.answers.parser.nouns import read_simple
from bot.answers.parser.ranking import read_rank
from bot.answers.parser.refiguring import as_list, measured, status_of, wants_list, with_figures
from bot.answers.parser.shares import take_share, with_share
from bot.answers.parser.sheet import Sheet, asked_back, declined
from bot.answers.parser.stating import read_states
from bot.answers.parser.timing import Timing, read_times
from bot.answers.parser.values import Value
from bot.answers.periods import Lean, NotAPeriod, Period, PeriodKind, before, resolve, year_before
from bot.answers.plan import Filter, Group, Intent, Op, Plan, Versus
from bot.answers.plan import Sort as SortBy

_PEOPLE = ("owner", "manager", "organisation", "team", "region", "territory")


def follow(sheet: Sheet, previous: Plan, chosen: Mapping[str, Value]) -> Plan:
    """Raises Refused, Ambiguous or NotKnown."""
    sheet.entity, before_it = previous.entity, previous
    _drop_what_was(sheet)
    sheet.take("those", "only", "whatabout")
    _refuse_pointing(sheet)
    read_simple(sheet)
    read_comparisons(sheet)
    read_rank(sheet)
    read_groups(sheet)
    read_states(sheet)
    read_names(sheet, chosen)
    read_belonging(sheet)
    settle_present(sheet)
    previous = _with_limit(sheet, previous)
    is_shared = take_share(sheet)
    plan = with_figures(sheet, previous)
    timing = read_times(sheet)
    absorb_rest(sheet)
    refuse_rest(sheet)
    plan = _with_filters(sheet, plan)
    plan = _with_times(sheet, plan, timing)
    plan = _with_groups(sheet, plan, timing)
    if plan.group_by and sheet.rank is None and sheet.says("ascending", "descending"):
        sort = SortBy(name=plan.measures[0], descending=sheet.says("descending"))
        plan = replace(plan, sort=(sort,))
    if is_shared:
        plan = with_share(sheet, plan, previous)
    elif wants_list(sheet, plan):
        plan = as_list(plan, sheet.reader.model)
    named = any(p.sense(Sort.MEASURE) or p.sense(Sort.ENTITY) for p in sheet.pieces)
    if plan == before_it and not named:
        raise declined("That changes nothing about the last answer. Say what shall be different.")
    return plan


def _drop_what_was(sheet: Sheet) -> None:
    """ "by stage instead of region": the second is what it was before."""
    for at, piece in sheet:
        if piece.role("whatabout") and piece.text.casefold() == "instead of":
            sheet.use(*range(at, len(sheet.pieces)))


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


def _with_filters(sheet: Sheet, plan: Plan) -> Plan:
    """A new value takes the old one's place; with "what about", so do people and their teams."""
    if sheet.says("compare", "versus") and sheet.filters:
        return _set_beside(sheet, plan)
    replaces = sheet.says("whatabout")
    new = [each for each in sheet.filters if each not in plan.filters]
    kept = []
    for old in plan.filters:
        same = any(_replaces(each, old) for each in new)
        people = old.field in _PEOPLE and any(each.field in _PEOPLE for each in new)
        if not (same or (replaces and people)):
            kept.append(old)
    grouped = {group.field for group in plan.group_by} if plan.share_of_total else set()
    parts = tuple(each.field for each in new if each.field in grouped)  # its share is of all
    return replace(
        plan,
        filters=(*kept, *new),
        having=(*plan.having, *sheet.having),
        total_without=tuple(dict.fromkeys((*plan.total_without, *parts))),
    )


def _set_beside(sheet: Sheet, plan: Plan) -> Plan:
    """ "compare with the South": the new value beside the old one, each in a row."""
    old = {each.field: each for each in plan.filters if each.op is Op.IS}
    if len(sheet.filters) != 1 or sheet.filters[0].field not in old:
        raise declined("I can’t tell what shall be compared with what. Name both in one question.")
    new, before_it = sheet.filters[0], old[sheet.filters[0].field]
    both = replace(
        before_it,
        values=tuple(dict.fromkeys((*before_it.values, *new.values))),
        shown=tuple(dict.fromkeys((*before_it.shown, *new.shown))),
    )
    filters = tuple(both if each is before_it else each for each in plan.filters)
    rows = Group(field=new.field)
    groups = plan.group_by if rows in plan.group_by else (*plan.group_by, rows)
    return replace(plan, filters=filters, group_by=groups, sort=(), limit=None)


_BELOW, _ABOVE = (Op.UNDER, Op.AT_MOST), (Op.OVER, Op.AT_LEAST)
_WHICH = (Op.IS, Op.EMPTY, Op.FILLED)


def _replaces(new: Filter, old: Filter) -> bool:
    """A bound takes the place of one on its side; "over 5k" and "under 9k" go together."""
    if new.field != old.field:
        return False
    if new.op is old.op or Op.BETWEEN in (new.op, old.op):
        return True
    if new.op in _WHICH and old.op in (*_WHICH, Op.IS_NOT):
        return True
    if any(new.op in side and old.op in side for side in (_BELOW, _ABOVE)):
        return True
    bounds = (new.op in _BELOW and old.op in _ABOVE) or (new.op in _ABOVE and old.op in _BELOW)
    return bounds and not _overlap(new, old)


def _overlap(one: Filter, other: Filter) -> bool:
    low, high = (one, other) if one.op in _ABOVE else (other, one)
    return Decimal(low.values[0]) < Decimal(high.values[0])


def _with_times(sheet: Sheet, plan: Plan, timing: Timing) -> Plan:
    if timing.as_of is not None:
        plan = replace(plan, as_of=timing.as_of)
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
        status = status_of(plan, model)
        measure = COUNT.get(status or "", "deals") if plan.entity == "deals" else plan.entity
        plan = measured(plan, (measure,))
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
