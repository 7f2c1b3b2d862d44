"""Twelve days of a small team, of which is known how every evening truly was."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

from bot.domain.deals import Deal, DealId, DealStatus
from bot.domain.people import Person, PersonId, Role
from storage.database import Database
from storage.mirror.syncing import MirrorSync

DAYS = [date(2026, 3, 1) + timedelta(days=n) for n in range(12)]
PEOPLE = [
    Person(id=PersonId("boss"), name="Boss", role=Role.MANAGER),
    Person(id=PersonId("ann"), name="Ann", role=Role.REP, manager_id=PersonId("boss")),
    Person(id=PersonId("ben"), name="Ben", role=Role.REP, manager_id=PersonId("boss")),
    Person(id=PersonId("eve"), name="Eve", role=Role.REP),
    Person(id=PersonId("ops"), name="Ops", role=Role.REVOPS),
]
SEEN = {"boss": {"boss", "ann", "ben"}, "ann": {"ann"}, "ben": {"ben"}, "eve": {"eve"}}
Snapshot = Mapping[str, Deal]


def at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


@dataclass
class Diary:
    """Every evening's deals, as they truly were."""

    evenings: list[dict[str, Deal]]

    @property
    def now(self) -> Snapshot:
        return self.evenings[-1]


async def lived(dice: Random, database: Database, workspace: str) -> Diary:
    """Twelve days of a small team, synced each evening."""
    sync = MirrorSync(database, workspace)
    state = await sync.begin("lived", at(DAYS[0], 0), full=True)
    await sync.apply(state, "person", PEOPLE, [], at(DAYS[0], 0))
    deals: dict[str, Deal] = {}
    diary = Diary([])
    for day in DAYS:
        changed = {key: _changed(dice, deal, day) for key, deal in deals.items()}
        deals = changed | {d.id: d for d in _new(dice, day, len(deals))}
        await sync.apply(state, "deal", list(deals.values()), [], at(day, 20))
        diary.evenings.append(dict(deals))
    await sync.finish(replace(state), at(DAYS[0], 0), at(DAYS[-1], 21), None)
    return diary


def _new(dice: Random, day: date, number: int) -> list[Deal]:
    return [
        Deal(
            id=DealId(f"d{number + n:03}"),
            name="A deal",
            owner_id=PersonId(dice.choice(("ann", "ben", "eve"))),
            stage="Proposal",
            status=DealStatus.OPEN,
            amount=_amount(dice),
            currency="EUR",
            created_at=at(day, dice.randrange(20)),
            close_date=_close_date(dice),
        )
        for n in range(dice.randrange(3))
    ]


def _amount(dice: Random) -> Decimal | None:
    return Decimal(dice.randrange(1, 500_000)) / 100 if dice.random() < 0.9 else None


def _close_date(dice: Random) -> date | None:
    return DAYS[0] + timedelta(days=dice.randrange(40)) if dice.random() < 0.9 else None


def _changed(dice: Random, deal: Deal, day: date) -> Deal:
    if dice.random() < 0.6:
        return deal
    deal = replace(deal, updated_at=at(day, dice.randrange(1, 20)) if dice.random() < 0.5 else None)
    if deal.status is not DealStatus.OPEN:
        return replace(deal, status=DealStatus.OPEN, closed_at=None)
    match dice.randrange(5):
        case 0:
            return replace(deal, amount=_amount(dice))
        case 1:
            return replace(deal, close_date=_close_date(dice))
        case 2:
            return replace(deal, owner_id=PersonId(dice.choice(("ann", "ben", "eve"))))
        case 3:
            return replace(deal, amount=_amount(dice), close_date=_close_date(dice))
        case _:
            status = dice.choice((DealStatus.WON, DealStatus.LOST))
            return replace(deal, status=status, closed_at=at(day, dice.randrange(20)))
