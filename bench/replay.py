"""Stored decisions concluded again: as they were, bit for bit, and under other weights."""

import tempfile
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from bench.book import Size
from bench.missions import EIGHT, WORKSPACE, mornings, prepare
from bot.mind import on_rules
from bot.mission.differences import Differences, differences
from bot.mission.reading.reader import RulesReader
from bot.mission.replay import Replay
from bot.mission.thresholds import MissionRules
from storage.database import Database
from storage.migrate import Schema, upgrade
from storage.past import PastMissions

_DEALS = 80


async def run(decisions: int = 10_000) -> dict[str, Any]:
    """`decisions` of a made-up team, stored by missions on rules, then replayed twice."""
    size = Size(reps=-(-decisions // _DEALS), deals=_DEALS)
    with tempfile.TemporaryDirectory() as place:
        database = Database.open(f"sqlite:///{Path(place) / 'bench.db'}")
        try:
            await upgrade(database, Schema.DAYBREAK)
            reader = RulesReader()
            await prepare(database, size, reader)
            await mornings(database, reader.version).run_due(EIGHT)
            same = await _replayed(database, None)
            other = await _replayed(database, _other_weights())
        finally:
            await database.close()
    return {
        "decisions": same[0].decisions,
        "missions": same[0].missions,
        "seconds": same[1],
        "cpu_seconds": same[2],
        "identical_missions": same[0].identical,
        "seconds_under_other_weights": other[1],
        "ranks_changed": other[0].counts.get("rank", 0),
        "verdicts_changed": other[0].counts.get("verdict", 0),
    }


async def _replayed(
    database: Database, rules: MissionRules | None
) -> tuple[Differences, float, float]:
    thinking = on_rules().thinking
    past = PastMissions(database=database.read_only, workspace=WORKSPACE)
    replay = Replay(past=past, thinking=lambda versions: thinking, rules=rules)
    began, worked = perf_counter(), process_time()
    runs = await replay.runs(EIGHT.date(), EIGHT.date())
    found = differences([await replay.again(run_id) for run_id in runs])
    return found, round(perf_counter() - began, 1), round(process_time() - worked, 1)


def _other_weights() -> MissionRules:
    rules = MissionRules.load()
    weights = rules.weights.model_copy(update={"urgency": 0.1, "impact": 0.6})
    return rules.model_copy(update={"weights": weights})
