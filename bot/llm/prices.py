"""What tokens cost, per model: dollars per million tokens are millionths of a dollar a token."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from bot.llm.port import Usage

CHARACTERS_PER_TOKEN = 3.5  # there is no local tokenizer; an estimate on the safe side
_CACHE_READ, _CACHE_WRITTEN, _BATCHED = 0.1, 2.0, 0.5


@dataclass(frozen=True, slots=True)
class Price:
    """Of one token read and one token written, in millionths of a US dollar."""

    read: float
    written: float

    def micros(self, usage: Usage, *, batched: bool = False) -> int:
        """Rounded up. What is kept an hour in the provider's cache costs twice at first."""
        read = usage.fresh + _CACHE_READ * usage.cache_read + _CACHE_WRITTEN * usage.cache_written
        whole = self.read * read + self.written * usage.written
        return math.ceil(whole * (_BATCHED if batched else 1))


FREE = Price(0, 0)
# List prices of November 2026. A model that is not listed counts as the dearest, never as free.
PRICES: Mapping[str, Price] = {
    "claude-haiku-5-5": Price(0.1, 0.5),
    "claude-haiku-4-5": Price(1, 5),
    "claude-sonnet-5-5": Price(2, 10),
    "claude-sonnet-5": Price(3, 15),
    "claude-opus-5-5": Price(4, 20),
    "claude-opus-5": Price(5, 25),
    "claude-fable-5-1": Price(10, 50),
    "claude-fable-5-2": Price(10, 50),
}


def price_of(model: str) -> Price:
    return PRICES.get(model) or max(PRICES.values(), key=lambda price: price.written)


def estimated_tokens(text: str) -> int:
    return math.ceil(len(text) / CHARACTERS_PER_TOKEN)
