"""A reader that quotes a text's first sentence as a question, and counts what it was given."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.domain.facts import Dated, Document, Fact, FactKind, Party, Reading, Source


@dataclass
class FakeReader:
    version: str = "fake-1"
    read_documents: list[Document] = field(default_factory=list)

    async def read(self, documents: Sequence[Document]) -> list[Reading]:
        self.read_documents.extend(documents)
        return [_reading(document) for document in documents]


def _reading(document: Document) -> Reading:
    """A fact about the body, and one without a time about the subject."""
    facts = []
    day = document.at.date() + timedelta(days=1)
    if document.body:
        facts.append(
            Fact(
                kind=FactKind.QUESTION,
                source=Source(record=document.id, field="body", at=document.at),
                quote=document.body.partition(".")[0],
                by=Party.THEM,
                confidence=0.75,
                when=Dated(first=day, last=day, reading=f"“tomorrow” in {document.zone}"),
            )
        )
    if document.subject:
        facts.append(
            Fact(
                kind=FactKind.PRICING,
                source=Source(record=document.id, field="subject"),
                quote=document.subject,
                by=Party.UNKNOWN,
                confidence=0.1,
                about="price",
            )
        )
    return Reading(language="en", automatic="robot" in document.body, facts=tuple(facts))
