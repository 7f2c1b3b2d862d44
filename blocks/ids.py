"""What a click carries: the names of clicks, and references that fit into any button.

A reference names a thing and the exact content that was on the screen; it holds no fact and gives
no right. It is at most 100 characters long, so that a menu's choice can carry one too (150).
"""

import re
from dataclasses import dataclass
from hashlib import sha256

from bot.domain.briefs import DecisionRef
from bot.domain.deals import DealId

APPROVE = "decision.approve"
EDIT = "decision.edit"
REJECT = "decision.reject"
SMALL = "decision.approve_small"
RECALL = "decision.recall"
UNDO = "decision.undo"
REOPEN = "decision.reopen"
WAKE = "decision.wake"
CONFIRM = "decision.confirm"
DENY = "decision.deny"
MORE = "decision.more"
WHY = "mission.why"
RUN = "mission.run"
WISH = "deal.wish"
REDRAW_WISH = "deal.redraw"
SHOW_DEAL = "deal.show"
WHY_DEAL = "deal.why"
BRIEF_AT = "hours.brief_at"
WEEKDAYS = "hours.weekdays"
AWAY = "hours.away"
BACK = "hours.back"
LEAD = "lead.give"
LEAD_FORM = "lead.form"
WEEKLY_OFF = "weekly.off"

ASK_PLAN = "answer.plan"
ASK_FILE = "answer.file"
ASK_CHANGE = "answer.change"
DEFINE = "answer.define"
REDRAW = "decision.redraw"

# Forms about a decision, by their callback_id.
EDIT_FORM = "decision.edit_form"
REJECT_FORM = "decision.reject_form"
SNOOZE_FORM = "decision.snooze_form"
DELEGATE_FORM = "decision.delegate_form"
CONTEXT_FORM = "decision.context_form"
TYPED_FORM = "decision.typed_form"
WISH_FORM = "deal.wish_form"

# The choices of a card's menu.
REASONS, SNOOZE, DONE, DELEGATE, ASK = "why", "snooze", "already_done", "delegate", "ask"

_ID = r"[A-Za-z0-9_-]{1,48}"
_DECISION = re.compile(rf"d\.({_ID})\.([0-9]{{1,9}})\.([0-9a-f]{{16}})")
_VERDICT = re.compile(rf"v\.({_ID})\.([0-9a-f]{{16}})")
_DEAL = re.compile(r"l\.([0-9a-f]{16})")
_LEAD = re.compile(r"n\.([0-9a-f]{16})")
_CHOICE = re.compile(r"([a-z_]{1,20}):(.{1,120})")
_SHORT = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictRef:
    """One deal in one mission; `deal` names the deal without giving its id."""

    run_id: str
    deal: str


def deal_name(deal_id: DealId) -> str:
    return _short(deal_id)


def encode_decision(ref: DecisionRef) -> str:
    return _checked(f"d.{ref.id}.{ref.version}.{ref.digest[:_SHORT]}", _DECISION)


def decode_decision(value: object) -> DecisionRef | None:
    """None for whatever is not exactly what `encode_decision` writes; `digest` is shortened."""
    found = _DECISION.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    return DecisionRef(id=found[1], version=int(found[2]), digest=found[3])


def encode_verdict(ref: VerdictRef) -> str:
    return _checked(f"v.{ref.run_id}.{ref.deal}", _VERDICT)


def decode_verdict(value: object) -> VerdictRef | None:
    found = _VERDICT.fullmatch(value) if isinstance(value, str) else None
    return VerdictRef(run_id=found[1], deal=found[2]) if found else None


def encode_deal(deal_id: DealId) -> str:
    return f"l.{deal_name(deal_id)}"


def decode_deal(value: object) -> str | None:
    """The deal's short name."""
    found = _DEAL.fullmatch(value) if isinstance(value, str) else None
    return found[1] if found else None


def lead_name(lead_id: str) -> str:
    return _short(lead_id)


def encode_lead(lead_id: str) -> str:
    return f"n.{lead_name(lead_id)}"


def decode_lead(value: object) -> str | None:
    """The lead's short name."""
    found = _LEAD.fullmatch(value) if isinstance(value, str) else None
    return found[1] if found else None


def encode_choice(choice: str, reference: str) -> str:
    return _checked(f"{choice}:{reference}", _CHOICE)


def decode_choice(value: object) -> tuple[str, str] | None:
    found = _CHOICE.fullmatch(value) if isinstance(value, str) else None
    return (found[1], found[2]) if found else None


def _short(record_id: str) -> str:
    """A CRM's ids may be of any length and content; this is short and plain."""
    return sha256(record_id.encode("utf-8", "replace")).hexdigest()[:_SHORT]


def _checked(value: str, form: re.Pattern[str]) -> str:
    if form.fullmatch(value) is None:
        raise ValueError("a reference that could not be read back")
    return value
