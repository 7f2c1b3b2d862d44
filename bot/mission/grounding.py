"""Checks that a draft says nothing that no fact says, and goes only where it may go."""

from bot.domain.decisions import Draft
from bot.domain.missions import Context
from bot.domain.people import Person
from bot.mission.addressee import can_mail
from bot.mission.wording import Wording, day_in, words_of


def foreign_words(draft: Draft, context: Context, rep: Person, wording: Wording) -> frozenset[str]:
    """Words, names and figures that stand neither in the facts nor among our own sentences."""
    known = wording.words() | words_of(rep.name, context.deal.name, context.product or "")
    known |= words_of(*(contact.name for contact in context.contacts))
    known |= words_of(*(fact.quote for fact in context.facts))
    known |= words_of(*(touch.subject or "" for touch in context.touches))
    known |= words_of(*(day_in(draft.language, touch.at.date()) for touch in context.touches))
    if rep.timezone != "UTC":
        local = (touch.at.astimezone(rep.zone).date() for touch in context.touches)
        known |= words_of(*(day_in(draft.language, day) for day in local))
    return words_of(draft.subject, draft.body) - known


def goes_astray(draft: Draft, context: Context) -> bool:
    """Whether the address is not that of a contact of this deal who may be written to."""
    return not any(
        contact.email == draft.to and can_mail(context, contact) for contact in context.contacts
    )
