"""Random books of business, with everything missing somewhere, and random people who ask."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import TypeVar

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
    Lead,
    Product,
    StageChange,
)
from bot.domain.missions import Moment
from bot.domain.people import Person, PersonId, Role
from storage.database import Database
from storage.mirror.syncing import MirrorSync

NOW = datetime(2026, 5, 18, 8, tzinfo=UTC)
MOMENT = Moment(now=NOW, today=NOW.date(), zone="UTC")
_Any = TypeVar("_Any")
STAGES = ("Discovery", "Proposal", "Negotiation")
HIDEABLE = (
    *("deal.amount", "deal.stage", "deal.close_date", "account.industry", "person.region"),
    *(
        "activity.kind",
        "deal.custom.segment",
        "product.list_price",
        "deal.next_step",
        "lead.source",
    ),
    *("stage_change.to_stage", "deal.account_id", "activity.at", "account.name"),
)


@dataclass(slots=True)
class RandomBook:
    """All records of a small company; `hidden` is what each role may not see."""

    people: list[Person] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    products: list[Product] = field(default_factory=list)
    deals: list[Deal] = field(default_factory=list)
    steps: list[StageChange] = field(default_factory=list)
    links: list[DealContact] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    leads: list[Lead] = field(default_factory=list)
    hidden: dict[str, list[str]] = field(default_factory=dict)

    async def store(self, database: Database, workspace: str) -> None:
        """As a sync would have left it."""
        sync = MirrorSync(database, workspace)
        state = await sync.begin("random", NOW, full=True)
        for kind, records in (
            ("person", self.people),
            ("account", self.accounts),
            ("contact", self.contacts),
            ("product", self.products),
            ("deal", self.deals),
            ("stage_change", self.steps),
            ("deal_contact", self.links),
            ("activity", self.activities),
            ("lead", self.leads),
        ):
            await sync.apply(state, kind, records, [], NOW)
        await sync.describe("{}", self.hidden, NOW)
        await sync.finish(replace(state), NOW, NOW, None)


def random_book(dice: Random) -> RandomBook:
    book = RandomBook()
    book.people = _people(dice)
    book.accounts = [_account(dice, n, book) for n in range(dice.randrange(2, 14))]
    book.products = [_product(dice, n) for n in range(dice.randrange(1, 5))]
    book.contacts = [_contact(dice, n, book) for n in range(dice.randrange(0, 15))]
    book.deals = [_deal(dice, n, book) for n in range(dice.randrange(5, 70))]
    book.steps = _steps(dice, book)
    book.links = _links(dice, book)
    book.activities = [_activity(dice, n, book) for n in range(dice.randrange(0, 120))]
    book.leads = [_lead(dice, n, book) for n in range(dice.randrange(0, 15))]
    if dice.random() < 0.5:
        names = dice.sample(HIDEABLE, dice.randrange(1, 4))
        book.hidden = dict.fromkeys(dice.sample(list(Role), 4), names)
    return book


def _maybe(dice: Random, value: _Any, share: float = 0.8) -> _Any | None:
    return value if dice.random() < share else None


def _moment(dice: Random, back: int = 900, ahead: int = 0) -> datetime:
    """Often at midnight, as dates are, and sometimes on the edge of a day."""
    at = NOW - timedelta(days=dice.randrange(-ahead, back))
    midnight = at.replace(hour=0)
    edge = midnight - timedelta(microseconds=1)
    other = midnight + timedelta(seconds=dice.randrange(86_400))
    return min(dice.choice((midnight, midnight, edge, other)), NOW + timedelta(days=ahead))


def _people(dice: Random) -> list[Person]:
    """Managers above managers, at times in a circle; some have left."""
    number = dice.randrange(3, 11)
    ids = [PersonId(f"p{n}") for n in range(number)]
    return [
        Person(
            id=ids[n],
            name=dice.choice(("Ada", "Ben", "Cem", "Dua")) + f" {n}",
            role=Role.MANAGER if n < number // 3 else dice.choice(_ROLES),
            manager_id=_maybe(dice, dice.choice(ids[: max(1, number // 2)])),
            team=_maybe(dice, dice.choice(("North", "South"))),
            region=_maybe(dice, dice.choice(("East", "West"))),
            territory=_maybe(dice, "T1", 0.3),
            active=dice.random() < 0.9,
        )
        for n in range(number)
    ]


_ROLES = (Role.REP, Role.REP, Role.REP, Role.REP, Role.ENABLEMENT, Role.AUDITOR, Role.REVOPS)


def _account(dice: Random, n: int, book: RandomBook) -> Account:
    return Account(
        id=AccountId(f"a{n}"),
        name=f"Firm {n}",
        industry=_maybe(dice, dice.choice(("Retail", "Finance", "retail & more"))),
        country=_maybe(dice, dice.choice(("DE", "US"))),
        employees=_maybe(dice, dice.choice((0, 50, 99, 100, 999, 1000, 5000))),
        revenue=_maybe(dice, Decimal(dice.randrange(10**9)) / 100),
        owner_id=_maybe(dice, dice.choice(book.people).id),
        parent_id=_maybe(dice, AccountId(f"a{dice.randrange(14)}"), 0.3),
        customer_since=_maybe(dice, _moment(dice).date(), 0.5),
    )


def _product(dice: Random, n: int) -> Product:
    return Product(
        id=f"pr{n}",
        name=f"Product {n}",
        family=_maybe(dice, dice.choice(("Line A", "Line B"))),
        list_price=_maybe(dice, Decimal(dice.choice((0, 50, 500, 5_000)))),
    )


def _contact(dice: Random, n: int, book: RandomBook) -> Contact:
    return Contact(
        id=ContactId(f"c{n}"),
        name=f"Contact {n}",
        account_id=_maybe(dice, dice.choice(book.accounts).id),
        role=_maybe(dice, dice.choice(list(ContactRole)), 0.5),
        language=_maybe(dice, dice.choice(("en", "de"))),
        title=_maybe(dice, "CFO", 0.4),
    )


def _deal(dice: Random, n: int, book: RandomBook) -> Deal:
    status = dice.choice(list(DealStatus))
    closed = status is not DealStatus.OPEN
    amount = Decimal(dice.randrange(-100, 12_000_000)) / dice.choice((1, 100))
    return Deal(
        id=DealId(f"d{n}"),
        name=f"Deal {n}",
        owner_id=PersonId("gone") if dice.random() < 0.03 else dice.choice(book.people).id,
        stage=dice.choice(STAGES),
        status=status,
        account_id=_maybe(dice, dice.choice(book.accounts).id),
        product_id=_maybe(dice, dice.choice(book.products).id),
        pipeline=_maybe(dice, "Sales"),
        amount=_maybe(dice, amount),
        currency=_maybe(dice, "EUR"),
        created_at=_maybe(dice, _moment(dice)),
        close_date=_maybe(dice, (NOW + timedelta(days=dice.randrange(-300, 300))).date()),
        closed_at=_maybe(dice, _moment(dice, 600), 0.9) if closed else None,
        next_step=_maybe(dice, dice.choice(("Call", "call back", "100% sure_thing"))),
        forecast_category=_maybe(dice, dice.choice(("commit", "best_case"))),
        lost_reason=_maybe(dice, "Price") if status is DealStatus.LOST else None,
        updated_at=_maybe(dice, _moment(dice, 60)),
        custom={"segment": dice.choice(("mid", "top"))} if dice.random() < 0.5 else {},
    )


def _steps(dice: Random, book: RandomBook) -> list[StageChange]:
    found = {}
    for deal in book.deals:
        for _ in range(dice.randrange(4)):
            at, stage = _moment(dice, 400), dice.choice(STAGES)
            found[deal.id, at, stage] = StageChange(
                deal_id=deal.id,
                to_stage=stage,
                at=at,
                from_stage=_maybe(dice, dice.choice(STAGES), 0.5),
            )
    return list(found.values())


def _links(dice: Random, book: RandomBook) -> list[DealContact]:
    pairs = {(d.id, c.id) for d in book.deals for c in book.contacts if dice.random() < 0.05}
    return [
        DealContact(
            deal_id=deal, contact_id=contact, role=_maybe(dice, dice.choice(list(ContactRole)), 0.5)
        )
        for deal, contact in sorted(pairs)
    ]


def _activity(dice: Random, n: int, book: RandomBook) -> Activity:
    return Activity(
        id=ActivityId(f"act{n}"),
        kind=dice.choice(list(ActivityKind)),
        at=_moment(dice, 200, ahead=5),
        deal_id=_maybe(dice, dice.choice(book.deals).id, 0.7),
        account_id=_maybe(dice, dice.choice(book.accounts).id, 0.5),
        contact_id=_maybe(dice, dice.choice(book.contacts).id, 0.5) if book.contacts else None,
        person_id=_maybe(dice, dice.choice(book.people).id),
        direction=_maybe(dice, dice.choice(list(Direction))),
        subject=_maybe(dice, f"About {n}"),
        thread_id=_maybe(dice, f"t{dice.randrange(6)}"),
        due_at=_maybe(dice, _moment(dice, 60, ahead=30), 0.4),
        done_at=_maybe(dice, _moment(dice, 60), 0.3),
    )


def _lead(dice: Random, n: int, book: RandomBook) -> Lead:
    return Lead(
        id=f"l{n}",
        name=f"Lead {n}",
        source=_maybe(dice, dice.choice(("Web", "Fair"))),
        country=_maybe(dice, "DE", 0.5),
        created_at=_maybe(dice, _moment(dice, 300)),
        owner_id=_maybe(dice, dice.choice(book.people).id),
        status=_maybe(dice, dice.choice(("new", "working"))),
        converted_deal_id=_maybe(dice, dice.choice(book.deals).id, 0.4),
    )


def anybody(dice: Random, book: RandomBook) -> Person:
    """Who asks."""
    return dice.choice((*book.people, _REVOPS))


_REVOPS = Person(id=PersonId("revops"), name="RevOps", role=Role.REVOPS)
