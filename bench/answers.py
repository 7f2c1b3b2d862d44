"""How fast questions are answered: parsing and compiling, against hand-written SQL, and growth."""

import asyncio
import resource
import tempfile
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from sqlalchemy import text

from bench import deals as made
from bench.board import QUESTIONS
from bench.statements import Question
from bot.answers.answer import Refused, Status
from bot.answers.ask import Answers
from bot.answers.checking import Asker, check
from bot.answers.compiler import Compiler
from bot.answers.conditions import Day
from bot.answers.model import Model
from bot.domain.missions import Moment
from bot.domain.people import REVOPS
from bot.policy.permissions import Fields, sight
from storage.database import Database
from storage.migrate import Schema, upgrade
from storage.mirror.rows import Record, values_of
from storage.mirror.statistics import refresh
from storage.mirror.syncing import MirrorSync
from storage.tables.mirror import KINDS

WORKSPACE = "bench"
SMALL, LARGE = 10_000, 1_000_000
_AT = Moment(now=made.NOW, today=made.NOW.date(), zone="UTC")
_BATCH = 5_000
_ROUNDS, _FEWER = 25, 7


async def run(largest: int = LARGE, postgres: str | None = None) -> dict[str, Any]:
    """On SQLite at 10,000 deals with the baseline, then up to the largest; there also on
    PostgreSQL, in an empty database at the address, if one is given.
    """
    found: dict[str, Any] = {}
    growth: dict[str, float] = {}
    for size in sorted({SMALL, min(largest, 100_000), largest}):
        with tempfile.TemporaryDirectory() as place:
            async with _filled(f"sqlite:///{Path(place) / 'bench.db'}", size) as database:
                if size == SMALL:
                    found |= await _against_sql(database) | await _reading(database)
                figures = await _alone(database)
        growth[str(size)] = figures["p95_ms"]
        found |= {f"{name}_{size}": figure for name, figure in figures.items()}
    if postgres is not None:
        async with _filled(postgres, largest) as database:
            figures = await _alone(database)
        found |= {f"postgresql_{name}_{largest}": figure for name, figure in figures.items()}
    return found | {
        "p95_ms_by_deals": growth,
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


async def _against_sql(database: Database) -> dict[str, Any]:
    """Each question in turn with the statement that a person would write for it."""
    answers = Answers.over(database, WORKSPACE, Model.load())
    ratios: dict[str, float] = {}
    ours = theirs = 0.0
    for question in QUESTIONS:
        mine, base = [], []
        for _ in range(_ROUNDS):
            mine.append(await _asked(answers, question))
            base.append(await _written(database, question))
        ratios[question.name] = round(median(mine) / median(base), 2)
        ours, theirs = ours + median(mine), theirs + median(base)
    slowest = sorted(ratios.items(), key=lambda item: -item[1])[:3]
    return {
        "questions": len(QUESTIONS),
        "all_ms": round(ours * 1000, 1),
        "all_sql_ms": round(theirs * 1000, 1),
        "times_sql": round(ours / theirs, 2),
        "median_times_sql": round(median(ratios.values()), 2),
        "most_times_sql": dict(slowest),
    }


async def _asked(answers: Answers, question: Question) -> float:
    began = perf_counter()
    answer = await answers.answer(question.plan, REVOPS, _AT)
    seconds = perf_counter() - began
    if answer.status is not Status.ANSWERED:
        raise RuntimeError(f"“{question.name}” was not answered: {answer.text}")
    return seconds


async def _written(database: Database, question: Question) -> float:
    began = perf_counter()
    async with database.read() as connection:
        (await connection.execute(text(question.baseline))).all()
    return perf_counter() - began


async def _alone(database: Database) -> dict[str, Any]:
    """The first question reads all deals into memory; then each several times."""
    answers = Answers.over(database, WORKSPACE, Model.load())
    first = await _asked(answers, QUESTIONS[0])
    stages = await _asked(answers, next(q for q in QUESTIONS if q.name == "stage conversion"))
    seconds: list[float] = []
    slowest: tuple[float, str] = (0.0, "")
    for question in QUESTIONS:
        times = [await _asked(answers, question) for _ in range(_FEWER)]
        seconds.extend(times)
        slowest = max(slowest, (_p95(times), question.name))
    return {
        "first_s": round(first, 1),
        "first_with_stages_s": round(stages, 1),
        "p50_ms": round(median(seconds) * 1000, 1),
        "p95_ms": round(_p95(seconds) * 1000, 1),
        "slowest_p95_ms": round(slowest[0] * 1000, 1),
        "slowest": slowest[1],
    }


def _p95(seconds: Sequence[float]) -> float:
    return sorted(seconds)[min(len(seconds) - 1, round(0.95 * len(seconds)))]


async def _reading(database: Database) -> dict[str, Any]:
    """From words to queries, without reading anything; those that are refused are told."""
    model = Model.load()
    answers = Answers.over(database, WORKSPACE, model)
    known = await answers.storage.facts()
    asker = Asker(
        person=REVOPS,
        sight=sight(REVOPS, known.people),
        fields=Fields.hidden_from(REVOPS.role, known.hidden),
        people=known.people,
    )
    day = Day(today=_AT.today, at=_AT.now, calendar=model.days, people=known.people)
    hearing = answers.hearing
    reader = await hearing.known.reader(asker, _AT, model, known.state)
    parsing, compiling, refused = [], [], []
    for question in QUESTIONS * _FEWER:
        began = perf_counter()
        try:
            hearing.parser.parse(question.said, reader)
        except Refused:
            refused.append(question.said)
            continue
        parsed = perf_counter()
        check(question.plan, model)
        benchmarks = dict.fromkeys(model.measures, Decimal(1))
        Compiler(question.plan, model, day, benchmarks).compiled()
        parsing.append(parsed - began)
        compiling.append(perf_counter() - parsed)
    both = [one + other for one, other in zip(parsing, compiling, strict=True)]
    return {
        "parse_p50_ms": round(median(parsing) * 1000, 3),
        "compile_p50_ms": round(median(compiling) * 1000, 3),
        "parse_and_compile_p50_ms": round(median(both) * 1000, 3),
        "parse_and_compile_p95_ms": round(_p95(both) * 1000, 3),
        "not_understood": sorted(set(refused)),
    }


@asynccontextmanager
async def _filled(url: str, size: int) -> AsyncIterator[Database]:
    database = Database.open(url)
    try:
        await upgrade(database, Schema.DAYBREAK)
        await fill(database, size)
        yield database
    finally:
        await database.close()


async def fill(database: Database, size: int) -> None:
    """As a sync would leave it, but written in bulk: nothing of it was there before."""
    sync = MirrorSync(database, WORKSPACE)
    state = await sync.begin("bench", made.NOW, full=True)
    kinds: tuple[tuple[str, Iterable[Record]], ...] = (
        ("person", made.people(size)),
        ("account", made.accounts(size)),
        ("product", made.products()),
        ("deal", made.deals(size)),
        ("stage_change", made.steps(size)),
    )
    around = {"workspace": WORKSPACE, "synced_at": made.NOW, "seen": 1, "deleted_at": None}
    for kind, records in kinds:
        rest = iter(records)
        while batch := list(islice(rest, _BATCH)):
            rows = [values_of(record) | around for record in batch]
            async with database.write() as connection:
                await connection.execute(KINDS[kind].insert(), rows)
            await asyncio.sleep(0)
    await sync.finish(replace(state), made.NOW, made.NOW, None)
    await refresh(database, KINDS.values())
