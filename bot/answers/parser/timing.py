"""Which days are meant, of which time field, compared with which others, in which steps."""

from dataclasses import dataclass, field, replace

from bot.answers.calendar import Grain
from bot.answers.parser.said import Edge, Said
from bot.answers.parser.sheet import Sheet, asked_back, declined
from bot.answers.parser.standing import read_standing
from bot.answers.periods import Lean, NotAPeriod, Period, PeriodKind, resolve
from bot.answers.plan import Comparison, Versus

_TIMES = {"won": "closed_at", "lost": "closed_at", "closed": "closed_at", "created": "created_at"}
_TOGETHER = frozenset({"together", "combined", "total", "zusammen", "ensemble", "juntos"})
_EVENTS = frozenset(
    {"creation", "created", "being", "opening", "closing", "entering", "winning", "contact"}
)
_OPEN_TIME = "close_date"


@dataclass(slots=True, kw_only=True)
class Timing:
    """The parts of a plan that are about time."""

    periods: list[Period] = field(default_factory=list)
    places: list[int] = field(default_factory=list)  # where each of them was said
    compare_to: Comparison | None = None
    grains: list[Grain] = field(default_factory=list)
    as_of: Period | None = None  # how it stood at the end of that


def read_times(sheet: Sheet) -> Timing:
    """Raises Refused for periods that make no sense together."""
    timing = Timing()
    timing.as_of = read_standing(sheet)
    said = [each for _, each in sheet.times]
    _refuse_stretches(sheet, said)
    timing.grains = [each.grain for each in said if each.grain and not each.versus]
    if timing.grains or sheet.unit is not None:
        sheet.take("change")  # a series shows by itself how it went
    compares = sheet.says("versus", "compare", "change")
    periods = [each for each in said if each.period is not None]
    main, other = _split(sheet, periods, compares=compares)
    if sheet.unit is not None:
        timing.grains.append(sheet.unit)
    timing.periods = [_bounded(sheet, each) for each in main]
    timing.places = [_place(sheet, each) for each in main]
    versus = next((each.versus for each in said if each.versus), None)
    timing.compare_to = _comparison(sheet, other, versus)
    if timing.compare_to is None and sheet.says("change") and len(timing.periods) == 1:
        timing.compare_to = Comparison(versus=Versus.BEFORE)
    if timing.compare_to is not None and not timing.periods:
        timing.periods = [_main_of(timing.compare_to, other, said)]
        timing.places = [0]
    if timing.compare_to is not None:
        sheet.take("versus", "compare", "change")
        # "month over month from October to November" are two months, not a series of them.
        single = {period.grain for period in timing.periods if period.count == 1}
        timing.grains = [grain for grain in timing.grains if grain not in single]
    return timing


def _refuse_stretches(sheet: Sheet, said: list[Said]) -> None:
    """ "lost within 30 days of creation" is a time between two events, not days of the calendar."""
    for each in said:
        after = sheet.words[each.end : each.end + 3]
        if after[:1] == ("of",) and not _EVENTS.isdisjoint(after):
            raise declined(
                "I can’t count days from one event to another like that."
                " Say, for example, “deals with a sales cycle under 30 days”."
            )


def _split(sheet: Sheet, said: list[Said], *, compares: bool) -> tuple[list[Said], Said | None]:
    """What is asked for, and what it is compared with."""
    if len(said) == 1 and compares and said[0].to is not None and sheet.says("change"):
        first = replace(said[0], to=None)
        return [replace(first, period=said[0].to)], first
    if len(said) == 2 and (compares or (_is_or(sheet) and _chooses(sheet))):
        return said[:1], said[1]
    if len(said) == 1 and compares and _follows_versus(sheet, said[0]):
        return [], said[0]
    if len(said) == 2 and all(each.edge is Edge.WITHIN for each in said):
        if _sits_within(said):
            return said, None
        return _both(sheet, *said), None
    if len(said) > 2:
        raise declined("I can take two periods, or from one to another, but not more.")
    return said, None


def _chooses(sheet: Sheet) -> bool:
    """ "did we win more in Q2 or Q3"."""
    return "more" in sheet.words or sheet.says("which", "who", "most")


def _place(sheet: Sheet, said: Said) -> int:
    return next((at for at, each in sheet.times if each.start == said.start), 0)


def _is_or(sheet: Sheet) -> bool:
    return not {"or", "oder", "ou"}.isdisjoint(sheet.words)


def _follows_versus(sheet: Sheet, said: Said) -> bool:
    at = next(place for place, each in sheet.times if each is said)
    return sheet.role(at - 1, "versus")


