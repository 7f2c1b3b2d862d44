"""Typed changes of the world, and the proposal of one: what waits for a human word."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from bot.domain.deals import ContactId, DealId
from bot.domain.people import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class SendEmail:
    """`sender_id`: in whose name it goes out, whoever approves it; it has to be known by then."""

    contact_id: ContactId
    sender_id: PersonId | None = None
    thread_id: str | None = None
    type: Literal["send_email"] = "send_email"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeStage:
    """`fields` are values, by the deal's own field names, that the new stage or the CRM's rules
    ask for. `to_status` open on a deal that was read as closed opens it again.
    """

    from_stage: str
    to_stage: str | None  # None where only the status changes
    to_status: Literal["open", "won", "lost"] = "open"
    lost_reason: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict, hash=False)
    type: Literal["change_stage"] = "change_stage"


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateField:
    record: str  # `kind:id`
    field: str
    old: str | None
    new: str | None  # None: the rep has to say
    type: Literal["update_field"] = "update_field"


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateTask:
    title: str
    due: date
    note: str = ""
    contact_id: ContactId | None = None
    type: Literal["create_task"] = "create_task"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogNote:
    text: str
    type: Literal["log_note"] = "log_note"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleMeeting:
    """`starts_at` has to be known before it can be carried out; `zone` is the one to speak of it
    in, `place` a room, a number or a link of ours. `sender_id`: who invites, whoever approves it.
    """

    contact_id: ContactId
    sender_id: PersonId | None = None
    title: str
    minutes: int = 30
    earliest: date | None = None
    starts_at: datetime | None = None
    zone: str = "UTC"
    place: str = ""
    type: Literal["schedule_meeting"] = "schedule_meeting"


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteLead:
    """`from_person_id`: whose the lead was when it was read."""

    lead_id: str
    to_person_id: PersonId
    from_person_id: PersonId | None = None
    type: Literal["route_lead"] = "route_lead"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOff:
    """`from_person_id`: whose the deal was when it was read."""

    to_person_id: PersonId
    note: str
    from_person_id: PersonId | None = None
    type: Literal["hand_off"] = "hand_off"


Action = (
    SendEmail
    | ChangeStage
    | UpdateField
    | CreateTask
    | LogNote
    | ScheduleMeeting
    | RouteLead
    | HandOff
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A finished text. `to` is a contact's address from the CRM, never from a text."""

    to: str
    subject: str
    body: str
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One next best action with its draft; `id` is the same for the same risk of the same deal.

    `grounds` names the fact that it rests on: as long as that is the same, nothing new was found.
    """

    id: str
    deal_id: DealId
    action: Action
    draft: Draft | None
    reason: str  # one sentence for the card
    options: tuple[Draft, ...] = ()
    read_versions: Mapping[str, int] = field(default_factory=dict, hash=False)
    proposed_at: datetime | None = None
    grounds: str = ""


def sender_of(action: Action) -> PersonId | None:
    """In whose name it goes out to the customer; None where nothing does, or nobody is named."""
    return action.sender_id if isinstance(action, SendEmail | ScheduleMeeting) else None


def contact_of(action: Action) -> ContactId | None:
    """Whom of the customer's people an action is about."""
    match action:
        case SendEmail() | CreateTask() | ScheduleMeeting():
            return action.contact_id
        case UpdateField() if action.record.startswith("contact:"):
            return ContactId(action.record.removeprefix("contact:"))
        case _:
            return None
