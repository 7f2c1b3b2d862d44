"""Decisions follow the risk: one row while it lasts, withdrawn when it is over."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.domain.deals import ContactId, DealId
from bot.domain.decisions import (
    Action,
    ChangeStage,
    CreateTask,
    Draft,
    HandOff,
    LogNote,
    Proposal,
    RouteLead,
    ScheduleMeeting,
    SendEmail,
    UpdateField,
)
from bot.domain.lifecycle import Decision
from bot.domain.missions import DealVerdict, Mission, ReasonCode, Score, VerdictKind, Versions
from bot.domain.people import Person, PersonId
from storage.codec import Codec
from storage.database import Database
from storage.decisions import StoredDecisions
from storage.proposals import proposed, write_proposals
from storage.tables.decisions import decisions
from tests.fakes.book import MONDAY
from tests.fakes.mornings import WORKSPACE, rep

ANN, BOB = rep("ann"), rep("bob")
DRAFT = Draft(to="anke@nordlicht.example", subject="SAML", body="Dear Anke, yes.")
MAIL = Proposal(
    id="d1",
    deal_id=DealId("deal"),
    action=SendEmail(contact_id=ContactId("c"), thread_id="t1"),
    draft=DRAFT,
    reason="She asked four days ago.",
    read_versions={"deal:deal": 3},
    proposed_at=MONDAY,
)


def _mission(*proposals: Proposal, rep: Person = ANN, days: int = 0) -> Mission:
    return Mission(
        run_id=f"run-{rep.id}-{days}",
        rep=rep,
        on=(MONDAY + timedelta(days=days)).date(),
        now=MONDAY + timedelta(days=days),
        data_as_of=None,
        reasoner="rules",
        versions=Versions(reader="r", rules="r", weights="w", drafter="d"),
        verdicts=tuple(_verdict(one) for one in proposals),
        shown=(),
    )


def _verdict(proposal: Proposal) -> DealVerdict:
    return DealVerdict(
        deal_id=proposal.deal_id,
        name="A deal",
        rank=1,
        verdict=VerdictKind.ACT_NOW,
        reason_code=ReasonCode.UNANSWERED_QUESTION,
        until=None,
        confidence=0.8,
        thin_data=False,
        score=Score(urgency=1, impact=1, confidence=1, effort=1, priority=1),
        observations=(),
        would_change_if=(),
        proposal=proposal,
    )


class Queue:
    """The stored decisions, and missions that propose."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.stored = StoredDecisions(database=database, workspace=WORKSPACE)

    async def propose(self, *proposals: Proposal, rep: Person = ANN, days: int = 0) -> None:
        what = proposed(_mission(*proposals, rep=rep, days=days), WORKSPACE, Codec())
        async with self.database.write() as connection:
            await write_proposals(connection, what)

    async def get(self, decision_id: str = "d1") -> Decision:
        found = await self.stored.find(decision_id)
        assert found is not None
        return found


@pytest.fixture
def queue(database: Database) -> Queue:
    return Queue(database)


async def test_a_proposal_becomes_an_open_decision(queue: Queue) -> None:
    await queue.propose(MAIL)
    decision = await queue.get()
    assert (decision.state, decision.version, decision.rep_id) == ("open", 1, ANN.id)
    assert (decision.action, decision.draft, decision.reason) == (MAIL.action, DRAFT, MAIL.reason)
    assert decision.read_versions == {"deal:deal": 3}
    assert (decision.created_at, decision.run_id) == (MONDAY, "run-ann-0")


@pytest.mark.parametrize(
    "action",
    [
        SendEmail(contact_id=ContactId("c")),
        ChangeStage(from_stage="Proposal", to_stage=None, to_status="lost", lost_reason="price"),
        ChangeStage(from_stage="Proposal", to_stage="Legal", fields={"amount": "12000"}),
        UpdateField(record="deal:d", field="close_date", old="2026-01-01", new=None),
        CreateTask(title="Call", due=MONDAY.date(), contact_id=ContactId("c")),
        LogNote(text="Talked."),
        ScheduleMeeting(contact_id=ContactId("c"), title="Demo", earliest=MONDAY.date()),
        ScheduleMeeting(
            contact_id=ContactId("c"), title="Demo", starts_at=MONDAY, zone="Europe/Berlin"
        ),
        RouteLead(lead_id="l", to_person_id=PersonId("bob")),
        HandOff(to_person_id=PersonId("bob"), note="Yours."),
    ],
    ids=lambda action: action.type,
)
async def test_every_kind_of_action_is_read_back_equal(queue: Queue, action: Action) -> None:
    await queue.propose(replace(MAIL, action=action, draft=None, options=(DRAFT,)))
    decision = await queue.get()
    assert (decision.action, decision.draft, decision.options) == (action, None, (DRAFT,))


