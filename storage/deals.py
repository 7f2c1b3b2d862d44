"""Deals by name as the mirror has them now, and how each was judged last."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from bot.domain.deals import Deal, DealId, DealStatus
from bot.domain.people import PersonId
from storage.claims import State
from storage.database import Database
from storage.mirror.rows import columns_of, deal_of
from storage.tables.mirror import crm_schemas, deals
from storage.tables.missions import deal_verdicts, missions


@dataclass(frozen=True, slots=True, kw_only=True)
class DealName:
    id: DealId
    name: str
    owner_id: PersonId
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Deals:
    """The deals of one workspace. `owners` limits whose; None is everybody's."""

    database: Database
    workspace: str

    async def names(self, owners: Collection[PersonId] | None) -> list[DealName]:
        """Every deal of these owners, open or not."""
        of = deals.c
        query = select(of.id, of.name, of.owner_id, of.status).where(
            of.workspace == self.workspace, of.deleted_at.is_(None)
        )
        if owners is not None:
            query = query.where(of.owner_id.in_(sorted(owners)))
        async with self.database.read() as connection:
            rows = await connection.execute(query.order_by(of.id))
        return [
            DealName(
                id=row.id,
                name=row.name,
                owner_id=row.owner_id,
                is_open=row.status == DealStatus.OPEN,
            )
            for row in rows
        ]

    async def find(self, deal_id: DealId) -> Deal | None:
        query = select(*columns_of(deals, Deal)).where(
            deals.c.workspace == self.workspace,
            deals.c.id == deal_id,
            deals.c.deleted_at.is_(None),
        )
        async with self.database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else deal_of(row)

    async def last_judged(self, deal_id: DealId) -> str | None:
        """The newest finished mission that judged the deal."""
        query = (
            select(missions.c.run_id)
            .join(
                deal_verdicts,
                (deal_verdicts.c.workspace == missions.c.workspace)
                & (deal_verdicts.c.run_id == missions.c.run_id),
            )
            .where(
                missions.c.workspace == self.workspace,
                missions.c.state == State.DONE,
                deal_verdicts.c.deal_id == deal_id,
            )
            .order_by(missions.c.now.desc())
            .limit(1)
        )
        async with self.database.read() as connection:
            found: str | None = await connection.scalar(query)
        return found

    async def last_mission(self, rep_id: PersonId) -> str | None:
        """The rep's newest finished mission, morning or not."""
        query = (
            select(missions.c.run_id)
            .where(
                missions.c.workspace == self.workspace,
                missions.c.rep_id == rep_id,
                missions.c.state == State.DONE,
            )
            .order_by(missions.c.now.desc())
            .limit(1)
        )
        async with self.database.read() as connection:
            found: str | None = await connection.scalar(query)
        return found

    async def hidden(self) -> Mapping[str, Collection[str]]:
        """Which fields the CRM hides from which role."""
        query = select(crm_schemas.c.hidden).where(crm_schemas.c.workspace == self.workspace)
        async with self.database.read() as connection:
            found: Mapping[str, Collection[str]] | None = await connection.scalar(query)
        return found or {}
