"""How a deal came to be: small exchanges per stage in which every question gets its answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from sandbox.year.script import Script
from sandbox.year.stories import beats
from sandbox.year.stories.kinds import EVERYWHERE


@dataclass(frozen=True, slots=True)
class Beat:
    """One exchange: about how many activities it makes, and in which languages it exists."""

    write: Callable[[Script, date], date]
    size: int
    languages: tuple[str, ...] = ("en",)


@dataclass(frozen=True, slots=True)
class Span:
    """The days that a deal spent in a stage."""

    stage: str
    start: date
    end: date


ALL = EVERYWHERE
STARTS = (
    Beat(beats.inbound_start, 3, ALL),
    Beat(beats.outbound_start, 3, ALL),
    Beat(beats.event_start, 4),
)
MAIN: dict[str, tuple[Beat, ...]] = {
    "Discovery": (Beat(beats.recap, 2, ALL),),
    "Qualification": (
        Beat(beats.visit, 1, ALL),
        Beat(beats.colleague, 2),
        Beat(beats.visit, 1, ALL),
    ),
    "Evaluation": (Beat(beats.demo, 4, ALL),),
    "Proposal": (Beat(beats.proposal, 2, ALL),),
    "Negotiation": (Beat(beats.terms, 2, ALL), Beat(beats.price_call, 1, ALL)),
    "Review": (Beat(beats.review, 1, ALL),),
}
EXTRA: dict[str, tuple[Beat, ...]] = {
    "Discovery": (Beat(beats.material, 1), Beat(beats.internal, 1, ALL), Beat(beats.chore, 1, ALL)),
    "Qualification": (
        Beat(beats.question, 3, ALL),
        Beat(beats.material, 1),
        Beat(beats.voicemail, 2, ALL),
        Beat(beats.their_kept_promise, 2, ALL),
        Beat(beats.chore, 1, ALL),
    ),
    "Evaluation": (
        Beat(beats.question, 3, ALL),
        Beat(beats.pilot, 2),
        Beat(beats.pilot_note, 1, ALL),
        Beat(beats.moved, 3),
        Beat(beats.internal, 1, ALL),
        Beat(beats.kept_promise, 3, ALL),
    ),
    "Proposal": (
        Beat(beats.question, 3, ALL),
        Beat(beats.status_call, 1, ALL),
        Beat(beats.kept_promise, 3, ALL),
        Beat(beats.chat, 1, ALL),
    ),
    "Negotiation": (
        Beat(beats.legal_question, 2),
        Beat(beats.price_call, 1, ALL),
        Beat(beats.status_call, 1, ALL),
        Beat(beats.chore, 1, ALL),
    ),
    "Review": (
        Beat(beats.feedback, 2),
        Beat(beats.chat, 1, ALL),
        Beat(beats.usage_note, 1, ALL),
        Beat(beats.chore, 1, ALL),
        Beat(beats.met, 1, ALL),
    ),
}


def write_opening(s: Script, spans: list[Span], wanted: int) -> None:
    """Fills the spans with beats, about `wanted` activities in all."""
    s.time.rewind(s.first_moment())
    for span, planned in zip(spans, _choose(s, spans, wanted), strict=True):
        day = s.time.later(span.start, 0, 1)
        for beat in planned:
            if day > span.end - timedelta(days=beat.size + 4):
                break
            day = s.time.later(beat.write(s, day), 1, _pause(span, len(planned)))


def _pause(span: Span, planned: int) -> int:
    """Spreads the beats over a long span instead of crowding them at its start."""
    return max(3, (span.end - span.start).days // max(1, planned) - 4)


def _choose(s: Script, spans: list[Span], wanted: int) -> list[list[Beat]]:
    chosen: list[list[Beat]] = []
    for span in spans:
        planned = [s.rng.choice(_spoken(s, MAIN[span.stage]))]
        if span.stage == "Discovery":
            planned.insert(0, s.rng.choice(_spoken(s, STARTS)))
        chosen.append(planned)
    size = sum(beat.size for planned in chosen for beat in planned)
    extras = [
        (index, beat) for index, span in enumerate(spans) for beat in _spoken(s, EXTRA[span.stage])
    ]
    s.rng.shuffle(extras)
    while size < wanted and extras:
        index, beat = extras.pop()
        chosen[index].append(beat)
        size += beat.size
    return chosen


def _spoken(s: Script, choice: tuple[Beat, ...]) -> list[Beat]:
    return [beat for beat in choice if s.cast.language in beat.languages]
