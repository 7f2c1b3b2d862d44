"""Hours, leave and holidays: what is set is what the clock reads."""

from datetime import date, time

import pytest

from bot.domain.people import WorkHours
from storage.database import Database
from storage.people_calendar import Absence, Holiday, PeopleCalendar
from tests.fakes.mornings import WORKSPACE, rep

ANN, BOB = rep("ann", region="DE"), rep("bob", region="US")
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


@pytest.fixture
def calendar(database: Database) -> PeopleCalendar:
    return PeopleCalendar(database=database, workspace=WORKSPACE)


async def _off(calendar: PeopleCalendar) -> tuple[set[date], set[date]]:
    hours = await calendar.hours([ANN, BOB], FIRST, LAST)
    return set(hours[ANN.id].days_off), set(hours[BOB.id].days_off)


async def test_who_said_nothing_works_as_usual(calendar: PeopleCalendar) -> None:
    assert await calendar.hours([ANN], FIRST, LAST) == {ANN.id: WorkHours()}


async def test_hours_are_kept_and_changed(calendar: PeopleCalendar) -> None:
    await calendar.set_hours(ANN.id, WorkHours(brief_at=time(7, 30)))
    sunday_to_thursday = WorkHours(brief_at=time(9), weekdays=frozenset({6, 0, 1, 2, 3}))
    await calendar.set_hours(ANN.id, sunday_to_thursday)
    hours = await calendar.hours([ANN, BOB], FIRST, LAST)
    assert hours == {ANN.id: sunday_to_thursday, BOB.id: WorkHours()}


async def test_a_holiday_is_its_regions_or_everybodys(calendar: PeopleCalendar) -> None:
    unity, new_year = date(2026, 10, 3), date(2026, 1, 1)
    await calendar.add_holidays(
        [
            Holiday(day=unity, name="Tag der Deutschen Einheit", region="DE"),
            Holiday(day=new_year, name="New Year"),
        ]
    )
    assert await _off(calendar) == ({unity, new_year}, {new_year})
    assert await calendar.drop_holiday(new_year)
    assert not await calendar.drop_holiday(unity)
    assert await _off(calendar) == ({unity}, set())


async def test_leave_counts_both_its_ends(calendar: PeopleCalendar) -> None:
    leave = Absence(
        person_id=ANN.id, first_day=date(2026, 7, 6), last_day=date(2026, 7, 8), reason="sun"
    )
    await calendar.add_leave([leave])
    off, _ = await _off(calendar)
    assert off == {date(2026, 7, 6), date(2026, 7, 7), date(2026, 7, 8)}
    assert await calendar.leave(date(2026, 7, 8), LAST) == [leave]
    assert await calendar.leave(date(2026, 7, 9), LAST) == []
    assert await calendar.drop_leave(ANN.id, leave.first_day)
    assert await _off(calendar) == (set(), set())
