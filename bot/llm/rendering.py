"""Blocks as the two texts that every provider takes: instructions first, marked data last."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from bot.llm.port import Block, Request, T, Trust

MOST_CHARACTERS = 60_000
# Nobody reads these, a model does: control, direction, zero-width and tag characters.
_UNSEEN = {"Cc", "Cf", "Co", "Cs", "Cn"}
_KEPT = {"\n", "\t"}
_MARK = re.compile(r"<<\s*/?\s*data\b[^>\n]*>>", re.I)


@dataclass(frozen=True, slots=True)
class Rendered:
    """`system` is the same for every request of a task, so that a provider can keep it."""

    system: str
    user: str


def rendered(request: Request[T], nonce: str) -> Rendered:
    """`nonce` is new for each call: who writes a mail can't know how its end will be marked."""
    return Rendered(
        system=request.spec.prompt.text.strip(),
        user="\n\n".join(_parts(request.blocks, nonce)),
    )


def _parts(blocks: Iterable[Block], nonce: str) -> Iterable[str]:
    yield f"The mark of this message is {nonce}."
    for block in blocks:
        if block.trust is Trust.OURS:
            yield block.text
            continue
        source = f" {block.source}" if block.source else ""
        text = plain(block.text).replace(nonce, "")
        yield f"<<data {nonce} {block.trust}{source}>>\n{text}\n<</data {nonce}>>"


def plain(text: str) -> str:
    """Without characters that a person does not see, and without anything like our marks."""
    seen = "".join(
        character
        for character in text[:MOST_CHARACTERS]
        if character in _KEPT or unicodedata.category(character) not in _UNSEEN
    )
    return _MARK.sub("", seen)
