"""A book of business of any size, made up in memory and put straight into the mirror."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice
from random import Random

from bot.domain.deals import (
    Account,
    AccountId,
    Activity,
    ActivityId,
    ActivityKind,
    Contact,
    ContactId,
    ContactRole,
    Deal,
    DealContact,
    DealId,
    DealStatus,
    Direction,
    StageChange,
)
from bot.domain.people import Person, PersonId, Role
from storage.database import Database
from storage.mirror.rows import Record
from storage.mirror.syncing import MirrorSync

_BATCH = 5_000
_STAGES = ("Discovery", "Qualification", "Proposal", "Negotiation")
_TOPICS = ("single sign-on", "the data export", "the Polish interface", "on-site training")
_FIRMS = ("Nordlicht", "Harbour", "Almond", "Cobalt", "Juniper", "Meridian", "Osprey", "Tamarind")
_TRADES = ("Logistics", "Foods", "Textiles", "Optics", "Printing", "Energy", "Tooling", "Farms")
_FIRST = ("Anke", "Lars", "Priya", "Tomas", "Wei", "Ines", "Owen", "Fatima", "Jonas", "Mira")
_LAST = ("Petersen", "Okafor", "Silva", "Nowak", "Lindqvist", "Moreau", "Haddad", "Byrne")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
# What may want an answer, a call or a reminder, and what is simply said as time goes by.
_URGENT = {
    Direction.INBOUND: (
        "Hi {us}, could you tell us whether {topic} is part of the {seats}-seat plan? {them}",
        "We would need {topic} before we can sign. What would that cost for {seats} users?",
        "Our budget is frozen until the new quarter, please get back to us then. {them}",
        "Legal has a few remarks on the contract, they will send them by {day}. {them}",
        "To be honest the price for {seats} seats is higher than what we were offered elsewhere.",
    ),
    Direction.OUTBOUND: (
        "Hello {them}, I will send you the notes on {topic} by {day}. Kind regards, {us}",
        "Hi {them}, is there any news from your side? Happy to explain {topic} again. {us}",
    ),
    Direction.INTERNAL: (
        "Talked to {them}: decision by the end of the month, they want {topic} first.",
        "{them} is on holiday until {day}; the assistant was friendly.",
    ),
}
_CALM = {
    Direction.INBOUND: (
        "{day} suits us well, looking forward to hearing more about {topic}. Best, {them}",
        "All fine from our side, {us}. The workshop was good, people liked {topic}.\n\n{them}",
        "Thank you for the notes. I have passed them on to the team of {seats}. {them}",
        "Received with thanks, we are reading it now. Regards, {them}",
    ),
    Direction.OUTBOUND: (
        "Dear {them}, here is the offer for {seats} seats as discussed. Kind regards, {us}",
        "Thank you for your time today, {them}. The slides on {topic} are attached. {us}",
        "Hello {them}, the summary of our talk about {topic} is below. Best, {us}",
    ),
    Direction.INTERNAL: (
        "Talked to {them}. They like {topic} and the {seats}-seat plan.",
        "Internal: {seats} seats, all on track, next step is agreed with {them}.",
        "Good demo of {topic}, {them} brought two colleagues.",
    ),
}
_WAYS = (
    (ActivityKind.EMAIL, Direction.INBOUND),
    (ActivityKind.EMAIL, Direction.OUTBOUND),
    (ActivityKind.NOTE, Direction.INTERNAL),
    (ActivityKind.CALL, Direction.INTERNAL),
)
_HOT = 0.2  # the share of deals in which something urgent is said


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much there is: open deals per rep, and activities per deal."""

    reps: int
    deals: int
    activities: int = 8


def rep_of(number: int) -> Person:
    name = f"{_FIRST[number % len(_FIRST)]} {_LAST[number % len(_LAST)]} {number}"
    return Person(id=PersonId(f"rep{number:05}"), name=name, role=Role.REP)


async def fill(database: Database, workspace: str, size: Size, now: datetime, seed: int) -> int:
    """Writes everything; returns how many records that are."""
    mirror = MirrorSync(database, workspace)
    state = await mirror.begin("bench", now, full=True)
    written = 0
    for kind, records in _kinds(size, now, seed):
        rest = iter(records)
        while batch := list(islice(rest, _BATCH)):
            await mirror.apply(state, kind, batch, [], now)
            written += len(batch)
    await mirror.finish(replace(state), now, now, None)
    return written