def _sits_within(said: list[Said]) -> bool:
    """ "in December this year", "week 50 of 2017": one bounds the other."""
    first, second = (each.period for each in said)
    if first is None or second is None:
        return False
    return (first.grain.months or 0) != (second.grain.months or 0) or (
        PeriodKind.ABSOLUTE in (first.kind, second.kind)
    )


def _both(sheet: Sheet, first: Said, second: Said) -> list[Said]:
    """ "Q1 and Q2" are one stretch; where there are rows by something, each of them by itself."""
    joined = _joined(sheet, first, second)
    grains = {each.period.grain for each in (first, second) if each.period is not None}
    apart = bool(sheet.groups or sheet.subject) and not _TOGETHER & set(sheet.words)
    if apart and len(grains) == 1 and sheet.unit is None and not _grains(sheet):
        sheet.unit = grains.pop()
    return [joined]


def _grains(sheet: Sheet) -> list[Grain]:
    return [said.grain for _, said in sheet.times if said.grain is not None]


def _joined(sheet: Sheet, first: Said, second: Said) -> Said:
    """ "Q1 and Q2" are one stretch where nothing lies between them."""
    days = sheet.reader.model.days
    today = sheet.reader.today
    lean = Lean.FUTURE if _is_ahead(sheet) else Lean.PAST
    try:
        one = replace(first, to=None).bounded(today, days, lean)
        two = replace(second, to=None).bounded(today, days, lean)
    except NotAPeriod as error:
        raise declined(f"That period makes no sense: {error}.") from None
    if one is None or two is None:
        return first
    spans = [resolve(each, today, days, lean) for each in (one, two)]
    if spans[0].end != spans[1].start:
        raise declined("Those periods do not follow each other. Ask for them one at a time.")
    return replace(first, period=first.period, to=second.period)


def _bounded(sheet: Sheet, said: Said) -> Period:
    lean = Lean.FUTURE if _is_ahead(sheet) and not _looks_back(sheet, said) else Lean.PAST
    try:
        found = said.bounded(sheet.reader.today, sheet.reader.model.days, lean)
    except NotAPeriod as error:
        raise declined(f"That period makes no sense: {error}.") from None
    if found is None:
        raise declined("I can’t tell which days are meant.")
    return found


def _looks_back(sheet: Sheet, said: Said) -> bool:
    """ "since March", "created in March" of what is open now."""
    place = _place(sheet, said)
    before = [name for at, name in sheet.statuses if at < place]
    created = before[-1:] == ["created"] or set(sheet.status_names()) == {"open", "created"}
    return said.edge is Edge.SINCE or created


def _is_ahead(sheet: Sheet) -> bool:
    return bool({"open", "closing"} & set(sheet.status_names())) or any(
        name in ("pipeline", "open_deals", "weighted_pipeline") for name in sheet.measures
    )


def _comparison(sheet: Sheet, other: Said | None, versus: Versus | None) -> Comparison | None:
    if versus is not None:
        return Comparison(versus=versus)
    if other is None or other.period is None:
        return None
    return Comparison(versus=Versus.PERIOD, period=_bounded(sheet, other))


def _main_of(comparison: Comparison, other: Said | None, said: list[Said]) -> Period:
    """ "vs last quarter" compares this quarter, as far as it has got."""
    grain = next((each.grain for each in said if each.versus and each.grain), None)
    if other is not None and other.period is not None:
        grain = other.period.grain
        if other.period.kind is PeriodKind.ABSOLUTE:
            raise asked_back("Which period shall I compare it with?")
    if comparison.period is not None and comparison.period.kind is PeriodKind.NAMED:
        raise asked_back("Compared with which other period?")
    return Period(kind=PeriodKind.RELATIVE, grain=grain or Grain.YEAR)


def time_field(sheet: Sheet) -> str | None:
    """The time field that periods bound where the measures' own is not meant, or for a list."""
    names = sheet.status_names()
    model = sheet.reader.model
    if sheet.entity != "deals":
        return model.entities[sheet.entity].time
    if "created" in names:
        return "created_at"
    found = {_TIMES.get(name, _OPEN_TIME) for name in names}
    return found.pop() if len(found) == 1 else None


def group_time(sheet: Sheet) -> str | None:
    """The time field whose months or quarters make the rows."""
    model = sheet.reader.model
    for name in sheet.measures:
        measure = model.measures[name]
        if measure.time is not None and name != "deals":
            return measure.time
    return time_field(sheet) or model.entities[sheet.entity].time
