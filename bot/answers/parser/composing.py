"""From what was read to the plan, and the refusal of whatever is left over."""

from collections.abc import Mapping
from dataclasses import replace

from bot.answers.parser.absence import none_of, with_none_too
from bot.answers.parser.asking import FIGURE, TIME, which_figure, which_forecast, which_time
from bot.answers.parser.belonging import read_belonging
from bot.answers.parser.closing import settle_closed
from bot.answers.parser.counting import read_comparisons
from bot.answers.parser.grouping import read_groups
from bot.answers.parser.implying import COUNT
from bot.answers.parser.leftovers import absorb_rest, refuse_rest
from bot.answers.parser.lexicon import Sort
from bot.answers.parser.listing import limit_of, list_plan
from bot.answers.parser.measuring import read_measures
from bot.answers.parser.naming import read_names
from bot.answers.parser.nouns import read_simple
from bot.answers.parser.ranking import read_rank
from bot.answers.parser.shares import read_shares
from bot.answers.parser.sheet import Sheet, asked_back, declined
from bot.answers.parser.stating import read_states
from bot.answers.parser.timing import Timing, group_time, read_times, time_field
from bot.answers.parser.values import Value
from bot.answers.periods import Period
from bot.answers.plan import Filter, Group, Intent, Op, Plan
from bot.answers.plan import Sort as SortBy

_MEANT = {"closing": ("open",), "closed": ("won", "lost")}
_STATELESS = ("leads", "accounts", "contacts", "products")
_CLOSED = ("closed", "won", "lost")
_TOP = 5
_RUNNERS_UP = 3


def compose(sheet: Sheet, chosen: Mapping[str, Value]) -> Plan:
    """Raises Refused, Ambiguous or NotKnown."""
    read_simple(sheet)
    read_comparisons(sheet)
    read_rank(sheet)
    read_groups(sheet)
    read_states(sheet)
    read_names(sheet, chosen)
    _imply_open(sheet)
    read_belonging(sheet)
    _choose(sheet, chosen)
    settle_closed(sheet, chosen)
    is_shared = read_shares(sheet, chosen)
    read_measures(sheet)
    timing = read_times(sheet)
    if sheet.compared or len(set(sheet.status_names())) > 1 or len(sheet.measures) > 1:
        sheet.take("versus", "compare")
    if sheet.measures and sheet.groups:
        sheet.take("sort")
    absorb_rest(sheet)
    refuse_rest(sheet)
    if sheet.nothing:
        return none_of(sheet, timing)
    return _plan(sheet, timing, is_shared=is_shared)


def _imply_open(sheet: Sheet) -> None:
    """ "commit deals next month" are open: what is closed is in no such category any more."""
    categories = [each for each in sheet.filters if each.field == "forecast_category"]
    values = {value.casefold() for each in categories for value in each.values}
    if values and values.isdisjoint(_CLOSED) and not sheet.statuses:
        sheet.statuses.append((0, "open"))


def _choose(sheet: Sheet, chosen: Mapping[str, Value]) -> None:
    """What somebody said when they were asked back."""
    if TIME in chosen:
        sheet.statuses.extend((0, status) for status in chosen[TIME].values)
    if FIGURE in chosen:
        sheet.measures.extend(chosen[FIGURE].values)
        sheet.use(*(at for at, piece in sheet if piece.sense(Sort.MEASURE)))
        sheet.take("average")
    elif sheet.forecasts:
        raise which_forecast()


def _plan(sheet: Sheet, timing: Timing, *, is_shared: bool) -> Plan:
    _make_groups(sheet, timing)
    if timing.compare_to is not None and sheet.lists and not sheet.measures:
        sheet.measures.extend(COUNT.get(name, "deals") for name in sheet.status_names()[:1])
    for having in sheet.having:
        if having.measure not in sheet.measures:
            sheet.measures.append(having.measure)
    if sheet.lists and not sheet.groups and not sheet.measures:
        _refuse_statuses(sheet)
        return list_plan(sheet, timing)
    if sheet.having and not sheet.groups:
        raise declined("I can’t tell whose figures that number is compared with.")
    if not sheet.measures:
        raise which_figure()
    if sheet.rank is not None and not sheet.groups and _is_extreme(sheet):
        sheet.rank = None
    if sheet.rank is not None and not sheet.groups:
        raise asked_back("The first of what: reps, accounts, products, regions or single deals?")
    return with_none_too(sheet, _figures(sheet, timing, is_shared=is_shared))


def _is_extreme(sheet: Sheet) -> bool:
    """ "the largest deal size" is a figure of its own."""
    if sheet.rank is None or sheet.measures != ["average_deal_size"]:
        return False
    sheet.measures[:] = ["largest_deal" if sheet.rank.descending else "smallest_deal"]
    return True


def _make_groups(sheet: Sheet, timing: Timing) -> None:
    if sheet.compared and sheet.subject == "owner" and sheet.says("who"):
        sheet.subject = None  # "East or West: who …"
    if sheet.subject == "account" and "them" in sheet.words and "bookings" in sheet.measures:
        sheet.subject = None  # "… and how much did we win from them": from all of them
        sheet.measures[:] = ["accounts_won", "bookings"]
    if sheet.subject is not None:
        sheet.group(sheet.subject)
    for name in sheet.compared:
        sheet.group(name)
    if sheet.says("trend") and not timing.grains and not timing.compare_to:
        raise asked_back("By week, month or quarter?")
    for grain in timing.grains:
        time = group_time(sheet)
        if time is None:
            raise which_time(sheet)
        sheet.groups.append(Group(field=time, grain=grain))


