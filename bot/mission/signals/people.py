"""People at the buyer's: who left, who went silent, who is missing, who wants no mail."""

import re

from bot.domain.deals import Consent, ContactRole
from bot.domain.facts import FactKind
from bot.domain.missions import ReasonCode, SignalKind, Touch, VerdictKind
from bot.mission.signals.finding import (
    Finding,
    contact_field,
    deal_field,
    finding,
    touch_field,
)
from bot.mission.signals.timeline import Said, Story, from_them, from_us
from bot.mission.signals.workdays import in_words
from bot.mission.thresholds import Phase

_ACT = VerdictKind.ACT_NOW
_KEY_ROLES = (ContactRole.CHAMPION, ContactRole.ECONOMIC_BUYER)
_GONE = (FactKind.LEFT, FactKind.BOUNCE)
_NAME_PART = 3
_CLOSING = 42  # days before the close by which we should know who signs
_WORD = re.compile(r"\w+")


def departures(story: Story) -> list[Finding]:
    """A key contact left, or mail to them bounces, and nobody has taken their place yet."""
    found = []
    for line in story.of(*_GONE):
        who = _who(story, line)
        if not _is_gone_still(story, line, who):
            continue
        is_key = _is_key(story, who)
        left = line.fact.kind is FactKind.LEFT
        day = in_words(line.day, story.today)
        text = (
            f"{story.name(who)} is leaving or has left, as read {day}."
            if left
            else f"Mail to {story.name(who)} bounced {day}."
        )
        found.append(
            finding(
                SignalKind.CHAMPION_GONE,
                ReasonCode.CHAMPION_GONE,
                _ACT if is_key else None,
                text,
                strength=line.fact.confidence * (1.0 if is_key else 0.3) * (1.0 if left else 0.8),
                said=line,
                due=story.today if is_key else None,
            )
        )
    return found


def silent_champion(story: Story) -> list[Finding]:
    """Late in a deal, the one who carries it has not answered several messages."""
    if not _is_late(story):
        return []
    theirs = story.inbound()
    since = [
        t for t in story.talks if t.direction == "outbound" and (theirs is None or t.at > theirs.at)
    ]
    if theirs is None and not any(t.kind == "meeting" for t in story.talks):
        return []
    if len(since) < story.limits.champion_chases:
        return []
    quiet = story.days_since(theirs or since[0])
    if quiet < story.limits.champion_silent_days or _got_through(story, since):
        return []
    who = story.name(since[-1].contact_id)
    return [
        finding(
            SignalKind.CHAMPION_UNRESPONSIVE,
            ReasonCode.CHAMPION_UNRESPONSIVE,
            _ACT,
            f"{who} has not answered {len(since)} messages in {quiet} days.",
            touch_field(since[-1]),
            strength=0.8,
            due=story.today,
        )
    ]


def _got_through(story: Story, since: list[Touch]) -> bool:
    """We rang and they said something: no silence, whoever dialled."""
    last = since[-1]
    return last.kind == "call" and any(
        line.touch is last and from_them(line) and line.fact.when is not None for line in story.said
    )


def coverage(story: Story) -> list[Finding]:
    """One voice only, or nobody who can sign: a risk late in a deal, not a verdict."""
    if not _is_late(story):
        return []
    found = []
    deal = story.context.deal
    voices = {t.contact_id for t in story.talks if t.contact_id}
    if len(voices | {c.id for c in story.context.contacts}) == 1:
        found.append(
            finding(
                SignalKind.SINGLE_THREADED,
                ReasonCode.SINGLE_THREADED,
                None,
                "Everything runs through one person.",
                deal_field(deal, "stage"),
                strength=0.5,
            )
        )
    has_roles = any(c.role for c in story.context.contacts) or bool(story.context.roles)
    if has_roles and not story.people(ContactRole.ECONOMIC_BUYER):
        found.append(
            finding(
                SignalKind.MISSING_ECONOMIC_BUYER,
                ReasonCode.MISSING_ECONOMIC_BUYER,
                _ACT if _is_closing_unplanned(story) else None,
                "Nobody on record can sign this.",
                deal_field(deal, "stage"),
                strength=0.5,
                due=story.today if _is_closing_unplanned(story) else None,
            )
        )
    return found


def opt_outs(story: Story) -> list[Finding]:
    """Contacts who must get no mail: by the CRM's consent or by their own words."""
    found = [
        finding(
            SignalKind.OPTED_OUT,
            ReasonCode.CONTACT_OPTED_OUT,
            None,
            f"{c.name} has withdrawn consent to e-mail.",
            contact_field(c.id, "email_consent", c.email_consent.value),
            strength=0.2,
        )
        for c in story.context.contacts
        if c.email_consent is Consent.WITHDRAWN
    ]
    found += [
        finding(
            SignalKind.OPTED_OUT,
            ReasonCode.CONTACT_OPTED_OUT,
            None,
            f"{story.name(line.contact)} asked for no more e-mail.",
            strength=0.2,
            said=line,
        )
        for line in story.of(FactKind.OPT_OUT)
        if not (line.is_mail and from_us(line))
    ]
    return found


def _is_late(story: Story) -> bool:
    if story.phase is Phase.LATE:
        return True
    close = story.context.deal.close_date
    return close is not None and (close - story.today).days <= story.limits.essential_days


def _is_closing_unplanned(story: Story) -> bool:
    """Late, weeks from the close, and no step is dated: time to meet whoever signs."""
    deal = story.context.deal
    if story.phase is not Phase.LATE or deal.close_date is None or story.planned:
        return False
    if deal.next_step_due is not None and deal.next_step_due >= story.today:
        return False
    return 0 <= (deal.close_date - story.today).days <= _CLOSING


def _who(story: Story, line: Said) -> str | None:
    """The contact whom a departure is about: by name, else whoever wrote; None for a stranger."""
    words = set(_WORD.findall(f"{line.fact.about or ''} {line.fact.quote}".casefold()))
    for contact in story.context.contacts:
        parts = [part for part in contact.name.casefold().split() if len(part) >= _NAME_PART]
        if not words.isdisjoint(parts):
            return contact.id
    about = line.fact.about or ""
    is_stranger = len(about) >= _NAME_PART and about[0].isupper()
    return None if is_stranger else line.contact


def _is_key(story: Story, who: str | None) -> bool:
    """The champion, the one who signs, or the only one there is."""
    if who is None:
        return False
    if who in story.people(*_KEY_ROLES):
        return True
    return all(c.id == who for c in story.context.contacts)


def _is_gone_still(story: Story, line: Said, who: str | None) -> bool:
    """Not once they write again, nor once we talk with somebody else instead."""
    for talk in story.talks:
        if talk.at <= line.at:
            continue
        if talk.contact_id is not None and talk.contact_id != who:
            return False
        if talk.direction == "inbound" and line.fact.kind is FactKind.BOUNCE:
            return False
    return True
