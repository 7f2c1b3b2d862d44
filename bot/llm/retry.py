"""Tries again what may pass by itself, as far as time and a budget of retries allow."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from bot.llm.port import (
    RETRIED,
    Block,
    Caps,
    Invalid,
    Meta,
    Outcome,
    Request,
    StructuredLLM,
    T,
    Trust,
    Unavailable,
    Why,
)

Sleep = Callable[[float], Awaitable[None]]


@dataclass(slots=True)
class RetryBudget:
    """A share of the calls may be repeated: a provider in trouble is not hit twice as hard."""

    share: float = 0.1
    most: float = 10.0
    left: float = 10.0

    def earn(self) -> None:
        self.left = min(self.most, self.left + self.share)

    def spend(self) -> bool:
        if self.left < 1:
            return False
        self.left -= 1
        return True


@dataclass(slots=True, kw_only=True)
class Retrying:
    """At most `attempts` in all, never past the caller's time."""

    inner: StructuredLLM
    clock: Callable[[], float]
    chance: Callable[[], float]  # 0..1, spreads retries out
    sleep: Sleep = asyncio.sleep
    attempts: int = 3
    first_wait: float = 0.5
    budget: RetryBudget = field(default_factory=RetryBudget)

    @property
    def caps(self) -> Caps:
        return self.inner.caps

    async def fill(self, request: Request[T], within: float) -> Outcome[T]:
        until = self.clock() + within
        self.budget.earn()
        tried = 0
        while True:
            tried += 1
            left = until - self.clock()
            if left <= 0:
                return Unavailable(why=Why.TIMED_OUT, meta=Meta(attempts=tried - 1))
            outcome = await self.inner.fill(request, left)
            outcome = replace(outcome, meta=replace(outcome.meta, attempts=tried))
            if not isinstance(outcome, Unavailable) or outcome.why not in RETRIED:
                return outcome
            wait = self._wait(outcome, tried)
            if tried >= self.attempts or wait >= until - self.clock() or not self.budget.spend():
                return outcome
            await self.sleep(wait)

    def _wait(self, outcome: Unavailable, tried: int) -> float:
        if outcome.retry_after is not None:
            return outcome.retry_after
        return self.first_wait * 2.0 ** (tried - 1) * (0.5 + self.chance())


@dataclass(slots=True, kw_only=True)
class Repairing:
    """Asks once more, saying what was wrong, when an answer did not fit the form."""

    inner: StructuredLLM
    clock: Callable[[], float]

    @property
    def caps(self) -> Caps:
        return self.inner.caps

    async def fill(self, request: Request[T], within: float) -> Outcome[T]:
        until = self.clock() + within
        first = await self.inner.fill(request, within)
        if not isinstance(first, Invalid):
            return first
        left = until - self.clock()
        if left <= 0:
            return first
        note = Block(text=_again(first), trust=Trust.OURS)
        second = await self.inner.fill(replace(request, blocks=(*request.blocks, note)), left)
        if isinstance(second, Unavailable):
            return replace(first, meta=second.meta.after(first.meta))
        return replace(second, meta=second.meta.after(first.meta))


def _again(first: Invalid) -> str:
    faults = "; ".join(first.faults)
    short = " Be brief: the last answer was cut off." if first.cut_off else ""
    return f"Your last answer did not fit the form ({faults}). Fill in the whole form again.{short}"
