"""When whose mission is due: zones, clock changes, days off, outages."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.people import PersonId, WorkHours
from bot.mission.calendar import (
    Agenda,
    DayLimits,
    agenda,
    instant_of,
    moment_at,
    moment_on,
    window,
    zone_of,
)
from storage.claims import Record, Slot, Standing, State
from tests.fakes.mornings import rep

BERLIN = ZoneInfo("Europe/Berlin")
ANN = rep("ann", "Europe/Berlin")
MONDAY = date(2026, 3, 2)
NOTHING = Record(settled=set(), unfinished={}, latest={})


def _local(day: date, clock: str, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), zone).astimezone(UTC)


def _agenda(
    now: datetime, record: Record = NOTHING, hours: WorkHours | None = None, zone: str | None = None
) -> Agenda:
    person = rep("ann", zone or "Europe/Berlin")
    return agenda([person], {person.id: hours or WorkHours()}, record, now, DayLimits())


def _due(now: datetime, record: Record = NOTHING, hours: WorkHours | None = None) -> list[Slot]:
    return [due.slot for due in _agenda(now, record, hours).due]


def _begun(lease_until: datetime, attempt: int = 1, reason: str | None = None) -> Standing:
    return Standing(
        run_id="r",
        state=State.CLAIMED,
        attempt=attempt,
        lease_until=lease_until,
        reason=reason,
    )


@pytest.mark.parametrize(
    ("clock", "is_due"),
    [
        ("07:59:59", False),
        ("08:00", True),
        ("12:00", True),
        ("20:30", True),
        ("20:30:01", False),
        ("23:00", False),
        ("00:30", False),
        ("03:00", False),
    ],
)
def test_a_mission_is_due_from_eight_until_half_past_eight_in_the_evening(
    clock: str, is_due: bool
) -> None:
    assert bool(_due(_local(MONDAY, clock))) is is_due


def test_it_is_the_local_day_that_counts() -> None:
    now = datetime(2026, 3, 2, 22, 0, tzinfo=UTC)
    auckland = agenda([rep("kim", "Pacific/Auckland")], {}, NOTHING, now, DayLimits())
    assert [due.slot.on for due in auckland.due] == [date(2026, 3, 3)]


@pytest.mark.parametrize("day", [date(2026, 3, 7), date(2026, 3, 8)])
def test_nobody_is_briefed_at_the_weekend(day: date) -> None:
    assert _due(_local(day, "09:00")) == []


def test_nobody_is_briefed_on_a_day_off() -> None:
    hours = WorkHours(days_off=frozenset({MONDAY}))
    assert _due(_local(MONDAY, "09:00"), hours=hours) == []


def test_who_works_on_sundays_is_briefed_on_sundays() -> None:
    hours = WorkHours(weekdays=frozenset({6, 0, 1, 2, 3}))
    assert _due(_local(date(2026, 3, 8), "09:00"), hours=hours) != []
    assert _due(_local(date(2026, 3, 6), "09:00"), hours=hours) == []


def test_what_is_done_or_missed_is_not_due_again() -> None:
    record = Record(settled={Slot(ANN.id, MONDAY)}, unfinished={}, latest={ANN.id: MONDAY})
    assert _due(_local(MONDAY, "09:00"), record) == []


def test_what_another_process_runs_is_due_only_when_its_lease_ends() -> None:
    now, slot = _local(MONDAY, "09:00"), Slot(ANN.id, MONDAY)
    running = Record(
        settled=set(), unfinished={slot: _begun(now + timedelta(seconds=1))}, latest={}
    )
    assert _due(now, running) == []
    assert _due(now + timedelta(seconds=1), running) == [slot]


def test_what_was_cut_off_in_the_evening_is_finished_but_nothing_begins_at_night() -> None:
    slot = Slot(ANN.id, MONDAY)
    left = Record(settled=set(), unfinished={slot: _begun(_local(MONDAY, "20:35"))}, latest={})
    assert _due(_local(MONDAY, "20:40"), left) == [slot]
    assert _due(_local(MONDAY, "20:51"), left) == []


@pytest.mark.parametrize(
    ("brief_at", "opens"), [("05:00", "07:00"), ("07:15", "07:15"), ("23:00", "20:30")]
)
def test_nobody_is_briefed_at_night_whatever_the_setting(brief_at: str, opens: str) -> None:
    hours = WorkHours(brief_at=time.fromisoformat(brief_at))
    bounds = window(MONDAY, hours, BERLIN, DayLimits())
    assert bounds is not None
    assert bounds.opens == _local(MONDAY, opens)


def test_a_local_time_that_is_skipped_is_when_the_gap_ends() -> None:
    day = date(2026, 3, 29)
    assert instant_of(day, time(2, 30), BERLIN) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert instant_of(day, time(1, 59), BERLIN) == datetime(2026, 3, 29, 0, 59, tzinfo=UTC)
    assert instant_of(day, time(3, 0), BERLIN) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_a_local_time_that_comes_twice_is_the_first() -> None:
    assert instant_of(date(2026, 10, 25), time(2, 30), BERLIN) == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )


def test_half_an_hour_of_gap_is_no_trouble() -> None:
    lord_howe = ZoneInfo("Australia/Lord_Howe")
    assert instant_of(date(2026, 10, 4), time(2, 15), lord_howe) == datetime(
        2026, 10, 3, 15, 30, tzinfo=UTC
    )


def test_a_day_that_a_zone_skipped_has_no_morning() -> None:
    apia, skipped = ZoneInfo("Pacific/Apia"), date(2011, 12, 30)
    assert window(skipped, WorkHours(), apia, DayLimits()) is None
    assert window(date(2011, 12, 29), WorkHours(), apia, DayLimits()) is not None


@given(
    name=st.sampled_from(sorted(available_timezones())),
    day=st.dates(date(2000, 1, 1), date(2037, 12, 31)),
    clock=st.times(),
)
def test_every_local_time_has_one_instant_and_never_an_early_one(
    name: str, day: date, clock: time
) -> None:
    zone = ZoneInfo(name)
    at = instant_of(day, clock, zone)
    local = at.astimezone(zone).replace(tzinfo=None)
    assert local >= datetime.combine(day, clock)
    just_before = (at - timedelta(microseconds=1)).astimezone(zone).replace(tzinfo=None)
    assert just_before < datetime.combine(day, clock)


@given(
    name=st.sampled_from(sorted(available_timezones())),
    day=st.dates(date(2015, 1, 1), date(2037, 12, 31)),
    brief_at=st.times(),
)
def test_a_morning_is_never_at_night(name: str, day: date, brief_at: time) -> None:
    zone = ZoneInfo(name)
    hours = WorkHours(brief_at=brief_at, weekdays=frozenset(range(7)))
    bounds = window(day, hours, zone, DayLimits())
    if bounds is None:
        return
    for at in (bounds.opens, bounds.last_start, bounds.last_resume):
        assert time(7) <= at.astimezone(zone).time() < time(21)
        assert at.astimezone(zone).date() == day


def test_a_day_without_any_process_is_missed_and_says_so() -> None:
    record = Record(settled=set(), unfinished={}, latest={ANN.id: MONDAY})
    wednesday = MONDAY + timedelta(days=2)
    plan = _agenda(_local(wednesday, "08:00"), record)
    assert list(plan.missed) == [Slot(ANN.id, MONDAY + timedelta(days=1))]
    assert "between 08:00 and 20:30" in next(iter(plan.missed.values()))
    assert [due.slot.on for due in plan.due] == [wednesday]


def test_today_is_missed_only_when_it_can_not_begin_any_more() -> None:
    record = Record(settled=set(), unfinished={}, latest={ANN.id: MONDAY - timedelta(days=3)})
    assert _agenda(_local(MONDAY, "20:30"), record).missed == {}
    assert list(_agenda(_local(MONDAY, "20:31"), record).missed) == [Slot(ANN.id, MONDAY)]


def test_days_off_are_never_missed() -> None:
    friday, next_tuesday = date(2026, 2, 27), date(2026, 3, 3)
    record = Record(settled=set(), unfinished={}, latest={ANN.id: friday})
    plan = _agenda(_local(next_tuesday, "09:00"), record, WorkHours(days_off=frozenset({MONDAY})))
    assert plan.missed == {}


def test_who_is_new_has_missed_nothing() -> None:
    assert _agenda(_local(MONDAY, "23:00")).missed == {}


def test_a_morning_that_was_begun_and_never_finished_says_how_often_and_why() -> None:
    slot = Slot(ANN.id, MONDAY)
    left = _begun(_local(MONDAY, "20:00"), attempt=3, reason="The CRM did not answer.")
    record = Record(settled=set(), unfinished={slot: left}, latest={ANN.id: MONDAY})
    plan = _agenda(_local(MONDAY + timedelta(days=1), "08:00"), record)
    assert plan.missed == {
        slot: "It was begun 3 times and never finished. The last time: The CRM did not answer."
    }


def test_the_begun_morning_of_somebody_who_left_is_closed() -> None:
    slot = Slot(PersonId("gone"), MONDAY)
    record = Record(settled=set(), unfinished={slot: _begun(_local(MONDAY, "08:05"))}, latest={})
    assert list(_agenda(_local(MONDAY, "09:00"), record).missed) == [slot]


def test_a_zone_that_does_not_exist_is_utc_and_stops_nobody() -> None:
    lost = rep("lost", "Mars/Olympus")
    assert zone_of(lost).key == "UTC"
    now = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    plan = agenda([lost, ANN], {}, NOTHING, now, DayLimits())
    assert {due.slot.rep_id for due in plan.due} == {lost.id, ANN.id}


def test_who_waits_longest_comes_first() -> None:
    people = [rep("west", "America/New_York"), rep("east", "Europe/Berlin")]
    now = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
    plan = agenda(people, {}, NOTHING, now, DayLimits())
    assert [due.slot.rep_id for due in plan.due] == ["east", "west"]


def test_a_moment_is_the_instant_as_the_person_lives_it() -> None:
    tokyo = rep("yui", "Asia/Tokyo")
    late = moment_at(tokyo, datetime(2026, 3, 2, 20, 0, tzinfo=UTC))
    assert (late.today, late.zone) == (date(2026, 3, 3), "Asia/Tokyo")
    morning = moment_on(tokyo, MONDAY)
    assert morning.now == datetime(2026, 3, 1, 23, 0, tzinfo=UTC)
    assert morning.today == MONDAY
