"""What Daybreak asks of any CRM: its schema, its records as they change, and approved writes.

No reading method changes anything, and a write takes nothing but an `Approved`.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.domain.deals import (
    Account,
    Activity,
    Contact,
    Deal,
    DealContact,
    Lead,
    Product,
    StageChange,
    UsagePoint,
)
from bot.domain.effects import Approved, Receipt
from bot.domain.people import Person, Role


class RecordKind(StrEnum):
    """The kinds of record that a CRM may have, in the order in which they can be stored."""

    PERSON = "person"
    ACCOUNT = "account"
    CONTACT = "contact"
    PRODUCT = "product"
    DEAL = "deal"
    STAGE_CHANGE = "stage_change"
    DEAL_CONTACT = "deal_contact"
    ACTIVITY = "activity"
    USAGE = "usage"
    LEAD = "lead"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage of a pipeline, in order; `required` fields must be filled to enter it."""

    pipeline: str
    name: str
    position: int
    required: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A validation rule of the CRM in its own words: `field` (`kind.field`) must be filled,
    always or `when` another field (`kind.field`) has that value.
    """

    field: str
    message: str
    when: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CrmSchema:
    """`picklists` maps `kind.field` to its values; `hidden` maps a role to the `kind.field`s that
    it may not see; `absent` names the kinds of record that this CRM does not have at all.
    """

    stages: tuple[Stage, ...] = ()
    picklists: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    hidden: Mapping[Role, frozenset[str]] = field(default_factory=dict, hash=False)
    absent: frozenset[RecordKind] = frozenset()
    rules: tuple[Rule, ...] = ()
    teams: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Some records of one kind that changed, and the keys of those deleted.

    `cursor` is opaque: given back, the CRM goes on after this batch. A batch is small enough to
    hold in memory (5,000 records at most).
    """

    kind: RecordKind
    records: Sequence[Record]
    deleted: Sequence[str]
    cursor: str


class Crm(Protocol):
    """A connector. All methods raise CrmUnavailable when the CRM does not answer."""

    @property
    def name(self) -> str: ...

    async def schema(self) -> CrmSchema: ...

    def changes(self, since: str | None) -> AsyncIterator[Changes]:
        """All records if `since` is None, else what changed after that cursor, deletions too."""
        ...

    async def as_of(self) -> datetime | None:
        """The instant up to which the CRM's own data is complete; None: it is live."""
        ...

    def url(self, kind: RecordKind, record_id: str) -> str | None:
        """Where a person opens the record, if the CRM has pages."""
        ...


class CrmWriter(Protocol):
    """The writing side of a connector; what an `Approved` says is done at most once."""

    @property
    def can_look_up(self) -> bool:
        """Whether `lookup` can tell if an effect has happened."""
        ...

    async def apply(self, approved: Approved, at: datetime) -> Receipt:
        """Writes in the approver's name, if nobody changed what the evidence was read from.

        The same `effect_id` again changes nothing and gives the first receipt, where the CRM keeps
        such keys. Raises CrmUnavailable (nothing was done), EffectUnsure (it may have been done),
        CrmRefused (in the CRM's own words, with the fields that are missing) or OutOfStep (with
        the three values of each conflict).
        """
        ...

    async def lookup(self, approved: Approved) -> Receipt | None:
        """The receipt if the effect has happened whole, None if it is safe to `apply`.

        Raises CrmUnavailable, or EffectUnsure where not even that can be told: ask a person.
        """
        ...
