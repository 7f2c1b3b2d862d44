"""Cases: a decision with all that a word on it depends on, read from one state of the rows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.deals import Contact, Deal
from bot.domain.decisions import RouteLead, contact_of
from bot.domain.lifecycle import Decision, WordKind
from bot.domain.people import Person, PersonId, Role
from bot.policy.approvals import Circle
from storage.codec import Codec
from storage.database import Database
from storage.decision_rows import decisions_from
from storage.mirror.rows import columns_of, deal_of, person_of
from storage.mirror.rows import contact_of as contact_from
from storage.people import everybody
from storage.tables.decisions import decisions
from storage.tables.mirror import contacts, deal_contacts, deals, leads, people
from storage.tables.people_calendar import absences

_DEPTH = 12  # nobody has more managers above them; and circles of managers do no harm


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """`people` are all who have to do with it, by id. `deal` is None for a lead, or where the CRM
    has it no more.
    """

    decision: Decision
    deal: Deal | None
    contact: Contact | None
    circle: Circle
    people: dict[PersonId, Person] = field(hash=False)

    @property
    def subject(self) -> str:
        """What the decision is about, by the name that people know."""
        return self.deal.name if self.deal else self.decision.deal_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases:
    """The cases of one workspace. Whose deal it is comes from the mirror, each time anew."""

    database: Database
    workspace: str
    codec: Codec = field(default_factory=Codec)

    async def find(
        self, decision_id: str, at: datetime, also: Collection[PersonId] = ()
    ) -> Case | None:
        """`also` are people whom the word names."""
        query = select(decisions).where(
            decisions.c.workspace == self.workspace, decisions.c.id == decision_id
        )
        async with self.database.read() as connection:
            rows = (await connection.execute(query)).all()
            found = await decisions_from(connection, rows, self.workspace, self.codec)
            return await self._case(connection, found[0], at, also) if found else None

    async def contacts(self, deal: Deal | None) -> list[Contact]:
        """Those named on the deal, then the others of its account, each group by name."""
        if deal is None:
            return []
        of, linked = contacts.c, deal_contacts.c
        named = select(linked.contact_id).where(
            *self._live(deal_contacts), linked.deal_id == deal.id
        )
        query = select(*columns_of(contacts, Contact)).where(
            *self._live(contacts), or_(of.id.in_(named), of.account_id == deal.account_id)
        )
        async with self.database.read() as connection:
            ids = set(await connection.scalars(named))
            found = [contact_from(row) for row in await connection.execute(query)]
        return sorted(found, key=lambda c: (c.id not in ids, c.name, c.id))

    async def everybody(self) -> list[Person]:
        async with self.database.read() as connection:
            return await everybody(connection, self.workspace)

    async def _case(
        self,
        connection: AsyncConnection,
        decision: Decision,
        at: datetime,
        also: Collection[PersonId],
    ) -> Case:
        deal = await self._deal(connection, decision)
        owner_id = await self._owner(connection, decision, deal)
        named = {word.by for word in decision.words} | {decision.assignee_id, *also}
        people, above = await self._people(connection, owner_id, named)
        away = await self._away(connection, [*people], at.date())
        circle = Circle(
            owner=people.get(owner_id) if owner_id else None,
            above=tuple(above),
            revops=tuple(p for p in people.values() if p.role is Role.REVOPS and p.active),
            delegate=_delegate(decision),
            away=away,
        )
        contact = await self._contact(connection, decision)
        return Case(decision=decision, deal=deal, contact=contact, circle=circle, people=people)

    async def _deal(self, connection: AsyncConnection, decision: Decision) -> Deal | None:
        query = select(*columns_of(deals, Deal)).where(
            *self._live(deals), deals.c.id == decision.deal_id
        )
        row = (await connection.execute(query)).one_or_none()
        return None if row is None else deal_of(row)

    async def _contact(self, connection: AsyncConnection, decision: Decision) -> Contact | None:
        contact_id = contact_of(decision.action)
        if contact_id is None:
            return None
        query = select(*columns_of(contacts, Contact)).where(
            *self._live(contacts), contacts.c.id == contact_id
        )
        row = (await connection.execute(query)).one_or_none()
        return None if row is None else contact_from(row)

    async def _owner(
        self, connection: AsyncConnection, decision: Decision, deal: Deal | None
    ) -> PersonId | None:
        if deal is not None:
            return deal.owner_id
        if not isinstance(decision.action, RouteLead):
            return None
        query = select(leads.c.owner_id).where(
            *self._live(leads), leads.c.id == decision.action.lead_id
        )
        row = (await connection.execute(query)).one_or_none()
        # A lead that nobody owns yet is whoever's it was proposed to.
        return None if row is None else row.owner_id or decision.rep_id

    async def _people(
        self, connection: AsyncConnection, owner_id: PersonId | None, named: Collection[PersonId]
    ) -> tuple[dict[PersonId, Person], Sequence[Person]]:
        """Everybody who has to do with it, and of them the owner's managers, nearest first."""
        of = people.c
        chain = (
            select(of.id, of.manager_id, literal(0, Integer).label("depth"))
            .where(*self._live(people), of.id == owner_id)
            .cte("chain", recursive=True)
        )
        boss = people.alias("boss")
        chain = chain.union_all(
            select(boss.c.id, boss.c.manager_id, chain.c.depth + 1).where(
                boss.c.workspace == self.workspace,
                boss.c.deleted_at.is_(None),
                boss.c.id == chain.c.manager_id,
                chain.c.depth < _DEPTH,
            )
        )
        depths = {
            row.id: row.depth for row in reversed((await connection.execute(select(chain))).all())
        }
        rows = await connection.execute(
            select(*columns_of(people, Person)).where(
                *self._live(people),
                or_(of.id.in_([*depths, *named]), of.role == Role.REVOPS),
            )
        )
        found = {person.id: person for person in sorted(map(person_of, rows), key=lambda p: p.id)}
        higher = [p for p in found.values() if p.id in depths and p.id != owner_id]
        return found, sorted(higher, key=lambda p: depths[p.id])

    async def _away(
        self, connection: AsyncConnection, ids: Sequence[PersonId], today: date
    ) -> frozenset[PersonId]:
        of = absences.c
        rows = await connection.scalars(
            select(of.person_id).where(
                of.workspace == self.workspace,
                of.person_id.in_(ids),
                of.first_day <= today,
                of.last_day >= today,
            )
        )
        return frozenset(rows)

    def _live(self, table: Any) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return (table.c.workspace == self.workspace, table.c.deleted_at.is_(None))


def _delegate(decision: Decision) -> PersonId | None:
    """Who was asked last to decide in the owner's place."""
    named = [word.reason for word in decision.words if word.event is WordKind.DELEGATE]
    return PersonId(named[-1]) if named else None
