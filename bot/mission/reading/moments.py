"""Works out the days that a date phrase means: one small operation per kind of phrase."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.mission.reading import days
from bot.mission.reading.days import Span


@dataclass(frozen=True, slots=True)
class Names:
    """What a language calls months (1-12), weekdays (0-6), amounts and feasts."""

    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    numbers: Mapping[str, int]
    feasts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Moment:
    """When something was written, and by whose calendar."""

    today: date
    fiscal_start: int
    month_first: bool  # "03/09" is 9 March


@dataclass(frozen=True, slots=True)
class Found:
    """A date in a sentence, with its place in the plain form and the edge word before it."""

    start: int
    end: int
    said: str
    span: days.Span
    onward: days.Span  # "not before June" and "before June" alike: when it may go on
    edge: str  # "by", "after", "before", "notbefore", "during", … or ""


@dataclass(frozen=True, slots=True)
class _Said:
    """The variable parts of one phrase."""

    args: tuple[str, ...]
    match: re.Match[str]
    names: Names
    moment: Moment

    def text(self, group: str) -> str | None:
        return self.match.groupdict().get(group)

    def number(self, group: str) -> int | None:
        text = self.text(group)
        return int(text) if text and text.isdigit() else None

    @property
    def today(self) -> date:
        return self.moment.today

    @property
    def part(self) -> str:
        return self.args[1] if len(self.args) > 1 else ""

    @property
    def amount(self) -> int:
        text = self.text("amount") or self.args[0]
        return min(int(text) if text.lstrip("-").isdigit() else self.names.numbers[text], 400)

    @property
    def weekday(self) -> int:
        return self.names.weekdays[self.text("wd") or ""]

    @property
    def month(self) -> int:
        return self.names.months[self.text("mon") or ""]

    @property
    def day(self) -> int:
        return self.number("day") or 0


def resolve(
    operation: tuple[str, ...], match: re.Match[str], names: Names, moment: Moment
) -> Span | None:
    """The days that a matched phrase means; None where there is no such date, or it is past."""
    try:
        return _OPERATIONS[operation[0]](_Said(operation[1:], match, names, moment))
    except (OverflowError, ValueError):
        return None


def shifted(span: Span, edge: str, today: date) -> Span:
    """ "after" and "before" move a date to its side; "by" and "from" keep it."""
    first, last = span
    match edge:
        case "after" if first == last:
            return first, _next_workday(first)
        case "after" if (last - first).days < 6:
            return _next_workday(last), _next_workday(last) + timedelta(days=4)
        case "after":
            return last + timedelta(days=1), last + timedelta(days=14)
        case "before" if first > today:
            near = first - timedelta(days=1)
            while near.weekday() >= days.SATURDAY:
                near -= timedelta(days=1)
            return max(today, near), max(today, first - timedelta(days=1))
    return span


def _next_workday(there: date) -> date:
    return days.later(there, 1, "workday")


def _weekday(said: _Said) -> Span:
    kind = said.args[0]
    if kind == "any":
        return days.weekday(said.today, said.weekday)
    if kind == "this":
        there = days.weekday_of_week(said.today, said.weekday, 0)
        return there if there[0] >= said.today else days.weekday(said.today, said.weekday)
    if kind == "near":  # "nächsten Dienstag": the coming one, unless that is a day or two away
        coming = days.weekday(said.today, said.weekday)
        return coming if (coming[0] - said.today).days > 2 else days.day(coming[0], 7)
    return days.weekday_of_week(said.today, said.weekday, int(kind))


def _weekday_day(said: _Said) -> Span | None:
    """ "Friday the 13th": the number says it, the weekday picks the month."""
    found = days.day_of_month(said.today, said.day)
    for _ in range(3):
        if found is None or found[0].weekday() == said.weekday:
            return found
        found = days.day_of_month(found[0] + timedelta(days=1), said.day)
    return days.day_of_month(said.today, said.day)


def _numeric(said: _Said) -> Span | None:
    parts = [int(part) for part in re.split(r"[./\-]", said.text("numeric") or "")]
    if parts[0] > 31:
        return days.day_and_month(said.today, parts[-1], parts[1], parts[0]) if parts[2:] else None
    year = None
    if len(parts) == 3:
        year = parts[2] if parts[2] > 99 else 2000 + parts[2]
    first, second = parts[0], parts[1]
    if second > 12 or (
        said.moment.month_first and first <= 12 and "/" in (said.text("numeric") or "")
    ):
        first, second = second, first
    return days.day_and_month(said.today, first, second, year)


def _full_date(said: _Said) -> Span | None:
    """Bare digits are a date only if they name a year: 2026-03-09, 9.3.2026."""
    return _numeric(said) if len(re.findall(r"\d+", said.text("numeric") or "")) == 3 else None


def _unit(said: _Said) -> Span:
    there = days.later(said.today, said.amount, said.args[-1])
    spread = {"day": 0, "workday": 0, "week": 0, "month": 3, "year": 14}[said.args[-1]]
    return there, there + timedelta(days=spread)


def _fuzzy(said: _Said) -> Span:
    low, high, unit = int(said.args[0]), int(said.args[1]), said.args[2]
    return days.later(said.today, low, unit), days.later(said.today, high, unit)


def _week_of(said: _Said) -> Span | None:
    if said.text("mon"):
        there = days.day_and_month(said.today, said.day, said.month, None)
    elif said.text("numeric"):
        there = _numeric(said)
    else:
        there = days.day_of_month(said.today, said.day)
    return days.week(there[0] - timedelta(days=there[0].weekday()), 0) if there else None


def _day_month(said: _Said) -> Span | None:
    found = days.day_and_month(said.today, said.day, said.month, said.number("year"))
    second = said.number("day2")
    if found is None or second is None:
        return found
    end = days.day_and_month(said.today, second, said.month, said.number("year"))
    return (found[0], end[1]) if end and end[1] >= found[0] else found


def _month(said: _Said) -> Span | None:
    part = said.args[0] if said.args else ""
    year = said.number("year")
    if year is None and said.text("next"):
        year = said.today.year + 1
    return days.month(said.today, said.month, "" if part == "all" else part, year)


def _feast(said: _Said) -> Span | None:
    name = said.names.feasts[said.text("feast") or ""] if said.text("feast") else said.args[1]
    return days.feast(said.today, name, said.args[0])


_OPERATIONS: Mapping[str, Callable[[_Said], Span | None]] = {
    "past": lambda said: None,
    "offset": lambda said: days.day(said.today, int(said.args[0])),
    "weekday": _weekday,
    "weekdayday": _weekday_day,
    "day": lambda said: days.day_of_month(said.today, said.day),
    "daymonth": _day_month,
    "numeric": _numeric,
    "isodate": _full_date,
    "unit": _unit,
    "fuzzy": _fuzzy,
    "week": lambda said: days.week(said.today, int(said.args[0]), said.part),
    "weekof": _week_of,
    "kw": lambda said: days.iso_week(
        said.today, said.number("kw") or 0, said.args[0] if said.args else ""
    ),
    "month": _month,
    "months": lambda said: days.months_on(said.today, int(said.args[0]), said.part),
    "quarter": lambda said: days.quarter(
        said.today, int(said.args[0]), said.part, said.number("year")
    ),
    "quarters": lambda said: days.quarters_on(said.today, int(said.args[0]), said.part),
    "half": lambda said: days.half(said.today, int(said.args[0]), said.part, said.number("year")),
    "year": lambda said: days.year_on(said.today, int(said.args[0]), said.part),
    "fiscal": lambda said: days.fiscal_year(
        said.today, said.moment.fiscal_start, said.args[0] if said.args else ""
    ),
    "feast": _feast,
}
