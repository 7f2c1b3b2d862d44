"""Leads in the Home tab: one is given to a colleague, as a card that waits for a yes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from blocks import decision_forms, ids, problems
from blocks.forms import Corrections, NextView
from blocks.refusals import refusal
from bot.decisions.proposing import Proposing
from bot.decisions.routing import Routing
from bot.domain.deals import Lead
from bot.domain.decisions import RouteLead
from bot.domain.outcomes import Done, Faulty, Refused
from bot.domain.people import Person, PersonId
from handlers.boundary import Heard
from handlers.calls import Answer
from handlers.forms import texts
from handlers.home import Home

_GONE = problems.problem_message(problems.OLD_BUTTON)
_WAITS = "It waits for your yes, in a message to you."


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadClicks:
    proposing: Proposing
    routing: Routing
    home: Home
    now: Callable[[], datetime]
    show: Callable[[], None]

    async def give(self, heard: Heard) -> Answer:
        held = heard.payload.get("value")
        lead = await self._found(held, heard.person)
        if lead is None:
            return _GONE
        made = await self.proposing.form(_route(lead), lead, heard.person, self.now())
        if isinstance(made, Refused):
            return problems.problem_message(refusal(made, heard.person.zone))
        return NextView(view=decision_forms.lead_form(made, str(held)))

    async def given(self, heard: Heard) -> Answer:
        lead = await self._found(heard.metadata, heard.person)
        if lead is None:
            return _GONE
        values = texts(heard.entered)
        outcome = await self.proposing.propose(
            _route(lead), lead, heard.person, self.now(), values, heard.key
        )
        match outcome:
            case Done():
                self.show()
                await self.home.publish(heard, _WAITS)
                return None
            case Refused(why=Faulty(faults=faults)):
                return Corrections(errors={one.field: one.sentence for one in faults})
            case Refused():
                return problems.problem_message(refusal(outcome, heard.person.zone))
            case _:
                return _GONE

    async def _found(self, held: object, person: Person) -> Lead | None:
        """One of those that they may give away now."""
        wanted = ids.decode_lead(held)
        theirs = await self.routing.theirs(person) if wanted else []
        return next((one for one in theirs if ids.lead_name(one.id) == wanted), None)


def _route(lead: Lead) -> RouteLead:
    return RouteLead(lead_id=lead.id, to_person_id=PersonId(""), from_person_id=lead.owner_id)