async def test_the_same_risk_next_day_is_the_same_decision(queue: Queue) -> None:
    await queue.propose(MAIL)
    tomorrow = replace(MAIL, reason="She asked five days ago.", read_versions={"deal:deal": 4})
    await queue.propose(tomorrow, days=1)
    decision = await queue.get()
    assert (decision.version, decision.reason) == (1, "She asked five days ago.")
    assert (decision.run_id, decision.read_versions) == ("run-ann-1", {"deal:deal": 4})
    assert (decision.created_at, decision.updated_at) == (MONDAY, MONDAY + timedelta(days=1))


@pytest.mark.parametrize(
    "changed",
    [
        replace(MAIL, draft=replace(DRAFT, body="Dear Anke, no.")),
        replace(MAIL, draft=None),
        replace(MAIL, options=(DRAFT,)),
        replace(MAIL, action=SendEmail(contact_id=ContactId("other"), thread_id="t1")),
    ],
)
async def test_another_content_is_another_version(queue: Queue, changed: Proposal) -> None:
    await queue.propose(MAIL)
    before = await queue.get()
    await queue.propose(changed, days=1)
    after = await queue.get()
    assert after.version == 2
    assert after.digest != before.digest
    assert (after.action, after.draft) == (changed.action, changed.draft)


async def test_what_is_proposed_no_more_is_withdrawn(queue: Queue) -> None:
    other = replace(MAIL, id="d2", deal_id=DealId("other"))
    await queue.propose(MAIL, other)
    await queue.propose(other, days=1)
    assert (await queue.get("d1")).state == "withdrawn"
    assert (await queue.get("d2")).state == "open"
    await queue.propose(days=2)
    assert (await queue.get("d2")).state == "withdrawn"


async def test_a_risk_that_comes_back_opens_its_decision_again(queue: Queue) -> None:
    await queue.propose(MAIL)
    await queue.propose(days=1)
    await queue.propose(MAIL, days=2)
    decision = await queue.get()
    assert (decision.state, decision.version) == ("open", 1)


async def test_one_reps_mission_withdraws_nothing_of_anothers(queue: Queue) -> None:
    await queue.propose(MAIL)
    await queue.propose(rep=BOB)
    assert (await queue.get()).state == "open"


@pytest.mark.parametrize("new_owner_first", [True, False])
async def test_a_deal_that_changed_hands_is_the_new_owners_decision(
    queue: Queue, new_owner_first: bool
) -> None:
    await queue.propose(MAIL)
    if new_owner_first:
        await queue.propose(MAIL, rep=BOB, days=1)
        await queue.propose(days=1)
    else:
        await queue.propose(days=1)
        await queue.propose(MAIL, rep=BOB, days=1)
    decision = await queue.get()
    assert (decision.rep_id, decision.state) == (BOB.id, "open")


async def test_what_a_person_has_acted_upon_stays_as_it_is(queue: Queue) -> None:
    await queue.propose(MAIL)
    async with queue.database.write() as connection:
        await connection.execute(update(decisions).values(state="approved"))
    before = await queue.get()
    await queue.propose(replace(MAIL, draft=None), days=1)
    await queue.propose(days=2)
    assert await queue.get() == before


async def test_the_queue_is_asked_by_rep_deal_and_state(queue: Queue) -> None:
    await queue.propose(MAIL)
    await queue.propose(replace(MAIL, id="d2", deal_id=DealId("b")), rep=BOB)
    stored = queue.stored
    assert [d.id for d in await stored.queue()] == ["d1", "d2"]
    assert [d.id for d in await stored.queue(reps=[BOB.id])] == ["d2"]
    assert [d.id for d in await stored.queue(deal_id=DealId("deal"))] == ["d1"]
    assert await stored.queue(state="withdrawn") == []
    assert len(await stored.queue(limit=1)) == 1
    assert await stored.find("nobody's") is None
