"""A year of mornings: one mission per rep and working day, whatever happens to the processes."""

import asyncio
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bench.year import Result, simulate
from bench.year_plan import ZONES
from storage.database import Database
from storage.tables.missions import missions
from tests.fakes.mornings import rep
from tests.fakes.processes import spawning, step

pytestmark = pytest.mark.slow
# Both hemispheres' clock changes, one of half an hour, one at midnight.
_CHANGING = (
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Santiago",
)


def _is_perfect(result: Result) -> None:
    assert (result.missed, result.twice, result.not_asked_for) == ([], [], [])
    assert (result.early, result.at_night) == ([], [])
    assert result.done == result.expected


async def test_three_real_processes_share_two_weeks_of_mornings(
    database_url: str, database: Database
) -> None:
    reps = [rep(f"rep{n:02}", _CHANGING[n % len(_CHANGING)]) for n in range(24)]
    first, last = date(2026, 3, 23), date(2026, 4, 5)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    times = sorted(
        datetime.combine(day, time(8), ZoneInfo(zone)).astimezone(UTC) + timedelta(seconds=9)
        for day in days
        for zone in _CHANGING
    )
    spawn = spawning()
    gate = spawn.Barrier(3)
    processes = [
        spawn.Process(
            target=step, args=(database_url, f"process{n}", reps, times, gate), daemon=True
        )
        for n in range(3)
    ]
    for process in processes:
        process.start()
    for process in processes:
        await asyncio.to_thread(process.join, 120)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    async with database.read() as connection:
        rows = (await connection.execute(select(missions))).all()
    ran = Counter((row.rep_id, row.local_date) for row in rows)
    assert ran == {(one.id, day): 1 for one in reps for day in days if day.weekday() < 5}
    assert {row.state for row in rows} == {"done"}
    assert {row.attempt for row in rows} == {1}
    assert len({row.claimed_by for row in rows}) == 3


async def test_every_working_day_of_a_year_has_one_morning_despite_outages() -> None:
    result = await simulate(10, _CHANGING, date(2026, 1, 1), date(2026, 12, 31))
    _is_perfect(result)
    assert result.expected > 2_000
    assert result.taken_over > 50


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 3, 8), date(2026, 3, 9)),  # North America springs forward
        (date(2026, 4, 5), date(2026, 4, 6)),  # the south falls back
        (date(2026, 10, 25), date(2026, 10, 26)),  # Europe falls back
    ],
    ids=["america-spring", "south-autumn", "europe-autumn"],
)
async def test_a_thousand_reps_in_all_zones_wake_up_once_when_clocks_change(
    first: date, last: date
) -> None:
    result = await simulate(1_000, ZONES, first, last)
    _is_perfect(result)
    assert result.expected > 900
