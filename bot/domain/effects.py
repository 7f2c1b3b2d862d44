"""Effects: the right to change the world once, and the receipt that says what changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from bot.domain.deals import DealId
from bot.domain.decisions import Action, Draft
from bot.domain.people import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field as it was and as it is; `record` is `kind:id`, None means empty or absent."""

    record: str
    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What an effect did. `created` are the records (`kind:id`) that it made, `versions` those of
    all records that it touched as they are after it. `undoable`: whether it can be taken back.
    """

    effect_id: str
    at: datetime
    changes: tuple[Change, ...] = ()
    created: tuple[str, ...] = ()
    versions: Mapping[str, int] = field(default_factory=dict, hash=False)
    undoable: bool = True
    external_id: str | None = None  # a mail's Message-ID, a record's id elsewhere
    note: str = ""  # a sentence about what did not go with it, for the card


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A field that somebody changed after the evidence was read."""

    record: str
    field: str
    read: str | None
    now: str | None
    wanted: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """What keeps an effect from happening until a person says more: fields (`kind.field`) that the
    CRM asks for, and what somebody else has changed meanwhile.
    """

    missing: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """The right to carry out one approved action once. Only `storage` makes one, from a claimed
    row; a connector's write takes nothing else.

    `effect_id` is the idempotency key, the same in every attempt. `by` is the approver: the write
    is made in their name. `undoes` is set where this is the taking back of an earlier effect.
    """

    effect_id: str
    workspace: str
    decision_id: str
    deal_id: DealId
    action: Action
    draft: Draft | None
    by: PersonId
    attempt: int
    approved_at: datetime
    read_versions: Mapping[str, int] = field(default_factory=dict, hash=False)
    undoes: Receipt | None = None


def message_id(approved: Approved) -> str:
    """The Message-ID of the mail that an approval sends: the same in every attempt, so that a
    mailbox that gets it twice shows it once.
    """
    return message_id_of(approved.workspace, approved.effect_id)


def message_id_of(workspace: str, effect_id: str) -> str:
    named = sha256(f"{workspace}|{effect_id}".encode()).hexdigest()
    return f"<{named[:32]}@daybreak.local>"
