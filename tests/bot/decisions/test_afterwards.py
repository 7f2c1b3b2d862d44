"""What people do about an effect after their yes: stop it, take it back, say what became of it."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.deals import ContactId
from bot.domain.decisions import CreateTask
from bot.domain.lifecycle import Decision, DecisionState, ExecutionState
from bot.domain.outcomes import Done, Refused, TooLate
from storage.database import Database
from storage.execution_rows import Claimed
from tests.fakes.desk import ADA, DRAFT, NOON, Desk, proposing, ref

MINUTE = timedelta(minutes=1)
CALL = CreateTask(title="Call Anna", due=NOON.date(), contact_id=ContactId("anna"))


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await Desk(database).furnish()


def why(outcome: object) -> object:
    assert isinstance(outcome, Refused), outcome
    return outcome.why


async def test_a_mail_can_be_recalled_until_it_begins(desk: Desk) -> None:
    decision = await desk.propose()
    await desk.decisions.approve(ref(decision), ADA, NOON)
    recalled = await desk.decisions.recall(ref(decision), ADA, NOON + MINUTE / 2)
    assert isinstance(recalled, Done)
    assert (await desk.get()).execution == recalled.decision.execution
    assert recalled.decision.execution is not None
    assert recalled.decision.execution.state is ExecutionState.RECALLED
    assert await desk.carry_out("r1.1", NOON + 2 * MINUTE) is None


async def test_what_has_begun_is_not_recalled(desk: Desk) -> None:
    decision = await desk.propose(proposing(CALL))
    await desk.decisions.approve(ref(decision), ADA, NOON)
    await desk.carry_out("r1.1", NOON)
    assert isinstance(why(await desk.decisions.recall(ref(decision), ADA, NOON)), TooLate)


async def test_a_done_effect_is_undone_within_its_window_and_once(desk: Desk) -> None:
    decision = await desk.propose(proposing(CALL))
    await desk.decisions.approve(ref(decision), ADA, NOON)
    await desk.carry_out("r1.1", NOON)
    late = why(await desk.decisions.undo(ref(decision), ADA, NOON + 11 * MINUTE))
    assert isinstance(late, TooLate)
    assert late.until == NOON + 10 * MINUTE
    outcomes = await asyncio.gather(
        *(desk.decisions.undo(ref(decision), ADA, NOON + MINUTE) for _ in range(5))
    )
    assert [type(one).__name__ for one in outcomes].count("Done") == 1
    await desk.carry_out("r1.1.undo", NOON + MINUTE)
    execution = (await desk.get()).execution
    assert execution is not None
    assert execution.undo is not None
    assert (execution.state, execution.undo.state) == (ExecutionState.UNDONE, ExecutionState.DONE)


async def test_an_unknown_effect_is_answered_by_a_person(desk: Desk) -> None:
    decision = await desk.propose(proposing(CALL))
    await desk.decisions.approve(ref(decision), ADA, NOON)
    claimed = await desk.executions.claim("r1.1", "w", NOON, MINUTE)
    assert claimed is not None
    await desk.executions.lose_track(claimed, "No answer came.", NOON)
    denied = await desk.decisions.deny(ref(decision), ADA, NOON + MINUTE)
    assert isinstance(denied, Done)
    assert denied.effect == "r1.1"
    assert await desk.carry_out("r1.1", NOON + MINUTE) is not None
    assert isinstance(why(await desk.decisions.confirm(ref(decision), ADA, NOON)), TooLate)


async def being_undone(desk: Desk) -> tuple[Decision, Claimed]:
    """A worker is at its taking back."""
    decision = await desk.propose(proposing(CALL))
    await desk.decisions.approve(ref(decision), ADA, NOON)
    await desk.carry_out("r1.1", NOON)
    assert isinstance(await desk.decisions.undo(ref(decision), ADA, NOON), Done)
    claimed = await desk.executions.claim("r1.1.undo", "w", NOON, MINUTE)
    assert claimed is not None
    return decision, claimed


async def states(desk: Desk) -> tuple[ExecutionState, ExecutionState]:
    effect = (await desk.get()).execution
    assert effect is not None
    assert effect.undo is not None
    return effect.state, effect.undo.state


async def test_an_unknown_taking_back_is_answered_by_a_person(desk: Desk) -> None:
    decision, claimed = await being_undone(desk)
    assert isinstance(why(await desk.decisions.deny(ref(decision), ADA, NOON)), TooLate)
    await desk.executions.lose_track(claimed, "No answer came.", NOON)
    denied = await desk.decisions.deny(ref(decision), ADA, NOON)
    assert isinstance(denied, Done)
    assert (denied.effect, desk.sent[-1]) == ("r1.1.undo",) * 2
    again = await desk.executions.claim("r1.1.undo", "w", NOON, MINUTE)
    assert again is not None
    await desk.executions.lose_track(again, "No answer came.", NOON)
    assert isinstance(await desk.decisions.confirm(ref(decision), ADA, NOON), Done)
    assert await states(desk) == (ExecutionState.UNDONE, ExecutionState.DONE)
    assert isinstance(await desk.decisions.reopen(ref(decision), ADA, NOON), Done)


async def test_a_failed_taking_back_is_tried_again_however_late(desk: Desk) -> None:
    decision, claimed = await being_undone(desk)
    await desk.executions.fail(claimed, "Somebody has changed it since.", NOON)
    late = NOON + 60 * MINUTE
    assert isinstance(why(await desk.decisions.deny(ref(decision), ADA, late)), TooLate)
    again = await desk.decisions.undo(ref(decision), ADA, late)
    assert isinstance(again, Done)
    assert (again.effect, await desk.get()) == ("r1.1.undo", again.decision)
    assert await states(desk) == (ExecutionState.DONE, ExecutionState.PENDING)
    await desk.carry_out("r1.1.undo", late)
    assert await states(desk) == (ExecutionState.UNDONE, ExecutionState.DONE)


async def test_what_was_taken_back_by_hand_is_undone(desk: Desk) -> None:
    decision, claimed = await being_undone(desk)
    await desk.executions.fail(claimed, "Somebody has changed it since.", NOON)
    assert isinstance(await desk.decisions.confirm(ref(decision), ADA, NOON), Done)
    assert await states(desk) == (ExecutionState.UNDONE, ExecutionState.DONE)


async def test_a_failed_effect_was_not_done_whatever_anybody_says(desk: Desk) -> None:
    decision = await desk.propose(proposing(CALL))
    await desk.decisions.approve(ref(decision), ADA, NOON)
    claimed = await desk.executions.claim("r1.1", "w", NOON, MINUTE)
    assert claimed is not None
    await desk.executions.fail(claimed, "No.", NOON)
    before = await desk.get()
    for said in (desk.decisions.confirm, desk.decisions.deny, desk.decisions.undo):
        assert isinstance(await said(ref(decision), ADA, NOON), Refused)
    assert await desk.get() == before


async def test_a_recalled_mail_is_taken_up_again_as_a_decision_of_its_own(desk: Desk) -> None:
    decision = await desk.propose()
    await desk.decisions.approve(ref(decision), ADA, NOON)
    await desk.decisions.recall(ref(decision), ADA, NOON)
    assert isinstance(await desk.decisions.reopen(ref(decision), ADA, NOON), Done)
    new = await desk.get("r1-2")
    assert (new.state, new.held, new.draft) == (DecisionState.OPEN, True, DRAFT)
    approved = await desk.decisions.approve(ref(new), ADA, NOON)
    assert isinstance(approved, Done)
    assert approved.effect == "r1-2.1"
    assert (await desk.get()).state is DecisionState.APPROVED
