"""The edit form of a decision: which fields there are, what stands in them, what may be chosen.

Pure: a handler only draws it, and `editing.py` reads what comes back by the same description.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.crm.port import CrmSchema, Stage
from bot.decisions.fields import FIELDS_OF, FieldKind, kind_of, label_of
from bot.domain.deals import Consent, Contact, Deal
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
from bot.domain.people import Person
from bot.policy.approvals import DECIDERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One field: `value` as text (dates and instants in ISO 8601), empty where there is none."""

    name: str
    label: str
    kind: FieldKind
    value: str = ""
    options: tuple[Option, ...] = ()
    required: bool = True
    hint: str = ""
    redraws: bool = False  # another value may ask for other fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What an edit may choose from: the deal's contacts, the people, and what the CRM says of its
    fields. `hidden` are the `kind.field`s that the person may not see.
    """

    deal: Deal | None
    contacts: tuple[Contact, ...]
    people: tuple[Person, ...]
    schema: CrmSchema
    hidden: frozenset[str] = frozenset()
    current: Mapping[str, str] = field(default_factory=dict, hash=False)

    def choices(self, record_field: str) -> tuple[str, ...]:
        return () if record_field in self.hidden else self.schema.picklists.get(record_field, ())


def fields(
    action: Action, draft: Draft | None, shelf: Shelf, values: Mapping[str, str] | None = None
) -> tuple[FormField, ...]:
    """Everything filled in; `values` are what was entered so far."""
    given = values or {}
    made = _fields(action, draft, shelf, given)
    return tuple(replace(one, value=given.get(one.name, one.value)) for one in made)


def _fields(
    action: Action, draft: Draft | None, shelf: Shelf, given: Mapping[str, str]
) -> tuple[FormField, ...]:
    match action:
        case SendEmail():
            return _mail(action, draft, shelf)
        case ChangeStage():
            return _stage(action, shelf, given)
        case UpdateField():
            return (_new_value(action, shelf),)
        case CreateTask():
            return _task(action, shelf)
        case LogNote():
            return (_long("text", "Note", action.text),)
        case ScheduleMeeting():
            return _meeting(action, shelf)
        case RouteLead():
            return (_person(action.to_person_id, shelf),)
        case HandOff():
            return (_person(action.to_person_id, shelf), _long("note", "Note", action.note))


def _mail(action: SendEmail, draft: Draft | None, shelf: Shelf) -> tuple[FormField, ...]:
    return (
        _contact("To", action.contact_id, shelf, reachable=True),
        FormField(
            name="subject",
            label="Subject",
            kind=FieldKind.TEXT,
            value=draft.subject if draft else "",
        ),
        _long("body", "Message", draft.body if draft else ""),
    )


def _stage(action: ChangeStage, shelf: Shelf, given: Mapping[str, str]) -> tuple[FormField, ...]:
    stages = [stage.name for stage in _stages(shelf)]
    to_stage = given.get("to_stage", action.to_stage or "")
    to_status = given.get("to_status", action.to_status)
    made = [
        FormField(
            name="to_stage",
            label="Stage",
            kind=FieldKind.CHOICE,
            value=action.to_stage or "",
            options=_plain_options(stages),
            required=False,
            redraws=True,
            hint="Empty: it stays where it is.",
        ),
        FormField(
            name="to_status",
            label="Status",
            kind=FieldKind.CHOICE,
            value=action.to_status,
            options=_plain_options(("open", "won", "lost")),
            redraws=True,
        ),
    ]
    if to_status == "lost":
        lost = _record_field("deal.lost_reason", action.lost_reason or "", shelf)
        made.append(replace(lost, name="lost_reason"))
    made += [
        _record_field(f"deal.{name}", action.fields.get(name, shelf.current.get(name, "")), shelf)
        for name in required_fields(shelf, to_stage, to_status, action.fields)
    ]
    return tuple(made)


def required_fields(
    shelf: Shelf, to_stage: str, to_status: str, more: Iterable[str] = ()
) -> list[str]:
    """The deal's own fields that the stage or the CRM's rules ask for, and those given already."""
    stage = next((stage for stage in _stages(shelf) if stage.name == to_stage), None)
    wanted = list(stage.required) if stage else []
    for rule in shelf.schema.rules:
        kind, _, name = rule.field.partition(".")
        holds = rule.when in (None, ("deal.stage", to_stage), ("deal.status", to_status))
        if kind == "deal" and holds:
            wanted.append(name)
    plain = [name.removeprefix("deal.") for name in (*wanted, *more)]
    return [name for name in dict.fromkeys(plain) if name != "lost_reason"]


def _new_value(action: UpdateField, shelf: Shelf) -> FormField:
    name = f"{action.record.partition(':')[0]}.{action.field}"
    made = _record_field(name, action.new or "", shelf)
    hint = f"Now: {action.old}" if action.old and name not in shelf.hidden else ""
    return replace(made, name="new", hint=hint)


def _task(action: CreateTask, shelf: Shelf) -> tuple[FormField, ...]:
    return (
        FormField(name="title", label="Task", kind=FieldKind.TEXT, value=action.title),
        FormField(name="due", label="Due", kind=FieldKind.DATE, value=action.due.isoformat()),
        replace(_long("note", "Note", action.note), required=False),
        replace(_contact("Contact", action.contact_id, shelf, reachable=False), required=False),
    )


def _meeting(action: ScheduleMeeting, shelf: Shelf) -> tuple[FormField, ...]:
    starts_at = action.starts_at.isoformat() if action.starts_at else ""
    return (
        _contact("With", action.contact_id, shelf, reachable=True),
        FormField(name="title", label="Title", kind=FieldKind.TEXT, value=action.title),
        FormField(name="starts_at", label="Begins", kind=FieldKind.INSTANT, value=starts_at),
        FormField(
            name="minutes", label="Minutes", kind=FieldKind.NUMBER, value=str(action.minutes)
        ),
        FormField(
            name="place", label="Place", kind=FieldKind.TEXT, value=action.place, required=False
        ),
    )


def _contact(label: str, contact_id: str | None, shelf: Shelf, *, reachable: bool) -> FormField:
    """The deal's contacts; who is to be written to needs an address and must not have refused."""
    able = [
        contact
        for contact in shelf.contacts
        if not reachable or (contact.email and contact.email_consent is not Consent.WITHDRAWN)
    ]
    return FormField(
        name="contact",
        label=label,
        kind=FieldKind.CHOICE,
        value=contact_id if contact_id and any(c.id == contact_id for c in able) else "",
        options=tuple(Option(value=c.id, label=_called(c, reachable)) for c in able),
    )


