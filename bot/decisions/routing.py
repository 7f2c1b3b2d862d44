"""Leads that somebody may give to a colleague: their own, and for who leads a team, nobody's."""

from dataclasses import dataclass

from bot.domain.deals import Lead
from bot.domain.people import Person, Role
from bot.policy.approvals import DECIDERS
from bot.policy.permissions import Fields
from storage.deals import Deals
from storage.leads import Leads

_GIVE_OUT = frozenset({Role.MANAGER, Role.REVOPS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Routing:
    leads: Leads
    deals: Deals

    async def theirs(self, person: Person) -> list[Lead]:
        """Nobody's first, then their own, each the newest first; empty for who only reads."""
        hidden = Fields.hidden_from(person.role, await self.deals.hidden())
        sees = not hidden.hides("lead", "name") and not hidden.hides("lead", "owner_id")
        if person.role not in DECIDERS or not sees:
            return []
        return await self.leads.open([person.id], unowned=person.role in _GIVE_OUT)
