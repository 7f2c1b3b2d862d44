"""Reads the lexicon files: classes of words, spellings, and rules that say what a phrase means.

One folder per language, any number of `.txt` files, read in the order of their names:

    > pls = please                 spelling: the left side is read as the right one
    @send = send, mail, get you    a class; items may be phrases or other classes
    : promise by=self sure=.85     the head of the rules that follow: kind of fact and options
    i will ..2 @send               a rule
    % quote = quote*, offer        what a promised or asked thing is called for short

Options: `by` self|other|third|subject|us|them, `sure` 0..1, `about` a fixed topic, `cond` (in a
conditional) drop|weak|keep, `neg` drop|keep, `ask` yes|no|any (is it a question), `in`
mail|note|any, `from` inbound|outbound|any, `when` need|opt (must the sentence name a date),
`name` need|opt (must the topic be written like a name).
A kind `not_x` takes facts of kind x out again, in the whole sentence or with `reach=clause` only
next to what it found.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.text.folding import fold
from bot.text.patterns import NEEDS, Classes, Pattern, compile_pattern, union

FOLDER = Path(__file__).parent / "lexicon"
_CLASS = re.compile(r"@\w+ =")
_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern with what it says when it matches."""

    kind: str
    pattern: Pattern
    source: str
    by: str
    sure: float
    about: str | None
    cond: str
    neg: str
    ask: str
    where: str
    sent: str
    dated: bool
    named: bool
    clause: bool  # what it takes back, it takes back in its own clause only
    words: frozenset[str]  # every word that the pattern itself spells out


# A bit for each rule of which a word satisfies the first need, then as many for the second, …
Masks = int


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All rules of one language, found by the words that they need."""

    language: str
    rules: tuple[Rule, ...]
    by_word: Mapping[str, Masks]
    by_stem: Mapping[str, tuple[tuple[str, Masks], ...]]
    without: Masks  # the rules that have no such need
    spelling: Mapping[str, str]
    negation: re.Pattern[str]
    condition: re.Pattern[str]
    harmless: re.Pattern[str]  # phrases with "if" or "not" that neither condition nor deny
    pending: re.Pattern[str]  # "once", "as soon as": not yet
    wavering: re.Pattern[str]  # any word of these three
    topics: Mapping[str, str]
    memo: dict[str, Masks]

    def tried_for(self, words: Iterable[str]) -> list[int]:
        """The rules worth trying on a sentence of these words, in order."""
        met = self.without
        memo = self.memo
        for word in words:
            found = memo.get(word)
            met |= self._find(word) if found is None else found
        width = len(self.rules)
        wanted = met & (met >> width) & (met >> 2 * width) & (met >> 3 * width)
        wanted &= (met >> 4 * width) & ((1 << width) - 1)
        numbers = []
        while wanted:
            lowest = wanted & -wanted
            numbers.append(lowest.bit_length() - 1)
            wanted ^= lowest
        return numbers

    def _find(self, word: str) -> Masks:
        masks = self.by_word.get(word, 0)
        if word[0].isdigit():
            masks |= self.by_word.get("#", 0)
        for stem, more in self.by_stem.get(word[:2], ()):
            if word.startswith(stem):
                masks |= more
        if len(self.memo) < 20_000:
            self.memo[word] = masks
        return masks

    def topic(self, words: Iterable[str]) -> str | None:
        """What the first thing among these words is called for short."""
        for word in words:
            found = self.topics.get(word) or self.topics.get(word[:5] + "*")
            if found:
                return found
        return None


def load_lexicon(language: str, common: frozenset[str], folder: Path = FOLDER) -> Lexicon:
    """Reads and compiles a language's files; a mistake in one names the line."""
    lines = list(_lines(folder / language))
    classes: Classes = dict(_class(line) for line in lines if _CLASS.match(line))
    spelling = dict(_spelled(line) for line in lines if line.startswith(">"))
    rules = tuple(_rules(lines, classes, common))
    by_word, by_stem, without = _index(rules)
    return Lexicon(
        language=language,
        rules=rules,
        by_word=by_word,
        by_stem=by_stem,
        without=without,
        spelling=spelling,
        negation=_any_of("NEG", classes),
        condition=_any_of("COND", classes),
        harmless=_any_of("HARMLESS", classes),
        pending=_any_of("PENDING", classes),
        wavering=_any_of("WAVERING", {**classes, "WAVERING": ("@NEG", "@COND", "@PENDING")}),
        topics=dict(pair for line in lines if line.startswith("%") for pair in _topics(line)),
        memo={},
    )


