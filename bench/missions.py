"""Missions on rules with all rows saved: how many deals a second, and how that grows."""

import asyncio
import os
import resource
import tempfile
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter, process_time, time
from typing import Any

from sqlalchemy import func, select

from bench.book import Size, fill
from bot.mission.drafting import Drafter
from bot.mission.gathering import Gatherer
from bot.mission.morning import Missions
from bot.mission.reading.reader import RulesReader
from bot.mission.thinking import Thinking
from bot.mission.thresholds import MissionRules
from bot.mission.verdict import judge
from bot.mission.wording import Wordings
from storage.database import Database
from storage.migrate import Schema, upgrade
from storage.mirror.book import Books
from storage.mirror.norms import NormsStore
from storage.mirror.scope import Eyes
from storage.mirror.syncing import MirrorSync
from storage.missions import StoredMissions
from storage.people import People
from storage.people_calendar import PeopleCalendar
from storage.readings import Readings
from storage.tables.missions import contexts, deal_verdicts, missions

WORKSPACE = "bench"
WORKERS = 2
EIGHT = datetime(2026, 3, 2, 8, tzinfo=UTC)
_SEED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """What one process did. `began` and `ended` are the machine's time, start-up excluded.

    `peak_mb` counts the database file too, as far as it is mapped; `own_mb` does not.
    """

    began: float
    ended: float
    missions: int
    cpu_seconds: float
    own_mb: int
    peak_mb: int


def mornings(database: Database, reader: str) -> Missions:
    """What a process of the clock role has, without a CRM to follow."""
    people = People(database=database, workspace=WORKSPACE)
    drafter = Drafter(wordings=Wordings.load())
    return Missions(
        store=StoredMissions(database=database, workspace=WORKSPACE),
        calendar=PeopleCalendar(database=database, workspace=WORKSPACE),
        reps=people.reps,
        gathering=Gatherer(
            books=Books(database, WORKSPACE, Eyes(reader=reader)),
            yardsticks=NormsStore(database=database, workspace=WORKSPACE),
            mirror=MirrorSync(database, WORKSPACE),
        ),
        thinking=Thinking(judge=judge, propose=drafter.propose, drafter=drafter.version),
        rules=MissionRules.load(),
        clock=lambda: datetime.now(UTC),
        new_id=lambda: uuid.uuid4().hex,
        worker=str(os.getpid()),
    )


def work(url: str, reader: str, pipe: Connection) -> None:
    """One process: says that it is ready, waits for the start, runs what is due."""
    pipe.send(asyncio.run(_work(url, reader, pipe)))


async def _work(url: str, reader: str, pipe: Connection) -> Worked:
    database = Database.open(url)
    morning = mornings(database, reader)
    pipe.send("ready")
    pipe.recv()
    began, before = time(), process_time()
    ran = await morning.run_due(EIGHT)
    ended, cpu_seconds = time(), process_time() - before
    await database.close()
    if ran.failed:
        raise ran.failed[0][1]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return Worked(
        began=began,
        ended=ended,
        missions=len(ran.done),
        cpu_seconds=cpu_seconds,
        own_mb=_own_mb(),
        peak_mb=round(peak / 1024),
    )


def _own_mb() -> int:
    """What the process holds for itself alone; 0 where the system does not say."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    held = [line.split()[1] for line in lines if line.startswith("RssAnon")]
    return round(int(held[0]) / 1024) if held else 0


async def run(reps: int = 1_000, deals: int = 80) -> dict[str, Any]:
    """Missions of all reps in two processes on one SQLite file; a tenth and a hundredth of them
    first, to see how time grows.
    """
    sizes = sorted({max(1, reps // 100), max(1, reps // 10), reps})
    measured = [await _measured(Size(reps=number, deals=deals)) for number in sizes]
    return measured[-1] | {
        "growth": {str(one["reps"]): one["deals_per_s"] for one in measured},
    }


async def _measured(size: Size) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as place:
        url = f"sqlite:///{Path(place) / 'bench.db'}"
        database = Database.open(url)
        try:
            await upgrade(database, Schema.DAYBREAK)
            reader = RulesReader()
            prepared = await prepare(database, size, reader)
            done = await asyncio.to_thread(_race, url, reader.version)
            counted = await _counted(database)
        finally:
            await database.close()
        megabytes = round((Path(place) / "bench.db").stat().st_size / 1e6)
    seconds = max(one.ended for one in done) - min(one.began for one in done)
    if counted["missions"] != size.reps:
        raise RuntimeError(f"{counted['missions']} missions were saved, not {size.reps}")
    return {
        "reps": size.reps,
        "deals": counted["verdicts"],
        "seconds": round(seconds, 2),
        "deals_per_s": round(counted["verdicts"] / seconds),
        # What the processes could do with a core each; others may be using this machine too.
        "deals_per_cpu_s": round(counted["verdicts"] / sum(one.cpu_seconds for one in done)),
        "act_now_share": round(counted["act_now"] / max(1, counted["verdicts"]), 3),
        "missions_per_s": round(size.reps / seconds, 1),
        "workers": WORKERS,
        "own_mb_per_worker": max(one.own_mb for one in done),
        "peak_mb_per_worker": max(one.peak_mb for one in done),
        "contexts_stored": counted["contexts"],
        "database_mb": megabytes,
    } | prepared


async def prepare(database: Database, size: Size, reader: RulesReader) -> dict[str, Any]:
    began = perf_counter()
    records = await fill(database, WORKSPACE, size, EIGHT, _SEED)
    filled = perf_counter()
    readings = Readings(database=database, workspace=WORKSPACE)
    documents = await readings.read_new(reader, EIGHT)
    read = perf_counter()
    return {
        "records_mirrored_per_s": round(records / (filled - began)),
        "documents": documents,
        "documents_read_per_s": round(documents / (read - filled)),
    }


def _race(url: str, reader: str) -> list[Worked]:
    """Starts the processes, lets them go at the same moment, and waits for what they did."""
    context = get_context("spawn")
    pipes, processes = [], []
    for _ in range(WORKERS):
        ours, theirs = context.Pipe()
        process = context.Process(target=work, args=(url, reader, theirs), daemon=True)
        process.start()
        pipes.append(ours)
        processes.append(process)
    for pipe in pipes:
        pipe.recv()
    for pipe in pipes:
        pipe.send("go")
    done: list[Worked] = [pipe.recv() for pipe in pipes]
    for process in processes:
        process.join()
    return done


async def _counted(database: Database) -> dict[str, int]:
    queries = {
        "missions": select(func.count()).where(missions.c.state == "done"),
        "verdicts": select(func.count()).select_from(deal_verdicts),
        "act_now": select(func.count()).where(deal_verdicts.c.verdict == "act_now"),
        "contexts": select(func.count()).select_from(contexts),
    }
    async with database.read() as connection:
        return {name: int(await connection.scalar(q) or 0) for name, q in queries.items()}
