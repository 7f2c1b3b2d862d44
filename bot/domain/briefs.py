"""A brief: a morning as its message shows it, with the cards that live in that message."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.domain.lifecycle import Decision
from bot.domain.missions import DealVerdict, Mission
from bot.domain.people import PersonId


class CardState(StrEnum):
    LIVE = "live"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRef:
    """One exact content of a decision; `digest` names it."""

    id: str
    version: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A decision as a card shows it: `subject` is what it is about, `names` are those of whoever
    is spoken of; `reader` reads it at that moment, in that zone. `is_theirs`: they may still see
    what it is about, and not only what they said of it.
    """

    decision: Decision
    subject: str
    names: Mapping[PersonId, str] = field(hash=False)
    reader: PersonId
    at: datetime
    zone: str
    is_theirs: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A deal as the newest mission that looked at it concluded."""

    verdict: DealVerdict
    run_id: str
    on: date
    weights: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One deal in one message. `note` tells why it was withdrawn; `shown` is the newest decision
    about what the verdict proposes, whatever has become of it.
    """

    judged: Judged
    state: CardState
    shown: Shown | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A deal of today whose card stands in an earlier message; `url` opens that message."""

    judged: Judged
    since: date
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """`mission` is that of the message's own day; its cards may have been judged again since.
    `done` is what came of the rep's decisions since the morning before; `small` are the types of
    actions that may be approved many at a time.
    """

    mission: Mission
    cards: tuple[Card, ...]
    carried: tuple[Carried, ...] = ()
    done: tuple[Shown, ...] = ()
    small: frozenset[str] = frozenset()


def judged(verdict: DealVerdict, mission: Mission) -> Judged:
    return Judged(
        verdict=verdict,
        run_id=mission.run_id,
        on=mission.on,
        weights=mission.versions.weights,
    )
