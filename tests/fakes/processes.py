"""Real processes that run mornings: to be killed, and to race each other."""

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext
from multiprocessing.synchronize import Barrier

from bot.domain.people import Person
from bot.mission.claiming import Pace
from storage.database import Database
from tests.fakes.book import Book, context
from tests.fakes.clock import FakeClock
from tests.fakes.mornings import missions, rep

DEALS = 8
EIGHT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LEASE = timedelta(seconds=1)
# A mission takes at least this long, so that a quick machine is not done before the last kill.
LEAST_SECONDS = 0.02


def spawning() -> ForkServerContext:
    """Processes that share nothing with the test's own, and start quickly all the same."""
    made = get_context("forkserver")
    made.set_forkserver_preload([__name__])
    return made


def many(number: int) -> list[Person]:
    return [rep(f"rep{n:03}") for n in range(number)]


def work(url: str, worker: str, reps: int, began: float) -> None:
    """Runs what is due until nothing is left; the simulated morning began at `began`."""
    asyncio.run(_work(url, worker, many(reps), began))


def step(
    url: str, worker: str, reps: Sequence[Person], times: list[datetime], gate: Barrier
) -> None:
    """Looks at the clock at each of the times, together with all who share the gate."""
    asyncio.run(_step(url, worker, reps, times, gate))


async def _work(url: str, worker: str, reps: list[Person], began: float) -> None:
    database = Database.open(url)
    book = Book(
        contexts={one.id: [context(one, n, asks=n % 2 == 0) for n in range(DEALS)] for one in reps}
    )
    pace = Pace(lease=LEASE, retry_after=timedelta())

    def now() -> datetime:
        return EIGHT + timedelta(seconds=time.time() - began)

    mornings = missions(database, reps, now, book=book, worker=worker, pace=pace)
    while True:
        await mornings.run_due(now())
        record = await mornings.store.claims.record(EIGHT.date(), EIGHT.date())
        if len(record.settled) == len(reps):
            break
        await asyncio.sleep(0.05)
    await database.close()


async def _step(
    url: str, worker: str, reps: Sequence[Person], times: list[datetime], gate: Barrier
) -> None:
    database, clock = Database.open(url), FakeClock(times[0])
    mornings = missions(database, reps, clock, worker=worker)
    for clock.at in times:
        gate.wait(timeout=60)
        await mornings.run_due(clock())
    await database.close()
