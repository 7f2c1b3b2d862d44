"""Asks: messages to one person about one decision, as it stands at that moment."""

from dataclasses import dataclass
from datetime import datetime

from blocks.asks import ask_message, gone_message, older_message
from blocks.kit import Message
from bot.domain.briefs import Shown
from bot.domain.lifecycle import settled_by
from bot.domain.people import PersonId
from bot.policy.approvals import sees
from storage.cases import Cases
from storage.people import People


@dataclass(frozen=True, slots=True, kw_only=True)
class Asks:
    cases: Cases
    people: People

    async def drawn(
        self, decision_id: str, person_id: PersonId, at: datetime, *, is_newest: bool
    ) -> Message:
        """Without anything about the deal for who may not see it any more. One that is not the
        newest to them about this only says so: nobody decides on the same in two places.
        """
        everybody = await self.people.all()
        person = next((one for one in everybody if one.id == person_id), None)
        case = await self.cases.find(decision_id, at)
        if case is None or person is None:
            return gone_message()
        is_theirs = sees(person, case.circle)
        if not is_theirs and not settled_by(case.decision, person.id):
            return gone_message()
        draw = ask_message if is_newest else older_message
        return draw(
            Shown(
                decision=case.decision,
                subject=case.subject,
                names={one.id: one.name for one in everybody},
                reader=person.id,
                at=at,
                zone=person.timezone,
                is_theirs=is_theirs,
            )
        )
