"""Finds words in a document that somebody says stand there: verbatim, new, and not orders."""

import re
from dataclasses import dataclass

from bot.domain.deals import ActivityKind
from bot.domain.facts import Document
from bot.mission.reading.hostile import orders
from bot.text.folding import clean, fold
from bot.text.unquote import parts


@dataclass(frozen=True, slots=True)
class Found:
    """Where the words stand, and how exactly they are written there."""

    field: str
    quote: str


def find(document: Document, words: str) -> Found | None:
    """None unless the words stand in what the document newly says, outside text that gives orders
    to software. Only white space may differ.
    """
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    if not pattern:
        return None
    for field in ("body", "subject"):
        found = _within(document, field, pattern)
        if found is not None:
            return found
    return None


def _within(document: Document, field: str, pattern: str) -> Found | None:
    text = clean(getattr(document, field))
    folded = fold(text.text)
    whole = field == "subject" or document.kind is not ActivityKind.EMAIL
    spans = ((0, len(folded)),) if whole else parts(folded).new
    for match in re.finditer(pattern, text.text):
        start, end = match.span()
        if not any(first <= start and end <= last for first, last in spans):
            continue
        if text.tricks(start, end) or _ordered(folded, start, end):
            return None
        return Found(field, text.verbatim(start, end))
    return None


def _ordered(folded: str, start: int, end: int) -> bool:
    return any(start < right and left < end for left, right in orders(folded, 0, len(folded)))
