"""Who may approve what: every kind of person, action, threshold and state, against a plain table.

The table is written down by hand and shares nothing with the rules; it says in letters what a
click on Approve comes to:

D done, W waits for somebody else's word, T the deal's name has to be typed, F a policy forbids it,
N there is no such decision (nothing is told), Y it is somebody else's, O it is over, Z it sleeps.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import update

from bot.domain.deals import ContactId, Lead
from bot.domain.decisions import (
    Action,
    ChangeStage,
    CreateTask,
    HandOff,
    LogNote,
    RouteLead,
    ScheduleMeeting,
    SendEmail,
    UpdateField,
    sender_of,
)
from bot.domain.lifecycle import DecisionState
from bot.domain.outcomes import (
    Done,
    Faulty,
    Forbidden,
    NeedsTyping,
    NoSuch,
    NotPossible,
    NotYours,
    Outcome,
    Over,
    Refused,
    Waits,
)
from bot.domain.people import REVOPS, Person, PersonId
from storage.database import Database
from storage.migrate import Schema, upgrade
from storage.tables.decisions import decisions
from tests.fakes.business import person
from tests.fakes.desk import (
    ADA,
    AUDE,
    BEN,
    CARL,
    DEAL,
    DRAFT,
    ENA,
    MAIL,
    MONA,
    NOAH,
    NOON,
    OPS,
    VERA,
    Desk,
    ref,
)

GONE = person("gone", manager_id="mona", active=False)
# In this order the letters of a row stand: the owner, their manager and the manager above, revops
# of the CRM and the built-in one; then those who only see, and those who see nothing.
PEOPLE = (ADA, MONA, VERA, OPS, REVOPS, CARL, AUDE, BEN, NOAH, ENA, GONE)
ONLOOKERS = "YYNNNN"


@dataclass(frozen=True, kw_only=True)
class Matter:
    name: str
    action: Action
    amount: int
    letters: str  # of those who decide
    typed: bool = False


def mail(to: str) -> SendEmail:
    return SendEmail(contact_id=ContactId(to), sender_id=ADA.id)


def meeting(to: str) -> ScheduleMeeting:
    return ScheduleMeeting(
        contact_id=ContactId(to),
        sender_id=ADA.id,
        title="Demo",
        starts_at=NOON.replace(hour=15),
        zone="UTC",
    )


def stage(status: str = "open") -> ChangeStage:
    return ChangeStage(
        from_stage="Proposal",
        to_stage="Contract" if status == "open" else None,
        to_status=status,  # type: ignore[arg-type]  # one of the three
        fields={},
    )


NEW_AMOUNT = UpdateField(record="deal:d1", field="amount", old="900", new="250000")
NEXT_STEP = UpdateField(record="deal:d1", field="next_step", old=None, new="Call")
HAND_OFF = HandOff(to_person_id=PersonId("ben"), note="Yours.", from_person_id=PersonId("ada"))
ROUTE = RouteLead(lead_id="l1", to_person_id=PersonId("ben"))
CALL = CreateTask(title="Call", due=date(2026, 11, 25))
MATTERS = (
    Matter(name="mail", action=mail("anna"), amount=900, letters="DDDDD"),
    Matter(name="mail about a large deal", action=mail("anna"), amount=600_000, letters="DDDDD"),
    Matter(name="mail to an executive", action=mail("cleo"), amount=99_999, letters="DDDDD"),
    Matter(name="the same, large", action=mail("cleo"), amount=100_000, letters="WDDDD"),
    Matter(name="meeting", action=meeting("anna"), amount=600_000, letters="DDDDD"),
    Matter(name="meeting with an executive", action=meeting("cleo"), amount=900, letters="DDDDD"),
    Matter(name="the same, large", action=meeting("cleo"), amount=150_000, letters="WDDDD"),
    Matter(name="task", action=CALL, amount=9_000_000, letters="DDDDD"),
    Matter(name="note", action=LogNote(text="x"), amount=9_000_000, letters="DDDDD"),
    Matter(name="stage", action=stage(), amount=100_000, letters="DDDDD"),
    Matter(name="stage, above a rep", action=stage(), amount=100_001, letters="WDDDD"),
    Matter(name="stage, above a manager", action=stage(), amount=500_001, letters="WWWDD"),
    Matter(name="field", action=NEXT_STEP, amount=100_000, letters="DDDDD"),
    Matter(name="field, above a rep", action=NEXT_STEP, amount=100_001, letters="WDDDD"),
    Matter(name="a new amount above a rep", action=NEW_AMOUNT, amount=900, letters="WDDDD"),
    Matter(name="hand-off", action=HAND_OFF, amount=900, letters="DDDDD"),
    Matter(name="hand-off, above a manager", action=HAND_OFF, amount=500_001, letters="WWWDD"),
    Matter(name="lead", action=ROUTE, amount=900, letters="DDDDD"),
    Matter(name="won", action=stage("won"), amount=900, letters="WWWWW"),
    Matter(name="lost", action=stage("lost"), amount=900, letters="TTTTT"),
    Matter(name="lost, typed", action=stage("lost"), amount=900, letters="DDDDD", typed=True),
    Matter(
        name="lost, typed, large", action=stage("lost"), amount=150_000, letters="WDDDD", typed=True
    ),
)
OVER = (
    DecisionState.APPROVED,
    DecisionState.REJECTED,
    DecisionState.EXPIRED,
    DecisionState.WITHDRAWN,
    DecisionState.SUPERSEDED,
)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    database = Database.open("sqlite://")
    await upgrade(database, Schema.DAYBREAK)
    made = Desk(database)
    lead = Lead(id="l1", name="Lena", owner_id=ADA.id)
    await made.furnish(GONE, lead)
    yield made
    await database.close()


async def clicked(desk: Desk, matter: Matter, who: Person, state: DecisionState) -> str:
    """The letter of what a click comes to, on a decision of its own."""
    risk = f"{who.id}-{state}"
    action, draft = matter.action, None
    if isinstance(action, SendEmail):
        draft = replace(DRAFT, to=f"{action.contact_id}@acme.example")
    await desk.propose(replace(MAIL, id=risk, action=action, draft=draft))
    mine = decisions.c.id == risk
    async with desk.database.write() as connection:
        await connection.execute(update(decisions).where(mine).values(state=state))
    before = await desk.get(risk)
    typed = DEAL.name if matter.typed else ""
    outcome = await desk.decisions.approve(ref(before), who, NOON, typed=typed)
    letter = letter_of(outcome)
    after = await desk.get(risk)
    if letter == "D":
        assert (after.state, desk.sent[-1]) == (DecisionState.APPROVED, f"{risk}.1")
    elif letter == "W":
        assert (after.state, after.execution) == (state, None)
    else:
        assert after == before
    return letter


def letter_of(outcome: Outcome) -> str:
    match outcome:
        case Done():
            return "D"
        case Waits():
            return "W"
        case NeedsTyping():
            return "T"
        case Refused(why=why):
            reasons = {
                Forbidden: "F",
                NoSuch: "N",
                NotYours: "Y",
                Over: "O",
                NotPossible: "Z",
            }
            return reasons.get(type(why), f"?{why}")


@pytest.mark.parametrize("matter", MATTERS, ids=lambda matter: matter.name)
async def test_a_click_comes_to_what_the_table_says(desk: Desk, matter: Matter) -> None:
    """11 people × 3 kinds of state × 22 matters = 726 cells."""
    await desk.put(replace(DEAL, amount=Decimal(matter.amount)))
    found = dict.fromkeys((DecisionState.OPEN, DecisionState.SNOOZED), "")
    for state in found:
        for who in PEOPLE:
            found[state] += await clicked(desk, matter, who, state)
    assert found[DecisionState.OPEN] == matter.letters + ONLOOKERS
    assert found[DecisionState.SNOOZED] == "ZZZZZ" + ONLOOKERS
    number = MATTERS.index(matter) % len(OVER)
    ended = "".join([await clicked(desk, matter, who, OVER[number]) for who in PEOPLE])
    assert ended == "OOOOO" + ONLOOKERS


async def test_who_is_delegated_to_or_stands_in_decides_as_their_role_may(desk: Desk) -> None:
    large = Matter(name="stage", action=stage(), amount=150_000, letters="")
    decision = await desk.propose(replace(MAIL, action=large.action, draft=None))
    await desk.put(replace(DEAL, amount=Decimal(large.amount)))
    await desk.decisions.delegate(ref(decision), ADA, NOON, MONA.id)
    outcome = await desk.decisions.approve(ref(decision), MONA, NOON)
    assert isinstance(outcome, Done)


async def test_a_manager_does_not_decide_alone_on_a_deal_of_their_own_above_their_limit(
    desk: Desk,
) -> None:
    await desk.put(replace(DEAL, owner_id=MONA.id, amount=Decimal(600_000)))
    decision = await desk.propose(replace(MAIL, action=stage(), draft=None), rep=MONA)
    first = await desk.decisions.approve(ref(decision), MONA, NOON)
    assert isinstance(first, Waits)
    assert first.asked == OPS.id
    assert letter_of(await desk.decisions.approve(ref(decision), VERA, NOON)) == "W"
    assert letter_of(await desk.decisions.approve(ref(decision), OPS, NOON)) == "D"


async def test_nobody_decides_on_a_deal_whose_owner_the_crm_does_not_know(desk: Desk) -> None:
    decision = await desk.propose()
    await desk.put(replace(DEAL, owner_id=PersonId("nobody")))
    letters = [letter_of(await desk.decisions.approve(ref(decision), who, NOON)) for who in PEOPLE]
    assert set(letters) == {"N"}


async def test_whose_deal_it_was_decides_no_more(desk: Desk) -> None:
    decision = await desk.propose()
    await desk.put(replace(DEAL, owner_id=BEN.id))
    assert letter_of(await desk.decisions.approve(ref(decision), ADA, NOON)) == "N"
    refused = await desk.decisions.approve(ref(decision), BEN, NOON)
    assert isinstance(refused, Refused)
    assert isinstance(refused.why, Faulty)
    assert refused.why.faults[0].sentence.endswith("it goes out from Ben Field.")
    saved = {"contact": "anna", "subject": DRAFT.subject, "body": DRAFT.body}
    edited = await desk.decisions.edit(ref(decision), BEN, NOON, saved)
    assert isinstance(edited, Done)
    assert sender_of(edited.decision.action) == BEN.id
    assert letter_of(await desk.decisions.approve(ref(edited.decision), BEN, NOON)) == "D"


async def test_a_second_yes_sends_it_in_the_name_of_whose_it_is(desk: Desk) -> None:
    await desk.put(replace(DEAL, amount=Decimal(100_000)))
    to_cleo = replace(DRAFT, to="cleo@acme.example")
    decision = await desk.propose(replace(MAIL, action=mail("cleo"), draft=to_cleo))
    assert letter_of(await desk.decisions.approve(ref(decision), ADA, NOON)) == "W"
    assert letter_of(await desk.decisions.approve(ref(decision), MONA, NOON)) == "D"
    soon = NOON + timedelta(minutes=1)
    claimed = await desk.executions.claim(desk.sent[-1], "w", soon, timedelta(seconds=30))
    assert claimed is not None
    assert (claimed.approved.by, sender_of(claimed.approved.action)) == (MONA.id, ADA.id)


@pytest.mark.parametrize("who", [CARL, AUDE, ENA, NOAH, GONE], ids=lambda who: who.id)
async def test_a_role_that_reads_is_no_approver_by_being_asked(desk: Desk, who: Person) -> None:
    decision = await desk.propose()
    async with desk.database.write() as connection:
        await connection.execute(update(decisions).values(assignee_id=who.id))
    outcome = await desk.decisions.approve(ref(decision), who, NOON)
    assert letter_of(outcome) in {"N", "Y"}


@pytest.mark.parametrize(
    ("percent", "letters"), [(8, "DDD"), (15, "WDD"), (25, "WWD"), (45, "FFF")]
)
@pytest.mark.parametrize("foretold", [True, False])
async def test_a_discount_is_agreed_to_by_who_may_give_it(
    desk: Desk, percent: int, letters: str, foretold: bool
) -> None:
    """Whether the policies were asked before the click or only by it."""
    found = ""
    for who in (ADA, MONA, OPS):
        body = f"Dear Anna, I can offer you a discount of {percent} % if you sign this week."
        offer = replace(MAIL, id=f"d-{who.id}", draft=replace(DRAFT, body=body))
        decision = await desk.propose(offer)
        if foretold:
            await desk.decisions.clock.tick(NOON)
        found += letter_of(await desk.decisions.approve(ref(decision), who, NOON))
    assert found == letters
