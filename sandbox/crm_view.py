"""The built-in CRM as a colleague sees it in a browser: records to read, fields to change."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.deals import Account, Activity, Contact, Deal, DealStatus, StageChange
from bot.domain.people import Person
from bot.errors import BadInput
from sandbox.crm_fields import field_of, read, written
from storage.crm.description import stages_of
from storage.crm.records import record_of
from storage.crm.store import CrmStore
from storage.crm.tables import accounts, activities, contacts, deal_contacts, deals, people
from storage.crm.tables import stage_history as stages
from storage.database import Database

MOST_LISTED = 40
MOST_ACTIVITIES = 60
Found = TypeVar("Found", Account, Activity, Contact, Deal, Person, StageChange)
Editable = Account | Contact | Deal


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    deal: Deal
    account: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DealRecord:
    """A deal with all that hangs on it; activities and stages newest first."""

    deal: Deal
    account: Account | None
    owner: Person | None
    contacts: tuple[Contact, ...]
    activities: tuple[Activity, ...]
    has_more_activities: bool
    stages: tuple[StageChange, ...]
    names: dict[str, str]
    """Names of the people who are spoken of, by id."""
    offered: dict[str, tuple[str, ...]]
    """Values that fields of the deal may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A change that somebody made on this page."""

    record: str
    field: str
    old: str | None
    new: str | None
    by: str
    at: datetime


class CrmView:
    """Reads what is stored now and writes as any colleague would, under the CRM's own rules."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database, self._clock = database, clock
        self._store = CrmStore(database)
        self._edits: deque[Edit] = deque(maxlen=200)

    @property
    def store(self) -> CrmStore:
        return self._store

    @property
    def database(self) -> Database:
        return self._database

    def edits(self, *records: str) -> list[Edit]:
        """Changes to these records (`kind:id`), the newest first."""
        return [one for one in reversed(self._edits) if one.record in records]

    async def person(self, email: str) -> Person | None:
        async with self._database.read() as connection:
            wanted = select(people).where(func.lower(people.c.email) == email.lower())
            row = (await connection.execute(wanted)).first()
        return None if row is None else _as(Person, "person", row)

    async def deals(self, typed: str, owner: Person | None) -> tuple[list[Listed], int]:
        """Open deals whose name or account holds the words, and how many there are in all."""
        found = (
            select(*deals.c, accounts.c.name.label("account_name"))
            .outerjoin(accounts, accounts.c.id == deals.c.account_id)
            .where(deals.c.status == DealStatus.OPEN.value)
        )
        if owner is not None:
            found = found.where(deals.c.owner_id == owner.id)
        for word in typed.split()[:6]:
            held = (
                column.icontains(word, autoescape=True)
                for column in (deals.c.name, accounts.c.name)
            )
            found = found.where(or_(*held))
        ordered = found.order_by(deals.c.close_date.is_(None), deals.c.close_date, deals.c.id)
        async with self._database.read() as connection:
            rows = (await connection.execute(ordered.limit(MOST_LISTED))).all()
            counted = select(func.count()).select_from(found.subquery())
            total = (await connection.execute(counted)).scalar_one()
        return [
            Listed(deal=_as(Deal, "deal", row), account=row.account_name) for row in rows
        ], total

    async def deal(self, id: str) -> DealRecord | None:
        async with self._database.read() as connection:
            row = (await connection.execute(select(deals).where(deals.c.id == id))).first()
            return None if row is None else await _whole(connection, _as(Deal, "deal", row))

    async def edit(
        self,
        kind: str,
        id: str,
        name: str,
        text: str | None,
        *,
        version: int,
        by: Person | None,
        who: str,
    ) -> Edit:
        """Changes one field. Raises BadInput where that is not allowed, in the CRM's own words."""
        field = field_of(kind, name)
        old = await self._store.find(kind, id)
        if not isinstance(old, Account | Contact | Deal):
            raise BadInput("That record is gone. Nothing was changed.")
        if old.version != version:
            raise BadInput(
                "Somebody changed this record after you opened it. Nothing was changed."
                " Look at it again first."
            )
        value = read(field, text)
        at = self._clock()
        await self._store.put([_changed(old, name, value, at)], at, by.id if by else None)
        edit = Edit(
            record=f"{kind}:{id}",
            field=field.label,
            old=written(getattr(old, name)),
            new=written(value),
            by=who,
            at=at,
        )
        self._edits.append(edit)
        return edit


def _changed(old: Editable, name: str, value: object, at: datetime) -> Editable:
    changes: dict[str, Any] = {name: value}
    if isinstance(old, Deal):
        changes["updated_at"] = at
        if name == "status":
            changes["closed_at"] = None if value is DealStatus.OPEN else at
    return replace(old, **changes)


def _as(made: type[Found], kind: str, row: Any) -> Found:
    found = record_of(kind, row)
    if not isinstance(found, made):
        raise TypeError(kind)
    return found


async def _whole(connection: AsyncConnection, deal: Deal) -> DealRecord:
    account = await _one(connection, Account, "account", accounts, deal.account_id)
    owner = await _one(connection, Person, "person", people, deal.owner_id)
    on_deal = select(deal_contacts.c.contact_id).where(deal_contacts.c.deal_id == deal.id)
    known = await connection.execute(
        select(contacts).where(contacts.c.id.in_(on_deal)).order_by(contacts.c.name).limit(50)
    )
    acts = (
        await connection.execute(
            select(activities)
            .where(activities.c.deal_id == deal.id)
            .order_by(activities.c.at.desc(), activities.c.id)
            .limit(MOST_ACTIVITIES + 1)
        )
    ).all()
    moves = await connection.execute(
        select(stages).where(stages.c.deal_id == deal.id).order_by(stages.c.at.desc()).limit(100)
    )
    listed = tuple(_as(Activity, "activity", row) for row in acts[:MOST_ACTIVITIES])
    moved = tuple(_as(StageChange, "stage_change", row) for row in moves)
    return DealRecord(
        deal=deal,
        account=account,
        owner=owner,
        contacts=tuple(_as(Contact, "contact", row) for row in known),
        activities=listed,
        has_more_activities=len(acts) > MOST_ACTIVITIES,
        stages=moved,
        names=await _names(connection, listed, moved),
        offered=await _offered(connection, deal),
    )


async def _one(
    connection: AsyncConnection, made: type[Found], kind: str, table: Any, id: str | None
) -> Found | None:
    row = (await connection.execute(select(table).where(table.c.id == id))).first()
    return None if row is None else _as(made, kind, row)


async def _names(
    connection: AsyncConnection, acts: Sequence[Activity], moves: Sequence[StageChange]
) -> dict[str, str]:
    ids = {one.person_id for one in acts} | {one.by for one in moves}
    ids |= {one.contact_id for one in acts}
    found: dict[str, str] = {}
    for table in (people, contacts):
        named = select(table.c.id, table.c.name).where(table.c.id.in_(ids - {None}))
        found |= {row.id: row.name for row in await connection.execute(named)}
    return found


async def _offered(connection: AsyncConnection, deal: Deal) -> dict[str, tuple[str, ...]]:
    pipeline = [one for one in await stages_of(connection) if one.pipeline == (deal.pipeline or "")]
    used = select(deals.c.forecast_category).distinct().limit(20)
    categories = sorted(row for row in (await connection.execute(used)).scalars() if row)
    return {"stage": tuple(one.name for one in pipeline), "forecast_category": tuple(categories)}
