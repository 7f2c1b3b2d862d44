"""A company of six: a manager with two reps, somebody else's rep, a learner, an auditor."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from bot.answers.ask import Answers
from bot.answers.model import Model
from bot.answers.plan import Filter, Op, Plan
from bot.domain.deals import Account, AccountId, Deal, DealStatus
from bot.domain.missions import Moment
from bot.domain.people import Person, PersonId, Role
from storage.database import Database
from storage.mirror.rows import Record
from storage.mirror.syncing import MirrorSync
from tests.fakes.business import account, deal, person

NOW = datetime(2026, 5, 18, 8, tzinfo=UTC)
MOMENT = Moment(now=NOW, today=NOW.date(), zone="UTC")
MODEL = Model.load()
BOSS = person("boss", role=Role.MANAGER, team="North")
ANN = person("ann", manager_id=PersonId("boss"), team="North")
BEN = person("ben", manager_id=PersonId("boss"), team="North")
EVE = person("eve", team="South")
LEARNER = person("lea", role=Role.ENABLEMENT)
AUDITOR = person("aud", role=Role.AUDITOR)
PEOPLE = (BOSS, ANN, BEN, EVE, LEARNER, AUDITOR)


def of(name: str, *values: str, op: Op = Op.IS) -> Filter:
    return Filter(field=name, op=op, values=values)


def sold(key: str, owner: Person, amount: int | None, days: int = 10, **given: Any) -> Deal:
    return deal(
        key,
        **{
            "owner_id": owner.id,
            "status": DealStatus.WON,
            "amount": None if amount is None else Decimal(amount),
            "currency": "EUR",
            "created_at": NOW - timedelta(days=days + 30),
            "closed_at": NOW - timedelta(days=days),
            **given,
        },
    )


def waiting(key: str, owner: Person, amount: int | None, **given: Any) -> Deal:
    days = NOW - timedelta(days=40)
    return sold(
        key,
        owner,
        amount,
        **{"status": DealStatus.OPEN, "closed_at": None, "created_at": days, **given},
    )


BOOK: tuple[Record, ...] = (
    *PEOPLE,
    account("acme", industry="Retail"),
    account("hidden", industry="Finance"),
    sold("w1", ANN, 1_000),
    sold("w2", BEN, 3_000, days=100),
    sold("w3", EVE, 9_000, account_id=AccountId("hidden")),
    sold("l1", ANN, 500, status=DealStatus.LOST),
    waiting("o1", ANN, 200, close_date=date(2026, 6, 1)),
    waiting("o2", EVE, 400, account_id=AccountId("hidden")),
)


async def answers_over(database: Database, records: Sequence[Record] = BOOK) -> Answers:
    sync = MirrorSync(database, "home")
    state = await sync.begin("test", NOW, full=True)
    kinds = {Person: "person", Account: "account", Deal: "deal"}
    for kind, name in kinds.items():
        some = [record for record in records if isinstance(record, kind)]
        await sync.apply(state, name, some, [], NOW)
    await sync.finish(replace(state), NOW, NOW, None)
    return Answers.over(database, "home", MODEL)


BOOKINGS = Plan(measures=("bookings",))
