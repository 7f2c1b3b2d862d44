"""Executions: one hand at a time on each, nothing settled without the fence, nothing forgotten."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain.effects import Change, Conflict, Receipt, Refusal
from bot.domain.lifecycle import EXECUTION_MOVES, ExecutionEvent, ExecutionState, next_execution
from bot.domain.people import PersonId
from storage.audit import AuditLog
from storage.database import Database
from storage.execution_rows import Claimed, undo_id
from storage.execution_steps import begin_anew, confirm, recall
from storage.executions import Executions, insert
from storage.tables.slack import slack_deliveries
from tests.fakes.book import MONDAY
from tests.fakes.executions import CODEC, DRAFT, MAIL, approved_note, put
from tests.fakes.mornings import WORKSPACE

LEASE = timedelta(seconds=30)
NOTE = approved_note()
RECEIPT = Receipt(
    effect_id=NOTE.id,
    at=MONDAY,
    changes=(Change(record="deal:deal", field="stage", before="Demo", after="Offer"),),
    versions={"deal:deal": 4},
)


@pytest.fixture
def rows(database: Database) -> Executions:
    return Executions(database=database, workspace=WORKSPACE, codec=CODEC)


async def _claimed(rows: Executions, at: datetime = MONDAY, effect: str = NOTE.id) -> Claimed:
    found = await rows.claim(effect, "one", at, LEASE)
    assert found is not None
    return found


async def test_a_claim_hands_out_what_was_approved_word_for_word(rows: Executions) -> None:
    mail = approved_note(action=MAIL, draft=DRAFT)
    await put(rows.database, mail)
    claimed = await _claimed(rows)
    approved = claimed.approved
    assert (approved.action, approved.draft, approved.by) == (mail.action, DRAFT, mail.by)
    assert (approved.attempt, approved.read_versions) == (1, {"deal:deal": 3})
    assert (claimed.unsure, claimed.tries_left, claimed.lease_until) == (False, 2, MONDAY + LEASE)


async def test_the_same_approval_twice_is_one_execution(rows: Executions) -> None:
    async with rows.database.write() as connection:
        assert await insert(connection, WORKSPACE, NOTE, CODEC)
        assert not await insert(connection, WORKSPACE, replace(NOTE, tries=9), CODEC)
    assert await rows.due(MONDAY) == [NOTE.id]


async def test_of_twenty_who_claim_at_once_one_gets_it(rows: Executions) -> None:
    await put(rows.database, NOTE)
    got = await asyncio.gather(*(rows.claim(NOTE.id, f"w{n}", MONDAY, LEASE) for n in range(20)))
    assert sum(one is not None for one in got) == 1


async def test_what_is_not_due_is_not_claimed(rows: Executions) -> None:
    await put(rows.database, replace(NOTE, due_at=MONDAY + timedelta(seconds=60)))
    assert await rows.claim(NOTE.id, "one", MONDAY, LEASE) is None
    assert await rows.due(MONDAY) == []
    assert await rows.next_due() == MONDAY + timedelta(seconds=60)
    await _claimed(rows, MONDAY + timedelta(seconds=60))


async def test_a_lease_that_is_over_passes_on_and_its_holder_settles_nothing(
    rows: Executions,
) -> None:
    await put(rows.database, NOTE)
    dead = await _claimed(rows)
    assert await rows.claim(NOTE.id, "two", MONDAY + LEASE / 2, LEASE) is None
    heir = await _claimed(rows, MONDAY + LEASE)
    assert heir.unsure
    assert heir.approved.attempt == 2
    assert not await rows.finish(dead, RECEIPT, MONDAY + LEASE, None)
    assert not await rows.fail(dead, "No.", MONDAY + LEASE)
    assert not await rows.retry(dead, MONDAY, "", MONDAY + LEASE, unsure=False)
    assert await rows.finish(heir, RECEIPT, MONDAY + LEASE, MONDAY + timedelta(minutes=10))
    found = await rows.find(NOTE.id)
    assert found is not None
    assert (found.state, found.receipt) == (ExecutionState.DONE, RECEIPT)
    assert found.undo_until == MONDAY + timedelta(minutes=10)


async def test_a_retry_costs_a_try_and_being_put_off_does_not(rows: Executions) -> None:
    await put(rows.database, NOTE)
    assert await rows.retry(await _claimed(rows), MONDAY, "Away.", MONDAY, unsure=False)
    second = await _claimed(rows)
    assert (second.tries_left, second.unsure) == (1, False)
    assert await rows.postpone(second, MONDAY, "It is night there.", MONDAY)
    third = await _claimed(rows)
    assert (third.tries_left, third.approved.attempt) == (1, 3)


async def test_what_may_have_happened_stays_in_doubt_over_attempts(rows: Executions) -> None:
    await put(rows.database, NOTE)
    assert await rows.retry(await _claimed(rows), MONDAY, "Silence.", MONDAY, unsure=True)
    doubtful = await _claimed(rows)
    assert doubtful.unsure
    assert await rows.retry(doubtful, MONDAY, "", MONDAY, unsure=False)
    assert not (await _claimed(rows)).unsure


async def test_a_refusal_is_kept_with_all_that_a_person_is_asked_for(rows: Executions) -> None:
    await put(rows.database, NOTE)
    refusal = Refusal(
        missing=("deal.next_step",),
        conflicts=(
            Conflict(record="deal:deal", field="stage", read="Demo", now="Offer", wanted="Won"),
        ),
    )
    assert await rows.fail(await _claimed(rows), "A next step is needed.", MONDAY, refusal)
    found = await rows.of_decision("d1")
    assert found is not None
    assert (found.state, found.problem, found.refusal) == (
        ExecutionState.FAILED,
        "A next step is needed.",
        refusal,
    )
    assert [one.id for one in await rows.troubled()] == [NOTE.id]


async def test_taking_back_marks_what_was_taken_back(rows: Executions) -> None:
    await put(rows.database, NOTE)
    assert await rows.finish(await _claimed(rows), RECEIPT, MONDAY, None)
    undo = replace(NOTE, id=undo_id(NOTE.id), undoes=RECEIPT)
    await put(rows.database, undo)
    claimed = await _claimed(rows, effect=undo.id)
    assert claimed.approved.undoes == RECEIPT
    assert await rows.finish(claimed, replace(RECEIPT, effect_id=undo.id), MONDAY, None)
    found = await rows.of_decision("d1")
    assert found is not None
    assert (found.id, found.state) == (NOTE.id, ExecutionState.UNDONE)


async def test_what_may_have_happened_can_not_be_recalled(rows: Executions) -> None:
    await put(rows.database, NOTE)
    assert await rows.retry(await _claimed(rows), MONDAY, "Silence.", MONDAY, unsure=True)
    async with rows.database.write() as connection:
        assert not await recall(connection, WORKSPACE, NOTE.id, MONDAY)


async def test_each_outcome_stands_in_the_audit_log_and_a_lost_claim_leaves_no_trace(
    rows: Executions,
) -> None:
    await put(rows.database, NOTE)
    dead = await _claimed(rows)
    heir = await _claimed(rows, MONDAY + LEASE)
    await rows.finish(dead, RECEIPT, MONDAY + LEASE, None)
    await rows.retry(heir, MONDAY, "Away.", MONDAY + LEASE, unsure=False)
    await rows.finish(await _claimed(rows), RECEIPT, MONDAY + LEASE, None)
    log = AuditLog(database=rows.database, workspace=WORKSPACE)
    kinds = [(one["kind"], one["effect_id"]) async for one in log.entries(deal_id="deal")]
    assert kinds == [("effect.retried", NOTE.id), ("effect.done", NOTE.id)]
    assert (await log.verify()).faults == ()


async def test_how_much_waits_and_how_late_it_is(rows: Executions) -> None:
    await put(rows.database, NOTE, approved_note(2, due_at=MONDAY + timedelta(minutes=5)))
    standing = await rows.standing(MONDAY + timedelta(minutes=3))
    assert standing.counts == {ExecutionState.PENDING: 2}
    assert standing.oldest == timedelta(minutes=3)


async def _into(rows: Executions, number: int, state: ExecutionState) -> Claimed:
    """Brings an execution into a state; gives a claim that fits it as far as one can."""
    new = approved_note(number)
    await put(rows.database, new)
    if state is ExecutionState.RECALLED:
        async with rows.database.write() as connection:
            assert await recall(connection, WORKSPACE, new.id, MONDAY)
    if state in (ExecutionState.PENDING, ExecutionState.RECALLED):
        other = approved_note(100 + number)
        await put(rows.database, other)
        spare = await _claimed(rows, effect=other.id)
        return replace(spare, approved=replace(spare.approved, effect_id=new.id))
    claimed = await _claimed(rows, effect=new.id)
    receipt = replace(RECEIPT, effect_id=new.id)
    match state:
        case ExecutionState.RUNNING:
            return claimed
        case ExecutionState.FAILED:
            await rows.fail(claimed, "No.", MONDAY)
        case ExecutionState.UNKNOWN:
            await rows.lose_track(claimed, "Look.", MONDAY)
        case _:
            await rows.finish(claimed, receipt, MONDAY, None)
    if state is ExecutionState.UNDONE:
        undo = replace(new, id=undo_id(new.id), undoes=receipt)
        await put(rows.database, undo)
        await rows.finish(await _claimed(rows, effect=undo.id), receipt, MONDAY, None)
    return claimed


async def _happens(rows: Executions, event: ExecutionEvent, held: Claimed) -> bool:
    async with rows.database.write() as connection:
        match event:
            case ExecutionEvent.RECALL:
                return await recall(connection, WORKSPACE, held.id, MONDAY)
            case ExecutionEvent.CONFIRM:
                return await confirm(connection, WORKSPACE, held.id, MONDAY)
            case ExecutionEvent.DENY | ExecutionEvent.AGAIN:
                return await begin_anew(connection, WORKSPACE, held.id, event, MONDAY, 3)
            case _:
                pass
    match event:
        case ExecutionEvent.CLAIM:
            return await rows.claim(held.id, "two", MONDAY + LEASE, LEASE) is not None
        case ExecutionEvent.RETRY:
            return await rows.retry(held, MONDAY, "", MONDAY, unsure=False)
        case ExecutionEvent.SUCCEED:
            return await rows.finish(held, RECEIPT, MONDAY, None)
        case ExecutionEvent.FAIL:
            return await rows.fail(held, "No.", MONDAY)
        case _:
            return await rows.lose_track(held, "Look.", MONDAY)


async def told(rows: Executions) -> list[tuple[str, str]]:
    """Who is told something about which decision."""
    of = slack_deliveries.c
    query = select(of.person_id, of.decision_id).order_by(of.planned_at, of.person_id)
    async with rows.database.read() as connection:
        return [(person, decision) for person, decision in await connection.execute(query)]


async def test_who_approved_and_whose_deal_it_is_are_told_of_trouble_once(
    rows: Executions,
) -> None:
    await put(rows.database, replace(NOTE, by=PersonId("mona")))
    claimed = await _claimed(rows)
    assert await rows.fail(claimed, "No.", MONDAY)
    assert not await rows.fail(claimed, "No.", MONDAY)
    both = [("mona", NOTE.decision_id), (str(NOTE.rep_id), NOTE.decision_id)]
    assert sorted(await told(rows)) == sorted(both)


async def test_of_what_goes_well_nobody_is_told_and_of_what_is_unknown_each_time(
    rows: Executions,
) -> None:
    await put(rows.database, NOTE)
    await rows.retry(await _claimed(rows), MONDAY, "Busy.", MONDAY, unsure=False)
    assert await told(rows) == []
    await rows.lose_track(await _claimed(rows), "Look.", MONDAY)
    assert len(await told(rows)) == 1
    async with rows.database.write() as connection:
        await begin_anew(connection, WORKSPACE, NOTE.id, ExecutionEvent.DENY, MONDAY, 3)
    await rows.lose_track(await _claimed(rows), "Look.", MONDAY)
    assert len(await told(rows)) == 2


@pytest.mark.parametrize("event", [one for one in ExecutionEvent if one != ExecutionEvent.UNDO])
async def test_only_what_stands_in_the_table_can_happen(
    rows: Executions, event: ExecutionEvent
) -> None:
    for number, state in enumerate(ExecutionState):
        held = await _into(rows, number, state)
        assert await _happens(rows, event, held) is ((state, event) in EXECUTION_MOVES), state
        found = await rows.find(held.id)
        assert found is not None
        assert found.state is (next_execution(state, event) or state)
