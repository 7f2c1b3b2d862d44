"""Changing: a wish for a change of a deal becomes a decision that waits, like any, for a yes.

Which deal is meant, who may speak of it and what may be entered is looked up; words only name.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answers.answer import Answer, Choice, Meant, NotProposed, Status
from bot.answers.changes import saying
from bot.answers.changes.filling import Filled, Filling
from bot.answers.changes.reading import About, Change, changes, is_about_several
from bot.answers.changes.valuing import Valuing
from bot.answers.changes.words import words
from bot.answers.parser.parser import Parser
from bot.answers.parser.wishing import Wanted
from bot.decisions.forms import FormField
from bot.decisions.proposing import Asked, Proposing, Wish
from bot.domain.deals import Deal, DealId
from bot.domain.decisions import UpdateField
from bot.domain.missions import Moment
from bot.domain.outcomes import Done, Refused
from bot.domain.people import Person
from bot.mission.lookup import Found, Lookup, meant
from bot.policy.permissions import Fields
from bot.text.folding import fold
from storage.deals import DealName

_MOST_READINGS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was said, by whom and when; `key` names this one wish however often it is delivered,
    `deal_id` the deal that was picked where several could be meant.
    """

    question: str
    wanted: Wanted
    by: Person
    moment: Moment
    key: str
    deal_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changing:
    parser: Parser
    lookup: Lookup
    proposing: Proposing

    async def propose(self, asks: Request) -> Answer:
        """The answer that says what waits now. Raises NotProposed with the reason."""
        readings = self._readings(asks)
        change, deal_id = await self._meant(readings, asks)
        deal = await self.lookup.deal(deal_id, asks.by)
        if deal is None:
            raise saying.no_deal(change.deal)
        filled = await self._filled(change, deal, asks)
        outcome = await self.proposing.propose(
            filled.asked, deal, asks.by, asks.moment.now, filled.values, asks.key
        )
        match outcome:
            case Done():
                return saying.proposed(outcome.decision, deal, filled.note)
            case Refused():
                raise saying.refused(outcome, deal)
            case _:
                raise saying.unclear()

    def _readings(self, asks: Request) -> Sequence[Change]:
        kind = asks.wanted.kind
        if kind in saying.NEVER:
            raise NotProposed(Status.UNSUPPORTED, saying.NEVER[kind])
        found = [*changes(kind, asks.wanted.said)][:_MOST_READINGS]
        if not found:
            raise saying.unclear()
        if asks.deal_id is None and is_about_several(found[0].deal):
            raise saying.several()
        return found

    async def _meant(self, readings: Sequence[Change], asks: Request) -> tuple[Change, DealId]:
        """The reading whose deal is known. Raises NotProposed: a question back, or none is."""
        seen = await self.lookup.visible(asks.by)
        found_in = [(change, _found(change, seen)) for change in readings]
        if asks.deal_id is not None:
            # They were shown this deal and picked it; whether they may see it is asked again.
            of_it = [one for one, found in found_in if asks.deal_id in _ids(found)]
            return (of_it or readings)[0], DealId(asks.deal_id)
        for change, found in found_in:
            if found.deal is not None:
                return change, found.deal.id
        change, found = max(found_in, key=lambda one: (one[1].is_ambiguous, bool(one[1].near)))
        if not found.near:
            raise saying.no_deal(readings[0].deal)
        choices = _choices(found.near, asks.question)
        raise saying.which(change.deal, choices, ambiguous=found.is_ambiguous)

    async def _filled(self, change: Change, deal: Deal, asks: Request) -> Filled:
        valuing = Valuing(parser=self.parser, today=asks.moment.today)
        filling = Filling(
            change=change, deal=deal, by=asks.by, valuing=valuing, question=asks.question
        )
        stages = await self._form(Wish.STAGE, deal, asks, {})
        asked = filling.asked(stages)
        await self._must_be_seen(asked, asks.by)
        filled = filling.values(asked, await self._form(asked, deal, asks, {}))
        if asked is not Wish.STAGE:
            return filled
        form = await self._form(asked, deal, asks, filled.values)
        filled.values.update(filling.reason(form))
        filling.must_be_whole(await self._form(asked, deal, asks, filled.values))
        return filled

    async def _form(
        self, asked: Asked, deal: Deal, asks: Request, values: dict[str, str]
    ) -> tuple[FormField, ...]:
        made = await self.proposing.form(asked, deal, asks.by, asks.moment.now, values)
        if isinstance(made, Refused):
            raise saying.refused(made, deal)
        return made.fields

    async def _must_be_seen(self, asked: Asked, by: Person) -> None:
        hidden = Fields.hidden_from(by.role, await self.lookup.deals.hidden())
        for name in _fields_of(asked):
            if hidden.hides("deal", name):
                raise saying.hidden(name)


def _fields_of(asked: Asked) -> tuple[str, ...]:
    if isinstance(asked, UpdateField):
        return (asked.field,)
    return ("stage", "status") if asked is Wish.STAGE else ()


def _found(change: Change, seen: Sequence[DealName]) -> Found:
    """Among open deals first, as a deal that is over is rarely meant, unless to be opened again."""
    reopens = change.about is About.MOVE and words().statuses.get(fold(change.value)) == "open"
    likely = meant(change.deal, [deal for deal in seen if deal.is_open is not reopens])
    if likely.deal is not None or likely.is_ambiguous:
        return likely
    found = meant(change.deal, seen)
    return found if found.deal is not None or found.is_ambiguous else likely


def _ids(found: Found) -> set[str]:
    return {deal.id for deal in (*found.near, *([found.deal] if found.deal else []))}


def _choices(near: Sequence[DealName], question: str) -> list[Choice]:
    names = [deal.name for deal in near]
    return [
        Choice(
            label=deal.name if names.count(deal.name) == 1 else f"{deal.name} · {deal.id}",
            change=Meant(deal_id=deal.id, question=question),
        )
        for deal in near
    ]
