"""A brief: a morning as its message shows it, with the cards that live in that message."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.missions import DealVerdict, Mission


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
class Judged:
    """A deal as the newest mission that looked at it concluded."""

    verdict: DealVerdict
    run_id: str
    on: date
    weights: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One deal in one message. `note` tells why it was withdrawn."""

    judged: Judged
    state: CardState
    decision: DecisionRef | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A deal of today whose card stands in an earlier message; `url` opens that message."""

    judged: Judged
    since: date
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """`mission` is that of the message's own day; its cards may have been judged again since."""

    mission: Mission
    cards: tuple[Card, ...]
    carried: tuple[Carried, ...] = ()


def judged(verdict: DealVerdict, mission: Mission) -> Judged:
    return Judged(
        verdict=verdict,
        run_id=mission.run_id,
        on=mission.on,
        weights=mission.versions.weights,
    )
