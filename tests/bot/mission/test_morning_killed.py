"""Processes that are killed in the middle of missions leave nothing half, and nothing twice."""

import asyncio
import time
from collections import Counter
from itertools import count
from multiprocessing.context import ForkServerProcess
from random import Random

import pytest
from sqlalchemy import func, select

from storage.claims import Slot
from storage.database import Database
from storage.missions import StoredMissions
from storage.tables.decisions import decisions
from storage.tables.missions import deal_verdicts, missions
from tests.fakes.mornings import WORKSPACE
from tests.fakes.mornings import missions as mornings_on
from tests.fakes.processes import DEALS, EIGHT, many, spawning, work

KILLS = 16
REPS = 320
_WORKERS = 2


class Workers:
    """Two processes at work; one that is killed is replaced at once."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._numbers = count()
        self._began = time.time()
        self._context = spawning()
        self.running = [self._start() for _ in range(_WORKERS)]

    def kill(self, place: int) -> bool:
        """Whether it was still at work."""
        victim = self.running[place]
        was_alive = victim.is_alive()
        victim.kill()
        victim.join()
        self.running[place] = self._start()
        return was_alive

    def end(self) -> None:
        for process in self.running:
            process.join(timeout=60)
            assert process.exitcode == 0

    def _start(self) -> ForkServerProcess:
        name = f"worker{next(self._numbers)}"
        process = self._context.Process(
            target=work, name=name, args=(self._url, name, REPS, self._began), daemon=True
        )
        process.start()
        return process


@pytest.mark.slow
async def test_mornings_survive_kills_at_any_moment(database_url: str, database: Database) -> None:
    chance, workers = Random(11), Workers(database_url)  # noqa: S311 - any moment will do
    for _ in range(KILLS):
        place = chance.randrange(_WORKERS)
        await _is_at_work(database, workers.running[place].name)
        await asyncio.sleep(chance.uniform(0, 0.15))
        assert workers.kill(place), "all was done before the last kill"
        assert await _half_saved(database) == []
    await asyncio.to_thread(workers.end)

    assert await _half_saved(database) == []
    assert await _slots(database) == {Slot(one.id, EIGHT.date()): 1 for one in many(REPS)}
    assert await _taken_over(database) > 0
    assert await _decisions_without_mission(database) == []
    await _can_all_be_computed_again(database)


async def _is_at_work(database: Database, worker: str) -> None:
    """Killing a process that has not begun yet would prove nothing."""
    query = select(func.count()).where(missions.c.claimed_by == worker)
    for _ in range(600):
        async with database.read() as connection:
            if await connection.scalar(query):
                return
        await asyncio.sleep(0.05)
    pytest.fail(f"{worker} did not begin")


async def _half_saved(database: Database) -> list[str]:
    """Missions that are done without all their verdicts, or have some without being done."""
    verdicts = func.count(deal_verdicts.c.position)
    query = (
        select(missions.c.run_id, missions.c.state, verdicts.label("verdicts"))
        .outerjoin(
            deal_verdicts,
            (deal_verdicts.c.workspace == missions.c.workspace)
            & (deal_verdicts.c.run_id == missions.c.run_id),
        )
        .group_by(missions.c.run_id, missions.c.state)
    )
    async with database.read() as connection:
        rows = (await connection.execute(query)).all()
    wanted = {"done": DEALS, "claimed": 0}
    return [row.run_id for row in rows if row.verdicts != wanted[row.state]]


async def _slots(database: Database) -> Counter[Slot]:
    async with database.read() as connection:
        rows = await connection.execute(
            select(missions.c.rep_id, missions.c.local_date).where(missions.c.state == "done")
        )
        return Counter(Slot(*row) for row in rows)


async def _taken_over(database: Database) -> int:
    async with database.read() as connection:
        query = select(func.count()).where(missions.c.attempt > 1)
        return int(await connection.scalar(query) or 0)


async def _decisions_without_mission(database: Database) -> list[str]:
    done = select(missions.c.run_id).where(missions.c.state == "done")
    async with database.read() as connection:
        return list(
            await connection.scalars(select(decisions.c.id).where(decisions.c.run_id.not_in(done)))
        )


async def _can_all_be_computed_again(database: Database) -> None:
    store = StoredMissions(database=database, workspace=WORKSPACE)
    again = mornings_on(database, [], lambda: EIGHT)
    for one in many(REPS)[::12]:
        stored = await store.find_morning(one.id, EIGHT.date())
        assert stored is not None
        assert await again.recompute(stored.run_id) == stored
