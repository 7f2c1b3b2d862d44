"""What people ask for about a deal: chosen under it, entered in a form, and then a card."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from blocks import decision_forms, ids, problems
from blocks.forms import Corrections, NextView
from blocks.refusals import refusal
from bot.decisions.proposing import Proposing, Wish
from bot.domain.deals import Deal
from bot.domain.outcomes import Done, Faulty, Refused
from bot.domain.people import Person
from bot.mission.lookup import Lookup
from handlers.boundary import Heard
from handlers.calls import Answer
from handlers.forms import texts

_OLD = problems.problem_message(problems.OLD_BUTTON)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    proposing: Proposing
    lookup: Lookup
    now: Callable[[], datetime]
    show: Callable[[], None]

    async def choose(self, heard: Heard) -> Answer:
        option = heard.payload.get("selected_option") or {}
        return await self._form(heard, option.get("value"))

    async def redraw(self, heard: Heard) -> Answer:
        """Another stage was chosen in the form, and may ask for other fields."""
        return await self._form(heard, heard.metadata, texts(heard.entered))

    async def sent(self, heard: Heard) -> Answer:
        found = await self._found(heard.metadata, heard.person)
        if found is None:
            return _OLD
        outcome = await self.proposing.propose(
            *found, heard.person, self.now(), texts(heard.entered), heard.key
        )
        match outcome:
            case Done():
                self.show()
                return None
            case Refused(why=Faulty(faults=faults)):
                return Corrections(errors={one.field: one.sentence for one in faults})
            case Refused():
                return problems.problem_message(refusal(outcome, heard.person.zone))
            case _:
                return _OLD

    async def _form(
        self, heard: Heard, held: object, values: dict[str, str] | None = None
    ) -> Answer:
        found = await self._found(held, heard.person)
        if found is None:
            return _OLD
        made = await self.proposing.form(*found, heard.person, self.now(), values)
        if isinstance(made, Refused):
            return problems.problem_message(refusal(made, heard.person.zone))
        return NextView(view=decision_forms.wish_form(made, str(held)))

    async def _found(self, held: object, person: Person) -> tuple[Wish, Deal] | None:
        """What was chosen, about which deal of those that they may see."""
        wish, _, name = str(held).partition(":")
        wanted = ids.decode_deal(name)
        if wish not in set(Wish) or wanted is None:
            return None
        seen = await self.lookup.visible(person)
        near = next((one for one in seen if ids.deal_name(one.id) == wanted), None)
        deal = None if near is None else await self.lookup.deal(near.id, person)
        return None if deal is None else (Wish(wish), deal)
