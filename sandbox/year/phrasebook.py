"""Hand-written sentences from `phrases/`, dealt like cards so that none is overused.

A phrase file holds `[key]` headings with one phrase per line, `#` for remarks, `\\n` for a line
break, `[one|other]` for words that may be exchanged, and `{slot}` for what the deal fills in.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from random import Random

PHRASES = Path(__file__).parent / "phrases"
HEADING = re.compile(r"\[([a-z0-9_.]+)\]")
CHOICE = re.compile(r"\[([^\[\]|]*(?:\|[^\[\]|]*)+)\]")
ESCAPE = re.compile(r"\\u([0-9a-f]{4})")
PAIR = "||"
STOPS = re.compile(r"(\d\.)\.(?=\s|$)")  # a German date at the end of a sentence: "am 2.12."


def unescape(text: str) -> str:
    """Line breaks and characters that nobody wants to see raw in a text file."""
    plain = text.replace("\\n", "\n")
    return ESCAPE.sub(lambda match: chr(int(match[1], 16)), plain) if "\\u" in plain else plain


def read(path: Path) -> dict[str, list[str]]:
    """The phrases of one file by key, in the order of the file."""
    found: dict[str, list[str]] = {}
    key = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        heading = HEADING.fullmatch(text)
        if heading:
            key = heading[1]
            continue
        found.setdefault(key, []).append(unescape(text))
    return found


def read_all(directory: Path = PHRASES) -> dict[str, dict[str, list[str]]]:
    """Language to key to phrases; files of one language are read in the order of their names."""
    book: dict[str, dict[str, list[str]]] = {}
    for path in sorted(directory.glob("*/*.txt")):
        pages = book.setdefault(path.parent.name, {})
        for key, phrases in read(path).items():
            pages.setdefault(key, []).extend(phrases)
    return book


class Book:
    """Deals phrases; each key is a shuffled deck that is used up before it is shuffled again."""

    def __init__(self, rng: Random, pages: dict[str, dict[str, list[str]]] | None = None) -> None:
        self._rng = rng
        self._pages = read_all() if pages is None else pages
        self._decks: dict[tuple[str, str], list[str]] = {}

    def has(self, language: str, key: str) -> bool:
        return key in self._pages.get(language, {})

    def page(self, language: str, key: str) -> list[str]:
        """All phrases of a key in the order of the file, for those who choose by hand."""
        return self._pages[language][key]

    def raw(self, language: str, key: str) -> str:
        """The next phrase as written."""
        deck = self._decks.get((language, key))
        if not deck:
            deck = list(self._pages[language][key])
            self._rng.shuffle(deck)
            self._decks[language, key] = deck
        return deck.pop()

    def fill(self, phrase: str, slots: Mapping[str, str]) -> str:
        """Chooses among exchangeable words and puts the deal's own into the slots."""
        if "[" in phrase:
            phrase = CHOICE.sub(self._choose, phrase)
        filled = phrase.format_map(slots) if "{" in phrase else phrase
        return STOPS.sub(r"\1", filled) if ".." in filled else filled

    def draw(self, language: str, key: str, slots: Mapping[str, str]) -> str:
        return self.fill(self.raw(language, key), slots)

    def pair(self, language: str, key: str, slots: Mapping[str, str]) -> tuple[str, str]:
        """A question with the answer that belongs to it."""
        asked, _, answered = self.raw(language, key).partition(PAIR)
        return self.fill(asked.strip(), slots), self.fill(answered.strip(), slots)

    def _choose(self, match: re.Match[str]) -> str:
        options = match[1].split("|")
        return options[int(self._rng.random() * len(options))]
