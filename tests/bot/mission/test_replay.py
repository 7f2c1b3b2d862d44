"""Past missions concluded again: the same bit for bit, or different where something else holds."""

import typing
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError

from bot.config import Settings
from bot.domain.missions import Context, Versions
from bot.errors import BadInput, DatabaseUnavailable
from bot.hindsight import Other, hindsight
from bot.llm.memory import Memory
from bot.llm.port import Request, Unavailable, Why
from bot.llm.scripted import Scripted
from bot.llm.stack import Limits, layered
from bot.mission.differences import differences
from bot.mission.replay import Replay
from bot.mission.thinking import Thinking
from bot.mission.thresholds import MissionRules
from storage.database import Database, ReadOnly
from storage.llm import Replies
from storage.past import PastMissions
from storage.tables.missions import missions as missions_table
from tests.bot.llm.asking import Accounts, Ticking, outside
from tests.bot.mission.by_model_scenes import mind_of
from tests.fakes.adversary import worst
from tests.fakes.book import MONDAY, Book, context
from tests.fakes.clock import FakeClock
from tests.fakes.mornings import WORKSPACE, missions, rep, thinking

ANN = rep("ann")
RULES = MissionRules.load()


def _contexts(count: int = 6) -> Sequence[Context]:
    return [context(ANN, number, asks=number % 2 == 0) for number in range(count)]


async def _stored(database: Database, mind: Thinking | None = None) -> str:
    book = Book(contexts={ANN.id: _contexts()})
    morning = missions(database, [ANN], FakeClock(MONDAY), book=book, mind=mind)
    ran = await morning.run_due(MONDAY.replace(hour=8))
    assert len(ran.done) == 1
    (run_id,) = await morning.store.past.runs(MONDAY.date(), MONDAY.date())
    return run_id


def _replay(
    database: Database, mind: Thinking | None = None, rules: MissionRules | None = None
) -> Replay:
    past = PastMissions(database=database.read_only, workspace=WORKSPACE)
    made = mind or thinking()
    return Replay(past=past, thinking=lambda versions: made, rules=rules)


async def test_the_same_again_is_the_same_in_every_part(database: Database) -> None:
    replay = _replay(database)
    one = await replay.again(await _stored(database))
    assert one.after == one.before
    found = differences([one])
    assert (found.missions, found.decisions, found.identical, found.changes) == (1, 6, 1, ())


async def test_other_weights_change_ranks_and_nothing_else(database: Database) -> None:
    run_id = await _stored(database)
    weights = RULES.weights.model_copy(update={"urgency": 0.0, "impact": 0.0, "effort": 1.0})
    other = RULES.model_copy(update={"weights": weights})
    one = await _replay(database, rules=other).again(run_id)
    found = differences([one])
    assert found.identical == 0
    assert all(change.verdict is None for change in found.changes)


async def test_a_mission_that_is_not_there_is_named(database: Database) -> None:
    with pytest.raises(BadInput, match="r9"):
        await _replay(database).again("r9")


async def test_a_model_whose_replies_are_not_stored_is_not_asked(database: Database) -> None:
    def script(_: Any) -> Unavailable:
        return Unavailable(why=Why.NOT_RECORDED)

    one = await _replay(database, mind_of(Scripted(script)).thinking).again(await _stored(database))
    assert differences([one]).by_rules_alone == 6


async def test_what_a_model_said_wrongly_and_then_better_is_heard_again(
    database: Database, tmp_path: Path
) -> None:
    """Its first answer names a fact that does not exist, the second none: both are stored."""

    def script(request: Request[Any]) -> BaseModel:
        form = worst(request)
        again = request.blocks[-1].text.startswith("Your last answer said")
        return form.model_copy(update={"evidence": ["F1"] if again else ["F99"]})

    accounts, clock = Accounts(), FakeClock(MONDAY)
    layers = layered(
        Scripted(script),
        shelf=Replies(database=database, workspace=WORKSPACE, now=clock),
        purse=accounts,
        accounts=accounts,
        limits=Limits(),
        outside=outside(Ticking()),
    )
    run_id = await _stored(database, mind_of(layers).thinking)
    await layers.settle()
    settings = Settings(daybreak_home=tmp_path)
    reading = database.read_only
    async with hindsight(settings, reading, WORKSPACE, clock, Other(), Memory()) as thinking_as:
        one = await replace(_replay(database), thinking=thinking_as).again(run_id)
    assert replace(one.after, reasoner="scripted") == one.before


def test_a_replay_is_given_nothing_that_can_write() -> None:
    """Not the database, no store with a method that saves, no connector, nothing that sends."""
    kinds = typing.get_type_hints(Replay)
    assert set(kinds) == {"past", "thinking", "rules"}
    assert kinds["past"] is PastMissions
    assert typing.get_type_hints(PastMissions)["database"] is ReadOnly
    assert {each.name for each in fields(ReadOnly)} == {"read"}
    public = {name for name in dir(PastMissions) if not name.startswith("_")}
    assert public == {"codec", "database", "find", "find_morning", "inputs", "runs", "workspace"}


async def test_the_database_refuses_what_a_replay_could_try(database: Database) -> None:
    row = {"workspace": WORKSPACE, "run_id": "x", "rep_id": "x", "local_date": MONDAY.date()}
    row |= {"kind": "morning", "state": "done", "attempt": 1}
    with pytest.raises((DBAPIError, DatabaseUnavailable)):
        async with database.read_only.read() as connection:
            await connection.execute(insert(missions_table), row)


async def test_what_made_a_mission_is_told_to_whoever_thinks_again(database: Database) -> None:
    run_id = await _stored(database)
    told: list[Versions] = []

    def made(versions: Versions) -> Thinking:
        told.append(versions)
        return thinking()

    one = await replace(_replay(database), thinking=made).again(run_id)
    assert told == [one.before.versions]
