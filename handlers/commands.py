"""Slash commands, and the same words said in a direct message."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from blocks import commands, ids, problems
from blocks.kit import Message
from blocks.reasons import why_message
from bot.domain.deals import DealId
from bot.domain.people import Person
from bot.mission.lookup import Found, Lookup
from handlers.boundary import Heard, Listener
from handlers.calls import Answer
from handlers.runs import Runs
from handlers.spoken import decoded

_RUN = frozenset({"run", "now", "look", "look at my deals", "look at my deals now"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Commands:
    lookup: Lookup
    runs: Runs
    ask: Listener

    async def deals(self, heard: Heard) -> Message | None:
        """`/deals`: today's list."""
        return await self._list(heard.person)

    async def deal(self, heard: Heard) -> Message | None:
        """`/deal NAME`."""
        return await self._about(_said(heard), heard.person, ids.SHOW_DEAL)

    async def why(self, heard: Heard) -> Message | None:
        """`/why NAME`."""
        return await self._about(_said(heard), heard.person, ids.WHY_DEAL)

    async def help(self, heard: Heard) -> Message | None:
        return commands.help_message()

    async def chosen(self, heard: Heard) -> Message | None:
        """A click on one of several deals that a name may have meant."""
        name = ids.decode_deal(heard.payload.get("value"))
        seen = await self.lookup.visible(heard.person)
        deal = next((one for one in seen if ids.deal_name(one.id) == name), None)
        if deal is None:
            return problems.problem_message(problems.NOT_YOURS)
        action = str(heard.payload.get("action_id", ""))
        wants_why = action.startswith(ids.WHY_DEAL)
        return await (self._why if wants_why else self._deal)(deal.id, heard.person)

    async def talk(self, heard: Heard) -> Answer:
        """A direct message: the words of a command do what it does, all else is a question."""
        text = _said(heard)
        verb, _, rest = text.lower().lstrip("/").partition(" ")
        if text.lower() in _RUN:
            return await self.runs.start(heard, thread_ts=str(heard.payload.get("ts")))
        match verb:
            case "deals":
                return await self._list(heard.person)
            case "deal" | "why":
                action = ids.WHY_DEAL if verb == "why" else ids.SHOW_DEAL
                return await self._about(text[-len(rest) :] if rest else "", heard.person, action)
            case "help" if not rest:
                return commands.help_message()
            case _:
                return await self.ask(heard)

    async def _list(self, person: Person) -> Message:
        mission = await self.lookup.list_of(person)
        return commands.list_message(mission) if mission else commands.no_list_message()

    async def _about(self, name: str, person: Person, action: str) -> Message:
        found: Found = await self.lookup.named(name, person)
        if found.deal is None:
            near = [(one.id, one.name) for one in found.near]
            return problems.choices_message(name, near, action, ambiguous=found.is_ambiguous)
        show: Callable[[DealId, Person], Awaitable[Message]] = self._deal
        return await (self._why if action == ids.WHY_DEAL else show)(found.deal.id, person)

    async def _deal(self, deal_id: DealId, person: Person) -> Message:
        deal = await self.lookup.deal(deal_id, person)
        if deal is None:
            return problems.problem_message(problems.NOT_YOURS)
        people = {one.id: one.name for one in await self.lookup.people.all()}
        owner = people.get(deal.owner_id, deal.owner_id)
        return commands.deal_message(deal, owner, await self.lookup.judged(deal_id, person))

    async def _why(self, deal_id: DealId, person: Person) -> Message:
        judged = await self.lookup.judged(deal_id, person)
        return why_message(judged) if judged else problems.problem_message(problems.NOT_JUDGED)


def _said(heard: Heard) -> str:
    return decoded(str(heard.payload.get("text") or ""))
