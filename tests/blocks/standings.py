"""Decisions in every state that a card may show, made up for tests of what is drawn."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.domain.briefs import Shown
from bot.domain.deals import ContactId, DealId
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
from bot.domain.effects import Change, Conflict, Receipt, Refusal
from bot.domain.lifecycle import (
    DAYBREAK,
    Decision,
    DecisionState,
    Execution,
    ExecutionState,
    RejectReason,
    SnoozeUntil,
    Word,
    WordKind,
)
from bot.domain.people import PersonId

NOW = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
NAMES = {
    PersonId("dana"): "Dana Reyes",
    PersonId("max"): "Max Lind",
    PersonId("ben"): "Ben Osei",
}
DRAFT = Draft(
    to="anke@nordlicht.example",
    subject="Re: Offer",
    body="Hello Anke,\n\nyes, SAML is included in the plan we offered.\n\nBest regards\nDana",
)
MAIL = SendEmail(contact_id=ContactId("c1"), sender_id=PersonId("dana"))
STAGE = ChangeStage(from_stage="Qualify", to_stage="Propose")
FIELD = UpdateField(record="deal:d1", field="close_date", old="2026-03-31", new="2026-04-30")


def decision(**given: Any) -> Decision:
    made = Decision(
        id="d_0123456789abcdef-1",
        risk="d_0123456789abcdef",
        occurrence=1,
        rep_id=PersonId("dana"),
        assignee_id=PersonId("dana"),
        deal_id=DealId("d1"),
        run_id="5f0c2d6e8b9a4c1e9d7f3a2b1c0d4e5f",
        state=DecisionState.OPEN,
        version=1,
        digest="ab" * 32,
        action=MAIL,
        draft=DRAFT,
        options=(),
        reason="They asked, and nobody has answered.",
        read_versions={},
        created_at=NOW,
        updated_at=NOW,
        proposed_at=NOW,
    )
    return replace(made, **given)


def shown(one: Decision | None = None, subject: str = "Nordlicht d1", **given: Any) -> Shown:
    made = Shown(
        decision=one or decision(),
        subject=subject,
        names=NAMES,
        reader=PersonId("dana"),
        at=NOW,
        zone="UTC",
    )
    return replace(made, **given)


def word(event: WordKind, by: str = "dana", **given: Any) -> Word:
    made = Word(by=PersonId(by), at=NOW - timedelta(minutes=2), event=event, version=1)
    return replace(made, **given)


def approved(state: ExecutionState, action: Action = STAGE, **given: Any) -> Decision:
    """`words` are said after the approval."""
    words = given.pop("words", ())
    effect = Execution(id="e1", state=state, attempt=1, due_at=NOW, tries_left=3)
    return decision(
        state=DecisionState.APPROVED,
        action=action,
        draft=DRAFT if isinstance(action, SendEmail) else None,
        words=(word(WordKind.APPROVE), *words),
        execution=replace(effect, **given),
    )


def receipt(*changes: Change, **given: Any) -> Receipt:
    return replace(Receipt(effect_id="e1", at=NOW, changes=changes), **given)


def change(field: str = "stage", before: str | None = "Qualify", after: str = "Propose") -> Change:
    return Change(record="deal:d1", field=field, before=before, after=after)


_MOVED = receipt(change(), change("close_date", None, "2026-04-30"))
_SOON = NOW + timedelta(minutes=8)
_CONFLICT = Refusal(
    conflicts=(
        Conflict(
            record="deal:d1", field="stage", read="Qualify", now="Negotiate", wanted="Propose"
        ),
    )
)
_UNDOING = Execution(id="u1", state=ExecutionState.RUNNING, attempt=1, due_at=NOW, tries_left=3)

STATES: Mapping[str, Decision] = {
    "open": decision(),
    "open_endorsed": decision(
        assignee_id=PersonId("max"), held=True, words=(word(WordKind.ENDORSE),)
    ),
    "open_asked_about": decision(
        words=(word(WordKind.ASK_CONTEXT, "max", note="Did legal agree to the clause?"),)
    ),
    "snoozed_date": decision(
        state=DecisionState.SNOOZED,
        wake_at=NOW + timedelta(days=2),
        wake_on=SnoozeUntil.DATE,
        words=(word(WordKind.SNOOZE),),
    ),
    "snoozed_reply": decision(
        state=DecisionState.SNOOZED,
        wake_at=NOW + timedelta(days=14),
        wake_on=SnoozeUntil.REPLY,
        words=(word(WordKind.SNOOZE),),
    ),
    "rejected": decision(
        state=DecisionState.REJECTED,
        words=(
            word(
                WordKind.REJECT, reason=RejectReason.WRONG_FACT, note="She wrote to Ben on Monday."
            ),
        ),
    ),
    "expired": decision(state=DecisionState.EXPIRED, words=(word(WordKind.EXPIRE, DAYBREAK),)),
    "withdrawn": decision(
        state=DecisionState.WITHDRAWN, words=(word(WordKind.WITHDRAW, DAYBREAK, reason="reply"),)
    ),
    "superseded": decision(
        state=DecisionState.SUPERSEDED, words=(word(WordKind.SUPERSEDE, DAYBREAK),)
    ),
    "scheduled": approved(
        ExecutionState.PENDING, MAIL, due_at=NOW + timedelta(seconds=60), attempt=0
    ),
    "working": approved(ExecutionState.RUNNING),
    "trying_again": approved(
        ExecutionState.PENDING,
        due_at=NOW + timedelta(seconds=40),
        problem="The CRM did not answer in time.",
    ),
    "done": approved(ExecutionState.DONE, receipt=_MOVED, undo_until=_SOON),
    "done_for_good": approved(
        ExecutionState.DONE,
        MAIL,
        receipt=receipt(undoable=False, note="The CRM has a note of the mail."),
        undo_until=_SOON,
    ),
    "done_long_ago": approved(
        ExecutionState.DONE, receipt=_MOVED, undo_until=NOW - timedelta(minutes=1)
    ),
    "undoing": approved(ExecutionState.DONE, receipt=_MOVED, undo_until=_SOON, undo=_UNDOING),
    "undo_failed": approved(
        ExecutionState.DONE,
        receipt=_MOVED,
        undo_until=_SOON,
        undo=replace(
            _UNDOING,
            state=ExecutionState.FAILED,
            problem="Somebody has changed the stage since. Nothing was changed.",
        ),
    ),
    "undo_trying_again": approved(
        ExecutionState.DONE,
        receipt=_MOVED,
        undo_until=_SOON,
        undo=replace(
            _UNDOING,
            state=ExecutionState.PENDING,
            due_at=NOW + timedelta(minutes=2),
            problem="The CRM does not answer. Nothing was changed.",
        ),
    ),
    "undo_unknown": approved(
        ExecutionState.DONE,
        receipt=_MOVED,
        undo_until=_SOON,
        undo=replace(
            _UNDOING,
            state=ExecutionState.UNKNOWN,
            problem="No answer came in time, so it may have happened or not.",
        ),
    ),
    "undone_by_hand": approved(
        ExecutionState.UNDONE,
        receipt=_MOVED,
        undo=replace(_UNDOING, state=ExecutionState.DONE),
        words=(word(WordKind.UNDO), word(WordKind.CONFIRM, "max")),
    ),
    "undone": approved(
        ExecutionState.UNDONE, receipt=_MOVED, words=(word(WordKind.UNDO),), undo_until=_SOON
    ),
    "failed": approved(
        ExecutionState.FAILED,
        problem="The CRM says: Say why it was lost. Nothing was changed.",
        refusal=Refusal(missing=("deal.lost_reason",)),
    ),
    "conflict": approved(
        ExecutionState.FAILED,
        problem="Somebody has changed this deal since it was read. Nothing was changed.",
        refusal=_CONFLICT,
    ),
    "unknown": approved(
        ExecutionState.UNKNOWN,
        MAIL,
        problem="The mail server broke off in the middle. Look into your sent mail.",
    ),
    "recalled": approved(ExecutionState.RECALLED, MAIL, words=(word(WordKind.RECALL),)),
    "recalled_for_a_reply": approved(
        ExecutionState.RECALLED, MAIL, words=(word(WordKind.RECALL, DAYBREAK, reason="reply"),)
    ),
}
ACTIONS: Mapping[str, Action] = {
    "send_email": MAIL,
    "change_stage": STAGE,
    "close_lost": ChangeStage(
        from_stage="Qualify", to_stage=None, to_status="lost", lost_reason="price"
    ),
    "update_field": FIELD,
    "create_task": CreateTask(title="Call Anke", due=date(2026, 3, 4), note="About SAML."),
    "log_note": LogNote(text="Anke wants SAML before the security review on Friday."),
    "schedule_meeting": ScheduleMeeting(
        contact_id=ContactId("c1"),
        title="Security review",
        starts_at=datetime(2026, 3, 5, 13, tzinfo=UTC),
        zone="Europe/Berlin",
    ),
    "schedule_meeting_open": ScheduleMeeting(
        contact_id=ContactId("c1"), title="Security review", earliest=date(2026, 3, 5)
    ),
    "route_lead": RouteLead(lead_id="l1", to_person_id=PersonId("ben")),
    "hand_off": HandOff(
        to_person_id=PersonId("ben"), note="Ben knows their CFO.", from_person_id=PersonId("dana")
    ),
}
