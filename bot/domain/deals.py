"""The book of business as any CRM means it: accounts, contacts, deals and what happened on them.

Instants are aware and in UTC, amounts are exact decimals in the record's currency, `None` means
that the CRM does not say. `version` grows with every change of a record in its CRM.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NewType

from bot.domain.people import PersonId

DealId = NewType("DealId", str)
AccountId = NewType("AccountId", str)
ContactId = NewType("ContactId", str)
ActivityId = NewType("ActivityId", str)


class DealStatus(StrEnum):
    OPEN = "open"
    WON = "won"
    LOST = "lost"


class ContactRole(StrEnum):
    CHAMPION = "champion"
    ECONOMIC_BUYER = "economic_buyer"
    TECHNICAL = "technical"
    LEGAL = "legal"
    USER = "user"
    BLOCKER = "blocker"


class Consent(StrEnum):
    GRANTED = "granted"
    UNKNOWN = "unknown"
    WITHDRAWN = "withdrawn"


class ActivityKind(StrEnum):
    EMAIL = "email"
    CALL = "call"
    MEETING = "meeting"
    NOTE = "note"
    TASK = "task"


class Direction(StrEnum):
    INBOUND = "inbound"
    OUTBOUND = "outbound"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    id: AccountId
    name: str
    version: int = 1
    domain: str | None = None
    industry: str | None = None
    country: str | None = None
    employees: int | None = None
    revenue: Decimal | None = None
    owner_id: PersonId | None = None
    parent_id: AccountId | None = None
    customer_since: date | None = None
    custom: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    id: ContactId
    name: str
    version: int = 1
    account_id: AccountId | None = None
    email: str | None = None
    phone: str | None = None
    title: str | None = None
    role: ContactRole | None = None
    timezone: str | None = None
    language: str | None = None
    email_consent: Consent = Consent.UNKNOWN
    custom: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    id: str
    name: str
    version: int = 1
    family: str | None = None
    list_price: Decimal | None = None
    custom: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    id: DealId
    name: str
    owner_id: PersonId
    stage: str
    status: DealStatus
    version: int = 1
    account_id: AccountId | None = None
    product_id: str | None = None
    pipeline: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    created_at: datetime | None = None
    close_date: date | None = None
    closed_at: datetime | None = None
    next_step: str | None = None
    next_step_due: date | None = None
    forecast_category: str | None = None
    lost_reason: str | None = None
    updated_at: datetime | None = None
    custom: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class StageChange:
    deal_id: DealId
    to_stage: str
    at: datetime
    from_stage: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DealContact:
    deal_id: DealId
    contact_id: ContactId
    role: ContactRole | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    id: ActivityId
    kind: ActivityKind
    at: datetime
    version: int = 1
    deal_id: DealId | None = None
    account_id: AccountId | None = None
    contact_id: ContactId | None = None
    person_id: PersonId | None = None
    direction: Direction | None = None
    subject: str | None = None
    body: str | None = None
    thread_id: str | None = None
    due_at: datetime | None = None
    done_at: datetime | None = None
    custom: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class UsagePoint:
    account_id: AccountId
    metric: str
    day: date
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    id: str
    name: str
    version: int = 1
    company: str | None = None
    email: str | None = None
    title: str | None = None
    source: str | None = None
    country: str | None = None
    employees: int | None = None
    created_at: datetime | None = None
    owner_id: PersonId | None = None
    status: str | None = None
    converted_deal_id: DealId | None = None
    custom: Mapping[str, str] = field(default_factory=dict, hash=False)
