"""Domain values to JSON and back, exactly; and the hash that names a piece of JSON."""

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import TypeAdapter

from bot.domain.deals import DealId
from bot.domain.decisions import Action, Draft, Proposal
from bot.domain.effects import Receipt, Refusal
from bot.domain.missions import Context, Norms, Observation, SourceState, Versions
from bot.domain.people import Person
from bot.policy.rulings import Ruling

# Level 1 is twice as fast as the default, and texts this short hardly differ in size.
_LEVEL = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasoning:
    """What a person may read of a verdict, stored in one column."""

    observations: tuple[Observation, ...]
    would_change_if: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The exact content of a decision: what a person approves, word for word."""

    deal_id: DealId
    action: Action
    draft: Draft | None
    options: tuple[Draft, ...]


@dataclass(frozen=True, slots=True)
class Codec:
    """One adapter per stored type. Building them takes 40 ms, so make one and keep it."""

    context: TypeAdapter[Context] = field(default_factory=lambda: TypeAdapter(Context))
    sources: TypeAdapter[tuple[SourceState, ...]] = field(
        default_factory=lambda: TypeAdapter(tuple[SourceState, ...])
    )
    norms: TypeAdapter[Norms] = field(default_factory=lambda: TypeAdapter(Norms))
    reasoning: TypeAdapter[Reasoning] = field(default_factory=lambda: TypeAdapter(Reasoning))
    proposal: TypeAdapter[Proposal] = field(default_factory=lambda: TypeAdapter(Proposal))
    person: TypeAdapter[Person] = field(default_factory=lambda: TypeAdapter(Person))
    versions: TypeAdapter[Versions] = field(default_factory=lambda: TypeAdapter(Versions))
    ids: TypeAdapter[tuple[DealId, ...]] = field(
        default_factory=lambda: TypeAdapter(tuple[DealId, ...])
    )
    content: TypeAdapter[Content] = field(default_factory=lambda: TypeAdapter(Content))
    action: TypeAdapter[Action] = field(default_factory=lambda: TypeAdapter(Action))
    draft: TypeAdapter[Draft] = field(default_factory=lambda: TypeAdapter(Draft))
    drafts: TypeAdapter[tuple[Draft, ...]] = field(
        default_factory=lambda: TypeAdapter(tuple[Draft, ...])
    )
    read_versions: TypeAdapter[Mapping[str, int]] = field(
        default_factory=lambda: TypeAdapter(dict[str, int])
    )
    receipt: TypeAdapter[Receipt] = field(default_factory=lambda: TypeAdapter(Receipt))
    ruling: TypeAdapter[Ruling] = field(default_factory=lambda: TypeAdapter(Ruling))
    refusal: TypeAdapter[Refusal] = field(default_factory=lambda: TypeAdapter(Refusal))


def named(content: bytes) -> str:
    """The name of a content: its SHA-256, in hex."""
    return hashlib.sha256(content).hexdigest()


def packed(content: bytes) -> bytes:
    return zlib.compress(content, _LEVEL)


def unpacked(content: bytes) -> bytes:
    return zlib.decompress(content)
