"""Checks that a draft says nothing that no fact says, and goes only where it may go."""

from bot.domain.decisions import Draft
from bot.domain.missions import Context
from bot.domain.people import Person
from bot.mission.addressee import can_mail
from bot.mission.wording import Wording, day_in, words_of


def foreign_words(draft: Draft, context: Context, rep: Person, wording: Wording) -> frozenset[str]:
    """Words, names and figures that stand neither in the facts nor among our own sentences."""
    foreign = words_of(draft.subject, draft.body) - wording.words
    if not foreign:
        return foreign
    days = {touch.at.astimezone(rep.zone).date() for touch in context.touches}
    return foreign - words_of(
        rep.name,
        context.deal.name,
        context.product or "",
        *(contact.name for contact in context.contacts),
        *(fact.quote for fact in context.facts),
        *(touch.subject or "" for touch in context.touches),
        *(day_in(draft.language, day) for day in days),
    )


def goes_astray(draft: Draft, context: Context) -> bool:
    """Whether the address is not that of a contact of this deal who may be written to."""
    return not any(
        contact.email == draft.to and can_mail(context, contact) for contact in context.contacts
    )
