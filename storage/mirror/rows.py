"""Between the mirror's rows and the domain's records."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

from pydantic_core import from_json
from sqlalchemy import ColumnElement, Table, Text, cast

from bot.domain.deals import (
    Account,
    Activity,
    Consent,
    Contact,
    ContactRole,
    Deal,
    DealContact,
    DealStatus,
    Lead,
    Product,
    StageChange,
    UsagePoint,
)
from bot.domain.people import Person, Role
from storage.types import AMOUNT_PLACES

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
Values = dict[str, Any]

_FIELDS: Mapping[type[Any], tuple[str, ...]] = {
    kind: tuple(field.name for field in fields(kind))
    for kind in (
        *(Person, Account, Contact, Product, Deal),
        *(StageChange, DealContact, Activity, UsagePoint, Lead),
    )
}
_SMALLEST = Decimal(1).scaleb(-AMOUNT_PLACES)
# Looked up by the ten thousand; calling the class takes four times as long.
_ROLES: Mapping[str | None, ContactRole | None] = {
    None: None,
    **{role.value: role for role in ContactRole},
}
_CONSENTS: Mapping[str, Consent] = {consent.value: consent for consent in Consent}
_ADDRESS = re.compile(r"[^\s<>,;:\"']+@[^\s<>,;:\"']+")
# Columns of other people's exports that may name the person at the other end of an activity.
_THEIR_ADDRESS = ("contact_email", "email")
_SENDER = ("from", "from_email", "sender")
_RECEIVER = ("to", "to_email", "recipient")


def values_of(record: Record) -> Values:
    """A record as a row, without the columns that say when and for whom it was mirrored."""
    values = {name: getattr(record, name) for name in _FIELDS[type(record)]}
    if "custom" in values:
        values["custom"] = dict(values["custom"])
    match record:
        case Account():
            values["revenue"] = _storable(record.revenue)
        case Product():
            values["list_price"] = _storable(record.list_price)
        case Deal():
            values["amount"] = _storable(record.amount)
        case Contact():
            values["address"] = _address(record.email)
        case Activity():
            values["address"] = _other_end(record)
            values["text"] = text_digest(record)
        case _:
            pass
    return values


def key_of(kind: str, key: str) -> Values:
    """The key columns of a deleted record, by the key that the CRM port gives.

    Composite keys are their parts joined by "/", "/" and "%" within a part percent-encoded.
    """
    if kind not in ("stage_change", "deal_contact", "usage"):
        return {"id": key}
    first, *rest = (unquote(part) for part in key.split("/"))
    match kind:
        case "stage_change":
            return {"deal_id": first, "at": _instant(rest[0]), "to_stage": rest[1]}
        case "deal_contact":
            return {"deal_id": first, "contact_id": rest[0]}
        case _:
            return {"account_id": first, "metric": rest[0], "day": date.fromisoformat(rest[1])}


def text_digest(activity: Activity) -> str | None:
    """Names what an activity says, with its kind, direction and time; None if it says nothing."""
    subject, body = activity.subject or "", activity.body or ""
    if not (subject.strip() or body.strip()):
        return None
    at = activity.at.astimezone(UTC).isoformat()
    # The length keeps a text apart from another that is cut elsewhere into subject and body.
    said = f"{activity.kind}|{activity.direction or ''}|{at}|{len(subject)}|{subject}{body}"
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def columns_of(table: Table, kind: type[Any]) -> list[ColumnElement[Any]]:
    """What the functions below take, in their order."""
    return [
        # As text: nearly all are empty, and parsing thousands of "{}" takes its time.
        cast(table.c.custom, Text) if name == "custom" else table.c[name]
        for name in _FIELDS[kind]
    ]


def person_of(row: Sequence[Any]) -> Person:
    values = dict(zip(_FIELDS[Person], row, strict=True))
    values["role"] = Role(values["role"])
    return Person(**values)


def account_of(row: Sequence[Any]) -> Account:
    return Account(**_values(row, Account))


def contact_of(row: Sequence[Any]) -> Contact:
    values = _values(row, Contact)
    values["role"] = _ROLES[values["role"]]
    values["email_consent"] = _CONSENTS[values["email_consent"]]
    return Contact(**values)


def deal_of(row: Sequence[Any]) -> Deal:
    values = _values(row, Deal)
    values["status"] = DealStatus(values["status"])
    return Deal(**values)


def lead_of(row: Sequence[Any]) -> Lead:
    return Lead(**_values(row, Lead))


def deal_contact_of(row: Sequence[Any]) -> DealContact:
    deal_id, contact_id, role = row
    return DealContact(deal_id=deal_id, contact_id=contact_id, role=_ROLES[role])


def stage_change_of(row: Sequence[Any]) -> StageChange:
    return StageChange(**dict(zip(_FIELDS[StageChange], row, strict=True)))


def _values(row: Sequence[Any], kind: type[Any]) -> Values:
    values = dict(zip(_FIELDS[kind], row, strict=True))
    custom = values["custom"]
    values["custom"] = {} if custom == "{}" else from_json(custom)
    return values


def _storable(amount: Decimal | None) -> Decimal | None:
    """Rounded to what the database holds: one odd amount must not keep all other records out."""
    return None if amount is None else amount.quantize(_SMALLEST)


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at


def _other_end(activity: Activity) -> str | None:
    """The address of the contact, where the CRM gives one in place of the contact's id."""
    if activity.contact_id is not None:
        return _address(activity.contact_id)
    if not activity.custom:
        return None
    said = {name.strip().casefold(): value for name, value in activity.custom.items()}
    ends = _RECEIVER if activity.direction == "outbound" else _SENDER
    found = (_address(said.get(name)) for name in (*_THEIR_ADDRESS, *ends))
    return next((address for address in found if address is not None), None)


def _address(text: str | None) -> str | None:
    found = None if text is None else _ADDRESS.search(text)
    return None if found is None else found.group().casefold()
