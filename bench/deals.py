"""A large sales history, made up and written straight into the mirror: what answers are read from.

Shaped like a real one: half of the deals won, a quarter lost, the rest open; each with an owner in
a team and a region, an account in an industry, a product in a family.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

from bot.domain.deals import Account, AccountId, Deal, DealId, DealStatus, Product, StageChange
from bot.domain.people import Person, PersonId, Role

NOW = datetime(2017, 12, 31, 8, tzinfo=UTC)
REGIONS = ("Central", "East", "West")
INDUSTRIES = ("retail", "medical", "finance", "software", "services", "technology")
FAMILIES = ("GTX", "MG", "GTK")
PRODUCTS = 7
_DEALS_A_REP, _DEALS_AN_ACCOUNT, _REPS_A_MANAGER = 1_000, 10, 10
_PRICES = (550, 4_821, 55, 3_393, 1_096, 5_482, 26_768)
_DAYS = 1_000


def reps(deals: int) -> int:
    return max(10, deals // _DEALS_A_REP)


def people(deals: int) -> Iterator[Person]:
    for number in range(reps(deals) // _REPS_A_MANAGER):
        yield Person(id=PersonId(f"m{number}"), name=f"Manager {number}", role=Role.MANAGER)
    for number in range(reps(deals)):
        manager = number // _REPS_A_MANAGER
        yield Person(
            id=PersonId(f"p{number}"),
            name=f"Rep {number}",
            role=Role.REP,
            manager_id=PersonId(f"m{manager}"),
            team=f"Team {manager}",
            region=REGIONS[manager % len(REGIONS)],
        )


def accounts(deals: int) -> Iterator[Account]:
    for number in range(deals // _DEALS_AN_ACCOUNT):
        yield Account(
            id=AccountId(f"a{number}"),
            name=f"Account {number}",
            industry=INDUSTRIES[number % len(INDUSTRIES)],
            country="United States",
            employees=number * 37 % 5_000,
            parent_id=AccountId("a0") if number % 6 == 5 else None,
        )


def products() -> Iterator[Product]:
    for number in range(PRODUCTS):
        yield Product(
            id=f"pr{number}",
            name=f"Product {number}",
            family=FAMILIES[number % len(FAMILIES)],
            list_price=Decimal(_PRICES[number]),
        )


def deals(count: int, seed: int = 7) -> Iterator[Deal]:
    dice = Random(seed)
    for number in range(count):
        yield _deal(dice, number, count)


def _deal(dice: Random, number: int, count: int) -> Deal:
    status = dice.choices((DealStatus.WON, DealStatus.LOST, DealStatus.OPEN), (48, 28, 24))[0]
    product = dice.randrange(PRODUCTS)
    created = NOW - timedelta(days=dice.randrange(1, _DAYS), hours=8)
    closed = created + timedelta(days=dice.randrange(1, 140))
    is_open = status is DealStatus.OPEN or closed > NOW
    amount = Decimal(_PRICES[product]) * dice.randrange(80, 121) / 100
    return Deal(
        id=DealId(f"d{number:07}"),
        name=f"Deal {number}",
        owner_id=PersonId(f"p{dice.randrange(reps(count))}"),
        stage="Engaging" if is_open else status.value.title(),
        status=DealStatus.OPEN if is_open else status,
        account_id=AccountId(f"a{dice.randrange(count // _DEALS_AN_ACCOUNT)}")
        if dice.random() < 0.85
        else None,
        product_id=f"pr{product}",
        pipeline="Sales",
        amount=Decimal(0) if status is DealStatus.LOST and not is_open else amount,
        currency="USD",
        created_at=created if dice.random() < 0.95 else None,
        close_date=(NOW + timedelta(days=dice.randrange(-60, 200))).date() if is_open else None,
        closed_at=None if is_open else closed,
    )


def steps(count: int, seed: int = 7) -> Iterator[StageChange]:
    """Into Engaging when a deal was created, and out when it was closed."""
    for deal in deals(count, seed):
        if deal.created_at is not None:
            yield StageChange(deal_id=deal.id, to_stage="Engaging", at=deal.created_at)
        if deal.closed_at is not None:
            yield StageChange(
                deal_id=deal.id, from_stage="Engaging", to_stage=deal.stage, at=deal.closed_at
            )
