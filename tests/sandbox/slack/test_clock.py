"""Time: it stands or runs, goes forward only, and wakes who waits."""

import asyncio
from datetime import timedelta

import pytest

from sandbox.slack import Clock
from sandbox.slack.ids import Ids
from tests.sandbox.slack.conftest import NOW


def test_a_still_clock_moves_only_when_moved() -> None:
    clock = Clock(NOW, is_still=True)
    assert clock() == clock() == NOW
    clock.moves_to(NOW + timedelta(days=1))
    assert clock() == NOW + timedelta(days=1)
    with pytest.raises(ValueError, match="forward"):
        clock.moves_to(NOW)


def test_a_running_clock_runs() -> None:
    clock = Clock(NOW)
    first, second = clock(), clock()
    assert NOW <= first <= second < NOW + timedelta(seconds=5)


async def test_who_waits_wakes_when_the_time_is_moved() -> None:
    clock = Clock(NOW, is_still=True)
    waiting = asyncio.create_task(clock.wait_until(NOW + timedelta(hours=2)))
    await asyncio.sleep(0)
    clock.moves(timedelta(hours=1))
    await asyncio.sleep(0.01)
    assert not waiting.done()
    clock.moves(timedelta(hours=1))
    await asyncio.wait_for(waiting, 1)


async def test_who_waits_wakes_when_the_time_has_come() -> None:
    clock = Clock(NOW)
    await asyncio.wait_for(clock.wait_until(clock() + timedelta(milliseconds=20)), 1)


def test_timestamps_are_never_twice_the_same() -> None:
    clock = Clock(NOW, is_still=True)
    ids = Ids(clock, 1)
    made = [ids.ts() for _ in range(100)]
    assert made == sorted(set(made))
    clock.moves(timedelta(seconds=1))
    assert ids.ts() > made[-1]
    past = [ids.ts_at(NOW - timedelta(days=1)) for _ in range(100)]
    assert len(set(past)) == 100
    assert max(past) < made[0]


def test_the_same_seed_gives_the_same_ids() -> None:
    first, second = (Ids(Clock(NOW, is_still=True), 5) for _ in range(2))
    assert [first.next("C") for _ in range(5)] == [second.next("C") for _ in range(5)]
