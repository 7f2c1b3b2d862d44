"""Brings text into one plain form, character by character, so that places in it keep their place.

What is invisible (zero-width and bidi marks, combining accents) is taken out; `Clean` remembers
where everything stood, because a quote has to be a verbatim part of what is stored.
"""

import re
import unicodedata
from dataclasses import dataclass

_HIDDEN = re.compile(
    "[\u00ad\u0300-\u036f\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
# Accents and the like are common in decomposed text and mean no harm.
_TRICKS = re.compile("[\u200b\u2060-\u2064\u202d\u202e\u2066-\u2069\U000e0000-\U000e0fff]")
_HARMLESS = re.compile("[\u00ad\u0300-\u036f\u200c\u200d\ufe00-\ufe0f\ufeff]")
_TAG = re.compile(r"<(?!!--)/?[a-zA-Z][^<>]{0,400}>|&(?:nbsp|amp|lt|gt|quot|#\d{1,5});")
_HTML = re.compile(r"<(?:html|body|div|p|br|span|table)\b[^<>]{0,400}>|&nbsp;", re.IGNORECASE)
_BLOCK = re.compile(r"</?(?:br|p|div|li|tr|h\d|ul|ol|table|blockquote)\b", re.IGNORECASE)


def _plain_letters() -> dict[int, str]:
    table: dict[int, str] = {}
    for code in range(0x00C0, 0x0250):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base.isascii() and base.isalpha():
            table[code] = base.lower()
    signs = {"‘": "'", "’": "'", "‛": "'", "´": "'", "`": "'", "ʼ": "'", "“": '"', "”": '"'}
    signs |= {"„": '"', "«": '"', "»": '"', "‹": '"', "›": '"', "‐": "-", "‑": "-", "‒": "-"}
    signs |= {"–": "-", "—": "-", "―": "-", "−": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " "}
    signs |= {"…": ".", "？": "?", "！": "!", "，": ",", "。": ".", "：": ":", "ı": "i", "ø": "o"}
    signs |= {"æ": "a", "œ": "o", "İ": "i"}
    table |= {ord(sign): plain for sign, plain in signs.items()}
    wide = {0xFEE0 + code: chr(code).lower() for code in range(0x21, 0x7F)}
    table = wide | table
    table |= dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127, 133, 8232, 8233], " ")
    return table


_PLAIN = _plain_letters()


@dataclass(frozen=True, slots=True)
class Clean:
    """Text without what cannot be seen; `places[i]` is where character `i` stood (None: at i)."""

    text: str
    raw: str
    places: tuple[int, ...] | None = None
    hidden: bool = False  # something was hidden that does not belong into honest text

    def tricks(self, start: int, end: int) -> bool:
        """Whether characters that only deceive the eye stand between two places."""
        return self.hidden and _TRICKS.search(self.verbatim(start, end)) is not None

    def verbatim(self, start: int, end: int) -> str:
        """The stored words between two places of the clean text."""
        if self.places is None:
            return self.raw[start:end]
        if start >= end:
            return ""
        return self.raw[self.places[start] : self.places[end - 1] + 1]


def clean(raw: str) -> Clean:
    """Takes out the invisible, blanks mark-up (same length), and unifies line ends."""
    text, places, hidden = raw, None, False
    if not raw.isascii() and _HIDDEN.search(raw):
        places = tuple(place for place, char in enumerate(raw) if not _HIDDEN.match(char))
        text = "".join([raw[place] for place in places])
        hidden = _HIDDEN.search(_HARMLESS.sub("", raw)) is not None
    if "\r" in text:
        text = text.replace("\r\n", " \n").replace("\r", "\n")
    if ("<" in text or "&" in text) and _HTML.search(text):
        text = _TAG.sub(_blank, text)
    return Clean(text, raw, places, hidden)


def fold(text: str) -> str:
    """Lower case, plain letters, plain quotes and dashes; always as long as `text`."""
    low = text.lower()
    if low.isascii() and len(low) == len(text) and low.isprintable():
        return low
    if len(low) != len(text):
        low = "".join([char.lower()[:1] or " " for char in text])
    return low.translate(_PLAIN)


def word_set(words: str) -> frozenset[str]:
    """The words of a text, each once."""
    return frozenset(words.split())


def _blank(tag: re.Match[str]) -> str:
    filler = "\n" if _BLOCK.match(tag.group()) else " "
    return filler + " " * (len(tag.group()) - 1)
