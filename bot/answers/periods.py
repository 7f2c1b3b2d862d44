"""Periods as people name them, and the days that they mean on a given day.

A `Period` is symbolic: "last quarter" stays last quarter in a plan, and what it means is worked
out from the day of the question and the workspace's calendar. Rolling periods hold today: the last
30 days are today and the 30 days before it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import ClassVar

from pydantic import ConfigDict

from bot.answers.calendar import FIRST_DAY, LAST_DAY, Calendar, Grain, Span, later, months_later

_NUMBERS = {
    Grain.MONTH: 12,
    Grain.QUARTER: 4,
    Grain.FISCAL_QUARTER: 4,
    Grain.HALF: 2,
    Grain.FISCAL_HALF: 2,
    Grain.YEAR: 1,
    Grain.FISCAL_YEAR: 1,
}
_MOST = 1000  # of anything that is counted: days, weeks, quarters
_A_YEAR = 12
# Where plans are read from JSON, a misspelt name is refused rather than ignored.
STRICT = ConfigDict(extra="forbid")


class PeriodKind(StrEnum):
    RELATIVE = "relative"  # this, last or next quarter; the last 2 full quarters
    ROLLING = "rolling"  # the last 90 days, up to today; the next 3 months, from today
    NAMED = "named"  # Q3, FY27 Q1, April, 2025
    ABSOLUTE = "absolute"  # from a day to a day, either of them open


class Lean(StrEnum):
    """Which "Q3" is meant where no year is named: the latest that has begun, or the next to end."""

    PAST = "past"
    FUTURE = "future"


class NotAPeriod(Exception):
    """The period makes no sense; the text says why, for whoever asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """`on` is the time field that it bounds; None: the one that belongs to each measure.

    relative: `offset` 0 is this unit, -1 the last, 1 the next; `count` units that end, for a
    negative offset, or begin there. rolling: `count` units back for a negative offset, else ahead.
    named: `number` of `year`, the year left open if 0. absolute: both days included, either may be
    None. `to_date` cuts it off after today.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    kind: PeriodKind
    on: str | None = None
    grain: Grain = Grain.DAY
    offset: int = 0
    count: int = 1
    number: int = 1
    year: int = 0
    start: date | None = None
    end: date | None = None
    to_date: bool = False


def resolve(period: Period, today: date, calendar: Calendar, lean: Lean = Lean.PAST) -> Span:
    """The days that are meant. Raises NotAPeriod, with the reason."""
    try:
        span = _meant(period, today, calendar, lean)
    except (ValueError, OverflowError):
        raise NotAPeriod("that lies outside the years 1900 to 2199") from None
    if period.to_date:
        span = replace(span, end=min(span.end, today + timedelta(days=1)))
    if span.start >= span.end:
        raise NotAPeriod("it ends before it begins")
    if span.start < FIRST_DAY or span.end > LAST_DAY:
        raise NotAPeriod("that lies outside the years 1900 to 2199")
    return span


def _meant(period: Period, today: date, calendar: Calendar, lean: Lean) -> Span:
    if not 1 <= period.count <= _MOST or abs(period.offset) > _MOST:
        raise NotAPeriod(f"at most {_MOST} of anything can be counted")
    match period.kind:
        case PeriodKind.RELATIVE:
            return _relative(period, today, calendar)
        case PeriodKind.ROLLING:
            return _rolling(period, today)
        case PeriodKind.NAMED:
            return _named(period, today, calendar, lean)
        case PeriodKind.ABSOLUTE:
            end = LAST_DAY if period.end is None else period.end + timedelta(days=1)
            return Span(start=period.start or FIRST_DAY, end=end)


def _relative(period: Period, today: date, calendar: Calendar) -> Span:
    grain, more = period.grain, period.count - 1
    unit = calendar.shifted(grain, calendar.unit(grain, today), period.offset)
    if period.offset < 0:
        return Span(start=calendar.shifted(grain, unit, -more).start, end=unit.end)
    return Span(start=unit.start, end=calendar.shifted(grain, unit, more).end)


def _rolling(period: Period, today: date) -> Span:
    tomorrow = today + timedelta(days=1)
    if period.offset < 0:
        return Span(start=later(today, period.grain, -period.count), end=tomorrow)
    return Span(start=today, end=later(today, period.grain, period.count) + timedelta(days=1))


def _named(period: Period, today: date, calendar: Calendar, lean: Lean) -> Span:
    grain = period.grain
    if grain not in _NUMBERS or not 1 <= period.number <= _NUMBERS[grain]:
        raise NotAPeriod(f"there is no {grain.replace('_', ' ')} {period.number}")
    if period.year:
        return calendar.numbered(grain, period.number, period.year)
    year = calendar.year_of(grain, calendar.unit(grain, today).start)
    near = [calendar.numbered(grain, period.number, year + by) for by in (-1, 0, 1)]
    if lean is Lean.PAST:
        return [span for span in near if span.start <= today][-1]
    return next(span for span in near if span.end > today)


def before(period: Period, span: Span, calendar: Calendar) -> Span:
    """The same length of time just before: the quarter before a quarter, as far as that had got
    where the period is "to date", and so many days before so many days.
    """
    if period.kind in (PeriodKind.RELATIVE, PeriodKind.NAMED):
        grain = period.grain
        start = calendar.shifted(grain, calendar.unit(grain, span.start), -_units(period)).start
        if period.to_date:
            return Span(start=start, end=min(start + timedelta(days=span.days), span.start))
        return Span(start=start, end=span.start)
    return Span(start=span.start - timedelta(days=span.days), end=span.start)


def year_before(span: Span) -> Span:
    """The same days a year earlier; a span that ends with February still does."""
    return Span(start=months_later(span.start, -_A_YEAR), end=months_later(span.end, -_A_YEAR))


def _units(period: Period) -> int:
    return period.count if period.kind is PeriodKind.RELATIVE else 1


def overlap(spans: Sequence[Span]) -> Span | None:
    """The days that all of them hold; None if there are none."""
    if not spans:
        return None
    start, end = max(s.start for s in spans), min(s.end for s in spans)
    return Span(start=start, end=end) if start < end else None


def named(grain: Grain, start: date, calendar: Calendar) -> str:
    """How a unit is called in a table: `2026-03`, `2026-Q1`, `FY2027-Q1`; it sorts by time."""
    year, number = calendar.year_of(grain, start), calendar.number_of(grain, start)
    match grain:
        case Grain.DAY | Grain.WEEK:
            return start.isoformat()
        case Grain.MONTH:
            return f"{start:%Y-%m}"
        case Grain.QUARTER:
            return f"{year}-Q{number}"
        case Grain.HALF:
            return f"{year}-H{number}"
        case Grain.YEAR:
            return f"{year}"
        case Grain.FISCAL_QUARTER:
            return f"FY{year}-Q{number}"
        case Grain.FISCAL_HALF:
            return f"FY{year}-H{number}"
        case Grain.FISCAL_YEAR:
            return f"FY{year}"
