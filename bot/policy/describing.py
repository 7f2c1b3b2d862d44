"""Describes an action with what is known of its deal and recipient as a situation for the rules."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.deals import Consent, DealStatus
from bot.domain.decisions import Action, ChangeStage, Draft, UpdateField
from bot.domain.people import Person
from bot.domain.recipients import Recipient, Setting
from bot.policy.links import FREE_MAIL, foreign_links
from bot.policy.quiet_hours import next_allowed
from bot.policy.rules import Limits
from bot.policy.situation import Cap, Details, Finding, Moment, Sensitive, Situation

_FIELDS: dict[Sensitive, tuple[str, ...]] = {
    Sensitive.PRICE: ("amount", "price", "discount", "currency", "rabatt"),
    Sensitive.CONTRACT: ("contract", "term", "signed", "liab", "renewal", "vertrag"),
    Sensitive.SECURITY: ("security", "compliance", "dpa", "gdpr", "consent"),
    Sensitive.CLOSING: ("status", "closed", "lost_reason"),
}
_CONTENT: dict[str, Sensitive] = {
    "discount_over_limit": Sensitive.PRICE,
    "legal_commitment": Sensitive.CONTRACT,
    "security_or_compliance_claim": Sensitive.SECURITY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """An action as it stands before the rules. `by` is whose word it rests on; `own_domains` are
    those that belong to us; `caps` are those that are full, until `caps_until`.
    """

    action: Action
    draft: Draft | None
    by: Person
    at: datetime
    setting: Setting
    own_domains: frozenset[str] = frozenset()
    moment: Moment = Moment.PROPOSAL
    automatic: bool = False
    caps: frozenset[Cap] = frozenset()
    caps_until: datetime | None = None


def described(facts: Facts, found: Sequence[Finding], limits: Limits) -> tuple[Situation, Details]:
    """`found` is what was found in the draft's text."""
    recipient = facts.setting.recipient
    zone = zone_of(facts)
    quiet_until = next_allowed(facts.at, zone, limits.quiet_hours)
    links = _foreign(facts, limits)
    content = frozenset(each.category for each in found)
    deal, action = facts.setting.deal, facts.action
    situation = Situation(
        action=action.type,
        moment=facts.moment,
        by_role=facts.by.role,
        automatic=facts.automatic,
        sensitive=_sensitive(action, content),
        deal_status=deal.status if deal else DealStatus.OPEN,
        reopens_deal=isinstance(action, ChangeStage) and action.to_status == "open",
        recipient_known=recipient is not None,
        recipient_of_deal=recipient is None or recipient.of_deal,
        address_is_theirs=_is_theirs(facts.draft, recipient),
        consent=_consent(recipient),
        do_not_contact=bool(recipient and recipient.flags),
        opted_out=bool(recipient and recipient.opt_out),
        quiet_hours=quiet_until is not None,
        foreign_links=bool(links),
        cap_reached=facts.caps,
        content=content,
    )
    details = Details(
        recipient=_name(facts),
        proof=_proof(recipient),
        links=", ".join(links),
        local_time=f"{facts.at.astimezone(zone):%a %H:%M}",
        quiet_until=quiet_until.astimezone(zone) if quiet_until else None,
        caps_until=facts.caps_until.astimezone(zone) if facts.caps_until else None,
        findings=tuple(found),
    )
    return situation, details


def zone_of(facts: Facts) -> ZoneInfo:
    """Where the recipient lives; where nobody knows, the rep's own zone stands in."""
    recipient = facts.setting.recipient
    for name in (recipient.contact.timezone if recipient else None, facts.by.timezone):
        try:
            return ZoneInfo(name or "")
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return ZoneInfo("UTC")


def domain_of(address: str | None) -> str:
    return (address or "").rpartition("@")[2].strip().casefold()


def _foreign(facts: Facts, limits: Limits) -> tuple[str, ...]:
    if facts.draft is None:
        return ()
    recipient = facts.setting.recipient
    theirs = domain_of(recipient.contact.email if recipient else None)
    known: Collection[str] = {
        *limits.own_domains,
        *facts.own_domains,
        *facts.setting.domains,
        *([theirs] if theirs not in FREE_MAIL else []),
    }
    text = f"{facts.draft.subject}\n{facts.draft.body}"
    return tuple(text[start:end] for start, end in foreign_links(text, known))


def _sensitive(action: Action, content: Collection[str]) -> frozenset[Sensitive]:
    found = {_CONTENT[category] for category in content if category in _CONTENT}
    if isinstance(action, UpdateField):
        name = action.field.casefold()
        found |= {kind for kind, words in _FIELDS.items() if any(w in name for w in words)}
    if isinstance(action, ChangeStage) and action.to_status != "open":
        found.add(Sensitive.CLOSING)
    return frozenset(found)


def _is_theirs(draft: Draft | None, recipient: Recipient | None) -> bool:
    if draft is None or recipient is None:
        return True
    return draft.to.strip().casefold() == (recipient.contact.email or "").strip().casefold()


def _consent(recipient: Recipient | None) -> Consent:
    if recipient is None:
        return Consent.UNKNOWN
    return Consent.WITHDRAWN if recipient.withdrawn_on else recipient.contact.email_consent


def _name(facts: Facts) -> str:
    if facts.setting.recipient is not None:
        return facts.setting.recipient.contact.name
    return (facts.draft.to if facts.draft else "") or "The recipient"


def _proof(recipient: Recipient | None) -> str:
    if recipient is None:
        return "the CRM says so"
    if recipient.opt_out is not None:
        return f"“{recipient.opt_out.quote}”, {recipient.opt_out.at:%d %b %Y}"
    if recipient.flags:
        return f"field “{recipient.flags[0]}”"
    return f"the CRM's {recipient.withdrawn_on}" if recipient.withdrawn_on else "the CRM says so"
