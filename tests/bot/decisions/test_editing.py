"""Edits: everything is filled in, what can't be used is refused at its field, the rest counts."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.decisions.fields import FieldKind, fault_in
from bot.domain.deals import Consent, ContactId, Lead
from bot.domain.decisions import (
    Action,
    ChangeStage,
    CreateTask,
    Draft,
    HandOff,
    LogNote,
    RouteLead,
    ScheduleMeeting,
    SendEmail,
    UpdateField,
)
from bot.domain.outcomes import Done, Faulty, Refused
from bot.domain.people import PersonId
from storage.database import Database
from tests.fakes.business import contact
from tests.fakes.desk import ADA, ANNA, DRAFT, MAIL, NOON, Desk, proposing, ref

STAGE = ChangeStage(from_stage="Proposal", to_stage="Proposal")
FORECAST = UpdateField(record="deal:d1", field="forecast_category", old="pipeline", new=None)
CLOSE = UpdateField(record="deal:d1", field="close_date", old="2026-11-01", new=None)
TASK = CreateTask(title="Call", due=NOON.date())
MEETING = ScheduleMeeting(contact_id=ContactId("anna"), sender_id=ADA.id, title="Demo")
HAND_OFF = HandOff(to_person_id=PersonId("ben"), note="Yours.")
GONE = contact("gone", email_consent=Consent.WITHDRAWN)
MUTE = contact("mute", email=None)
STRANGER = contact("stranger", account_id="other")


@pytest.fixture
async def desk(database: Database) -> Desk:
    lead = Lead(id="l", name="Lena", owner_id=ADA.id)
    return await Desk(database).furnish(GONE, MUTE, STRANGER, lead)


async def form(desk: Desk, values: Mapping[str, str] | None = None) -> dict[str, tuple[str, ...]]:
    """Each field's value, and after it what may be chosen."""
    case = await desk.cases.find("r1", NOON)
    assert case is not None
    made = await desk.decisions.editing.form(case, ADA, values)
    return {one.name: (one.value, *(option.value for option in one.options)) for one in made}


async def faults(desk: Desk, values: Mapping[str, str]) -> dict[str, str]:
    before = await desk.get()
    outcome = await desk.decisions.edit(ref(before), ADA, NOON, values)
    assert isinstance(outcome, Refused)
    assert isinstance(outcome.why, Faulty)
    assert await desk.get() == before
    return {fault.field: fault.sentence for fault in outcome.why.faults}


async def edited(desk: Desk, values: Mapping[str, str]) -> tuple[Action, Draft | None]:
    before = await desk.get()
    outcome = await desk.decisions.edit(ref(before), ADA, NOON, values)
    assert isinstance(outcome, Done), outcome
    after = await desk.get()
    assert (after.version, after.held, after.state) == (before.version + 1, True, "open")
    assert after.digest != before.digest
    return after.action, after.draft


async def test_a_mail_goes_to_one_of_the_deals_contacts_at_the_address_in_the_crm(
    desk: Desk,
) -> None:
    await desk.propose()
    assert await form(desk) == {
        "contact": ("anna", "anna", "cleo"),
        "subject": ("Offer",),
        "body": (DRAFT.body,),
    }
    values = {"contact": "cleo", "subject": "Our offer", "body": "Dear Cleo."}
    action, draft = await edited(desk, values)
    assert action == SendEmail(contact_id=ContactId("cleo"), sender_id=ADA.id, thread_id=None)
    assert draft == Draft(to="cleo@acme.example", subject="Our offer", body="Dear Cleo.")


@pytest.mark.parametrize("to", ["gone", "mute", "stranger", "ben", "anna@acme.example", ""])
async def test_nobody_else_can_be_written_to(desk: Desk, to: str) -> None:
    await desk.propose()
    values = {"contact": to, "subject": "Offer", "body": "Hi", "to": "eve@evil.example"}
    assert list(await faults(desk, values)) == ["contact"]


async def test_a_stage_asks_for_the_fields_that_it_needs(desk: Desk) -> None:
    await desk.propose(proposing(STAGE))
    assert list(await form(desk)) == ["to_stage", "to_status"]
    asked = await form(desk, {"to_stage": "Contract"})
    assert asked["to_stage"] == ("Contract", "Proposal", "Contract")
    assert (asked["field.amount"], asked["field.next_step"]) == (("50000",), ("",))
    values = {"to_stage": "Contract", "to_status": "open", "field.amount": "much"}
    assert set(await faults(desk, values)) == {"field.amount", "field.next_step"}
    values |= {"field.amount": "61000.50", "field.next_step": "Sign"}
    action, _ = await edited(desk, values)
    assert action == replace(
        STAGE, to_stage="Contract", fields={"amount": "61000.50", "next_step": "Sign"}
    )


