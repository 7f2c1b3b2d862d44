"""A sentence of a draft as words that patterns look at, each with its place in the draft."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_TOKEN = re.compile(
    r"https?://\S+|[^\s@]{1,64}@[^\s@]{1,80}|\d{1,3}(?: \d{3})+(?!\d)|\d+(?:[.,]\d+)*"
    r"|[^\W\d_]+(?:'[^\W\d_]+)*"
    r"|[%€$£?!,;:()\"/=+]|(?<=\s)-+(?=\s)|--+"
)
_MONEY = {"€": "eur", "$": "usd", "£": "gbp"}  # "$" ends a sentence in patterns
_ENGLISH = {"ll": "will", "ve": "have", "re": "are", "m": "am", "d": "would", "s": "s"}
_NUMBER = re.compile(r"\d+(?:[ .,]\d+)*$")
Numbers = Mapping[tuple[str, ...], int]
_LONGEST_NUMBER = 4  # words of a spelled-out number: quatre-vingt-dix-neuf


@dataclass(frozen=True, slots=True)
class Word:
    """`start` and `end` are places in the plain text of the draft."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Line:
    """The words of a sentence. `plain` are they between " ^ " and "$ ", with `begins` the place in
    it of each word; `asks`: it ends as a question.
    """

    words: tuple[Word, ...]
    plain: str
    begins: tuple[int, ...]
    asks: bool

    def word_at(self, place: int) -> int:
        """The number of the word that holds this place of `plain`; the end is one past the last."""
        return max(0, bisect_right(self.begins, place) - 1)


def line_of(text: str, start: int, end: int, spelling: Mapping[str, str], numbers: Numbers) -> Line:
    """The words of `text[start:end]`, with contractions apart and numbers as digits."""
    words = tuple(_counted(list(_split(text, start, end, spelling)), numbers))
    begins: list[int] = []
    plain = " ^ "
    for word in words:
        begins.append(len(plain))
        plain += f"{word.text} "
    asks = "?" in text[max(start, end - 4) : end]
    return Line(words, f"{plain}$ ", tuple(begins), asks)


def _split(text: str, start: int, end: int, spelling: Mapping[str, str]) -> Iterator[Word]:
    for match in _TOKEN.finditer(text, start, end):
        word = match.group()
        for part in _parts(word, spelling):
            yield Word(part, match.start(), match.end())


def _parts(word: str, spelling: Mapping[str, str]) -> list[str]:
    if word in _MONEY:
        return [_MONEY[word]]
    if word in spelling:
        return spelling[word].split()
    if "'" not in word:
        # "1 000" is one word: a space ends a word in the line.
        return [word.replace("ß", "ss").replace(" ", "")[:60]]
    head, _, tail = word.partition("'")
    if tail == "t" and head.endswith("n"):
        return [head[:-1], "not"]
    return [part for part in (head, *_ENGLISH.get(tail, tail).split("'")) if part]


def _counted(words: list[Word], numbers: Numbers) -> Iterator[Word]:
    at = 0
    while at < len(words):
        taken, value = _number_at(words, at, numbers)
        if taken:
            yield Word(str(value), words[at].start, words[at + taken - 1].end)
        else:
            yield words[at]
        at += max(taken, 1)


def _number_at(words: list[Word], at: int, numbers: Numbers) -> tuple[int, int]:
    """How many words make a number here, the most that do, and which."""
    for taken in range(min(_LONGEST_NUMBER, len(words) - at), 0, -1):
        value = numbers.get(tuple(word.text for word in words[at : at + taken]))
        if value is not None:
            return taken, value
    return 0, 0


def amount(word: str) -> float | None:
    """The value of a number as it is written: "12.5", "12,5", "5.000", "5,000"."""
    if not _NUMBER.match(word):
        return None
    word = word.replace(" ", "")
    whole, _, tail = word.replace(",", ".").rpartition(".")
    if whole and len(tail) != 3:
        return float(f"{whole.replace('.', '')}.{tail}")
    return float((whole + tail).replace(".", ""))
