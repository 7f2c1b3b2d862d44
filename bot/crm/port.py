"""What Daybreak asks of any CRM: its schema, its records as they change, and nothing more to read.

Writes join with the decision queue; no reading method changes anything.
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
