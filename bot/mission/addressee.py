"""Whom a draft may go to, and what of the thread it may repeat to that person."""

import re
from collections.abc import Iterator

from bot.domain.deals import Consent, Contact, ContactId
from bot.domain.facts import Fact, FactKind, Party
from bot.domain.missions import Context, Judgement, ReasonCode, Touch

QUOTE_LENGTH = 160
_PREFIX = re.compile(r"^\s*(?:(?:re|aw|fw|fwd|wg|tr|rv|antw)\s*(?:\[\d+\])?\s*:\s*)+", re.I)
# Links, addresses, markup, control and direction characters: never repeated in a draft.
_UNSAFE = re.compile(
    r"https?:|www\.|[@<>{}\x00-\x08\x0b-\x1f\u200b-\u200f\u202a-\u202e\u2066-\u2069]"
)
_GONE = {FactKind.OPT_OUT, FactKind.LEFT, FactKind.BOUNCE}


def addressee(context: Context, judgement: Judgement) -> Contact | None:
    """The contact to write to; None when nobody may be written to.

    Only people who have exchanged e-mail with us, who have an address and never opted out, left
    or bounced. The driver's author comes first, then who wrote last.
    """
    reachable = {contact.id: contact for contact in context.contacts if can_mail(context, contact)}
    if judgement.driver and judgement.reason_code is not ReasonCode.CHAMPION_GONE:
        about = contact_of(context, judgement.driver)
        if about is not None:
            # Somebody else's matter is not carried to a colleague behind that person's back.
            return reachable.get(about)
    for touch in reversed(context.touches):
        if touch.kind == "email" and touch.contact_id in reachable and not touch.automatic:
            return reachable[ContactId(touch.contact_id)]
    return None


def can_mail(context: Context, contact: Contact) -> bool:
    """Whether this contact may get an e-mail at all."""
    if not contact.email or contact.email_consent is Consent.WITHDRAWN:
        return False
    return not any(fact.kind in _GONE for fact in _facts_of(context, contact))


def opted_out(context: Context) -> tuple[Contact, ...]:
    """Contacts who asked not to be written to, in a field or in words."""
    return tuple(
        contact
        for contact in context.contacts
        if contact.email_consent is Consent.WITHDRAWN
        or any(fact.kind is FactKind.OPT_OUT for fact in _facts_of(context, contact))
    )


def contact_of(context: Context, fact: Fact) -> ContactId | None:
    """The contact on the other side of the fact's document."""
    touch = touch_of(context, fact)
    return ContactId(touch.contact_id) if touch and touch.contact_id else None


def touch_of(context: Context, fact: Fact) -> Touch | None:
    wanted = fact.source.record.removeprefix("activity:")
    return next((touch for touch in context.touches if touch.id == wanted), None)


def repeatable_quote(context: Context, fact: Fact, to: Contact) -> str | None:
    """The fact's words if they may be repeated to `to`: that person's mail, or ours to them.

    Words of internal notes never leave the house, and text with links, markup or orders to
    software is never repeated. A long quote is cut at a word and ends in "…".
    """
    touch = touch_of(context, fact)
    if touch is None or touch.kind != "email" or touch.contact_id != to.id:
        return None
    wanted = "inbound" if fact.by is Party.THEM else "outbound"
    if touch.direction != wanted or _UNSAFE.search(fact.quote) or _is_hostile(context, touch):
        return None
    line = fact.quote.strip().split("\n")[0].strip()
    if len(line) <= QUOTE_LENGTH:
        return line or None
    return line[:QUOTE_LENGTH].rsplit(" ", 1)[0] + " …"


def is_safe(text: str) -> bool:
    """Whether a text may be repeated at all: no link, address, markup or control character."""
    return bool(text.strip()) and not _UNSAFE.search(text)


def thread_subject(context: Context, touch: Touch) -> str | None:
    """The touch's subject without reply marks; None if it is empty, long or unsafe."""
    subject = " ".join(_PREFIX.sub("", touch.subject or "").split())
    if not subject or len(subject) > 80 or _UNSAFE.search(subject) or _is_hostile(context, touch):
        return None
    return subject


def last_exchange(context: Context, to: Contact) -> Touch | None:
    """The newest mail with `to`, or call or meeting of the deal that already took place."""
    for touch in reversed(context.touches):
        if touch.automatic:
            continue
        if touch.kind == "email" and touch.contact_id == to.id:
            return touch
        if touch.kind in ("call", "meeting") and touch.contact_id in (None, to.id):
            return touch
    return None


def thread_of(context: Context, judgement: Judgement, to: Contact) -> Touch | None:
    """The mail that a draft to `to` answers; None where it starts a new thread."""
    driver = judgement.driver and touch_of(context, judgement.driver)
    for touch in (driver, last_exchange(context, to)):
        if touch and touch.kind == "email" and touch.contact_id == to.id:
            return touch
    return None


def _facts_of(context: Context, contact: Contact) -> Iterator[Fact]:
    """Facts about the contact's own standing: from their mail, or naming them."""
    for fact in context.facts:
        if fact.kind not in _GONE:
            continue
        if fact.about and fact.kind is FactKind.LEFT:
            if _same_person(fact.about, contact.name):
                yield fact
        elif contact_of(context, fact) == contact.id:
            yield fact


def _same_person(named: str, name: str) -> bool:
    ours, theirs = set(named.lower().split()), set(name.lower().split())
    return bool(ours) and (ours <= theirs or theirs <= ours)


def _is_hostile(context: Context, touch: Touch) -> bool:
    record = f"activity:{touch.id}"
    return any(
        fact.kind is FactKind.INSTRUCTION and fact.source.record == record for fact in context.facts
    )
