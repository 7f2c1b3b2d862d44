"""Mends misspelt words, carefully: a word that may be another word is left as it is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.answers.parser.tokens import Token

_SHORTEST = 4
_TWO_FAULTS = 8  # letters from which two faults are forgiven
_ANY_FAULT = 6  # letters from which a letter may be any other one
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


@dataclass(frozen=True, slots=True)
class Mended:
    """What was written, and what it was read as."""

    written: str
    read: str


def mended(
    tokens: Sequence[Token],
    unknown: Collection[int],
    common: Collection[str],
    names: Collection[str],
    typos: Mapping[str, str],
) -> tuple[tuple[Token, ...], tuple[Mended, ...]]:
    """Tokens with the unknown ones set right where there is one way only, and what was changed."""
    found, changes = list(tokens), []
    for at in sorted(unknown):
        word = tokens[at].word
        better = typos.get(word) or _nearest(word, common, names)
        if better is not None:
            found[at] = replace(tokens[at], word=better)
            changes.append(Mended(tokens[at].said, better))
    return tuple(found), tuple(changes)


def _nearest(word: str, common: Collection[str], names: Collection[str]) -> str | None:
    if len(word) < _SHORTEST or not word.isalpha():
        return None
    for words, strict in ((common, True), (names, False)):
        near = _near(word, words, strict=strict)
        if len(near) == 1:
            return near[0]
        if near:
            return None
    return None


def _near(word: str, words: Collection[str], *, strict: bool) -> list[str]:
    """The known words at the smallest distance that is forgiven."""
    most = 2 if len(word) >= _TWO_FAULTS else 1
    found = process.extract(word, words, scorer=OSA.distance, score_cutoff=most, limit=20)
    able = [
        (distance, other)
        for other, distance, _ in found
        if len(other) >= (_SHORTEST if strict else _SHORTEST - 1)
        and _is_slip(word, other, int(distance), strict=strict)
    ]
    least = min((distance for distance, _ in able), default=0)
    return sorted({other for distance, other in able if distance == least})


def _is_slip(word: str, other: str, distance: int, *, strict: bool) -> bool:
    """Whether fingers slip so: letters swapped, doubled or left out, or a key beside the right one.

    The first letter is right, unless it is swapped with the second.
    """
    if word[0] != other[0] and word[:2] != other[1::-1]:
        return False
    if not strict and (word + "s" == other or other + "s" == word):
        return False  # John is not Johns
    loose = _ANY_FAULT if strict else _ANY_FAULT - 1
    if len(word) >= loose or len(word) != len(other) or distance > 1:
        return True
    wrong = [(a, b) for a, b in zip(word, other, strict=True) if a != b]
    return len(wrong) != 1 or _are_beside(*wrong[0])


def _are_beside(first: str, second: str) -> bool:
    for row in _ROWS:
        if first in row and second in row:
            return abs(row.index(first) - row.index(second)) == 1
    return False
