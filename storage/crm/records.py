"""Between the built-in CRM's rows and the domain's records."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row

from bot.domain.deals import (
    Account,
    Activity,
    ActivityKind,
    Consent,
    Contact,
    ContactRole,
    Deal,
    DealContact,
    DealStatus,
    Direction,
    Lead,
    Product,
    StageChange,
    UsagePoint,
)
from bot.domain.people import Person, Role
from storage.crm.tables import key

Record = (
    Person
    | Account
    | Contact
    | Product
    | Deal
    | StageChange
    | DealContact
    | Activity
    | UsagePoint
    | Lead
)

CLASSES: dict[str, type[Any]] = {
    "person": Person,
    "account": Account,
    "contact": Contact,
    "product": Product,
    "deal": Deal,
    "stage_change": StageChange,
    "deal_contact": DealContact,
    "activity": Activity,
    "usage": UsagePoint,
    "lead": Lead,
}
_ENUMS: dict[tuple[str, str], Callable[[str], object]] = {
    ("person", "role"): Role,
    ("contact", "role"): ContactRole,
    ("contact", "email_consent"): Consent,
    ("deal", "status"): DealStatus,
    ("deal_contact", "role"): ContactRole,
    ("activity", "kind"): ActivityKind,
    ("activity", "direction"): Direction,
}
_NAMES = {kind: tuple(f.name for f in fields(made)) for kind, made in CLASSES.items()}
_KINDS = {made: kind for kind, made in CLASSES.items()}


def record_of(kind: str, row: Row[Any]) -> Record:
    values = {name: getattr(row, name) for name in _NAMES[kind]}
    for (of, name), enum in _ENUMS.items():
        if of == kind and values[name] is not None:
            values[name] = enum(values[name])
    record: Record = CLASSES[kind](**values)
    return record


def kind_of(record: Record) -> str:
    return _KINDS[type(record)]


def id_of(record: Record) -> str:
    """A record's id; a composite one, as in the tables, where the files have none."""
    match record:
        case StageChange():
            return key(record.deal_id, instant_key(record.at), record.to_stage)
        case DealContact():
            return key(record.deal_id, record.contact_id)
        case UsagePoint():
            return key(record.account_id, record.metric, record.day.isoformat())
        case _:
            return record.id


def instant_key(at: datetime) -> str:
    """How an instant stands in a composite id."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")


def values_of(record: Record) -> Mapping[str, Any]:
    """What is stored of a record besides its version and change number."""
    values = {name: getattr(record, name) for name in _NAMES[kind_of(record)] if name != "version"}
    custom = values.get("custom", {})
    return {**values, "id": id_of(record), "custom": dict(custom)}
