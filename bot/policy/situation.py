"""What a rule may ask about: one action at one moment, in typed fields that rules name."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from bot.domain.deals import Consent, DealStatus
from bot.domain.people import Role


class Moment(StrEnum):
    PROPOSAL = "proposal"
    EXECUTION = "execution"


class Sensitive(StrEnum):
    """What is never changed without a person's word."""

    PRICE = "price"
    CONTRACT = "contract"
    SECURITY = "security"
    CLOSING = "closing"


class Cap(StrEnum):
    """How many mails may go out, counted per …"""

    CONTACT_DAY = "contact_day"
    CONTACT_WEEK = "contact_week"
    REP_DAY = "rep_day"
    DOMAIN_DAY = "domain_day"
    WORKSPACE_DAY = "workspace_day"


ActionType = Literal[
    "send_email",
    "change_stage",
    "update_field",
    "create_task",
    "log_note",
    "schedule_meeting",
    "route_lead",
    "hand_off",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Defaults are those of an innocent mail; a rule's cases say only what differs.

    `by_role` is whose word stands behind the action: the approver's once there is one, else that
    of the rep. `automatic` means that nobody's word is asked for.
    """

    action: ActionType = "send_email"
    moment: Moment = Moment.PROPOSAL
    by_role: Role = Role.REP
    automatic: bool = False
    sensitive: frozenset[Sensitive] = frozenset()
    deal_status: DealStatus = DealStatus.OPEN
    reopens_deal: bool = False
    recipient_known: bool = True  # a contact of the CRM
    recipient_of_deal: bool = True  # of this deal or of its account
    address_is_theirs: bool = True  # as the CRM has it
    consent: Consent = Consent.GRANTED
    do_not_contact: bool = False
    opted_out: bool = False  # in their own words
    quiet_hours: bool = False  # where the recipient lives
    foreign_links: bool = False
    cap_reached: frozenset[Cap] = frozenset()
    content: frozenset[str] = frozenset()  # categories found in the text


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A claim found in a text: its category and where it stands.

    `size` is the discount in percent; None where it is no discount or can't be told.
    """

    category: str
    start: int
    end: int
    size: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What the sentences of rules may fill in, and until when an action has to wait: instants in
    the recipient's zone.
    """

    recipient: str = "the recipient"
    proof: str = "the CRM says so"
    links: str = ""
    local_time: str = ""
    quiet_until: datetime | None = None
    caps_until: datetime | None = None
    findings: tuple[Finding, ...] = ()