def digest(folder: Path = FOLDER) -> str:
    """Changes whenever any lexicon file does."""
    state = hashlib.sha256()
    for path in sorted(folder.rglob("*.txt")):
        state.update(path.relative_to(folder).as_posix().encode())
        state.update(path.read_bytes())
    return state.hexdigest()[:12]


def _lines(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            plain = line.strip()
            if plain and not plain.startswith("//"):
                yield plain


def _class(line: str) -> tuple[str, tuple[str, ...]]:
    name, _, items = line[1:].partition("=")
    return name.strip(), tuple(item.strip() for item in items.split(",") if item.strip())


def _any_of(name: str, classes: Classes) -> re.Pattern[str]:
    """A regex that finds any item of the class where it stands as whole words."""
    items = classes.get(name)
    return re.compile("(?<= )" + union(items, classes)) if items else _NEVER


def _topics(line: str) -> Iterator[tuple[str, str]]:
    name, _, items = line[1:].partition("=")
    for item in items.split(","):
        word = fold(item.strip())
        yield (word[:5] + "*" if word.endswith("*") else word), name.strip()


def _spelled(line: str) -> tuple[str, str]:
    wrong, _, right = line[1:].partition("=")
    return fold(wrong.strip()), fold(right.strip())


def _rules(lines: list[str], classes: Classes, common: frozenset[str]) -> Iterator[Rule]:
    head: dict[str, str] = {}
    for line in lines:
        if line[0] in ">%" or _CLASS.match(line):
            continue
        if line[0] == ":":
            kind, *options = line[1:].split()
            head = {"kind": kind, **dict(option.split("=", 1) for option in options)}
            continue
        try:
            yield _rule(line, head, classes, common)
        except (KeyError, ValueError, re.error) as problem:
            raise ValueError(f"lexicon line {line!r}: {problem!r}") from problem


def _rule(line: str, head: Mapping[str, str], classes: Classes, common: frozenset[str]) -> Rule:
    return Rule(
        kind=head["kind"],
        pattern=compile_pattern(line, classes, common),
        source=line,
        by=head.get("by", "self"),
        sure=float(head.get("sure", ".8")),
        about=head.get("about", "").replace("_", " ") or None,
        cond=head.get("cond", "drop"),
        neg=head.get("neg", "drop"),
        ask=head.get("ask", "any"),
        where=head.get("in", "any"),
        sent=head.get("from", "any"),
        dated=head.get("when") == "need",
        named=head.get("name") == "need",
        clause=head.get("reach") == "clause",
        words=frozenset(re.split(r"[^\w]+|_", fold(line))),
    )


def _index(
    rules: tuple[Rule, ...],
) -> tuple[dict[str, Masks], dict[str, tuple[tuple[str, Masks], ...]], Masks]:
    words: dict[str, int] = {}
    stems: dict[str, int] = {}
    without = 0
    for number, rule in enumerate(rules):
        needs = rule.pattern.needs
        for place in range(NEEDS):
            bit = 1 << (place * len(rules) + number)
            if place >= len(needs):
                without |= bit
                continue
            for table, keys in ((words, needs[place].words), (stems, needs[place].stems)):
                for key in keys:
                    table[key] = table.get(key, 0) | bit
    by_stem: dict[str, list[tuple[str, Masks]]] = {}
    for stem, masks in stems.items():
        by_stem.setdefault(stem[:2], []).append((stem, masks))
    return words, {key: tuple(pairs) for key, pairs in by_stem.items()}, without
