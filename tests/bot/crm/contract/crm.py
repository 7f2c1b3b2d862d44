"""What the contract of a CRM's writing side is tried on: a CRM, and its users at work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Protocol

from bot.crm.port import CrmWriter
from bot.domain.deals import (
    Account,
    AccountId,
    Contact,
    ContactId,
    Deal,
    DealContact,
    DealId,
    DealStatus,
    Lead,
    StageChange,
)
from bot.domain.people import Person, PersonId, Role
from storage.crm.records import Record

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)

MIA = Person(id=PersonId("mia"), name="Mia Boss", role=Role.MANAGER, team="North")
ANN = Person(
    id=PersonId("ann"),
    name="Ann Lee",
    role=Role.REP,
    email="ann@us.example",
    manager_id=MIA.id,
    team="North",
    timezone="Europe/Berlin",
)
BOB = Person(id=PersonId("bob"), name="Bob Ray", role=Role.REP, team="South")
TIM = Person(id=PersonId("tim"), name="Tim Low", role=Role.REP, team="North")
GONE = Person(id=PersonId("gone"), name="Gil Gone", role=Role.REP, active=False)
EVE = Person(id=PersonId("eve"), name="Eve Audit", role=Role.AUDITOR)
PEOPLE = (MIA, ANN, BOB, TIM, GONE, EVE)
ACME = Account(id=AccountId("a1"), name="Acme", industry="Retail", owner_id=BOB.id)
OTHER = Account(id=AccountId("a2"), name="Other", owner_id=BOB.id)
JOE = Contact(id=ContactId("c1"), name="José Ruiz", account_id=ACME.id, email="jose@acme.example")
FAR = Contact(id=ContactId("c2"), name="Far Off", account_id=OTHER.id)
DEAL = Deal(
    id=DealId("d1"),
    name="Acme, seats",
    owner_id=ANN.id,
    account_id=ACME.id,
    pipeline="New",
    stage="Proposal",
    status=DealStatus.OPEN,
    amount=Decimal("12000.5"),
    currency="EUR",
    close_date=date(2026, 12, 1),
    custom={"source": "fair"},
)
CLOSED = Deal(
    id=DealId("d2"),
    name="Acme, old",
    owner_id=ANN.id,
    account_id=ACME.id,
    pipeline="New",
    stage="Proposal",
    status=DealStatus.LOST,
    lost_reason="Price",
    closed_at=NOW - timedelta(days=9),
)
LEAD = Lead(id="l1", name="Lea Lead", owner_id=ANN.id)
STAGES = (("Discovery", ()), ("Proposal", ()), ("Legal", ("close_date", "next_step")))
RECORDS: Sequence[Record] = (
    *PEOPLE,
    *(ACME, OTHER, JOE, FAR, DEAL, CLOSED, LEAD),
    DealContact(deal_id=DEAL.id, contact_id=JOE.id),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedFor:
    """A validation rule: `field` of a deal must be filled where `when` has that value."""

    field: str
    when: tuple[str, str]
    message: str


class WrittenCrm(Protocol):
    """A CRM that holds `RECORDS` and `STAGES`, each record in its first version."""

    @property
    def writer(self) -> CrmWriter: ...

    async def find(self, kind: str, record_id: str) -> Record | None: ...

    async def moves(self) -> list[StageChange]:
        """The stage history of all deals."""
        ...

    async def put(self, record: Record) -> None:
        """A person works in the CRM itself."""
        ...

    async def hide(self, role: Role, *fields: str) -> None: ...

    async def ask_for(self, rule: AskedFor) -> None: ...
