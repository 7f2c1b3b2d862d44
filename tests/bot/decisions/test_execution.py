"""What was approved happens once, or a person is told why not: whatever the other side does."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.decisions.attempts import (
    GivenUp,
    Happened,
    LostTrack,
    Outcome,
    PutOff,
    TryAgain,
)
from bot.domain.effects import Approved, Conflict, Receipt
from bot.domain.lifecycle import ExecutionState
from bot.errors import (
    CrmRefused,
    CrmUnavailable,
    EffectUnsure,
    MailRefused,
    MailUnavailable,
    OutOfStep,
)
from bot.policy.rulings import Effect, Matched, Ruling
from storage.database import Database
from storage.execution_rows import undo_id
from storage.executions import Executions
from tests.fakes.book import MONDAY
from tests.fakes.clock import FakeClock
from tests.fakes.executions import ALLOWED, CODEC, NOTE, PACE, Bench, put
from tests.fakes.mornings import WORKSPACE
from tests.fakes.writer import Fault, raising

AWAY = CrmUnavailable("The CRM did not answer. Nothing was changed. It is tried again.")
SILENT = EffectUnsure("The CRM took the change and did not answer.")


@pytest.fixture
async def bench(database: Database) -> Bench:
    await put(database, NOTE)
    store = Executions(database=database, workspace=WORKSPACE, codec=CODEC)
    return Bench(store=store, clock=FakeClock(MONDAY))


def _later(bench: Bench, outcome: Outcome | None) -> None:
    assert isinstance(outcome, TryAgain | PutOff)
    bench.clock.at = outcome.at


async def _dies(bench: Bench) -> None:
    """A worker that is killed in the middle of its attempt."""
    assert await bench.store.claim(NOTE.id, "dead", bench.clock(), PACE.lease) is not None
    bench.clock.passes(PACE.lease)


async def test_it_happens_once_is_recorded_and_told(bench: Bench) -> None:
    outcome = await bench.run()
    assert isinstance(outcome, Happened)
    assert bench.writer.effects == [NOTE.id]
    assert bench.writer.looked == 0
    assert bench.told == [outcome]
    found = await bench.store.find(NOTE.id)
    assert found is not None
    assert (found.state, found.undo_until) == (ExecutionState.DONE, MONDAY + PACE.undo)
    assert await bench.run() is None


async def test_twenty_at_once_are_one_effect(bench: Bench) -> None:
    outcomes = await asyncio.gather(*(bench.execution(f"w{n}").run(NOTE.id) for n in range(20)))
    assert sum(one is not None for one in outcomes) == 1
    assert bench.writer.effects == [NOTE.id]


async def test_an_effect_whose_worker_died_after_it_is_found_and_not_repeated(
    bench: Bench,
) -> None:
    bench.writer.effects.append(NOTE.id)
    await _dies(bench)
    assert isinstance(await bench.run(), Happened)
    assert bench.writer.effects == [NOTE.id]


async def test_an_effect_whose_worker_died_before_it_is_done(bench: Bench) -> None:
    await _dies(bench)
    assert isinstance(await bench.run(), Happened)
    assert (bench.writer.looked, bench.writer.effects) == (1, [NOTE.id])


async def test_what_can_not_be_looked_up_is_never_repeated(bench: Bench) -> None:
    bench.writer.can_look_up = False
    await _dies(bench)
    outcome = await bench.run()
    assert isinstance(outcome, LostTrack)
    assert "say whether it happened" in outcome.problem
    assert await bench.state() is ExecutionState.UNKNOWN
    assert bench.writer.effects == []


@pytest.mark.parametrize("error", [AWAY, MailUnavailable("The mail server is away.")])
async def test_what_surely_has_not_happened_is_tried_again_without_a_look(
    bench: Bench, error: Exception
) -> None:
    bench.writer.before = [raising(error)]
    again = await bench.run()
    assert isinstance(again, TryAgain)
    assert (again.at, again.unsure) == (MONDAY + PACE.first_wait, False)
    assert await bench.run() is None  # not due yet
    _later(bench, again)
    assert isinstance(await bench.run(), Happened)
    assert (bench.writer.looked, bench.writer.effects) == (0, [NOTE.id])


async def test_after_the_last_try_a_person_sees_what_was_tried_and_that_nothing_was_done(
    bench: Bench,
) -> None:
    bench.writer.before = [raising(AWAY)] * 3
    for _ in range(2):
        _later(bench, await bench.run())
    outcome = await bench.run()
    assert isinstance(outcome, GivenUp)
    assert "tried 3 times" in outcome.problem
    assert await bench.state() is ExecutionState.FAILED


@pytest.mark.parametrize("happened", [True, False])
async def test_after_a_silence_it_looks_before_it_repeats(bench: Bench, happened: bool) -> None:
    faults = bench.writer.after if happened else bench.writer.before
    faults.append(raising(SILENT))
    again = await bench.run()
    assert isinstance(again, TryAgain)
    assert again.unsure
    assert again.at >= MONDAY + PACE.settle
    _later(bench, again)
    assert isinstance(await bench.run(), Happened)
    assert bench.writer.effects == [NOTE.id]


async def test_an_answer_that_does_not_come_in_time_counts_as_silence(bench: Bench) -> None:
    async def for_ever() -> None:
        await asyncio.Event().wait()

    bench.writer.after = [for_ever]
    hasty = replace(bench.execution(), pace=replace(PACE, timeout=timedelta(seconds=0.05)))
    again = await hasty.run(NOTE.id)
    assert isinstance(again, TryAgain)
    assert again.unsure
    _later(bench, again)
    assert isinstance(await bench.run(), Happened)
    assert bench.writer.effects == [NOTE.id]


async def test_while_it_can_not_be_looked_up_nothing_is_repeated(bench: Bench) -> None:
    bench.writer.after = [raising(SILENT)]
    bench.writer.on_lookup = [raising(AWAY)]
    _later(bench, await bench.run())
    again = await bench.run()
    assert isinstance(again, TryAgain)
    assert again.unsure
    _later(bench, again)
    assert isinstance(await bench.run(), Happened)
    assert bench.writer.effects == [NOTE.id]


async def test_silence_to_the_end_asks_a_person(bench: Bench) -> None:
    bench.writer.before = [raising(SILENT)] * 3
    for _ in range(2):
        _later(bench, await bench.run())
    assert isinstance(await bench.run(), LostTrack)
    assert await bench.state() is ExecutionState.UNKNOWN


async def test_a_process_that_dies_over_it_again_and_again_does_not_go_on_for_ever(
    bench: Bench,
) -> None:
    for _ in range(PACE.tries):
        await _dies(bench)
    assert isinstance(await bench.run(), GivenUp)
    assert bench.writer.effects == []


_CONFLICT = Conflict(record="deal:deal", field="stage", read="Demo", now="Offer", wanted="Won")


@pytest.mark.parametrize(
    ("error", "refusal"),
    [
        (CrmRefused("A next step is needed.", ("deal.next_step",)), ("deal.next_step",)),
        (OutOfStep("The stage was changed meanwhile.", (_CONFLICT,)), (_CONFLICT,)),
    ],
)
async def test_a_refusal_is_final_and_keeps_what_a_person_is_asked_for(
    bench: Bench, error: Exception, refusal: tuple[str | Conflict, ...]
) -> None:
    bench.writer.before = [raising(error)]
    assert isinstance(await bench.run(), GivenUp)
    found = await bench.store.find(NOTE.id)
    assert found is not None
    assert found.refusal is not None
    assert (found.state, found.problem) == (ExecutionState.FAILED, str(error))
    assert found.refusal.missing + found.refusal.conflicts == refusal


async def test_an_address_that_nobody_has_is_final(bench: Bench) -> None:
    bench.writer.before = [raising(MailRefused("Nobody has that address."))]
    assert await bench.run() == GivenUp(problem="Nobody has that address.")


def _against(effect: Effect, until: datetime | None = None) -> Ruling:
    why = Matched(rule="consent", category="consent", effect=effect, reason="Anke opted out.")
    return Ruling(effect=effect, policy_version="1", matched=(why,), until=until)


@pytest.mark.parametrize("effect", [Effect.DENY, Effect.NEEDS_APPROVAL])
async def test_what_a_policy_forbids_by_now_is_not_done(bench: Bench, effect: Effect) -> None:
    bench.ruling = _against(effect)
    assert await bench.run() == GivenUp(problem="Anke opted out.")
    assert (bench.writer.effects, bench.given_back) == ([], [NOTE.id])


async def test_what_a_policy_puts_off_is_done_later_and_costs_no_try(bench: Bench) -> None:
    morning = MONDAY + timedelta(hours=10)
    bench.ruling = _against(Effect.LATER, morning)
    assert await bench.run() == PutOff(at=morning, problem="Anke opted out.")
    bench.ruling, bench.clock.at = ALLOWED, morning
    assert isinstance(await bench.run(), Happened)
    found = await bench.store.find(NOTE.id)
    assert found is not None
    assert found.tries_left == PACE.tries - 1


async def test_what_has_happened_is_recorded_whatever_the_policy_says_now(bench: Bench) -> None:
    bench.writer.effects.append(NOTE.id)
    await _dies(bench)
    bench.ruling = _against(Effect.DENY)
    assert isinstance(await bench.run(), Happened)


async def test_a_lease_with_too_little_left_is_given_back_before_anything_is_sent(
    bench: Bench,
) -> None:
    slow = bench.execution()

    async def rule(approved: Approved, at: datetime) -> Ruling:
        bench.clock.passes(PACE.lease)
        return ALLOWED

    assert isinstance(await replace(slow, rule=rule).run(NOTE.id), PutOff)
    assert bench.writer.effects == []
    assert isinstance(await bench.run(), Happened)


async def test_who_has_lost_the_claim_records_nothing_and_tells_nobody(bench: Bench) -> None:
    def steal(then: Callable[[], None]) -> Fault:
        async def fault() -> None:
            then()
            assert await bench.store.claim(NOTE.id, "two", bench.clock(), PACE.lease)

        return fault

    bench.writer.after = [steal(lambda: bench.clock.passes(PACE.lease))]
    assert await bench.run() is None
    assert bench.told == []
    bench.clock.passes(PACE.lease)
    assert isinstance(await bench.run(), Happened)
    assert bench.writer.effects == [NOTE.id]


async def test_taking_back_is_an_effect_of_its_own_that_policies_do_not_stop(
    bench: Bench,
) -> None:
    await bench.run()
    receipt = Receipt(effect_id=NOTE.id, at=MONDAY)
    await put(bench.store.database, replace(NOTE, id=undo_id(NOTE.id), undoes=receipt))
    bench.ruling = _against(Effect.DENY)
    assert isinstance(await bench.run(undo_id(NOTE.id)), Happened)
    assert await bench.state() is ExecutionState.UNDONE
