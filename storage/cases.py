"""Cases: decisions with all that a word on them depends on, read from one state of the rows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.deals import Contact, Deal, Lead
from bot.domain.decisions import RouteLead, contact_of, sender_of
from bot.domain.lifecycle import Decision, WordKind
from bot.domain.people import Person, PersonId, Role
from bot.policy.approvals import Circle
from bot.policy.rulings import Ruling
from storage.case_people import above, absent, with_managers
from storage.codec import Codec
from storage.database import Database
from storage.decision_rows import decisions_from
from storage.mirror.rows import columns_of, deal_of, lead_of
from storage.mirror.rows import contact_of as contact_from
from storage.people import everybody
from storage.tables.decisions import decisions
from storage.tables.mirror import contacts, deal_contacts, deals, leads
from storage.together import Together


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """`people` are all who have to do with it, by id. A decision is about a `deal` or a `lead`,
    both None where the CRM has it no more. `ruling` is what the policies said of exactly this
    content before any approval.
    """

    decision: Decision
    deal: Deal | None
    contact: Contact | None
    circle: Circle
    people: Mapping[PersonId, Person] = field(hash=False)
    ruling: Ruling | None = None
    lead: Lead | None = None

    @property
    def subject(self) -> str:
        """What the decision is about, by the name that people know."""
        if self.lead is not None:
            company = f" ({self.lead.company})" if self.lead.company else ""
            return f"{self.lead.name}{company}"
        return self.deal.name if self.deal else self.decision.deal_id


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    decision_id: str
    at: datetime
    also: frozenset[PersonId]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Around:
    """What several decisions have around them, each by its id."""

    deals: Mapping[str, Deal]
    contacts: Mapping[str, Contact]
    leads: Mapping[str, Lead]
    rulings: Mapping[str, Ruling]

    def owner_of(self, decision: Decision) -> PersonId | None:
        deal = self.deal_of(decision)
        if deal is not None:
            return deal.owner_id
        lead = self.lead_of(decision)
        # A lead that nobody owns yet is whoever's it was proposed to.
        return None if lead is None else lead.owner_id or decision.rep_id

    def deal_of(self, decision: Decision) -> Deal | None:
        """A lead may have the id that some deal has."""
        if isinstance(decision.action, RouteLead):
            return None
        return self.deals.get(decision.deal_id)

    def lead_of(self, decision: Decision) -> Lead | None:
        action = decision.action
        return self.leads.get(action.lead_id) if isinstance(action, RouteLead) else None


class Cases:
    """The cases of one workspace. Whose deal it is comes from the mirror, each time anew."""

    def __init__(self, database: Database, workspace: str, codec: Codec | None = None) -> None:
        self.database = database
        self.workspace = workspace
        self.codec = codec or Codec()
        self._asked = Together(self._read)

    async def find(
        self, decision_id: str, at: datetime, also: Collection[PersonId] = ()
    ) -> Case | None:
        """`also` are people whom the word names."""
        return await self._asked.ask(_Asked(decision_id=decision_id, at=at, also=frozenset(also)))

    async def about(self, decision: Decision, at: datetime) -> Case:
        """The case that a decision would be which has no row yet."""
        asked = _Asked(decision_id=decision.id, at=at, also=frozenset())
        async with self.database.read() as connection:
            around = await self._around(connection, [decision], {})
            (made,) = await self._cases(connection, [asked], [decision], around)
        if made is None:
            raise LookupError(decision.id)
        return made

    async def contacts(self, deal: Deal | None) -> list[Contact]:
        """Those named on the deal, then the others of its account, each group by name."""
        if deal is None:
            return []
        of, linked = contacts.c, deal_contacts.c
        named = select(linked.contact_id).where(
            linked.workspace == self.workspace,
            linked.deleted_at.is_(None),
            linked.deal_id == deal.id,
        )
        query = select(*columns_of(contacts, Contact)).where(
            of.workspace == self.workspace,
            of.deleted_at.is_(None),
            or_(of.id.in_(named), of.account_id == deal.account_id),
        )
        async with self.database.read() as connection:
            ids = set(await connection.scalars(named))
            found = [contact_from(row) for row in await connection.execute(query)]
        return sorted(found, key=lambda c: (c.id not in ids, c.name, c.id))

    async def everybody(self) -> list[Person]:
        async with self.database.read() as connection:
            return await everybody(connection, self.workspace)

    async def _read(self, asked: Sequence[_Asked]) -> list[Case | None]:
        ids = {one.decision_id for one in asked}
        query = select(decisions).where(
            decisions.c.workspace == self.workspace, decisions.c.id.in_(ids)
        )
        async with self.database.read() as connection:
            rows = (await connection.execute(query)).all()
            found = await decisions_from(connection, rows, self.workspace, self.codec)
            rulings = {
                row.id: self.codec.ruling.validate_json(row.ruling)
                for row in rows
                if row.ruling is not None
            }
            around = await self._around(connection, found, rulings)
            return await self._cases(connection, asked, found, around)

    async def _cases(
        self,
        connection: AsyncConnection,
        asked: Sequence[_Asked],
        found: Sequence[Decision],
        around: _Around,
    ) -> list[Case | None]:
        known = {decision.id: decision for decision in found}
        owners = {owner for d in found if (owner := around.owner_of(d)) is not None}
        named = {d.assignee_id for d in found} | {word.by for d in found for word in d.words}
        named |= {s for s in (sender_of(d.action) for d in found) if s is not None}
        for one in asked:
            named |= one.also
        people = await with_managers(connection, self.workspace, owners, named)
        days = {one.at.date() for one in asked}
        away = await absent(connection, self.workspace, people, days)
        made = []
        for one in asked:
            decision = known.get(one.decision_id)
            there = away.get(one.at.date(), frozenset())
            made.append(None if decision is None else _case(decision, around, people, there))
        return made

    async def _around(
        self,
        connection: AsyncConnection,
        found: Sequence[Decision],
        rulings: Mapping[str, Ruling],
    ) -> _Around:
        actions = [decision.action for decision in found]
        contact_ids = {c for c in map(contact_of, actions) if c is not None}
        lead_ids = {action.lead_id for action in actions if isinstance(action, RouteLead)}
        deal_ids = {decision.deal_id for decision in found}
        of_deals = await self._rows(connection, deals, columns_of(deals, Deal), deal_ids)
        columns = columns_of(contacts, Contact)
        of_contacts = await self._rows(connection, contacts, columns, contact_ids)
        of_leads = await self._rows(connection, leads, columns_of(leads, Lead), lead_ids)
        return _Around(
            deals={row.id: deal_of(row) for row in of_deals},
            contacts={row.id: contact_from(row) for row in of_contacts},
            leads={row.id: lead_of(row) for row in of_leads},
            rulings=rulings,
        )

    async def _rows(
        self,
        connection: AsyncConnection,
        table: Table,
        columns: Sequence[ColumnElement[Any]],
        ids: Collection[str],
    ) -> Sequence[Any]:
        if not ids:
            return ()
        query = select(*columns).where(
            table.c.workspace == self.workspace,
            table.c.deleted_at.is_(None),
            table.c.id.in_(ids),
        )
        return (await connection.execute(query)).all()


def _case(
    decision: Decision,
    around: _Around,
    people: Mapping[PersonId, Person],
    away: frozenset[PersonId],
) -> Case:
    owner_id, contact_id = around.owner_of(decision), contact_of(decision.action)
    owner = people.get(owner_id) if owner_id else None
    return Case(
        decision=decision,
        deal=around.deal_of(decision),
        contact=around.contacts.get(contact_id) if contact_id else None,
        circle=Circle(
            owner=owner,
            above=above(owner, people),
            revops=tuple(p for p in people.values() if p.role is Role.REVOPS and p.active),
            delegate=_delegate(decision),
            away=away,
        ),
        people=people,
        ruling=around.rulings.get(decision.id),
        lead=around.lead_of(decision),
    )


def _delegate(decision: Decision) -> PersonId | None:
    """Who was asked last to decide in the owner's place."""
    named = [word.reason for word in decision.words if word.event is WordKind.DELEGATE]
    return PersonId(named[-1]) if named else None
