"""Brings a draft into one plain form in which no typographic trick hides a word.

Hidden characters go, look-alikes of other scripts and styles become the letters they pretend to
be, letters that are spaced out come together. Where everything stood is remembered, because a
person is shown the words as they are.
"""

import re
import unicodedata
from dataclasses import dataclass

from bot.text.folding import fold

_HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
# Letters of other scripts that look like Latin ones; only used within words with Latin letters.
_PAIRS = (
    "аa вb еe ёe зз іi їi јj кk мm нh оo рp сc тt уy хx ѕs ԁd ԛq ԝw һh гr пn АA ВB ЕE ЅS ІI ЈJ КK"
    " МM НH ОO РP СC ТT УY ХX ҮY ԌG ԚQ ԜW ϲc αa βb γy εe ικ ιi κk νv οo ρp τt υu χx ωw ηn ΑA ΒB ΕE"
    " ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX ℓl ɡg ɑa ıi ⅼl ⅽc ⅾd ⅿm ƅb ɩi օo ոn սu հh ցg ӏl"
)
_ALIKE = str.maketrans({pair[0]: pair[1] for pair in _PAIRS.split() if pair[1].isascii()})
_SIGNS = {"⁄": "/", "∕": "/", "٪": "%", "﹪": "%", "‰": "%", "…": ".", "·": " ", "•": "-"}
_STYLED = re.compile("[𝀀-𝟿🄀-🇿Ⓐ-ⓩ]")
_SPACED = re.compile(r"(?<!\w)\w(?:[ .\-_*\u00a0]\w){3,}(?!\w)")
_DIGITS = re.compile(
    r"(?<![\d.,])\d[ \u00a0]\d(?=[ \u00a0]?(?:%|[Pp]er ?cent|[Pp]rozent|pour cent|por ciento))"
)
_BROKEN = re.compile(r"(?<=[^\W\d_])-[ \t]*\n[ \t]*(?=[^\W\d_])")
_WORD = re.compile(r"\w+")
# Digits and signs that stand for letters, where letters stand on both sides.
_INSIDE = re.compile(r"(?<=[^\W\d_])[013457@$]+(?=[^\W\d_])")
_AS_LETTERS = str.maketrans("013457@$", "oieastas")
_AS_DIGITS = re.compile(r"(?<=\d)[oO](?=\s?%|\d)")


@dataclass(frozen=True, slots=True)
class Plain:
    """`text` is lower case and plain, `cased` the same with capitals; `places[i]` is where
    character i of both stands in the draft.
    """

    text: str
    cased: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The draft's own span for one of the plain text."""
        return self.places[start], self.places[end - 1] + 1


def plain(raw: str) -> Plain:
    """The plain form of a draft; an ordinary one comes out as it went in, in small letters."""
    pairs = [
        (char, place)
        for place, original in enumerate(raw)
        if not _HIDDEN.match(original)
        for char in _letters(original)
    ]
    text = _unmasked("".join(char for char, _ in pairs))
    kept = _without(text, _gaps(text))
    cased = "".join(text[at] for at in kept)
    cased = _INSIDE.sub(lambda match: match.group().translate(_AS_LETTERS), cased)
    cased = _AS_DIGITS.sub("0", cased)
    return Plain(fold(cased), cased, tuple(pairs[at][1] for at in kept))


def _letters(char: str) -> str:
    """One character as plain ones: "½" is "1/2", "ﬁ" is "fi", "é" stays for the folding."""
    if char.isascii():
        return char
    if char in "½¼¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞":
        return unicodedata.normalize("NFKD", char).replace("⁄", "/")
    if _STYLED.match(char) or unicodedata.category(char) in ("No", "Nd", "Lm"):
        char = unicodedata.normalize("NFKC", char)
    elif unicodedata.category(char) == "Mn":
        return ""
    elif unicodedata.east_asian_width(char) in "FW" or char in "ﬀﬁﬂﬃﬄℓⅼⅽⅾⅿ™":
        char = unicodedata.normalize("NFKC", char)
    return "".join(_SIGNS.get(each, each) for each in char)


def _unmasked(text: str) -> str:
    """Words that mix scripts, or hold nothing but look-alikes among Latin ones, in Latin."""
    if text.isascii() or text.translate(_ALIKE) == text:
        return text
    latin = sum(char.isascii() and char.isalpha() for char in text)
    if latin * 2 < sum(char.isalpha() for char in text):
        return text  # honestly written in another script
    return _WORD.sub(lambda match: match.group().translate(_ALIKE), text)


def _gaps(text: str) -> set[int]:
    """What stands between letters that were spaced out, and where a word was broken."""
    found: set[int] = set()
    for match in _SPACED.finditer(text):
        if sum(char.isalpha() for char in match.group()) > 3:
            found.update(range(match.start() + 1, match.end(), 2))
    found.update(match.start() + 1 for match in _DIGITS.finditer(text))
    for match in _BROKEN.finditer(text):
        found.update(range(*match.span()))
    return found


def _without(text: str, gaps: set[int]) -> list[int]:
    return [at for at in range(len(text)) if at not in gaps]
