"""Finds words in a document that somebody says stand there: verbatim, new, and not orders."""

import re
from dataclasses import dataclass, field

from bot.domain.deals import ActivityKind
from bot.domain.facts import Document
from bot.mission.reading.hostile import orders
from bot.text.folding import Clean, clean, fold
from bot.text.unquote import parts

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Where the words stand, and how exactly they are written there."""

    field: str
    quote: str


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    text: Clean
    new: Spans  # what the document says itself
    ordered: Spans  # what gives orders to software

    @classmethod
    def of(cls, document: Document, name: str) -> "_Field":
        text = clean(getattr(document, name))
        folded = fold(text.text)
        whole = name == "subject" or document.kind is not ActivityKind.EMAIL
        new = ((0, len(folded)),) if whole else tuple(parts(folded).new)
        return cls(name, text, new, tuple(orders(folded, 0, len(folded))))

    def find(self, pattern: str) -> Found | None:
        for match in re.finditer(pattern, self.text.text):
            start, end = match.span()
            if not any(first <= start and end <= last for first, last in self.new):
                continue
            if self.text.tricks(start, end):
                return None
            if any(start < right and left < end for left, right in self.ordered):
                return None
            return Found(self.name, self.text.verbatim(start, end))
        return None


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one document, taken apart once."""

    document: Document
    _fields: tuple[_Field, ...] = field(init=False)

    def __post_init__(self) -> None:
        fields = tuple(_Field.of(self.document, name) for name in ("body", "subject"))
        object.__setattr__(self, "_fields", fields)

    def find(self, words: str) -> Found | None:
        """None unless the words stand in what the document newly says, outside text that gives
        orders to software. Only white space may differ.
        """
        pattern = r"\s+".join(re.escape(word) for word in words.split())
        if not pattern:
            return None
        return next((f for each in self._fields if (f := each.find(pattern)) is not None), None)
