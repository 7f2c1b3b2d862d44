"""The deal and the recipient of a past decision, as the mission that proposed it knew them."""

from collections.abc import Collection, Sequence

from bot.decisions.gate import written_to
from bot.domain.deals import Consent, Contact
from bot.domain.decisions import Action
from bot.domain.facts import FactKind, Party
from bot.domain.missions import Context
from bot.domain.recipients import OptOut, Recipient, Setting
from storage.recipients import SURE, TALKS_AGAIN, hands_off


def setting_then(context: Context, action: Action, no_contact: Collection[str]) -> Setting:
    """`no_contact` names CRM fields that mean hands off. A contact whom the mission did not see
    with the deal is not known.
    """
    account = context.account
    return Setting(
        deal=context.deal,
        recipient=_recipient(context, action, no_contact),
        domains=frozenset([account.domain] if account and account.domain else []),
    )


def _recipient(context: Context, action: Action, no_contact: Collection[str]) -> Recipient | None:
    wanted = written_to(action)
    found = next((each for each in context.contacts if each.id == wanted), None)
    if found is None:
        return None
    same = _same(context, found)
    withdrawn = [each.id for each in same if each.email_consent is Consent.WITHDRAWN]
    return Recipient(
        contact=found,
        account=context.account,
        of_deal=True,  # a mission sees no other contacts
        withdrawn_on=f"contact:{withdrawn[0]}" if withdrawn else None,
        flags=hands_off(same, no_contact),
        opt_out=_opt_out(context, same),
    )


def _same(context: Context, contact: Contact) -> list[Contact]:
    """All records of one person that the mission saw."""
    address = _address(contact)
    if not address:
        return [contact]
    return [each for each in context.contacts if _address(each) == address]


def _address(contact: Contact) -> str:
    return (contact.email or "").strip().casefold()


def _opt_out(context: Context, same: Sequence[Contact]) -> OptOut | None:
    """The newest word counts: who has talked with us again since may be written to."""
    ids = {each.id for each in same}
    for touch in reversed(context.touches):
        if touch.direction != "inbound" or touch.contact_id not in ids:
            continue
        record = f"activity:{touch.id}"
        theirs = [f for f in context.facts if f.source.record == record and f.by is not Party.US]
        for fact in theirs:
            if fact.kind is FactKind.OPT_OUT and fact.confidence >= SURE:
                return OptOut(record=record, quote=fact.quote, at=touch.at)
        if not touch.automatic and any(fact.kind in TALKS_AGAIN for fact in theirs):
            return None
    return None
