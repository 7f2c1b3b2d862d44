"""Leads as the mirror has them now, and which of them wait for somebody already."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select

from bot.domain.deals import Lead
from bot.domain.people import PersonId
from storage.database import Database
from storage.mirror.rows import columns_of, lead_of
from storage.tables.decisions import IS_LIVE, decisions
from storage.tables.mirror import leads

_OF = leads.c
# As CRMs call what nobody works on any more.
_OVER = ("converted", "disqualified", "unqualified", "closed", "lost", "junk")


@dataclass(frozen=True, slots=True, kw_only=True)
class Leads:
    """The leads of one workspace that are still worked on and that no decision is about."""

    database: Database
    workspace: str

    async def open(self, owners: Collection[PersonId], *, unowned: bool) -> list[Lead]:
        """Those of `owners`, and if asked for nobody's: these first, and the newest first."""
        whose = _OF.owner_id.in_(list(owners))
        query = (
            select(*columns_of(leads, Lead))
            .where(*self._is_open(), or_(whose, _OF.owner_id.is_(None)) if unowned else whose)
            .order_by(_OF.owner_id.is_not(None), _OF.created_at.desc().nulls_last(), _OF.id)
        )
        async with self.database.read() as connection:
            return [lead_of(row) for row in await connection.execute(query)]

    def _is_open(self) -> tuple[Any, ...]:
        of = decisions.c
        waiting = select(of.deal_id).where(
            of.workspace == self.workspace, of.action_type == "route_lead", IS_LIVE
        )
        return (
            _OF.workspace == self.workspace,
            _OF.deleted_at.is_(None),
            _OF.converted_deal_id.is_(None),
            func.lower(func.coalesce(_OF.status, "")).not_in(_OVER),
            _OF.id.not_in(waiting),
        )
