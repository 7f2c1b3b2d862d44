"""Where one thought ends and another begins, and who is the subject of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.policy.content.lexicon import Mark
from bot.policy.content.saying import Saying

_CUTS = frozenset(";:()")
_ASIDE = 4  # words between two commas that do not end a thought
NEAR = 7


@dataclass(frozen=True, slots=True)
class Place:
    """The words of a claim, from `first` up to before `last`, and the marks that make it."""

    first: int
    last: int
    marks: tuple[Mark, ...]


def is_cut(saying: Saying, start: int, end: int, denial: Mark | None = None) -> bool:
    """Whether another thought begins between two words."""
    if any(saying.word(number) in _CUTS for number in range(start, end)):
        return True
    if has_between(saying, ("but",), start, end):
        return True
    for number in range(start, end):
        if saying.word(number) == "," and _begins_anew(saying, number, end, denial):
            return True
    return any(
        has_between(saying, ("we", "you", "third", "fin"), mark.last, min(mark.last + 2, end))
        for mark in saying.of("and")
        if start <= mark.first < end
    )


def _begins_anew(saying: Saying, comma: int, end: int, denial: Mark | None) -> bool:
    """After a comma comes another clause if it has its own verb, or ends an "if"."""
    aside = [n for n in range(comma + 1, end) if saying.word(n) == ","]
    if aside and aside[0] - comma <= _ASIDE + 1:
        return False
    if denial is not None and any(mark.first < denial.first for mark in saying.of("if")):
        return True
    until = aside[0] if aside else end + 3
    return has_between(saying, ("fin", "we", "you"), comma, until)


def has_between(saying: Saying, concepts: tuple[str, ...], start: int, end: int) -> bool:
    """ "to you" is nobody who does something, so it does not begin another thought."""
    objects = list(saying.of("object"))
    return any(
        start <= mark.first < end
        and (mark.concept not in ("we", "you") or not _within(mark, objects))
        for mark in saying.of(*concepts)
    )


def nearest(saying: Saying, place: Place, concepts: tuple[str, ...]) -> Mark | None:
    """The subject: the last of these before the claim, in its own part of the sentence."""
    # "your data", "to you": whose it is, not who does it.
    objects = list(saying.of("object"))
    subjects = (
        mark
        for mark in saying.of(*concepts)
        if mark.first < place.first
        and (mark.concept == "third" or not _within(mark, objects))
        and not is_cut(saying, mark.last, place.first)
    )
    return max(subjects, key=lambda mark: mark.first, default=None)


def _within(mark: Mark, others: Sequence[Mark]) -> bool:
    return any(each.first <= mark.first < each.last for each in others)


def is_near(saying: Saying, mark: Mark, place: Place) -> bool:
    """Close by, in the same clause."""
    if _gap(mark, place) > NEAR:
        return False
    start, end = (
        sorted((mark.last, place.first)) if mark.first < place.first else (place.last, mark.first)
    )
    return not is_cut(saying, start, end)


def _gap(mark: Mark, place: Place) -> int:
    return max(mark.first - place.last, place.first - mark.last, 0)
