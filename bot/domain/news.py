"""News: what has come in about a deal since a mission last looked at it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.deals import ContactId, DealId


class Stir(StrEnum):
    """Why something that waits is moot now, or comes back."""

    REPLY = "reply"
    BOUNCE = "bounce"
    OPT_OUT = "opt_out"
    CHANGE = "change"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One activity that came in. `automatic`: sent by a machine; `bounce`: a mail came back."""

    id: str
    at: datetime
    is_inbound: bool
    contact_id: ContactId | None = None
    deal_id: DealId | None = None
    automatic: bool = False
    bounce: bool = False
    opt_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """`opted_out`: whom the action is about has withdrawn their consent. `deal_version`: the deal
    as it is now, None where the CRM has it no more.
    """

    arrivals: tuple[Arrival, ...] = ()
    opted_out: bool = False
    deal_version: int | None = None