def _called(contact: Contact, reachable: bool) -> str:
    return f"{contact.name} <{contact.email}>" if reachable else contact.name


def _person(person_id: str, shelf: Shelf) -> FormField:
    able = [p for p in shelf.people if p.active and p.role in DECIDERS]
    return FormField(
        name="to",
        label="New owner",
        kind=FieldKind.CHOICE,
        value=person_id if any(p.id == person_id for p in able) else "",
        options=tuple(Option(value=p.id, label=p.name) for p in able),
    )


def _record_field(record_field: str, value: str, shelf: Shelf) -> FormField:
    """A field of a record: from its picklist where it has one, else by what it holds."""
    name = record_field.partition(".")[2]
    values = shelf.choices(record_field)
    kind = kind_of(record_field)
    if values and kind is FieldKind.TEXT:
        kind = FieldKind.CHOICE
    return FormField(
        name=f"{FIELDS_OF}{name}",
        label=label_of(name),
        kind=kind,
        value="" if record_field in shelf.hidden else value,
        options=_plain_options(values) if kind is FieldKind.CHOICE else (),
    )


def _long(name: str, label: str, value: str) -> FormField:
    return FormField(name=name, label=label, kind=FieldKind.LONG_TEXT, value=value)


def _stages(shelf: Shelf) -> Sequence[Stage]:
    """Those of the deal's pipeline, in order."""
    pipeline = (shelf.deal.pipeline if shelf.deal else None) or ""
    return sorted(
        (stage for stage in shelf.schema.stages if stage.pipeline == pipeline),
        key=lambda stage: stage.position,
    )


def _plain_options(values: Iterable[str]) -> tuple[Option, ...]:
    return tuple(Option(value=value, label=value) for value in values)
