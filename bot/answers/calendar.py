"""The workspace's calendar: where quarters and weeks begin, and in which zone a day changes."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 1, 1)
_MONTHS_A_YEAR = 12


class Grain(StrEnum):
    """A unit in which time is counted; those of the fiscal year follow its first month."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    FISCAL_QUARTER = "fiscal_quarter"
    FISCAL_HALF = "fiscal_half"
    FISCAL_YEAR = "fiscal_year"

    @property
    def months(self) -> int:
        """How many months it lasts; 0 for days and weeks."""
        return _MONTHS[self]

    @property
    def is_fiscal(self) -> bool:
        return self.startswith("fiscal")


_MONTHS = {
    Grain.DAY: 0,
    Grain.WEEK: 0,
    Grain.MONTH: 1,
    Grain.QUARTER: 3,
    Grain.HALF: 6,
    Grain.YEAR: 12,
    Grain.FISCAL_QUARTER: 3,
    Grain.FISCAL_HALF: 6,
    Grain.FISCAL_YEAR: 12,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days from `start` up to, but without, `end`."""

    start: date
    end: date

    @property
    def last(self) -> date:
        return self.end - timedelta(days=1)

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    def holds(self, day: date) -> bool:
        return self.start <= day < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """`fiscal_start` is the first month of the fiscal year, which is named after the calendar year
    that it ends in, or, with `named_after_start`, begins in. Monday is weekday 0.
    """

    zone: str = "UTC"
    fiscal_start: int = 1
    named_after_start: bool = False
    week_start: int = 0

    def unit(self, grain: Grain, day: date) -> Span:
        """The day, week, month, quarter … in which a day lies."""
        if grain is Grain.DAY:
            return Span(start=day, end=day + timedelta(days=1))
        if grain is Grain.WEEK:
            start = day - timedelta(days=(day.weekday() - self.week_start) % 7)
            return Span(start=start, end=start + timedelta(days=7))
        month = day.month - (self.fiscal_start if grain.is_fiscal else 1)
        start = months_later(day.replace(day=1), -(month % grain.months))
        return Span(start=start, end=months_later(start, grain.months))

    def shifted(self, grain: Grain, unit: Span, by: int) -> Span:
        """The unit of the same grain that lies so many later, or earlier."""
        return self.unit(grain, later(unit.start, grain, by))

    def units(self, grain: Grain, span: Span) -> list[Span]:
        """All units that overlap the span, in order; they tile the time between them."""
        found = [self.unit(grain, span.start)]
        while found[-1].end < span.end:
            found.append(self.unit(grain, found[-1].end))
        return found

    def year_of(self, grain: Grain, start: date) -> int:
        """The year by which a unit that starts on that day is named."""
        if not grain.is_fiscal or self.fiscal_start == 1:
            return start.year
        begins_in = start.year if start.month >= self.fiscal_start else start.year - 1
        return begins_in if self.named_after_start else begins_in + 1

    def numbered(self, grain: Grain, number: int, year: int) -> Span:
        """Month 4, quarter 3 or half 2 of a year, or the year itself (`number` 1)."""
        first = date(year, 1, 1)
        if grain.is_fiscal and self.fiscal_start > 1:
            first = date(year if self.named_after_start else year - 1, self.fiscal_start, 1)
        start = months_later(first, (number - 1) * grain.months)
        return Span(start=start, end=months_later(start, grain.months))

    def number_of(self, grain: Grain, start: date) -> int:
        """Which month, quarter or half of its year a unit is."""
        first = self.fiscal_start if grain.is_fiscal else 1
        return (start.month - first) % _MONTHS_A_YEAR // max(1, grain.months) + 1

    def midnight(self, day: date) -> datetime:
        """When the day begins in the workspace's zone."""
        return datetime.combine(day, time(), ZoneInfo(self.zone))

    def day_of(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.zone)).date()


def months_later(day: date, months: int) -> date:
    """The same day of the month, or the last that there is: 31 January and one month is 28 or 29
    February.
    """
    year, month = divmod(day.year * _MONTHS_A_YEAR + day.month - 1 + months, _MONTHS_A_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def later(day: date, grain: Grain, by: int) -> date:
    if grain is Grain.DAY:
        return day + timedelta(days=by)
    if grain is Grain.WEEK:
        return day + timedelta(weeks=by)
    return months_later(day, by * grain.months)