def _figures(sheet: Sheet, timing: Timing, *, is_shared: bool) -> Plan:
    _refuse_statuses(sheet)
    sheet.measures[:] = _cycles_together(sheet)
    if sheet.measures == ["deals_won"] and not (sheet.groups or is_shared):
        # How many is seldom all that is wanted, where amounts can be added up.
        sheet.measures += ["bookings"] if sheet.reader.values.has_one_currency else []
    if sheet.rank is not None or sheet.having:
        _leave_out_nobody(sheet)
    _hold_to_statuses(sheet)
    filters = list(sheet.filters)
    periods = _periods_of(sheet, timing)
    sort, limit = _order(sheet)
    return Plan(
        intent=Intent.METRIC,
        entity=sheet.entity if sheet.entity != "mixed" else "deals",
        measures=tuple(sheet.measures),
        group_by=tuple(sheet.groups),
        filters=tuple(filters),
        periods=tuple(periods),
        compare_to=timing.compare_to,
        as_of=timing.as_of,
        about=tuple(sheet.about),
        having=tuple(sheet.having),
        sort=sort,
        limit=limit,
        share_of_total=is_shared,
        total_without=tuple(sheet.total_without),
    )


def _refuse_statuses(sheet: Sheet) -> None:
    """Leads and accounts are neither open nor won, and new only since some day."""
    names = set(sheet.status_names())
    if sheet.entity not in _STATELESS or not names:
        return
    if names != {"created"}:
        said = next(sheet.pieces[at].text for at, name in sheet.statuses if name != "created")
        raise declined(f"{sheet.entity.capitalize()} have no status “{said}” that I know.")
    if not (sheet.times or sheet.groups or sheet.rank):
        raise asked_back(f"New {sheet.entity} since when? Name a time, as in “this month”.")


def _hold_to_statuses(sheet: Sheet) -> None:
    """Every status that was said is one that the figures are about, or becomes a condition."""
    said = {_MEANT.get(name, (name,)) for name in sheet.status_names() if name != "created"}
    if sheet.entity != "deals" or not said or sheet.about:
        return
    about = [_statuses_of(sheet, name) for name in sheet.measures]
    for names in said:
        if any(set(names) & each for each in about):
            continue
        if all(about):
            raise declined(f"{' or '.join(names).capitalize()} deals have no such figure.")
        if all(each.field != "status" for each in sheet.filters):
            values = tuple(dict.fromkeys(name for every in said for name in every))
            sheet.filters.append(Filter(field="status", values=values))


def _statuses_of(sheet: Sheet, name: str) -> set[str]:
    """The statuses that a measure is about; none if it is about all."""
    measures = sheet.reader.model.measures
    parts = [measures[part] for part in measures[name].over or (name,)]
    where = [each for part in parts for each in part.where if each.field == "status"]
    return {value for each in where for value in each.values}


def _leave_out_nobody(sheet: Sheet) -> None:
    """Deals of no account are no account that could be the first."""
    for group in sheet.groups:
        bound = any(each.field == group.field for each in sheet.filters)
        if group.grain is None and not bound and group.field not in ("owner", "status", "stage"):
            sheet.filters.append(Filter(field=group.field, op=Op.FILLED))


def _cycles_together(sheet: Sheet) -> list[str]:
    """How long deals take, and how long wins take, are one question to most who ask it.

    Alone it is over all closed deals; where groups are set against each other, over wins first.
    """
    if sheet.measures != ["sales_cycle"] or sheet.having:
        return sheet.measures
    return ["won_cycle", "sales_cycle"] if sheet.groups else ["sales_cycle", "won_cycle"]


def _periods_of(sheet: Sheet, timing: Timing) -> list[Period]:
    """A period bounds each measure's own time, unless the question says another."""
    names = sheet.status_names()
    measures = [sheet.reader.model.measures[name] for name in sheet.measures]
    timeless = any(measure.time is None for measure in measures)
    on = time_field(sheet) if timeless and "created" not in names else None
    if timing.periods and timeless and on is None and "created" not in names:
        raise which_time(sheet)
    return [
        _on(sheet, period, at, on) for period, at in zip(timing.periods, timing.places, strict=True)
    ]


def _on(sheet: Sheet, period: Period, at: int, on: str | None) -> Period:
    """ "created in Q1 and won": the period belongs to the word before it, else to the one after."""
    before = [name for place, name in sheet.statuses if place < at]
    nearest = before[-1] if before else next((name for _, name in sheet.statuses), None)
    if not sheet.has_field("created_at"):
        return replace(period, on=on) if on else period
    if nearest == "created" or (on is None and set(sheet.status_names()) == {"created"}):
        return replace(period, on="created_at")
    return replace(period, on=on) if on else period


def _order(sheet: Sheet) -> tuple[tuple[SortBy, ...], int | None]:
    timed = any(group.grain for group in sheet.groups)
    if sheet.rank is None or not sheet.groups:
        said = sheet.says("sort", "rank", "descending", "ascending")
        if sheet.groups and not timed and (said or sheet.orders):
            return (SortBy(name=sheet.measures[0], descending=not sheet.says("ascending")),), None
        return (), None
    rank = sheet.rank
    name = sheet.measures[0]
    if sheet.ranked in sheet.measures and sheet.ranked != "sales_cycle":
        name = str(sheet.ranked)
    # The best cycle is the shortest.
    descending = rank.descending and not (rank.word == "top" and "cycle" in name)
    if len(sheet.groups) > 1 and sheet.says("by"):
        raise declined("I can rank over all, but not within each. Ask for one of them at a time.")
    limit = limit_of(rank.number, single=rank.single, few=_RUNNERS_UP)
    if limit is None and rank.word in ("top", "bottom"):
        limit = _TOP
    return (SortBy(name=name, descending=descending),), limit
