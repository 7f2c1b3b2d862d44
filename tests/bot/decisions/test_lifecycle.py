"""What people say of a decision, and what comes of it."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.briefs import DecisionRef
from bot.domain.deals import ContactId
from bot.domain.decisions import ChangeStage, CreateTask, SendEmail
from bot.domain.lifecycle import (
    DecisionState,
    RejectReason,
    SnoozeUntil,
    WordKind,
)
from bot.domain.outcomes import (
    Changed,
    Done,
    NeedsTyping,
    NoSuch,
    NotYours,
    Over,
    Refused,
    Waits,
)
from storage.audit import AuditLog
from storage.database import Database
from tests.fakes.desk import (
    ADA,
    BEN,
    CARL,
    DRAFT,
    ENA,
    MAIL,
    MONA,
    NOAH,
    NOON,
    VERA,
    WORKSPACE,
    Desk,
    proposing,
    ref,
)

MINUTE = timedelta(minutes=1)
CALL = CreateTask(title="Call Anna", due=NOON.date(), contact_id=ContactId("anna"))


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await Desk(database).furnish()


def why(outcome: object) -> object:
    assert isinstance(outcome, Refused), outcome
    return outcome.why


async def test_a_yes_approves_and_sets_one_effect_going(desk: Desk) -> None:
    decision = await desk.propose()
    outcome = await desk.decisions.approve(ref(decision), ADA, NOON)
    assert isinstance(outcome, Done)
    assert outcome.effect == "r1.1"
    stored = await desk.get()
    assert stored == outcome.decision
    assert stored.state is DecisionState.APPROVED
    assert [(w.by, w.event, w.version) for w in stored.words] == [("ada", WordKind.APPROVE, 1)]
    assert stored.execution is not None
    assert stored.execution.due_at == NOON + MINUTE  # a mail may still be recalled
    assert desk.sent == ["r1.1"]


async def test_a_second_click_changes_nothing_and_says_who_decided(desk: Desk) -> None:
    decision = await desk.propose()
    await desk.decisions.approve(ref(decision), ADA, NOON)
    again = why(await desk.decisions.approve(ref(decision), ADA, NOON + MINUTE))
    assert isinstance(again, Over)
    assert again.yourself
    late = why(await desk.decisions.reject(ref(decision), MONA, NOON, RejectReason.OTHER))
    assert isinstance(late, Over)
    assert (late.by, late.yourself) == (ADA.name, False)
    assert len((await desk.get()).words) == 1


async def test_twenty_clicks_at_once_set_one_effect_going(desk: Desk) -> None:
    decision = await desk.propose()
    clicks = [desk.decisions.approve(ref(decision), ADA, NOON) for _ in range(20)]
    outcomes = await asyncio.gather(*clicks)
    assert [type(one).__name__ for one in outcomes].count("Done") == 1
    assert all(isinstance(why(one), Over) for one in outcomes if not isinstance(one, Done))
    assert desk.sent == ["r1.1"]


async def test_twenty_people_of_two_minds_come_to_one_end(desk: Desk) -> None:
    decision = await desk.propose()
    yes = [desk.decisions.approve(ref(decision), MONA, NOON) for _ in range(10)]
    no = [
        desk.decisions.reject(ref(decision), ADA, NOON, RejectReason.WRONG_TONE) for _ in range(10)
    ]
    outcomes = await asyncio.gather(*yes, *no)
    assert [type(one).__name__ for one in outcomes].count("Done") == 1
    assert len((await desk.get()).words) == 1


@pytest.mark.parametrize("person", [BEN, NOAH, ENA], ids=lambda p: p.id)
async def test_who_may_not_see_the_deal_learns_nothing(desk: Desk, person: object) -> None:
    decision = await desk.propose()
    outcome = await desk.decisions.approve(ref(decision), person, NOON)  # type: ignore[arg-type]  # parametrised
    assert why(outcome) == NoSuch()
    nothing = DecisionRef(id="r9", version=1, digest="0" * 16)
    assert why(await desk.decisions.approve(nothing, ADA, NOON)) == NoSuch()


async def test_who_only_sees_the_deal_is_told_whose_word_is_waited_for(desk: Desk) -> None:
    decision = await desk.propose()
    assert why(await desk.decisions.approve(ref(decision), CARL, NOON)) == NotYours(
        waits_for=ADA.name
    )


async def test_another_workspace_knows_nothing_of_it(desk: Desk) -> None:
    decision = await desk.propose()
    other = await Desk(desk.database, workspace="elsewhere").furnish()
    assert why(await other.decisions.approve(ref(decision), ADA, NOON)) == NoSuch()
    assert (await desk.get()).state is DecisionState.OPEN


async def test_what_changed_since_it_was_seen_is_not_approved(desk: Desk) -> None:
    seen = await desk.propose()
    await desk.propose(replace(MAIL, draft=replace(DRAFT, body="Dear Anna, later.")))
    assert isinstance(why(await desk.decisions.approve(ref(seen), ADA, NOON)), Changed)
    assert desk.sent == []


@pytest.mark.parametrize(
    "change",
    [{"version": 2}, {"digest": "f" * 16}, {"digest": ""}, {"digest": "0"}],
    ids=str,
)
async def test_a_tampered_reference_does_nothing(desk: Desk, change: dict[str, object]) -> None:
    decision = await desk.propose()
    forged = replace(ref(decision), **change)  # type: ignore[arg-type]  # parametrised
    assert isinstance(why(await desk.decisions.approve(forged, ADA, NOON)), Changed)
    assert (await desk.get()).words == ()


async def test_snoozed_it_sleeps_and_wakes_by_a_word(desk: Desk) -> None:
    decision = await desk.propose()
    tomorrow = NOON.date() + timedelta(days=1)
    done = await desk.decisions.snooze(ref(decision), ADA, NOON, SnoozeUntil.DATE, tomorrow)
    assert isinstance(done, Done)
    assert done.decision.wake_at == NOON.replace(hour=8) + timedelta(days=1)
    await desk.propose(at=NOON + MINUTE)
    assert (await desk.get()).state is DecisionState.SNOOZED
    woken = await desk.decisions.wake(ref(decision), ADA, NOON)
    assert isinstance(woken, Done)
    assert (woken.decision.state, woken.decision.wake_at) == (DecisionState.OPEN, None)


async def test_a_delegate_decides_for_the_owner(desk: Desk) -> None:
    decision = await desk.propose()
    await desk.decisions.delegate(ref(decision), ADA, NOON, MONA.id)
    assert (await desk.get()).assignee_id == MONA.id
    done = await desk.decisions.approve(ref(decision), MONA, NOON)
    assert isinstance(done, Done)
    assert done.decision.words[-1].on_behalf_of == ADA.id


@pytest.mark.parametrize("to", [BEN, NOAH, ENA, CARL], ids=lambda p: p.id)
async def test_nothing_is_delegated_to_who_may_not_see_or_decide(desk: Desk, to: object) -> None:
    decision = await desk.propose()
    outcome = await desk.decisions.delegate(ref(decision), ADA, NOON, to.id)  # type: ignore[attr-defined]  # parametrised
    assert isinstance(outcome, Refused)
    assert (await desk.get()).assignee_id == ADA.id


async def test_a_deal_is_closed_as_won_by_two(desk: Desk) -> None:
    won = ChangeStage(from_stage="Proposal", to_stage=None, to_status="won")
    decision = await desk.propose(proposing(won))
    first = await desk.decisions.approve(ref(decision), ADA, NOON)
    assert isinstance(first, Waits)
    assert first.asked == MONA.id
    assert (await desk.get()).assignee_id == MONA.id
    again = await desk.decisions.approve(ref(decision), ADA, NOON)
    assert isinstance(again, Waits)
    assert len((await desk.get()).words) == 1
    second = await desk.decisions.approve(ref(decision), MONA, NOON)
    assert isinstance(second, Done)
    assert [w.event for w in second.decision.words] == [WordKind.ENDORSE, WordKind.APPROVE]


async def test_a_manager_does_not_close_as_won_before_the_owner_agreed(desk: Desk) -> None:
    won = ChangeStage(from_stage="Proposal", to_stage=None, to_status="won")
    decision = await desk.propose(proposing(won))
    outcome = await desk.decisions.approve(ref(decision), MONA, NOON)
    assert not isinstance(outcome, Done)
    assert (await desk.get()).state is DecisionState.OPEN


async def test_what_leaves_the_pipeline_is_typed(desk: Desk) -> None:
    lost = ChangeStage(from_stage="Proposal", to_stage=None, to_status="lost", lost_reason="price")
    decision = await desk.propose(proposing(lost))
    asked = await desk.decisions.approve(ref(decision), ADA, NOON)
    assert isinstance(asked, NeedsTyping)
    assert asked.phrase == "Acme 2026"
    wrong = await desk.decisions.approve(ref(decision), ADA, NOON, typed="yes")
    assert isinstance(wrong, NeedsTyping)
    done = await desk.decisions.approve(ref(decision), ADA, NOON, typed=" acme 2026 ")
    assert isinstance(done, Done)


async def test_a_yes_to_another_content_does_not_count(desk: Desk) -> None:
    won = ChangeStage(from_stage="Proposal", to_stage=None, to_status="won")
    decision = await desk.propose(proposing(won))
    await desk.decisions.approve(ref(decision), ADA, NOON)
    held = await desk.get()
    values = {
        "to_stage": "Contract",
        "to_status": "won",
        "field.amount": "1",
        "field.next_step": "Sign",
    }
    edited = await desk.decisions.edit(ref(held), MONA, NOON, values)
    assert isinstance(edited, Done)
    outcome = await desk.decisions.approve(ref(edited.decision), MONA, NOON)
    assert not isinstance(outcome, Done)


async def test_every_word_stands_in_the_audit_log(desk: Desk) -> None:
    decision = await desk.propose()
    await desk.decisions.ask_context(ref(decision), MONA, NOON, "Why now?")
    await desk.decisions.approve(ref(decision), ADA, NOON)
    log = AuditLog(database=desk.database, workspace=WORKSPACE)
    kinds = [entry["kind"] async for entry in log.entries(decision_id="r1")]
    assert kinds == ["decision.proposed", "decision.ask_context", "decision.approve"]
    assert (await log.verify()).faults == ()


async def test_a_click_that_was_answered_before_writes_nothing(desk: Desk) -> None:
    decision = await desk.propose()
    await desk.decisions.ask_context(ref(decision), ADA, NOON, "Why?", click="c1")
    again = await desk.decisions.approve(ref(decision), ADA, NOON, click="c1")
    assert isinstance(again, Refused)
    assert (await desk.get()).state is DecisionState.OPEN
    assert desk.sent == []


async def test_a_rep_of_a_manager_far_above_is_decided_by_them(desk: Desk) -> None:
    decision = await desk.propose()
    assert isinstance(await desk.decisions.approve(ref(decision), VERA, NOON), Done)


async def test_many_small_ones_go_at_once_and_the_rest_is_left(desk: Desk) -> None:
    small = await desk.propose(proposing(CALL, "r1"), MAIL_TOO)
    mail = await desk.get("r2")
    refs = [ref(small), ref(mail), replace(ref(small), id="r9")]
    rows = await desk.decisions.approve_many(refs, ADA, NOON)
    assert [row[0].id for row in rows] == ["r1", "r2", "r9"]
    assert [type(outcome).__name__ for _, outcome in rows] == ["Done", "Refused", "Refused"]


MAIL_TOO = replace(MAIL, id="r2", action=SendEmail(contact_id=ContactId("anna"), sender_id=ADA.id))
