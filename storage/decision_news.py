"""News for decisions: what the mirror and its readings have since a mission last looked."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.deals import Consent
from bot.domain.decisions import contact_of
from bot.domain.facts import FactKind
from bot.domain.lifecycle import Decision, ExecutionState
from bot.domain.news import Arrival, News
from storage.codec import Codec
from storage.database import Database
from storage.decision_rows import decisions_from
from storage.readings import decoded
from storage.tables.decisions import IS_LIVE, decisions
from storage.tables.executions import executions
from storage.tables.mirror import activities, contacts, deals
from storage.tables.readings import readings

_OF, _ACT = decisions.c, activities.c
_AT_ONCE = 400  # ids in one statement
_SPOKEN = ("email", "call", "meeting", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionNews:
    """The news of one workspace."""

    database: Database
    workspace: str
    codec: Codec = field(default_factory=Codec)

    async def all(self, now: datetime) -> list[tuple[Decision, News]]:
        """Of everything that waits, sleeps, or is approved and not yet begun."""
        found: list[tuple[Decision, News]] = []
        async with self.database.read() as connection:
            waiting = await self._waiting(connection)
            for start in range(0, len(waiting), _AT_ONCE):
                rows = waiting[start : start + _AT_ONCE]
                some = await decisions_from(connection, rows, self.workspace, self.codec)
                found += await self._with_news(connection, some, now)
        return found

    async def _waiting(self, connection: AsyncConnection) -> Sequence[Row[Any]]:
        of = executions.c
        unsent = select(of.decision_id).where(
            of.workspace == self.workspace, of.state == ExecutionState.PENDING, of.attempt == 0
        )
        query = select(decisions).where(
            _OF.workspace == self.workspace, or_(IS_LIVE, _OF.id.in_(unsent))
        )
        # Those looked at together were proposed at about the same time: little is read twice.
        return (await connection.execute(query.order_by(_OF.proposed_at, _OF.id))).all()

    async def _with_news(
        self, connection: AsyncConnection, some: Sequence[Decision], now: datetime
    ) -> list[tuple[Decision, News]]:
        deal_ids = {decision.deal_id for decision in some}
        contact_ids = {c for c in (contact_of(d.action) for d in some) if c is not None}
        arrivals = await self._arrivals(connection, deal_ids, contact_ids, some[0].proposed_at, now)
        withdrawn = await self._withdrawn(connection, contact_ids)
        versions = await self._versions(connection, deal_ids)
        return [
            (
                decision,
                News(
                    arrivals=_for(decision, arrivals),
                    opted_out=contact_of(decision.action) in withdrawn,
                    deal_version=versions.get(decision.deal_id),
                ),
            )
            for decision in some
        ]

    async def _arrivals(
        self,
        connection: AsyncConnection,
        deal_ids: Collection[str],
        contact_ids: Collection[str],
        since: datetime,
        now: datetime,
    ) -> dict[str, list[Arrival]]:
        """By deal, and by contact where they are of no deal."""
        found: defaultdict[str, list[Arrival]] = defaultdict(list)
        ways: tuple[ColumnElement[bool], ...] = (
            _ACT.deal_id.in_(deal_ids),
            _ACT.deal_id.is_(None) & _ACT.contact_id.in_(contact_ids),
        )
        # One statement per way, each with an index of its own.
        for way in ways:
            query = (
                select(
                    *(_ACT.id, _ACT.at, _ACT.direction, _ACT.contact_id, _ACT.deal_id),
                    readings.c.body,
                )
                .join(
                    readings,
                    (readings.c.workspace == _ACT.workspace) & (readings.c.text == _ACT.text),
                    isouter=True,
                )
                .where(
                    _ACT.workspace == self.workspace,
                    _ACT.deleted_at.is_(None),
                    _ACT.kind.in_(_SPOKEN),
                    _ACT.at > since,
                    _ACT.at <= now,
                    way,
                )
                .order_by(_ACT.at, readings.c.read_at)
            )
            for row in await connection.execute(query):
                found[row.deal_id or row.contact_id].append(_arrival(row))
        return found

    async def _withdrawn(
        self, connection: AsyncConnection, contact_ids: Collection[str]
    ) -> Collection[str]:
        of = contacts.c
        query = select(of.id).where(
            of.workspace == self.workspace,
            of.id.in_(contact_ids),
            or_(of.email_consent == Consent.WITHDRAWN, of.deleted_at.is_not(None)),
        )
        return set(await connection.scalars(query))

    async def _versions(
        self, connection: AsyncConnection, deal_ids: Collection[str]
    ) -> dict[str, int]:
        of = deals.c
        query = select(of.id, of.version).where(
            of.workspace == self.workspace, of.id.in_(deal_ids), of.deleted_at.is_(None)
        )
        return {row.id: row.version for row in await connection.execute(query)}


def _for(decision: Decision, arrivals: dict[str, list[Arrival]]) -> tuple[Arrival, ...]:
    contact = contact_of(decision.action)
    found = [*arrivals.get(decision.deal_id, ()), *(arrivals.get(contact, ()) if contact else ())]
    return tuple(arrival for arrival in found if arrival.at > decision.proposed_at)


def _arrival(row: Any) -> Arrival:
    reading = None if row.body is None else decoded(row.body, f"activity:{row.id}", row.at)
    kinds = {fact.kind for fact in reading.facts} if reading else set()
    return Arrival(
        id=row.id,
        at=row.at,
        is_inbound=row.direction == "inbound",
        contact_id=row.contact_id,
        deal_id=row.deal_id,
        automatic=reading is not None and reading.automatic,
        bounce=FactKind.BOUNCE in kinds,
        opt_out=FactKind.OPT_OUT in kinds,
    )
