"""Periods: what people's words for time mean on a day, in any calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.calendar import Calendar, Grain, Span, months_later
from bot.answers.periods import (
    Lean,
    NotAPeriod,
    Period,
    PeriodKind,
    before,
    named,
    resolve,
    year_before,
)

DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2150, 1, 1))
CALENDARS = st.builds(
    Calendar,
    fiscal_start=st.integers(1, 12),
    named_after_start=st.booleans(),
    week_start=st.integers(0, 6),
)
GRAINS = st.sampled_from(Grain)
NEW_YEARS_EVE = date(2017, 12, 31)
PLAIN = Calendar()
FEBRUARY = Calendar(fiscal_start=2)


def days(first: str, last: str) -> Span:
    return Span(start=date.fromisoformat(first), end=date.fromisoformat(last) + timedelta(days=1))


def relative(grain: Grain, offset: int, count: int = 1, *, to_date: bool = False) -> Period:
    return Period(
        kind=PeriodKind.RELATIVE, grain=grain, offset=offset, count=count, to_date=to_date
    )


def rolling(grain: Grain, offset: int, count: int) -> Period:
    return Period(kind=PeriodKind.ROLLING, grain=grain, offset=offset, count=count)


def called(grain: Grain, number: int, year: int = 0) -> Period:
    return Period(kind=PeriodKind.NAMED, grain=grain, number=number, year=year)


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        (relative(Grain.QUARTER, 0), "2017-10-01", "2017-12-31"),
        (relative(Grain.QUARTER, -1), "2017-07-01", "2017-09-30"),
        (relative(Grain.QUARTER, 1), "2018-01-01", "2018-03-31"),
        (relative(Grain.QUARTER, -1, 2), "2017-04-01", "2017-09-30"),
        (relative(Grain.MONTH, 1, 3), "2018-01-01", "2018-03-31"),
        (relative(Grain.WEEK, 0), "2017-12-25", "2017-12-31"),
        (relative(Grain.YEAR, -1), "2016-01-01", "2016-12-31"),
        (relative(Grain.DAY, -1), "2017-12-30", "2017-12-30"),
        (rolling(Grain.DAY, -1, 30), "2017-12-01", "2017-12-31"),
        (rolling(Grain.MONTH, -1, 6), "2017-06-30", "2017-12-31"),
        (rolling(Grain.WEEK, 1, 2), "2017-12-31", "2018-01-14"),
        (called(Grain.QUARTER, 2), "2017-04-01", "2017-06-30"),
        (called(Grain.MONTH, 2, 2016), "2016-02-01", "2016-02-29"),
        (called(Grain.HALF, 2, 2017), "2017-07-01", "2017-12-31"),
        (called(Grain.YEAR, 1, 2016), "2016-01-01", "2016-12-31"),
    ],
)
def test_words_for_time_mean_these_days(period: Period, first: str, last: str) -> None:
    assert resolve(period, NEW_YEARS_EVE, PLAIN) == days(first, last)


def test_a_quarter_without_a_year_leans_as_its_field_does() -> None:
    second = called(Grain.QUARTER, 2)
    assert resolve(second, NEW_YEARS_EVE, PLAIN, Lean.FUTURE) == days("2018-04-01", "2018-06-30")
    assert resolve(second, date(2018, 5, 1), PLAIN, Lean.FUTURE) == resolve(
        second, date(2018, 5, 1), PLAIN, Lean.PAST
    )


def test_a_fiscal_year_is_named_after_the_year_that_it_ends_in() -> None:
    first = called(Grain.FISCAL_QUARTER, 1, 2027)
    assert resolve(first, NEW_YEARS_EVE, FEBRUARY) == days("2026-02-01", "2026-04-30")
    other_way = Calendar(fiscal_start=2, named_after_start=True)
    assert resolve(first, NEW_YEARS_EVE, other_way) == days("2027-02-01", "2027-04-30")


def test_to_date_ends_today_and_compares_with_as_much_of_the_one_before() -> None:
    period, today = relative(Grain.QUARTER, 0, to_date=True), date(2026, 11, 20)
    span = resolve(period, today, PLAIN)
    assert span == days("2026-10-01", "2026-11-20")
    assert before(period, span, PLAIN) == days("2026-07-01", "2026-08-20")


@pytest.mark.parametrize(
    "period",
    [
        called(Grain.QUARTER, 5),
        called(Grain.WEEK, 3),
        rolling(Grain.YEAR, -1, 900),
        rolling(Grain.DAY, -1, 100_000),
        Period(kind=PeriodKind.ABSOLUTE, start=date(2026, 2, 1), end=date(2026, 1, 1)),
    ],
)
def test_what_makes_no_period_is_refused(period: Period) -> None:
    with pytest.raises(NotAPeriod):
        resolve(period, NEW_YEARS_EVE, PLAIN)


@given(DAYS, CALENDARS, GRAINS)
def test_units_tile_the_time(day: date, calendar: Calendar, grain: Grain) -> None:
    unit = calendar.unit(grain, day)
    assert unit.holds(day)
    assert calendar.unit(grain, unit.last) == unit
    following = calendar.shifted(grain, unit, 1)
    assert following.start == unit.end
    assert calendar.shifted(grain, following, -1) == unit


@given(DAYS, CALENDARS)
def test_quarters_tile_the_year_also_in_leap_years(day: date, calendar: Calendar) -> None:
    for year, quarter in (
        (Grain.YEAR, Grain.QUARTER),
        (Grain.FISCAL_YEAR, Grain.FISCAL_QUARTER),
        (Grain.FISCAL_YEAR, Grain.FISCAL_HALF),
        (Grain.YEAR, Grain.MONTH),
    ):
        whole = calendar.unit(year, day)
        parts = calendar.units(quarter, whole)
        assert parts[0].start == whole.start
        assert parts[-1].end == whole.end
        assert sum(part.days for part in parts) == whole.days in (365, 366)
        names = [named(quarter, part.start, calendar) for part in parts]
        assert names == sorted(set(names))


@given(DAYS, CALENDARS, st.sampled_from([Grain.MONTH, Grain.QUARTER, Grain.FISCAL_QUARTER]))
def test_a_unit_is_found_by_its_own_name(day: date, calendar: Calendar, grain: Grain) -> None:
    unit = calendar.unit(grain, day)
    year, number = calendar.year_of(grain, unit.start), calendar.number_of(grain, unit.start)
    assert resolve(called(grain, number, year), day, calendar) == unit
    assert resolve(called(grain, number), day, calendar) == unit


@given(DAYS, CALENDARS, GRAINS, st.integers(-8, -1), st.integers(1, 8))
def test_the_time_before_adjoins(
    day: date, calendar: Calendar, grain: Grain, offset: int, count: int
) -> None:
    for period in (relative(grain, offset, count), rolling(grain, -1, count)):
        span = resolve(period, day, calendar)
        assert before(period, span, calendar).end == span.start


@given(DAYS)
def test_a_year_before_whole_months_is_whole_months(day: date) -> None:
    month = PLAIN.unit(Grain.MONTH, day)
    assert year_before(month) == PLAIN.unit(Grain.MONTH, months_later(month.start, -12))


@given(DAYS, st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"]))
def test_a_day_begins_at_its_own_midnight(day: date, zone: str) -> None:
    calendar = Calendar(zone=zone)
    start = calendar.midnight(day)
    assert calendar.day_of(start) == day
    assert calendar.day_of(start - timedelta(seconds=1)) == day - timedelta(days=1)
