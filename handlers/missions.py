"""*Why?* on a card or a list: the reasoning, for whoever may see what it rests on."""

from dataclasses import dataclass

from blocks import ids, problems
from blocks.kit import Message
from blocks.reasons import why_modal
from bot.errors import BadInput
from bot.mission.lookup import Lookup
from handlers.boundary import Heard


@dataclass(frozen=True, slots=True, kw_only=True)
class MissionClicks:
    lookup: Lookup

    async def why(self, heard: Heard) -> Message | None:
        return await self.explained(heard, heard.payload.get("value"))

    async def explained(self, heard: Heard, reference: object) -> Message | None:
        ref = ids.decode_verdict(reference)
        if ref is None:
            return problems.problem_message(problems.OLD_BUTTON)
        seen = await self.lookup.visible(heard.person)
        deal = next((one for one in seen if ids.deal_name(one.id) == ref.deal), None)
        if deal is None:
            return problems.problem_message(problems.NOT_YOURS)
        judged = await self.lookup.judged_in(ref.run_id, deal.id, heard.person)
        if judged is None:
            return problems.problem_message(problems.NOT_JUDGED)
        await heard.client.views_open(trigger_id=heard.trigger_id, view=why_modal(judged))
        return None


async def unknown(heard: Heard) -> Message | None:
    """A button, a form or a field that this version does not know."""
    raise BadInput(problems.OLD_BUTTON)
