"""What a kind of story is: its name, where it may happen, and the function that writes it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sandbox.year.model import Story
from sandbox.year.script import Script

ACT, WATCH, FINE = ("act_now",), ("monitor",), ("no_action",)
CALM = ("no_action", "monitor")  # a manager could say either
EVERYWHERE = ("en", "de", "fr", "es")
ANY_STAGE = ("Discovery", "Qualification", "Evaluation", "Proposal", "Negotiation")
MIDDLE = ("Qualification", "Evaluation", "Proposal", "Negotiation")
LATE = ("Proposal", "Negotiation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of story. `alone`: the account must have no other open deal."""

    name: str
    write: Callable[[Script], Story]
    stages: tuple[str, ...] = ANY_STAGE
    languages: tuple[str, ...] = ("en",)
    pipeline: str = "New business"
    alone: bool = False
    customer: bool = False


def told(
    script: Script,
    verdicts: tuple[str, ...],
    reasons: tuple[str, ...],
    line: str,
    *,
    until: date | None = None,
    dates: tuple[date, ...] = (),
) -> Story:
    """The story in one line; the name of the kind is filled in by whoever asked for it."""
    return Story(
        kind="",
        verdicts=verdicts,
        reasons=reasons,
        line=line,
        until=until,
        dates=dates,
        language=script.cast.language,
        tags=tuple(script.plan.tags),
    )