def _kinds(size: Size, now: datetime, seed: int) -> Iterator[tuple[str, Iterable[Record]]]:
    """Each kind is made anew from the same seed, so that nothing has to be kept in memory."""
    yield "person", (rep_of(number) for number in range(size.reps))
    for kind, wanted in (
        ("account", Account),
        ("contact", Contact),
        ("deal", Deal),
        ("stage_change", StageChange),
        ("deal_contact", DealContact),
        ("activity", Activity),
    ):
        yield kind, (r for r in _records(size, now, seed) if isinstance(r, wanted))


def _records(size: Size, now: datetime, seed: int) -> Iterator[Record]:
    random = Random(seed)
    for rep in range(size.reps):
        for number in range(size.deals):
            yield from _deal(rep_of(rep), f"{rep:05}-{number:03}", size, now, random)


def _deal(rep: Person, key: str, size: Size, now: datetime, random: Random) -> Iterator[Record]:
    """One deal in five was won: what is usual is learnt from those."""
    account = AccountId(f"acc{key}")
    firm = f"{random.choice(_FIRMS)} {random.choice(_TRADES)} {key}"
    contacts = [_contact(account, key, place, random) for place in range(2)]
    yield Account(id=account, name=firm, country="DE", employees=random.randrange(20, 4_000))
    yield from contacts
    won = key.endswith(("0", "5")) and size.deals > 4
    deal = _open_deal(rep, account, firm, key, now, random)
    yield deal
    if won:
        closed = now - timedelta(days=random.randrange(5, 90))
        yield replace(
            deal, id=DealId(f"won{key}"), status=DealStatus.WON, closed_at=closed, version=2
        )
        yield from _steps(DealId(f"won{key}"), 3, closed, random)
    yield from _steps(deal.id, _STAGES.index(deal.stage), now, random)
    for contact in contacts:
        yield DealContact(deal_id=deal.id, contact_id=contact.id, role=contact.role)
    yield from _talk(rep, deal, contacts, size.activities, now, random)


def _open_deal(
    rep: Person, account: AccountId, firm: str, key: str, now: datetime, random: Random
) -> Deal:
    return Deal(
        id=DealId(f"deal{key}"),
        name=f"{firm} – {random.randrange(5, 400)} seats",
        owner_id=rep.id,
        account_id=account,
        stage=random.choice(_STAGES),
        status=DealStatus.OPEN,
        amount=Decimal(random.randrange(2_000, 250_000)),
        currency="EUR",
        created_at=now - timedelta(days=random.randrange(30, 100)),
        close_date=(now + timedelta(days=random.randrange(25, 150))).date(),
        next_step=random.choice(("Send the offer", "Call", "Workshop")),
        next_step_due=(now + timedelta(days=random.randrange(2, 20))).date(),
        version=random.randrange(1, 9),
    )


def _contact(account: AccountId, key: str, place: int, random: Random) -> Contact:
    first, last = random.choice(_FIRST), random.choice(_LAST)
    return Contact(
        id=ContactId(f"con{key}-{place}"),
        account_id=account,
        name=f"{first} {last}",
        email=f"{first}.{last}.{key}@firm.example".lower(),
        role=(ContactRole.CHAMPION, ContactRole.ECONOMIC_BUYER)[place],
        language="en",
    )


def _steps(deal: DealId, upto: int, now: datetime, random: Random) -> Iterator[StageChange]:
    at = now - timedelta(days=random.randrange(25, 95))
    for number, stage in enumerate(_STAGES[: upto + 1]):
        yield StageChange(
            deal_id=deal,
            to_stage=stage,
            at=at + timedelta(days=number * random.randrange(1, 8)),
            from_stage=_STAGES[number - 1] if number else None,
        )


def _talk(
    rep: Person,
    deal: Deal,
    contacts: Sequence[Contact],
    number: int,
    now: datetime,
    random: Random,
) -> Iterator[Activity]:
    said = _URGENT if random.random() < _HOT else _CALM
    for place in range(number):
        contact = random.choice(contacts)
        kind, direction = random.choice(_WAYS)
        body = random.choice(said[direction]).format(
            us=rep.name,
            them=contact.name,
            topic=random.choice(_TOPICS),
            day=random.choice(_DAYS),
            seats=random.randrange(5, 400),
        )
        yield Activity(
            id=ActivityId(f"act{deal.id}-{place}"),
            kind=kind,
            direction=direction,
            at=now - timedelta(hours=20 + 100 * place + random.randrange(80)),
            deal_id=deal.id,
            account_id=deal.account_id,
            contact_id=contact.id,
            person_id=rep.id,
            subject=f"Re: {deal.name}" if kind is ActivityKind.EMAIL else None,
            body=body,
            thread_id=f"thread-{deal.id}",
        )
