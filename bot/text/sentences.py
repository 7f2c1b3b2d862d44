"""Cuts text into sentences, and each sentence into plain words that rules can look at."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.text.folding import word_set

LONGEST = 420  # characters of one sentence; longer ones are cut at a comma or a space

_END = re.compile(r"[.!?]+[\"')\]]*(?=\s|$)|\n[ \t]*|[?!]+(?=[A-Za-z])")
_BULLET = re.compile(r"[ \t]*(?:[-*•·+o–—>]|->|=>|\(?\d{1,2}[.)]|[a-h]\)|\[[ x]?\]|#)[ \t]+")
_WORD = re.compile(
    r"https?://\S+|www\.\S+|[^\s@<>()\[\]]{1,64}@[^\s@<>()\[\],;]{1,80}|\d+(?:(?:\.-|[.:,/\-])\d+)+"
    r"|(?:kw|sem)(?=\d\d?\b)|s(?=\d\d\b)"  # week 14 as KW14, sem14 or S14
    r"|[^\W_]+(?:'[^\W_]+)?|[?,;:()%€$£]|[=\-]+>|(?<=\s)[\-/](?=\s)|\.(?=\d)"
)
_LETTERS = re.compile(r"[^\W\d_]+$")
_ABBREVIATIONS = word_set(
    "mr m mrs ms dr prof st no nr vs approx ca bzw inkl exkl ggf evtl usw etc tel sr sra "
    "dna dept inc ltd co jan feb mar apr jun jul aug sep sept oct nov dec mo di mi do fr "
    "sa so mon tue wed thu thur thurs fri sat sun lun mie jue vie sab janv fevr avr juil "
    "dez okt mrz ext ref fig min max std hr hrn fa abt ing mme mlle z b d h u a e g i cf "
    "ud uds vd bspw vgl str tsd mio excl incl zzgl mwst lt gem pos art abs beg approx resp"
)
_GOES_ON = re.compile(r"\s{0,2}(?:[a-z0-9(,]|q[1-4]\b)")
_MONTHISH = re.compile(
    r"\s?(?:jan|feb|mar|mae|mrz|apr|avr|abr|may|mai|jun|jui|jul|aug|ao|ago|sep|oct|okt|nov|dec|dez"
    r"|dic|uhr|kw|woche|quartal|halbj|urlaub|inventur|geschlossen|[a-z]{3,12}ferien|betriebsruhe)"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the clean text between `start` and `end`.

    `plain` is its folded words between " ^ " and "$ ", one space after each.
    """

    start: int
    end: int
    plain: str
    words: tuple[str, ...]
    asks: bool
    bullet: bool
    heading: str  # the line that opened the list this stands in, plain; "" outside lists
    line: int


def sentences(
    folded: str, start: int, end: int, spelling: Mapping[str, str], cased: str = ""
) -> Iterator[Sentence]:
    """The sentences of `folded[start:end]`, in order; `cased` is the same text unfolded."""
    heading, line = "", 0
    for left, right, mark in _pieces(folded, start, end, cased or folded):
        line += mark == "\n"
        bullet = _BULLET.match(folded, left, right)
        words = _plain_words(folded[bullet.end() if bullet else left : right], spelling)
        if not words:
            continue
        if not bullet and folded[right - 1 : right] != ":":
            heading = heading if mark != "\n\n" and heading and len(words) < 25 else ""
        plain = " ".join([" ^", *words, "$ "])
        asks = "?" in mark or words[-1] == "?"
        yield Sentence(left, right, plain, words, asks, bool(bullet), heading, line)
        if words[-1] == ":":
            heading = plain


def _plain_words(text: str, spelling: Mapping[str, str]) -> tuple[str, ...]:
    words = _WORD.findall(text)
    if not any(word in spelling or "'" in word or len(word) > 40 for word in words):
        return tuple(words)
    spelled: list[str] = []
    for word in words:
        known = spelling.get(word)
        if known is not None:
            spelled.extend(known.split())
        elif "'" in word:
            spelled.extend(_apart(word))
        else:
            spelled.append(word[:40])
    return tuple(spelled)


def _apart(word: str) -> list[str]:
    """Contractions that the spelling list does not know: English verbs, French articles."""
    head, _, tail = word.partition("'")
    full = {"ll": "will", "ve": "have", "re": "are", "m": "am", "d": "would", "t": "not"}
    if tail == "t" and head.endswith("n"):
        return [head[:-1], "not"]
    return [part for part in (head, full.get(tail, tail)) if part]


def _pieces(text: str, start: int, end: int, cased: str) -> Iterator[tuple[int, int, str]]:
    """Spans between boundaries, trimmed, with what ended each: ".", "?", "\\n" or "\\n\\n"."""
    left = start
    for mark in _END.finditer(text, start, end):
        if mark.start() < left:
            continue
        sign = mark.group()
        if sign[0] == "\n":
            if not _line_ends(text, mark.start(), mark.end(), end):
                continue
            sign = "\n\n" if text[mark.end() : mark.end() + 1] == "\n" else "\n"
        elif sign[0] == "." and not _stop(text, left, mark, cased):
            continue
        yield from _within(text, left, mark.start() if sign[0] == "\n" else mark.end(), sign)
        left = mark.end()
    yield from _within(text, left, end, "\n\n")


def _within(text: str, left: int, right: int, sign: str) -> Iterator[tuple[int, int, str]]:
    while right - left > LONGEST:
        cut = text.rfind(", ", left + LONGEST // 2, left + LONGEST)
        cut = cut if cut > 0 else text.rfind(" ", left + LONGEST // 2, left + LONGEST)
        cut = cut + 1 if cut > 0 else left + LONGEST
        yield from _trimmed(text, left, cut, ",")
        left = cut
    yield from _trimmed(text, left, right, sign)


def _trimmed(text: str, left: int, right: int, sign: str) -> Iterator[tuple[int, int, str]]:
    while left < right and text[left].isspace():
        left += 1
    while right > left and text[right - 1].isspace():
        right -= 1
    if left < right:
        yield left, right, sign


def _stop(text: str, left: int, mark: re.Match[str], cased: str) -> bool:
    """Whether a full stop ends a sentence, and not an abbreviation, an ordinal or a date."""
    if len(mark.group()) > 1:
        return True
    before = text[max(left, mark.start() - 12) : mark.start()]
    if before[-1:].isdigit():
        return not (_MONTHISH.match(text, mark.end()) or _GOES_ON.match(cased, mark.end()))
    word = _LETTERS.search(before)
    return word is None or word.group() not in _ABBREVIATIONS


def _line_ends(text: str, place: int, after: int, end: int) -> bool:
    """Whether a line break ends the sentence; a hard-wrapped line goes on."""
    line = text[text.rfind("\n", 0, place) + 1 : place].rstrip()
    if after >= end or text[after] == "\n" or len(line) < 45 or line[-1:] in ":.!?;":
        return True
    return _BULLET.match(text, after, min(end, after + 8)) is not None
