"""Checks free prose word by word: every figure, date, name and link in it must stand in the facts.

Where a language can't tell a name from a noun (German), only what looks like a person's name
is held to that; the recipient, and whatever else has consequences, comes from code in any case.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.text.folding import fold, word_set

_LINK = re.compile(
    r"https?:|www\.|\w@\w|[<>{}]|\b[\w-]+\.(?:com|org|net|io|example|de|fr|es)\b", re.I
)
_TOKEN = re.compile(r"[^\W_]+(?:['’.,:/-][^\W_]+)*")
_SENTENCE_END = re.compile(r"[.!?:…]['\"”»)]*$|^[-*•]$")
_RUN = 6
_HAS_DIGIT = re.compile(r"\d")
_NUMBERS = word_set(
    "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty"
    " sixty seventy eighty ninety hundred thousand million half third quarter double triple percent"
    " dozen zwei drei vier funf sechs sieben acht neun zehn elf zwolf zwanzig dreissig vierzig"
    " funfzig hundert tausend halb halfte drittel viertel doppelt prozent deux trois quatre cinq"
    " huit neuf dix onze douze quinze vingt trente quarante cinquante cent mille moitie tiers"
    " quart pourcent dos tres cuatro cinco seis siete ocho nueve diez once doce quince veinte"
    " treinta cuarenta cincuenta cien ciento mil mitad tercio doble"
)
_DAYS = word_set(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june"
    " july august september october november december tomorrow yesterday today tonight montag"
    " dienstag mittwoch donnerstag freitag samstag sonntag januar februar marz mai juni juli"
    " oktober"
    " dezember morgen gestern heute lundi mardi mercredi jeudi vendredi samedi dimanche janvier"
    " fevrier mars avril juin juillet aout septembre octobre novembre decembre demain hier lunes"
    " martes miercoles jueves viernes sabado domingo enero febrero marzo abril mayo junio julio"
    " agosto septiembre octubre noviembre diciembre manana ayer"
)
# Capitalised by rule, not by name.
_ALWAYS_CAPITAL = word_set(
    "i i'm i'll i've i'd m ll ve d sie ihr ihre ihren ihrem ihrer ihnen ok crm pdf"
)
_HONORIFICS = word_set("herr frau herrn dr mr mrs ms madame monsieur senor senora")
_CONCESSIONS = re.compile(
    r"discount|rebate|refund|waive|free of charge|for free|free (?:month|year|seat|trial|licen)"
    r"|match (?:their|the|any) (?:price|offer)|credit note|money back|half price|no charge"
    r"|rabatt|nachlass|skonto|kostenlos|gratis|umsonst|geschenkt|gutschrift|erstatt"
    r"|remise|ristourne|rabais|gratuit|offert|rembours|descuento|rebaja|gratuit|reembols"
)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a text may speak of: the words and figures of the facts, and our own sentences'."""

    words: frozenset[str]
    figures: frozenset[str]

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Ground":
        words: set[str] = set()
        figures: set[str] = set()
        for text in texts:
            for token in _TOKEN.findall(text):
                words.update(_folded(token))
                if _HAS_DIGIT.search(token):
                    figures.update(_figures(token))
        return cls(frozenset(words), frozenset(figures))


def unfounded(text: str, ground: Ground, language: str) -> frozenset[str]:
    """What in a text stands nowhere in its ground; empty for a text that may be shown."""
    found = {f"link {match.group()}" for match in _LINK.finditer(text)}
    starts = True
    before = ""
    for piece in text.split():
        for token in _TOKEN.findall(piece):
            if not _holds(token, ground, starts, before, language):
                found.add(token)
            starts, before = False, token
        if _SENTENCE_END.search(piece):
            starts = True
    return frozenset(found)


def concedes(text: str) -> bool:
    """Whether a text gives something away, in figures or words: never without a person's policy."""
    return _CONCESSIONS.search(fold(text)) is not None


def repeats(text: str, told: str) -> bool:
    """Whether a text has a run of words from the instructions: those are nobody's business."""
    words, whole = _plain(text), " ".join(_plain(told))
    runs = (words[start : start + _RUN] for start in range(len(words) - _RUN + 1))
    return any(" ".join(run) in whole for run in runs)


def _plain(text: str) -> list[str]:
    return _TOKEN.findall(fold(text))


def _holds(token: str, ground: Ground, starts: bool, before: str, language: str) -> bool:
    if _HAS_DIGIT.search(token):
        return _figures(token) <= ground.figures
    words = _folded(token)
    if words <= ground.words:
        return True
    if any(word in _NUMBERS or word in _DAYS for word in words):
        return False
    if not token[0].isupper() or words <= _ALWAYS_CAPITAL:
        return True
    if language == "de":
        # Two capitals in a row, or a title before one, are somebody; one alone is a noun.
        after_name = before[:1].isupper() and not _folded(before) & _ALWAYS_CAPITAL and not starts
        return not (after_name or fold(before) in _HONORIFICS)
    return starts


def _folded(token: str) -> frozenset[str]:
    """A token whole and, joined ones, in parts: "Nordlicht-Team" holds "nordlicht"."""
    low = fold(token)
    parts = [part for part in re.split(r"[^\w]+", low) if part]
    return frozenset(parts or [low])


def _figures(token: str) -> frozenset[str]:
    """Its runs of digits without separators of thousands: "44,350.00" holds 4435000."""
    bare = re.sub(r"(?<=\d)[,.'’](?=\d)", "", token)
    return frozenset(re.findall(r"\d+", bare))