async def test_a_lost_deal_asks_for_the_reason_from_the_picklist(desk: Desk) -> None:
    await desk.propose(proposing(STAGE))
    asked = await form(desk, {"to_status": "lost"})
    assert asked["lost_reason"] == ("", "price", "timing")
    values = {"to_stage": "", "to_status": "lost", "lost_reason": "weather"}
    assert list(await faults(desk, values)) == ["lost_reason"]
    action, _ = await edited(desk, values | {"lost_reason": "price"})
    assert action == replace(STAGE, to_stage=None, to_status="lost", lost_reason="price")


@pytest.mark.parametrize(
    ("action", "wrong", "right"),
    [
        (FORECAST, {"new": "maybe"}, {"new": "commit"}),
        (CLOSE, {"new": "soon"}, {"new": "2026-12-24"}),
        (LogNote(text="x"), {"text": ""}, {"text": "They called."}),
        (HAND_OFF, {"to": "ena", "note": "y"}, {"to": "mona", "note": "y"}),
        (RouteLead(lead_id="l", to_person_id=PersonId("ben")), {"to": "eve"}, {"to": "mona"}),
    ],
    ids=["picklist", "date", "note", "hand_off", "route_lead"],
)
async def test_what_can_not_be_used_is_refused_and_what_can_counts(
    desk: Desk, action: Action, wrong: dict[str, str], right: dict[str, str]
) -> None:
    await desk.propose(proposing(action))
    assert len(await faults(desk, wrong)) == 1
    after, _ = await edited(desk, right)
    assert after != action


async def test_a_task_and_a_meeting_take_dates_times_and_nobody_in_particular(desk: Desk) -> None:
    await desk.propose(proposing(TASK))
    values = {"title": "Call Anna", "due": "2026-12-01", "note": "", "contact": ""}
    action, _ = await edited(desk, values)
    assert action == CreateTask(title="Call Anna", due=date(2026, 12, 1))
    await desk.propose(replace(proposing(MEETING), grounds="m", id="r2"))
    meeting = await desk.get("r2")
    values = {
        "contact": "anna",
        "title": "Demo",
        "minutes": "45",
        "place": "Room 1",
        "starts_at": "2026-12-01T15:00:00+01:00",
    }
    outcome = await desk.decisions.edit(ref(meeting), ADA, NOON, values)
    assert isinstance(outcome, Done)
    assert outcome.decision.action == replace(
        MEETING, starts_at=datetime(2026, 12, 1, 14, tzinfo=UTC), minutes=45, place="Room 1"
    )


async def test_saving_what_stands_there_already_is_no_new_version(desk: Desk) -> None:
    decision = await desk.propose()
    values = {"contact": "anna", "subject": DRAFT.subject, "body": DRAFT.body}
    outcome = await desk.decisions.edit(ref(decision), ADA, NOON, values)
    assert isinstance(outcome, Done)
    assert (outcome.decision.version, outcome.decision.digest) == (1, decision.digest)


async def test_what_an_edit_writes_is_what_is_carried_out(desk: Desk) -> None:
    await desk.propose(MAIL)
    _, draft = await edited(desk, {"contact": "anna", "subject": "S", "body": "Mine."})
    await desk.decisions.approve(ref(await desk.get()), ADA, NOON)
    due = await desk.executions.due(NOON.replace(hour=12))
    claimed = await desk.executions.claim(due[0], "w", NOON.replace(hour=12), NOON - NOON)
    assert claimed is not None
    assert claimed.approved.draft == draft
    assert draft is not None
    assert draft.to == ANNA.email


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (FieldKind.TEXT, "a" * 250, "a" * 251),
        (FieldKind.DATE, "2026-02-28", "2026-02-30"),
        (FieldKind.INSTANT, "2026-02-28T10:00:00Z", "2026-02-28T10:00:00"),
        (FieldKind.AMOUNT, "0.0001", "NaN"),
        (FieldKind.AMOUNT, "12500", "-1"),
        (FieldKind.AMOUNT, "1e3", "0.00001"),
        (FieldKind.AMOUNT, "99999999999999", "1e99"),
        (FieldKind.NUMBER, "30", "0"),
        (FieldKind.NUMBER, "1", "1.5"),
        (FieldKind.NUMBER, "5", "٣"),
    ],
)
def test_values_are_checked_by_kind(kind: FieldKind, good: str, bad: str) -> None:
    assert fault_in(kind, good) is None
    assert fault_in(kind, bad)
