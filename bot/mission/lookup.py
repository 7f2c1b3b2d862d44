"""Deals and lists as somebody may see them now: by name, by what a button named, and judged."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from bot.domain.briefs import Judged, judged
from bot.domain.deals import Deal, DealId
from bot.domain.missions import DealVerdict, Mission, VerdictKind
from bot.domain.people import Person, PersonId
from bot.policy.permissions import Fields, Sight, sight
from bot.text.folding import fold
from storage.deals import DealName, Deals
from storage.missions import StoredMissions
from storage.people import People

_NEAR = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a name may mean: `deal` if it is clear, else those that come near."""

    deal: DealName | None = None
    near: tuple[DealName, ...] = ()
    is_ambiguous: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """Reads for people. Whose deal it is now decides, not whose it was when it was judged."""

    people: People
    deals: Deals
    missions: StoredMissions

    async def named(self, name: str, person: Person) -> Found:
        return meant(name, await self.visible(person))

    async def visible(self, person: Person) -> Sequence[DealName]:
        seen = await self._sight(person)
        return await self.deals.names(None if seen.everything else seen.owners)

    async def deal(self, deal_id: DealId, person: Person) -> Deal | None:
        """The deal with what this person may see of it; None if that is nothing."""
        found = await self.deals.find(deal_id)
        if found is None or not _may_see(await self._sight(person), found):
            return None
        return Fields.hidden_from(person.role, await self.deals.hidden()).deal(found)

    async def judged(self, deal_id: DealId, person: Person) -> Judged | None:
        """How the deal was judged last, if this person may see all that it was judged on."""
        if await self.deal(deal_id, person) is None:
            return None
        run_id = await self.deals.last_judged(deal_id)
        return None if run_id is None else await self.judged_in(run_id, deal_id, person)

    async def judged_in(self, run_id: str, deal_id: DealId, person: Person) -> Judged | None:
        """How that mission judged the deal, under the same condition."""
        mission = await self.missions.find(run_id)
        if mission is None or await self.deal(deal_id, person) is None:
            return None
        if not await self._sees_as_much(person, mission.rep):
            return None
        verdict = next((v for v in mission.verdicts if v.deal_id == deal_id), None)
        return None if verdict is None else judged(verdict, mission)

    async def list_of(self, person: Person) -> Mission | None:
        """The person's newest mission, with only those deals in it that are still theirs."""
        run_id = await self.deals.last_mission(person.id)
        mission = None if run_id is None else await self.missions.find(run_id)
        if mission is None:
            return None
        theirs = {deal.id for deal in await self.deals.names([person.id]) if deal.is_open}
        kept: tuple[DealVerdict, ...] = tuple(v for v in mission.verdicts if v.deal_id in theirs)
        shown = tuple(deal_id for deal_id in mission.shown if deal_id in theirs)
        return replace(mission, verdicts=kept, shown=shown)

    async def at_risk(self, person: Person) -> list[tuple[PersonId, Judged]]:
        """What the newest mission of each rep whose deals they may see found to act on, with whose
        deal it is; the highest priority first.
        """
        seen = await self._sight(person)
        found: list[tuple[PersonId, Judged]] = []
        for rep in await self.people.reps():
            if not seen.covers(rep.id) or not await self._sees_as_much(person, rep):
                continue
            mission = await self.list_of(rep)
            for verdict in mission.verdicts if mission else ():
                if mission and verdict.verdict is VerdictKind.ACT_NOW:
                    found.append((rep.id, judged(verdict, mission)))
        return sorted(found, key=lambda one: _worst_first(one[1].verdict))

    async def _sight(self, person: Person) -> Sight:
        return sight(person, await self.people.all())

    async def _sees_as_much(self, person: Person, rep: Person) -> bool:
        """Whether nothing is hidden from the person that was shown to the rep."""
        if person.role is rep.role:
            return True
        hidden = await self.deals.hidden()
        theirs = Fields.hidden_from(person.role, hidden).hidden
        return theirs <= Fields.hidden_from(rep.role, hidden).hidden


def meant(name: str, seen: Sequence[DealName]) -> Found:
    """By id or full name, else by part of the name, else by what looks alike."""
    wanted = _folded(name)
    if not wanted:
        return Found(near=tuple(deal for deal in seen if deal.is_open)[:_NEAR])
    exact = [deal for deal in seen if deal.id == name or _folded(deal.name) == wanted]
    parts = [deal for deal in seen if wanted in _folded(deal.name)]
    for matches in (exact, [d for d in exact if d.is_open], parts):
        if len(matches) == 1:
            return Found(deal=matches[0])
    some = sorted(exact or parts, key=lambda deal: (not deal.is_open, deal.name, deal.id))
    if some:
        return Found(near=tuple(some[:_NEAR]), is_ambiguous=True)
    called = {_folded(deal.name): deal for deal in reversed(seen)}
    near = get_close_matches(wanted, called, n=_NEAR, cutoff=0.5)
    return Found(near=tuple(called[text] for text in near))


def _worst_first(verdict: DealVerdict) -> tuple[float, str]:
    return -verdict.score.priority, verdict.deal_id


def _may_see(seen: Sight, deal: Deal) -> bool:
    return seen.everything or deal.owner_id in seen.owners


def _folded(text: str) -> str:
    return " ".join(fold(text).split())
