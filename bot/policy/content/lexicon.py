"""Reads the word lists: which phrases of a language stand for which concept.

One file per language in `lexicon/`:

    > can't = can not            spelling: the left side is read as the right one
    @send = send, mail           a class for patterns; items may be phrases or other classes
    : reduction                  the concept that the following patterns stand for
    *rabatt* ; @send it = 20     patterns (see bot.text.patterns), with a value for the line

What concepts mean together is in `claims.yaml`, the same for every language.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.policy.content.numbers import spelled
from bot.policy.content.words import Line
from bot.text.folding import fold
from bot.text.language import small_words
from bot.text.patterns import Classes, Need, Pattern, compile_pattern, words_of

FOLDER = Path(__file__).parent / "lexicon"
LANGUAGES = ("en", "de", "fr", "es")
_NAMED = re.compile(r"(?<![^\W_*@])[^\W\d_]+(?![\w*])")
_CLASS = re.compile(r"@\w+ =")
# As the words of a line are cut: "q1" is two words there.
_MIXED = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class Phrase:
    """One pattern of a concept."""

    concept: str
    pattern: Pattern
    value: float | None
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Mark:
    """A concept that stands in a sentence, from its word `first` up to before `last`. `words` are
    those that the pattern itself spells.
    """

    concept: str
    first: int
    last: int
    value: float | None = None
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """All phrases of one language, found by a word that each of them needs."""

    language: str
    phrases: tuple[Phrase, ...]
    by_word: Mapping[str, tuple[int, ...]]
    by_stem: Mapping[str, tuple[tuple[str, int], ...]]
    by_part: tuple[tuple[str, int], ...]
    spelling: dict[str, str]
    numbers: dict[tuple[str, ...], int]

    def marks(self, line: Line) -> Iterator[Mark]:
        """Every place of every phrase."""
        words = {word.text for word in line.words}
        words |= {"#"} if any(word[0].isdigit() for word in words) else set()
        starts = {word[:length] for word in words for length in range(1, len(word) + 1)}
        for number in sorted(self._worth_a_try(words, line.plain)):
            phrase = self.phrases[number]
            if not all(_met(need, words, starts, line.plain) for need in phrase.pattern.needs[1:]):
                continue
            for match in phrase.pattern.regex.finditer(line.plain):
                first, last = line.word_at(match.start()), line.word_at(match.end() - 1) + 1
                yield Mark(phrase.concept, first, last, phrase.value, phrase.words)

    def _worth_a_try(self, words: Collection[str], plain: str) -> set[int]:
        found: set[int] = set()
        for word in words:
            found.update(self.by_word.get(word, ()))
            found.update(n for stem, n in self.by_stem.get(word[:2], ()) if word.startswith(stem))
        found.update(number for part, number in self.by_part if part in plain)
        return found


def _met(need: Need, words: Set[str], starts: Set[str], plain: str) -> bool:
    """Whether one of the words that a phrase needs is there."""
    return (
        not need.words.isdisjoint(words)
        or not need.stems.isdisjoint(starts)
        or any(part in plain for part in need.inner)
    )


@cache
def load_lexicon(language: str, folder: Path = FOLDER) -> Lexicon:
    """Reads one language, once in the life of a process; a mistake names its line."""
    lines = _lines(language, folder)
    classes: Classes = dict(_class(line) for line in lines if _CLASS.match(line))
    numbers = spelled(language)
    digits = {words[0]: str(value) for words, value in numbers.items() if len(words) == 1}
    phrases = tuple(_phrases(lines, classes, small_words(language), digits))
    return Lexicon(
        language=language,
        phrases=phrases,
        by_word=_grouped((word, n) for n, p in enumerate(phrases) for word in _need(p).words),
        by_stem=_by_stem(phrases),
        by_part=tuple((part, n) for n, p in enumerate(phrases) for part in _need(p).inner),
        spelling=dict(_spelled(line) for line in lines if line.startswith(">")),
        numbers=numbers,
    )


def concepts(folder: Path = FOLDER) -> Collection[str]:
    """What the phrases of all languages stand for, without reading the phrases."""
    lines = (line for language in LANGUAGES for line in _lines(language, folder))
    return {line[1:].strip() for line in lines if line[0] == ":"}


def _lines(language: str, folder: Path) -> list[str]:
    return [
        line.strip()
        for line in (folder / f"{language}.txt").read_text("utf-8").splitlines()
        if line.strip() and not line.startswith("//")
    ]


def _need(phrase: Phrase) -> Need:
    return phrase.pattern.needs[0]


def _class(line: str) -> tuple[str, tuple[str, ...]]:
    name, _, items = line[1:].partition("=")
    items = _MIXED.sub(" ", items)
    return name.strip(), tuple(item.strip() for item in items.split(",") if item.strip())


def _spelled(line: str) -> tuple[str, str]:
    wrong, _, right = line[1:].partition("=")
    return fold(wrong.strip()), fold(right.strip())


def _phrases(
    lines: list[str], classes: Classes, common: frozenset[str], digits: Mapping[str, str]
) -> Iterator[Phrase]:
    concept = ""
    for line in lines:
        if line[0] == ">" or _CLASS.match(line):
            continue
        if line[0] == ":":
            concept = line[1:].strip()
            continue
        patterns, _, value = line.partition(" = ")
        for text in patterns.split(";"):
            if text.strip():
                words = _MIXED.sub("_", _in_digits(text.strip(), digits))
                yield _phrase(concept, words, float(value) if value else None, classes, common)


def _in_digits(text: str, digits: Mapping[str, str]) -> str:
    """Numbers as the text has them: "two" is read as "2"."""
    return _NAMED.sub(lambda word: digits.get(word.group(), word.group()), text)


def _phrase(
    concept: str, text: str, value: float | None, classes: Classes, common: frozenset[str]
) -> Phrase:
    try:
        pattern = compile_pattern(text, classes, common)
    except (KeyError, ValueError, re.error) as problem:
        raise ValueError(f"“{text}” of {concept}: {problem!r}") from problem
    return Phrase(concept, pattern, value, words_of(text, classes))


def _grouped(pairs: Iterable[tuple[str, int]]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for word, number in pairs:
        found.setdefault(word, []).append(number)
    return {word: tuple(numbers) for word, numbers in found.items()}


def _by_stem(phrases: tuple[Phrase, ...]) -> dict[str, tuple[tuple[str, int], ...]]:
    found: dict[str, list[tuple[str, int]]] = {}
    for number, phrase in enumerate(phrases):
        for stem in _need(phrase).stems:
            found.setdefault(stem[:2], []).append((stem, number))
    return {start: tuple(pairs) for start, pairs in found.items()}
