"""A book of business in memory, gathered as a mission would get it from the mirror."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from bot.domain.deals import (
    Account,
    AccountId,
    Contact,
    ContactId,
    ContactRole,
    Deal,
    DealContact,
    DealId,
    DealStatus,
    StageChange,
)
from bot.domain.facts import Dated, Fact, FactKind, Party, Source
from bot.domain.missions import (
    Context,
    Moment,
    Norms,
    SourceState,
    StageNorm,
    Touch,
    UsageSeries,
)
from bot.domain.people import Person, PersonId

MONDAY = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)


def question(contact: Contact, at: datetime) -> Fact:
    return Fact(
        kind=FactKind.QUESTION,
        source=Source(record="activity:a1", field="body", at=at),
        quote="Could you tell us by Friday whether SAML is included?",
        by=Party.THEM,
        confidence=0.9,
        when=Dated(first=date(2026, 3, 6), last=date(2026, 3, 6), reading="“by Friday”"),
    )


def context(rep: Person, number: int, *, asks: bool = False, now: datetime = MONDAY) -> Context:
    """One deal with a little of everything; with `asks`, the buyer waits for an answer."""
    deal_id, asked_at = DealId(f"{rep.id}-d{number}"), now - timedelta(days=4)
    contact = Contact(
        id=ContactId(f"{deal_id}-c"),
        name="Anke Petersen",
        email="anke@nordlicht.example",
        role=ContactRole.CHAMPION,
        language="en",
    )
    return Context(
        deal=Deal(
            id=deal_id,
            name=f"Nordlicht {number}",
            owner_id=rep.id,
            account_id=AccountId("acc"),
            stage="Proposal",
            status=_OPEN,
            amount=Decimal(12_000 + 1_000 * number),
            currency="EUR",
            created_at=now - timedelta(days=40),
            close_date=(now + timedelta(days=60)).date(),
            custom={"segment": "mid"},
        ),
        account=Account(id=AccountId("acc"), name="Nordlicht Reederei", country="DE"),
        contacts=(contact,),
        roles=(DealContact(deal_id=deal_id, contact_id=contact.id, role=ContactRole.CHAMPION),),
        touches=(_touch(contact, asked_at),),
        facts=(question(contact, asked_at),) if asks else (),
        stage_changes=(
            StageChange(deal_id=deal_id, to_stage="Proposal", at=now - timedelta(days=9)),
        ),
        usage=(UsageSeries(metric="logins", days=(now.date(),), values=(12.5,)),),
        sources=(SourceState(source="crm", newest_at=now, stale=False),),
        product="Seats",
    )


_OPEN = DealStatus.OPEN


def _touch(contact: Contact, at: datetime) -> Touch:
    return Touch(
        id="a1",
        kind="email",
        direction="inbound",
        at=at,
        contact_id=contact.id,
        subject="Re: Offer",
        thread_id="t1",
        language="en",
    )


@dataclass(slots=True)
class Book:
    """Gathers what it was given; `on_gather` runs before, to hold a mission up or break it."""

    contexts: Mapping[PersonId, Sequence[Context]] = field(default_factory=dict)
    yardstick: Norms = field(
        default_factory=lambda: Norms(
            stages=(
                StageNorm(
                    pipeline=None, stage="Proposal", median_days=12.5, p80_days=20.0, deals=40
                ),
            ),
            median_cycle_days=61.5,
            amounts=tuple(Decimal(1_000 * n) for n in range(1, 10)),
        )
    )
    on_gather: Callable[[Person], None] = lambda rep: None
    reader: str = "rules-1"

    async def gather(self, rep: Person, moment: Moment) -> Sequence[Context]:
        self.on_gather(rep)
        return [
            replace(one, sources=(SourceState(source="crm", newest_at=moment.now, stale=False),))
            for one in self.contexts.get(rep.id, ())
        ]

    async def norms(self, now: datetime) -> Norms:
        return self.yardstick

    async def as_of(self, now: datetime) -> datetime | None:
        return now - timedelta(minutes=5)
