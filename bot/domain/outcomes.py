"""What a word on a decision comes to: a closed set, so that every click gets an answer."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.lifecycle import Decision, WordKind
from bot.domain.people import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The word counts. `decision` is as it is now; `effect` is what has to be carried out."""

    decision: Decision
    effect: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """The word counts, but is not enough: whose is needed too, and why. `asked` was told so."""

    decision: Decision
    asked: PersonId
    asked_name: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsTyping:
    """A click is not enough: `phrase` has to be typed, and the same verb called again with it."""

    decision: Decision
    phrase: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoSuch:
    """There is none, or none that they may see: nothing more is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotYours:
    """They may see the deal, but it is not for them to decide."""

    waits_for: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Over:
    """It was decided, or came to an end by itself. `by` is empty where nobody did it."""

    decision: Decision
    by: str
    yourself: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """The content that they saw is not the one that waits now."""

    decision: Decision


class Part(StrEnum):
    """What can be too late or not possible."""

    APPROVE = "approve"  # one that sleeps has to be woken first
    RECALL = "recall"
    UNDO = "undo"
    ANSWER = "answer"  # whether an unknown effect has happened
    REOPEN = "reopen"
    SNOOZE = "snooze"
    WAKE = "wake"


@dataclass(frozen=True, slots=True, kw_only=True)
class TooLate:
    """`until` when it could have been done; None: it is under way or done already."""

    what: Part
    decision: Decision
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotPossible:
    """It can't be done to this one at all: not undoable, nothing to recall, not asleep."""

    what: Part
    decision: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with one field of a form."""

    field: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Faulty:
    """What was entered can't be used; each fault at its field."""

    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forbidden:
    """A policy says no, in its own sentence. `lifted_by` may lift `rules`, with a reason."""

    sentence: str
    rules: tuple[str, ...] = ()
    lifted_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NobodyMay:
    """It needs somebody else's word, and nobody who is here could give it."""

    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotInBulk:
    """It wants to be looked at by itself."""


Why = (
    NoSuch
    | NotYours
    | Over
    | Changed
    | TooLate
    | NotPossible
    | Faulty
    | Forbidden
    | NobodyMay
    | NotInBulk
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Nothing was changed."""

    verb: WordKind
    why: Why


Outcome = Done | Waits | NeedsTyping | Refused
