"""Missions are saved whole or not at all, and read back as they were."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Table, func, select

from bot.domain.missions import Context, Mission
from bot.mission.calendar import moment_at
from bot.mission.thinking import Task
from bot.mission.thresholds import MissionRules
from storage.claims import Slot
from storage.database import Database
from storage.grounds import Grounds, Inputs, grounds_of
from storage.missions import StoredMissions
from storage.tables.decisions import decisions
from storage.tables.missions import contexts, deal_verdicts
from tests.fakes.book import MONDAY, Book, context
from tests.fakes.mornings import WORKSPACE, rep, thinking

ANN = rep("ann", "Europe/Berlin")
BOOK = tuple(context(ANN, number, asks=number % 2 == 0) for number in range(6))


async def _concluded(
    store: StoredMissions, run_id: str, book: tuple[Context, ...] = BOOK, days: int = 0
) -> tuple[Mission, Grounds]:
    rules = MissionRules.load()
    now = MONDAY + timedelta(days=days)
    inputs = Inputs(
        contexts=book, norms=Book().yardstick, rules=rules.model_dump_json(by_alias=True)
    )
    grounds = grounds_of(inputs, store.codec)
    task = Task(
        run_id=run_id,
        rep=ANN,
        moment=moment_at(ANN, now),
        inputs=inputs,
        grounds=grounds,
        data_as_of=now,
        reader="rules-1",
    )
    return await thinking().conclude(task, rules), grounds


def _store(database: Database) -> StoredMissions:
    return StoredMissions(database=database, workspace=WORKSPACE)


async def _count(database: Database, table: Table) -> int:
    async with database.read() as connection:
        return int(await connection.scalar(select(func.count()).select_from(table)) or 0)


async def test_a_mission_is_read_back_as_it_was_saved(database: Database) -> None:
    store = _store(database)
    mission, grounds = await _concluded(store, "r1")
    assert await store.save(mission, grounds, MONDAY, None)
    found = await store.find("r1")
    assert found == mission
    assert found.shown
    assert any(verdict.proposal for verdict in found.verdicts)


async def test_what_it_was_computed_from_is_read_back_equal(database: Database) -> None:
    store = _store(database)
    mission, grounds = await _concluded(store, "r1")
    await store.save(mission, grounds, MONDAY, None)
    inputs = await store.past.inputs("r1")
    by_deal = {one.deal.id: one for one in BOOK}
    assert inputs.contexts == tuple(by_deal[v.deal_id] for v in mission.verdicts)
    assert inputs.norms == Book().yardstick
    assert MissionRules.model_validate_json(inputs.rules) == MissionRules.load()


async def test_the_rules_keep_their_version_when_they_are_read_back(database: Database) -> None:
    rules = MissionRules.load()
    again = MissionRules.model_validate_json(rules.model_dump_json(by_alias=True))
    assert (again.version, again.weights_version) == (rules.version, rules.weights_version)


async def test_a_context_is_stored_once_however_many_mornings_look_at_it(
    database: Database,
) -> None:
    store = _store(database)
    for day in range(3):
        fresh = tuple(
            replace(one, sources=(replace(one.sources[0], newest_at=MONDAY + timedelta(days=day)),))
            for one in BOOK
        )
        mission, grounds = await _concluded(store, f"r{day}", fresh, days=day)
        await store.save(mission, grounds, mission.now, None)
    norms, rules, feeds_of_three_days = 1, 1, 3
    assert await _count(database, contexts) == len(BOOK) + norms + rules + feeds_of_three_days
    assert await _count(database, deal_verdicts) == 3 * len(BOOK)


async def test_a_changed_deal_is_another_context(database: Database) -> None:
    store = _store(database)
    first, grounds = await _concluded(store, "r1")
    await store.save(first, grounds, MONDAY, None)
    changed = (replace(BOOK[0], deal=replace(BOOK[0].deal, next_step="Call")), *BOOK[1:])
    second, grounds = await _concluded(store, "r2", changed)
    await store.save(second, grounds, MONDAY, None)
    inputs = await store.past.inputs("r1")
    assert {one.deal.next_step for one in inputs.contexts} == {None}


async def test_who_lost_the_claim_saves_nothing(database: Database) -> None:
    store = _store(database)
    mission, grounds = await _concluded(store, "r1")
    slot = Slot(ANN.id, mission.on)
    lease = timedelta(minutes=5)
    (slow,) = await store.claims.claim({slot: "r1"}, "slow", MONDAY, lease, limit=1)
    (quick,) = await store.claims.claim({slot: "r2"}, "quick", MONDAY + lease, lease, limit=1)
    assert not await store.save(mission, grounds, MONDAY, slow)
    for table in (deal_verdicts, contexts, decisions):
        assert await _count(database, table) == 0
    assert await store.save(mission, grounds, MONDAY, quick)
    assert not await store.save(mission, grounds, MONDAY, quick)
    assert await _count(database, deal_verdicts) == len(BOOK)
    assert await store.find_morning(ANN.id, mission.on) == mission


async def test_a_mission_that_is_not_done_is_not_found(database: Database) -> None:
    store = _store(database)
    slot = Slot(ANN.id, MONDAY.date())
    await store.claims.claim({slot: "r1"}, "a", MONDAY, timedelta(minutes=5), limit=1)
    assert await store.find("r1") is None
    with pytest.raises(LookupError):
        await store.past.inputs("r1")
    assert await store.find_morning(ANN.id, MONDAY.date()) is None


async def test_a_rep_without_deals_has_an_empty_mission(database: Database) -> None:
    store = _store(database)
    mission, grounds = await _concluded(store, "r1", ())
    await store.save(mission, grounds, MONDAY, None)
    found = await store.find("r1")
    assert found == mission
    assert found.verdicts == ()


async def test_another_workspace_does_not_find_it(database: Database) -> None:
    store = _store(database)
    mission, grounds = await _concluded(store, "r1")
    await store.save(mission, grounds, MONDAY, None)
    assert await StoredMissions(database=database, workspace="globex").find("r1") is None


async def test_who_asks_how_a_past_day_looked_leaves_todays_queue_alone(
    database: Database,
) -> None:
    store = _store(database)
    await store.save(*await _concluded(store, "today", days=3), MONDAY, None)
    async with database.read() as connection:
        before = (await connection.execute(select(decisions).order_by(decisions.c.id))).all()
    past, grounds = await _concluded(store, "past", BOOK[:1])
    assert await store.save(past, grounds, MONDAY, None)
    assert await store.find("past") == past
    async with database.read() as connection:
        after = (await connection.execute(select(decisions).order_by(decisions.c.id))).all()
    assert before
    assert after == before
