"""The clock goes on whatever happens, and stops soon when it is told to."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.answers.ask import Answers
from bot.answers.model import Model
from bot.crm.port import CrmSchema
from bot.domain.missions import Context, Moment
from bot.domain.people import Person
from bot.errors import CrmUnavailable
from bot.mission.morning import Missions
from bot.services import Services
from handlers.schedule import Clock
from storage.claims import Slot
from storage.database import Database
from tests.fakes.book import Book
from tests.fakes.clock import FakeClock
from tests.fakes.crm import FakeCrm
from tests.fakes.desk import Desk
from tests.fakes.mornings import freshness, missions, rep

ANN = rep("ann")
EIGHT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
TODAY = Slot(ANN.id, EIGHT.date())


class Endless(Book):
    """A gathering that never ends by itself."""

    async def gather(self, rep: Person, moment: Moment) -> Sequence[Context]:
        await asyncio.Event().wait()
        return []


def _clock(
    missions: Missions, now: FakeClock, every_seconds: float = 0.05, crm: FakeCrm | None = None
) -> Clock:
    database = missions.store.database
    services = Services(
        missions=missions,
        decisions=Desk(database).decisions,
        freshness=freshness(database, crm or FakeCrm()),
        answers=Answers.over(database, missions.store.workspace, Model.load()),
    )
    return Clock(services=services, now=now, every_seconds=every_seconds)


async def _until(is_so: Callable[[], Awaitable[object]]) -> None:
    for _ in range(1000):
        if await is_so():
            return
        await asyncio.sleep(0.01)
    pytest.fail("it did not come about in ten seconds")


async def _until_done(missions: Missions) -> None:
    await _until(lambda: missions.store.find_morning(ANN.id, EIGHT.date()))


async def _until_begun(missions: Missions) -> None:
    async def is_begun() -> bool:
        return bool((await missions.store.claims.record(EIGHT.date(), EIGHT.date())).unfinished)

    await _until(is_begun)


async def test_the_clock_looks_at_once_and_then_again(database: Database) -> None:
    now = FakeClock(EIGHT - timedelta(hours=1))
    morning = missions(database, [ANN], now)
    stop = asyncio.Event()
    running = asyncio.create_task(_clock(morning, now).run(stop))
    await asyncio.sleep(0.2)
    assert await morning.store.find_morning(ANN.id, EIGHT.date()) is None
    now.passes(timedelta(hours=1))
    await _until_done(morning)
    stop.set()
    await running


async def test_a_tick_that_fails_is_logged_and_the_next_one_goes_on(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    now, failures = FakeClock(EIGHT), [CrmUnavailable("No people.")]

    async def reps() -> Sequence[Person]:
        if failures:
            raise failures.pop()
        return [ANN]

    morning = missions(database, [], now)
    clock = _clock(replace(morning, reps=reps), now)
    with caplog.at_level(logging.INFO, logger="handlers.schedule"):
        assert await clock.tick() is None
        ran = await clock.tick()
    assert ran is not None
    assert ran.done == (TODAY,)
    assert [record.message for record in caplog.records] == ["tick.failed", "missions.done"]


async def test_a_crm_that_does_not_answer_is_logged_and_missions_go_on(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    crm, now = FakeCrm([ANN]), FakeClock(EIGHT)
    crm.fails_after = 0
    clock = _clock(missions(database, [ANN], now), now, crm=crm)
    ran = await clock.tick()
    assert ran is not None
    assert ran.done == (TODAY,)
    assert [record.message for record in caplog.records] == ["sync.incomplete"]


async def test_a_crm_that_never_answers_does_not_keep_missions_waiting_for_ever(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    class Silent(FakeCrm):
        async def schema(self) -> CrmSchema:
            await asyncio.Event().wait()
            return CrmSchema()

    now = FakeClock(EIGHT)
    clock = _clock(missions(database, [ANN], now), now, crm=Silent([ANN]))
    ran = await replace(clock, sync_seconds=0.05).tick()
    assert ran is not None
    assert ran.done == (TODAY,)
    (record,) = caplog.records
    assert (record.message, record.__dict__["step"]) == ("tick.failed", "sync")


async def test_a_failed_mission_is_named_in_the_log(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(who: Person) -> None:
        raise CrmUnavailable("The CRM did not answer.")

    now = FakeClock(EIGHT)
    clock = _clock(missions(database, [ANN], now, book=Book(on_gather=fail)), now)
    await clock.tick()
    (record,) = caplog.records
    assert record.message == "mission.failed"
    assert (record.__dict__["rep"], record.__dict__["error"]) == ("ann", "CrmUnavailable")


async def test_a_missed_morning_is_logged_with_its_reason(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    now = FakeClock(EIGHT)
    clock = _clock(missions(database, [ANN], now), now)
    await clock.tick()
    now.passes(timedelta(days=2))
    await clock.tick()
    (record,) = caplog.records
    assert record.message == "mission.missed"
    assert "was not running" in record.__dict__["reason"]


async def test_a_stop_takes_less_than_three_seconds_and_gives_the_morning_back(
    database: Database,
) -> None:
    now, stop = FakeClock(EIGHT), asyncio.Event()
    morning = missions(database, [ANN], now, book=Endless())
    running = asyncio.create_task(_clock(morning, now).run(stop))
    await _until_begun(morning)
    began = time.monotonic()
    stop.set()
    await running
    assert time.monotonic() - began < 3
    other = missions(database, [ANN], now, worker="two")
    assert (await other.run_due(EIGHT)).done == (TODAY,)


async def test_a_long_tick_is_not_doubled(database: Database) -> None:
    begun = 0

    def count(who: Person) -> None:
        nonlocal begun
        begun += 1

    class Slow(Book):
        async def gather(self, rep: Person, moment: Moment) -> Sequence[Context]:
            await asyncio.sleep(0.3)
            return await Book.gather(self, rep, moment)

    now, stop = FakeClock(EIGHT), asyncio.Event()
    morning = missions(database, [ANN], now, book=Slow(on_gather=count))
    running = asyncio.create_task(_clock(morning, now, every_seconds=0.05).run(stop))
    await _until_done(morning)
    stop.set()
    await running
    assert begun == 1


async def test_who_wakes_the_clock_is_not_kept_waiting_for_the_next_tick(
    database: Database,
) -> None:
    now = FakeClock(EIGHT - timedelta(hours=1))
    morning = missions(database, [ANN], now)
    stop, wake = asyncio.Event(), asyncio.Event()
    clock = replace(_clock(morning, now, every_seconds=3600), wake=wake)
    running = asyncio.create_task(clock.run(stop))
    await asyncio.sleep(0.2)
    now.passes(timedelta(hours=1))
    wake.set()
    await _until_done(morning)
    stop.set()
    await running
