"""What the model's answers cost then and would cost now, from the calls that were noted."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from bot.config import Settings
from bot.hindsight import Other, hindsight
from bot.llm.costs import CostDifference, Costs, cost_difference
from bot.llm.memory import Memory
from bot.llm.port import Meta, Ok, Request, Unavailable, Usage, Why
from bot.llm.scripted import Scripted
from bot.llm.stack import Limits, layered
from bot.mission.replay import Replay
from storage.database import Database
from storage.llm import Calls, Purse, Replies
from storage.past import PastMissions
from storage.past_calls import PastCalls
from tests.bot.llm.asking import Ticking, outside
from tests.bot.mission.by_model_scenes import mind_of
from tests.fakes.adversary import worst
from tests.fakes.book import MONDAY, Book, context
from tests.fakes.clock import FakeClock
from tests.fakes.mornings import WORKSPACE, missions, rep

ANN = rep("ann")
USAGE = Usage(fresh=100, written=20, cache_read=30, cache_written=7)
# Its first answer rests on nothing, so each question is asked twice and counts with both.
EACH = Costs(calls=1, answered=1, unpriced=0, tokens_in=274, tokens_out=40, micros=1000)


def _times(count: int) -> Costs:
    return Costs(
        calls=count,
        answered=count,
        unpriced=0,
        tokens_in=EACH.tokens_in * count,
        tokens_out=EACH.tokens_out * count,
        micros=EACH.micros * count,
    )


def _answers(request: Request[Any]) -> Any:
    """It judges, and leaves the drafts to the rules."""
    if request.spec.prompt.task != "judge":
        return Unavailable(why=Why.SWITCHED_OFF)
    form = worst(request).model_copy(update={"evidence": [], "counter_evidence": []})
    meta = Meta(provider="scripted", model="scripted", usage=USAGE, micros=500)
    return Ok(value=request.spec.form.model_validate(form.model_dump()), meta=meta)


async def _morning(database: Database, at: datetime) -> str:
    clock, numbers = FakeClock(at), count()
    layers = layered(
        Scripted(_answers),
        shelf=Replies(database=database, workspace=WORKSPACE, now=clock),
        purse=Purse(database=database, workspace=WORKSPACE),
        accounts=Calls(database=database, workspace=WORKSPACE),
        limits=Limits(),
        outside=replace(outside(Ticking()), now=clock, new_id=lambda: f"{at:%d}-{next(numbers)}"),
    )
    book = Book(contexts={ANN.id: [context(ANN, number) for number in range(3)]})
    mind = mind_of(layers).thinking
    morning = missions(database, [ANN], clock, book=book, mind=mind, worker=f"{at:%d}")
    assert len((await morning.run_due(at.replace(hour=8))).done) == 1
    await layers.settle()
    (run_id,) = await morning.store.past.runs(at.date(), at.date())
    return run_id


async def _costs(
    database: Database, home: Path, run_id: str, other: Other | None = None
) -> CostDifference | None:
    reading, memory = database.read_only, Memory()
    past = PastMissions(database=reading, workspace=WORKSPACE)
    settings, clock = Settings(daybreak_home=home), FakeClock(MONDAY)
    async with hindsight(settings, reading, WORKSPACE, clock, other or Other(), memory) as thinking:
        await Replay(past=past, thinking=thinking).again(run_id)
    calls = PastCalls(database=reading, workspace=WORKSPACE)
    return await cost_difference(calls, [run_id], memory.calls)


def _known(found: CostDifference | None) -> CostDifference:
    assert found is not None
    return found


async def test_answers_heard_again_count_with_what_they_had_cost(
    database: Database, tmp_path: Path
) -> None:
    found = _known(await _costs(database, tmp_path, await _morning(database, MONDAY)))
    answered = [replace(each, calls=each.answered) for each in (found.before, found.after)]
    assert answered == [_times(3), _times(3)]


async def test_a_model_whose_answers_are_not_stored_costs_nothing_and_answers_nothing(
    database: Database, tmp_path: Path
) -> None:
    run_id = await _morning(database, MONDAY)
    found = _known(await _costs(database, tmp_path, run_id, Other(model="another")))
    assert (found.before.answered, found.before.micros) == (3, 3000)
    assert (found.after.answered, found.after.micros, found.after.tokens_in) == (0, 0, 0)
    assert found.after.calls >= 3


async def test_only_the_missions_in_question_count(database: Database, tmp_path: Path) -> None:
    await _morning(database, MONDAY)
    found = await _costs(database, tmp_path, await _morning(database, MONDAY + timedelta(days=1)))
    assert _known(found).before.answered == 3


async def test_on_rules_alone_nothing_is_said_of_costs(database: Database) -> None:
    calls = PastCalls(database=database.read_only, workspace=WORKSPACE)
    assert await cost_difference(calls, ["r1"], []) is None


async def test_the_price_of_an_answer_read_again_is_that_of_the_call_that_got_it(
    database: Database, tmp_path: Path
) -> None:
    run_id = await _morning(database, MONDAY)
    past = PastCalls(database=database.read_only, workspace=WORKSPACE)
    (first, *_) = [one for one in await past.of_runs([run_id]) if one.outcome == "ok"]
    again = replace(first, stored=True, fresh=0, written=0, cache_read=0, cache_written=0, micros=0)
    forgotten = replace(again, context_hash="another")
    await Calls(database=database, workspace=WORKSPACE).note([replace(again, id="read again")])
    found = _known(await cost_difference(past, [], [again, forgotten]))
    assert found.after == replace(EACH, calls=2, answered=2, unpriced=1)
    elsewhere = PastCalls(database=database.read_only, workspace="elsewhere")
    assert await elsewhere.of_runs([run_id]) == []
    assert _known(await cost_difference(elsewhere, [], [again])).after.unpriced == 1
