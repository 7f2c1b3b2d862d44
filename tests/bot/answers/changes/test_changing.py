"""Wishes for a change become decisions, within what the asker may see and decide."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.answers.answer import Answer, Status
from bot.answers.ask import Answers
from bot.answers.changes.changing import Changing
from bot.answers.model import Model
from bot.decisions.proposing import Proposing
from bot.domain.deals import DealStatus
from bot.domain.decisions import ChangeStage, CreateTask, HandOff, LogNote, UpdateField
from bot.domain.lifecycle import Decision, DecisionState
from bot.domain.missions import Moment
from bot.domain.people import Person
from bot.mission.lookup import Lookup
from storage.database import Database
from storage.deals import Deals
from storage.mirror.syncing import MirrorSync
from storage.missions import StoredMissions
from storage.own_proposals import OwnProposals
from storage.people import People
from tests.fakes.business import deal
from tests.fakes.desk import ADA, BEN, CARL, MONA, NOAH, NOON, WORKSPACE, Desk

MODEL = Model.load()
MOMENT = Moment(now=NOON, today=NOON.date(), zone="UTC")
OTHERS = (
    deal("d2", name="Acme support", stage="Proposal", pipeline="new", currency="EUR"),
    deal("d3", name="Globex", stage="Proposal", pipeline="new", owner_id=BEN.id),
    deal("d4", name="Initech", pipeline="new", status=DealStatus.WON),
)


class Office(Desk):
    """A desk at which people ask in words."""

    async def open(self) -> "Office":
        await self.furnish(*OTHERS)
        people = People(database=self.database, workspace=WORKSPACE)
        deals = Deals(database=self.database, workspace=WORKSPACE)
        answers = Answers.over(self.database, WORKSPACE, MODEL)
        changing = Changing(
            parser=answers.hearing.parser,
            lookup=Lookup(
                people=people,
                deals=deals,
                missions=StoredMissions(database=self.database, workspace=WORKSPACE),
            ),
            proposing=Proposing(
                store=OwnProposals(database=self.database, workspace=WORKSPACE),
                cases=self.cases,
                editing=self.decisions.editing,
            ),
        )
        self.answers = replace(answers, changing=changing)
        return self

    async def ask(self, question: str, by: Person = ADA, key: str = "") -> Answer:
        return await self.answers.ask(question, by, MOMENT, key=key or question)

    async def made(self, question: str, by: Person = ADA) -> Decision:
        answer = await self.ask(question, by)
        assert answer.status is Status.PROPOSED, answer.text
        return await self.get(answer.decision_id)


@pytest.fixture
async def office(database: Database) -> Office:
    return await Office(database).open()


async def test_a_wish_waits_for_a_yes_and_changes_nothing(office: Office) -> None:
    decision = await office.made("set the amount of Acme 2026 to EUR 60k")
    assert decision.state is DecisionState.OPEN
    assert decision.action == UpdateField(
        record="deal:d1", field="amount", old="50000", new="60000"
    )
    assert (decision.rep_id, decision.assignee_id) == (ADA.id, ADA.id)
    case = await office.cases.about(decision, NOON)
    assert case.deal is not None
    assert case.deal.amount == Decimal(50_000)
    assert office.sent == []


async def test_the_same_wish_delivered_twice_is_one_decision(office: Office) -> None:
    first, second = [await office.ask("reopen Initech", key="k") for _ in range(2)]
    assert first.decision_id == second.decision_id
    other = await office.ask("reopen Initech", key="another")
    assert other.decision_id != first.decision_id


async def test_each_kind_of_wish_is_its_own_action(office: Office) -> None:
    made = [
        (await office.made(question)).action
        for question in (
            "create a task for Acme 2026: call Anna by Friday",
            "add a note to Acme 2026: the budget is approved",
            "assign Acme 2026 to Ben",
            "mark Acme 2026 as lost because of the price",
            "push Acme 2026 to 15 January",
        )
    ]
    task, note, hand_off, lost, day = made
    assert isinstance(task, CreateTask)
    assert (task.title, f"{task.due}") == ("Call Anna", "2026-11-27")
    assert note == LogNote(text="The budget is approved")
    assert isinstance(hand_off, HandOff)
    assert hand_off.to_person_id == BEN.id
    assert isinstance(lost, ChangeStage)
    assert (lost.to_status, lost.lost_reason) == ("lost", "price")
    assert isinstance(day, UpdateField)
    assert (day.field, day.new) == ("close_date", "2027-01-15")


async def test_a_deal_that_could_be_several_is_asked_about(office: Office) -> None:
    answer = await office.ask("move Acme to Proposal")
    assert answer.status is Status.CLARIFY
    assert [choice.label for choice in answer.choices] == ["Acme 2026", "Acme support"]
    picked = answer.choices[1].change
    assert picked is not None
    answer = await office.answers.change(
        replace(picked, question="set next step of Acme to call"), ADA, MOMENT, "click"
    )
    assert (await office.get(answer.decision_id)).deal_id == "d2"


async def test_a_reason_that_the_crm_wants_is_asked_for_with_its_values(office: Office) -> None:
    answer = await office.ask("mark Acme 2026 as lost")
    assert answer.status is Status.CLARIFY
    assert [choice.label for choice in answer.choices] == ["price", "timing"]
    picked = answer.choices[1].change
    assert picked is not None
    answer = await office.answers.change(picked, ADA, MOMENT, "click")
    action = (await office.get(answer.decision_id)).action
    assert isinstance(action, ChangeStage)
    assert action.lost_reason == "timing"


CAN_NOT_BE = (
    ("move Acme 2026 to Moon", "no stage “Moon”. Its stages are Proposal and Contract"),
    ("move Acme 2026 to Contract", "asks for Next step too"),
    ("set amount of Acme 2026 to a lot", "no amount"),
    ("set amount of Acme 2026 to USD 5k", "in EUR, not in USD"),
    ("set amount of Acme 2026 to 50,000", "that already"),
    ("set close date of Acme 2026 to March", "no single day"),
    ("set forecast category of Acme 2026 to sure", "may be commit or pipeline"),
    ("set amount of Initech to 5k", "a closed deal is locked"),
    ("assign Acme 2026 to Zoe", "Nobody who may own a deal is called “Zoe”"),
    ("assign Acme 2026 to me", "already"),
    ("move all deals of Ben to Contract", "one deal at a time"),
    ("move Hooli to Contract", "No deal that you may see is called “Hooli”"),
    ("delete Acme 2026", "never delete"),
    ("email Anna about Acme 2026", "no mail"),
    ("put Acme 2026 on hold", "can’t tell what shall change"),
)


async def test_what_can_not_be_proposed_is_said_and_proposes_nothing(office: Office) -> None:
    for question, said in CAN_NOT_BE:
        answer = await office.ask(question)
        assert answer.status in (Status.DECLINED, Status.UNSUPPORTED), answer.text
        assert said in answer.text
        assert "Nothing was" in answer.text
        assert not answer.decision_id


async def test_who_may_not_see_a_deal_does_not_learn_of_it(office: Office) -> None:
    unseen = await office.ask("move Globex to Contract", ADA)
    unknown = await office.ask("move Hooli to Contract", ADA)
    assert unseen.text.replace("Globex", "Hooli") == unknown.text
    assert (await office.ask("move Globex to Contract", NOAH)).status is Status.DECLINED
    # Nor is it told which of several deals there are.
    assert not (await office.ask("move Acme to Proposal", NOAH)).choices
    picked = await office.ask("move Acme to Proposal")
    stolen = picked.choices[0].change
    assert stolen is not None
    answer = await office.answers.change(stolen, BEN, MOMENT, "click")
    assert answer.status is Status.DECLINED
    assert "Acme 2026" not in answer.text


async def test_who_sees_a_deal_and_may_not_decide_is_not_permitted(office: Office) -> None:
    answer = await office.ask("reopen Initech", CARL)
    assert answer.status is Status.FORBIDDEN
    assert (await office.ask("reopen Initech", MONA)).status is Status.PROPOSED


async def test_a_hidden_field_is_not_set(office: Office) -> None:
    sync = MirrorSync(office.database, WORKSPACE)
    await sync.describe("{}", {"rep": ["deal.amount"]}, NOON)
    answer = await office.ask("set amount of Acme 2026 to 5k")
    assert answer.status is Status.FORBIDDEN
    assert (await office.ask("set amount of Acme 2026 to 5k", MONA)).status is Status.PROPOSED


async def test_without_a_key_nothing_is_proposed(office: Office) -> None:
    answer = await office.answers.ask("reopen Initech", ADA, MOMENT)
    assert answer.status is Status.UNSUPPORTED
