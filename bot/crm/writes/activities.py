"""What Daybreak enters in the built-in CRM as having happened, or as still to do."""

from datetime import UTC, datetime, time
from typing import assert_never

from bot.crm.writes.plan import Plan
from bot.crm.writes.scene import Scene, must_have_rights
from bot.crm.writes.values import parsed
from bot.domain.deals import Activity, ActivityId, ActivityKind, Contact, Deal, Direction
from bot.domain.decisions import CreateTask, LogNote, ScheduleMeeting, SendEmail
from bot.domain.effects import Approved, message_id
from bot.domain.people import Person
from bot.errors import CrmRefused

MESSAGE_ID = "message_id"
_EVENING = time(23, 59)  # a task is due when its day is over

Entry = SendEmail | CreateTask | LogNote | ScheduleMeeting


def entry(scene: Scene, approved: Approved, action: Entry, at: datetime) -> Plan:
    """Raises CrmRefused."""
    deal = scene.get("deal", approved.deal_id, Deal)
    must_have_rights(scene, deal, deal)
    match action:
        case SendEmail():
            return _mail(scene, approved, action, at, deal)
        case CreateTask():
            return Plan(adds=(_task(scene, approved, action, at, deal),))
        case LogNote():
            return Plan(adds=(note(approved, action.text, at, deal),))
        case ScheduleMeeting():
            return Plan(adds=(_meeting(scene, approved, action, deal),))
        case _:
            assert_never(action)


def note(approved: Approved, text: str, at: datetime, deal: Deal) -> Activity:
    return Activity(
        id=activity_id(approved),
        kind=ActivityKind.NOTE,
        at=at,
        deal_id=deal.id,
        account_id=deal.account_id,
        person_id=approved.by,
        direction=Direction.INTERNAL,
        body=_text("body", text),
    )


def activity_id(approved: Approved) -> ActivityId:
    return ActivityId(f"daybreak-{approved.effect_id}")


def _mail(scene: Scene, approved: Approved, action: SendEmail, at: datetime, deal: Deal) -> Plan:
    contact = scene.get("contact", action.contact_id, Contact)
    if approved.draft is None:
        raise CrmRefused("There is no text of this mail. Nothing was entered.")
    sent = message_id(approved)
    activity = Activity(
        id=activity_id(approved),
        kind=ActivityKind.EMAIL,
        at=at,
        deal_id=deal.id,
        account_id=deal.account_id,
        contact_id=contact.id,
        person_id=action.sender_id or approved.by,
        direction=Direction.OUTBOUND,
        subject=_text("subject", approved.draft.subject),
        body=_text("body", approved.draft.body),
        thread_id=action.thread_id or sent,
        custom={MESSAGE_ID: sent},
    )
    return Plan(adds=(activity,), undoable=False, external_id=sent)


def _task(
    scene: Scene, approved: Approved, action: CreateTask, at: datetime, deal: Deal
) -> Activity:
    if action.contact_id is not None:
        scene.get("contact", action.contact_id, Contact)
    # Whoever approves, the task is for whom the deal belongs to.
    owner = scene.find("person", deal.owner_id, Person) or scene.by
    return Activity(
        id=activity_id(approved),
        kind=ActivityKind.TASK,
        at=at,
        deal_id=deal.id,
        account_id=deal.account_id,
        contact_id=action.contact_id,
        person_id=deal.owner_id,
        direction=Direction.INTERNAL,
        subject=_text("subject", action.title),
        body=_text("body", action.note),
        due_at=datetime.combine(action.due, _EVENING, owner.zone).astimezone(UTC),
    )


def _meeting(scene: Scene, approved: Approved, action: ScheduleMeeting, deal: Deal) -> Activity:
    contact = scene.get("contact", action.contact_id, Contact)
    if action.starts_at is None:
        raise CrmRefused(
            "A meeting needs a time. Nothing was entered. Say when it starts.",
            ("activity.at",),
        )
    return Activity(
        id=activity_id(approved),
        kind=ActivityKind.MEETING,
        at=action.starts_at,
        deal_id=deal.id,
        account_id=deal.account_id,
        contact_id=contact.id,
        person_id=action.sender_id or deal.owner_id,
        direction=Direction.OUTBOUND,
        subject=_text("subject", action.title),
        due_at=action.starts_at,
        custom={"minutes": str(action.minutes)} | ({"place": action.place} if action.place else {}),
    )


def _text(field: str, text: str) -> str | None:
    found = parsed("activity", field, text)
    return None if found is None else str(found)
