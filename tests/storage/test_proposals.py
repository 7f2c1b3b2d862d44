"""Missions and people's words: what a person said of a decision, no mission overwrites."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.lifecycle import DecisionState, RejectReason, SnoozeUntil, WordKind
from storage.audit import AuditLog
from storage.database import Database
from tests.fakes.desk import ADA, BEN, DEAL, DRAFT, MAIL, NOON, WORKSPACE, Desk, ref

DAY = timedelta(days=1)
OTHER = replace(MAIL, draft=replace(DRAFT, body="Dear Anna, no."))


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await Desk(database).furnish()


async def states(desk: Desk) -> list[tuple[str, str]]:
    return [(one.id, one.state) for one in await desk.store.history("r1")]


async def test_an_edited_one_stays_as_the_person_wrote_it(desk: Desk) -> None:
    decision = await desk.propose()
    values = {"contact": "anna", "subject": "Ours", "body": "In my own words."}
    await desk.decisions.edit(ref(decision), ADA, NOON, values)
    edited = await desk.get()
    await desk.propose(OTHER, at=NOON + DAY)
    await desk.mission(at=NOON + 2 * DAY)
    assert await desk.get() == edited


async def test_a_snoozed_one_sleeps_on_and_wakes_with_fresh_content_if_that_is_its_change(
    desk: Desk,
) -> None:
    decision = await desk.propose()
    await desk.decisions.snooze(ref(decision), ADA, NOON, SnoozeUntil.CHANGE)
    await desk.propose(OTHER, at=NOON + DAY)
    asleep = await desk.get()
    assert (asleep.state, asleep.version, asleep.draft) == ("snoozed", 2, OTHER.draft)
    await desk.propose(replace(OTHER, grounds="asked again"), at=NOON + 2 * DAY)
    awake = await desk.get()
    assert (awake.state, awake.wake_on, awake.wake_at) == ("open", None, None)


async def test_a_snoozed_one_is_withdrawn_when_its_risk_is_over(desk: Desk) -> None:
    decision = await desk.propose()
    await desk.decisions.snooze(ref(decision), ADA, NOON, SnoozeUntil.REPLY)
    await desk.mission(at=NOON + DAY)
    withdrawn = await desk.get()
    assert withdrawn.state is DecisionState.WITHDRAWN
    assert [word.event for word in withdrawn.words] == [WordKind.SNOOZE, WordKind.WITHDRAW]


async def test_a_rejected_risk_comes_back_as_a_decision_of_its_own_with_a_new_fact(
    desk: Desk,
) -> None:
    decision = await desk.propose()
    await desk.decisions.reject(ref(decision), ADA, NOON, RejectReason.WRONG_FACT)
    await desk.propose(at=NOON + 30 * DAY)
    assert await states(desk) == [("r1", "rejected")]
    await desk.propose(replace(MAIL, grounds="asked again"), at=NOON + 31 * DAY)
    assert await states(desk) == [("r1", "rejected"), ("r1-2", "open")]
    second = await desk.get("r1-2")
    assert (second.occurrence, second.version, second.words) == (2, 1, ())


async def test_a_done_action_is_not_proposed_again_the_next_morning(desk: Desk) -> None:
    decision = await desk.propose()
    await desk.decisions.approve(ref(decision), ADA, NOON)
    await desk.carry_out("r1.1", NOON + timedelta(minutes=1))
    await desk.propose(OTHER, at=NOON + DAY)
    assert await states(desk) == [("r1", "approved")]
    await desk.propose(OTHER, at=NOON + 15 * DAY)
    assert await states(desk) == [("r1", "approved"), ("r1-2", "open")]


async def test_the_new_owner_gets_a_decision_of_their_own(desk: Desk) -> None:
    decision = await desk.propose()
    await desk.decisions.snooze(ref(decision), ADA, NOON, SnoozeUntil.REPLY)
    await desk.put(replace(DEAL, owner_id=BEN.id, version=2))
    await desk.propose(rep=BEN, at=NOON + DAY)
    assert await states(desk) == [("r1", "superseded"), ("r1-2", "open")]
    assert (await desk.get("r1-2")).assignee_id == BEN.id


async def test_proposals_and_their_ends_stand_in_the_audit_log_with_the_mission(
    desk: Desk,
) -> None:
    await desk.propose()
    await desk.mission(at=NOON + DAY)
    log = AuditLog(database=desk.database, workspace=WORKSPACE)
    entries = [entry async for entry in log.entries(decision_id="r1")]
    assert [entry["kind"] for entry in entries] == ["decision.proposed", "decision.withdrawn"]
    assert '"run_id":"run-0"' in entries[0]["body"].replace(" ", "")
