"""Reads documents with a model besides the rules: what it finds is added, never taken away."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.domain.deals import ActivityKind, Direction
from bot.domain.facts import Document, Fact, FactKind, Party, Reading, Source
from bot.llm.in_force import Specs
from bot.llm.port import Block, Front, Ok, Request, Spec, Trust
from bot.mission.reading.parties import voices
from bot.mission.reading.reader import RulesReader
from bot.mission.reading.verbatim import Words

MOST_SURE = 0.7  # less than a plain rule: it has been said, but who knows how it was meant
_MOST_FACTS = 20
_SHORTEST = 3  # words
Kind = Literal[
    "question",
    "request",
    "promise",
    "delivered",
    "answer",
    "wait",
    "resume",
    "refusal",
    "lost_to",
    "disqualified",
    "opt_out",
    "out_of_office",
    "left",
    "delegated",
    "objection",
    "competitor",
    "pricing",
    "review",
    "support",
    "meeting",
    "meeting_off",
    "deadline",
    "commitment",
    "signed",
    "positive",
    "negative",
    "usage_pause",
]


class SaidForm(BaseModel):
    """One fact as a model fills it in."""

    model_config = ConfigDict(frozen=True)
    kind: Kind
    quote: str = Field(max_length=600, description="the document's own words, letter by letter")
    by: Literal["us", "them", "unknown"]
    when_words: str = Field(max_length=120, description="the document's own words, or empty")
    about: str = Field(max_length=80)
    confidence: float = Field(ge=0, le=1)


class ReadForm(BaseModel):
    """What one document says."""

    model_config = ConfigDict(frozen=True)
    facts: list[SaidForm] = Field(max_length=_MOST_FACTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelReader:
    """A reader like the rules', which it stands on: a document that the model fails at is read by
    rules alone. A document is read once, so there is no canary here.

    `patience` is how many seconds a whole lot of documents may take.
    """

    rules: RulesReader
    llm: Front
    specs: Specs[ReadForm]
    patience: float = 600.0

    @property
    def version(self) -> str:
        spec = self.specs.base
        model = self.llm.caps.model(spec.size)
        return f"{self.rules.version}+{model}-{spec.prompt.hash[:8]}-{spec.schema_hash[:8]}"

    async def read(self, documents: Sequence[Document]) -> list[Reading]:
        readings = await asyncio.gather(*(self._read_one(document) for document in documents))
        await self.llm.settle()
        return list(readings)

    async def _read_one(self, document: Document) -> Reading:
        reading = self.rules.read_one(document)
        if reading.automatic or len(document.body.split()) < _SHORTEST:
            return reading
        words = Words(document)
        outcome = await self.llm.fill(request_for(words, self.specs.base), self.patience)
        if not isinstance(outcome, Ok):
            return reading
        found = [self._fact(words, said) for said in outcome.value.facts]
        more = [fact for fact in found if fact is not None and not _is_known(fact, reading.facts)]
        return replace(reading, facts=(*reading.facts, *more))

    def _fact(self, words: Words, said: SaidForm) -> Fact | None:
        """None for a fact whose words do not stand in the document."""
        document, found = words.document, words.find(said.quote)
        if found is None:
            return None
        when = words.find(said.when_words)
        return Fact(
            kind=FactKind(said.kind),
            source=Source(record=document.id, field=found.field, at=document.at),
            quote=found.quote,
            by=_party(document, said),
            confidence=round(min(said.confidence, MOST_SURE), 2),
            when=self.rules.date_in(document, when.quote) if when else None,
            about=_topic(words, said.about),
            by_model=True,
        )


def request_for(words: Words, spec: Spec[ReadForm]) -> Request[ReadForm]:
    """One document and what is known of its origin; nothing of the deal, nothing of anybody."""
    document = words.document

    def unsaid(form: ReadForm) -> list[str]:
        count = sum(words.find(said.quote) is None for said in form.facts)
        return [f"facts: {count} of the quotes stand nowhere in what the document newly says"][
            :count
        ]

    way = document.direction.value if document.direction else "unknown"
    head = f"Document: {document.kind.value}, {way}, written {document.at:%Y-%m-%d}."
    blocks = (
        Block(text=head, trust=Trust.OURS),
        Block(text=document.subject, trust=Trust.OUTSIDE, source="subject"),
        Block(text=document.body, trust=Trust.OUTSIDE, source="body"),
    )
    return Request(spec=spec, blocks=blocks, subject=document.id, check=unsaid)


def _party(document: Document, said: SaidForm) -> Party:
    """A mail speaks for its sender, whatever anybody says."""
    if document.kind is ActivityKind.EMAIL and document.direction is not Direction.INTERNAL:
        return voices(document).first
    return Party(said.by)


def _topic(words: Words, about: str) -> str | None:
    """Only a topic that stands in the document or is one of our own words for topics."""
    plain = " ".join(about.split())
    return plain if plain and (plain in _TOPICS or words.find(plain)) else None


def _is_known(fact: Fact, facts: Sequence[Fact]) -> bool:
    return any(
        one.kind is fact.kind and (one.quote in fact.quote or fact.quote in one.quote)
        for one in facts
    )


_TOPICS = frozenset(
    {"price", "timing", "feature", "trust", "effort", "procurement", "legal", "security"}
    | {"open", "solved"}
)
