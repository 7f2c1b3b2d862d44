"""Clicks on a card's buttons: each is read again from what is true now, and answered honestly."""

from dataclasses import dataclass

from blocks import ids, problems
from blocks.kit import Message
from blocks.missions import draft_modal
from bot.domain.briefs import DecisionRef
from bot.domain.lifecycle import Decision, DecisionState
from bot.mission.lookup import Lookup
from handlers.boundary import Heard
from storage.decisions import StoredDecisions


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionClicks:
    decisions: StoredDecisions
    lookup: Lookup

    async def decide(self, heard: Heard) -> Message | None:
        """Approve, edit or reject."""
        ref = ids.decode_decision(heard.payload.get("value"))
        if ref is None:
            return problems.problem_message(problems.OLD_BUTTON)
        found = await self._meant(ref, heard)
        return found if isinstance(found, Message) else problems.problem_message(problems.NOT_YET)

    async def more(self, heard: Heard) -> Message | None:
        """The card's menu."""
        option = heard.payload.get("selected_option") or {}
        chosen = ids.decode_choice(option.get("value"))
        ref = ids.decode_decision(chosen[1]) if chosen else None
        if chosen is None or ref is None:
            return problems.problem_message(problems.OLD_BUTTON)
        found = await self._meant(ref, heard)
        if isinstance(found, Message):
            return found
        if chosen[0] != ids.DRAFT or found.draft is None:
            return problems.problem_message(problems.NOT_YET)
        await heard.client.views_open(trigger_id=heard.trigger_id, view=draft_modal(found.draft))
        return None

    async def _meant(self, ref: DecisionRef, heard: Heard) -> Decision | Message:
        """The decision, if it is still the one that was on the screen and theirs to see."""
        found = await self.decisions.find(ref.id)
        if found is None or await self.lookup.deal(found.deal_id, heard.person) is None:
            return problems.problem_message(problems.NOT_YOURS)
        if found.state is not DecisionState.OPEN:
            return problems.problem_message(problems.OVER)
        if found.version != ref.version or not found.digest.startswith(ref.digest):
            return problems.problem_message(problems.OUT_OF_DATE)
        return found
