"""Whoever is to be written to: the contact, and what speaks against writing to them."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.deals import Account, Contact, Deal


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOut:
    """The words with which somebody asked not to be written to, as proof."""

    record: str
    quote: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """`withdrawn_on` is a record of the same address whose consent is withdrawn; `flags` are the
    fields of these records that say not to contact them.
    """

    contact: Contact
    account: Account | None
    of_deal: bool
    withdrawn_on: str | None = None
    flags: tuple[str, ...] = ()
    opt_out: OptOut | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """The deal that an action is about, and whom it would write to; None where not to be found."""

    deal: Deal | None
    recipient: Recipient | None
    # Of the deal's account, so that links to the customer's own places are known.
    domains: frozenset[str] = field(default_factory=frozenset)
