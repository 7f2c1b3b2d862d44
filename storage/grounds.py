"""What a mission rested on, as named pieces: the same input is the same piece on every morning."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.domain.deals import DealId
from bot.domain.missions import Context, Norms
from storage.codec import Codec
from storage.contexts import Piece


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """All that a mission was computed from; `rules` is the text of the rules in force."""

    contexts: tuple[Context, ...]
    norms: Norms
    rules: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The hashes of one deal's context and of the state of the feeds it was gathered from."""

    context: str
    sources: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """The pieces by their hashes, and which of them belongs where."""

    pieces: Mapping[str, Piece]
    deals: Mapping[DealId, Names]
    norms: str
    rules: str


def grounds_of(inputs: Inputs, codec: Codec) -> Grounds:
    """Names every piece.

    The feeds' state changes with each sync, even of a deal that nothing happened to, so it is a
    piece of its own.
    """
    pieces: dict[str, Piece] = {}

    def name(content: bytes, deal_id: DealId | None = None) -> str:
        piece = Piece(content, deal_id)
        pieces[piece.hash] = piece
        return piece.hash

    deals = {
        context.deal.id: Names(
            context=name(codec.context.dump_json(replace(context, sources=())), context.deal.id),
            sources=name(codec.sources.dump_json(context.sources)),
        )
        for context in inputs.contexts
    }
    return Grounds(
        deals=deals,
        norms=name(codec.norms.dump_json(inputs.norms)),
        rules=name(inputs.rules.encode()),
        pieces=pieces,
    )


def context_from(content: bytes, sources: bytes, codec: Codec) -> Context:
    """The context that `grounds_of` took apart."""
    return replace(
        codec.context.validate_json(content), sources=codec.sources.validate_json(sources)
    )
