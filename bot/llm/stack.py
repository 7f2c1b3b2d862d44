"""The layers around a provider, in the one order that is right, and what holds them together."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime

from bot.llm.budget import Budgeted, Purse
from bot.llm.circuit import CircuitBreaker
from bot.llm.grounding import Grounded
from bot.llm.journal import Accounts, Journalled
from bot.llm.pace import Pace, Paced
from bot.llm.port import Caps, Outcome, Request, StructuredLLM, T
from bot.llm.prices import FREE, Price, price_of
from bot.llm.redaction import Redacted
from bot.llm.retry import Repairing, Retrying
from bot.llm.stored import Shelf, Stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What the layers take from the world."""

    clock: Callable[[], float]  # seconds, from anywhere
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    chance: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What an admin may set. `micros_a_day` are millionths of a US dollar."""

    micros_a_day: int = 20_000_000
    per_minute: float | None = None
    at_once: int = 8
    each: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A provider with all its layers; `settle` writes down what is still only remembered."""

    front: StructuredLLM
    journal: Journalled
    budget: Budgeted
    breaker: CircuitBreaker
    shelf: Shelf

    @property
    def caps(self) -> Caps:
        return self.front.caps

    async def fill(self, request: Request[T], within: float) -> Outcome[T]:
        return await self.front.fill(request, within)

    async def settle(self) -> None:
        await self.shelf.settle()
        await self.budget.settle()
        await self.journal.settle()


def layered(
    provider: StructuredLLM,
    *,
    shelf: Shelf,
    purse: Purse,
    accounts: Accounts,
    limits: Limits,
    outside: Outside,
) -> Model:
    """From the outside in: noted, held to what was given, masked, looked up, repaired, paid for,
    given up on, tried again, paced. What is stored and what is sent has been masked; a retry waits
    for its turn like any.
    """
    breaker = _carried(provider, limits, outside)
    budget = Budgeted(
        inner=breaker,
        purse=purse,
        cap=limits.micros_a_day,
        today=lambda: _day(outside.now()),
        price=_free if provider.caps.local else price_of,
    )
    repairing = Repairing(inner=budget, clock=outside.clock)
    masked = Redacted(inner=Stored(inner=repairing, shelf=shelf))
    front = Journalled(
        inner=Grounded(inner=masked, clock=outside.clock),
        accounts=accounts,
        now=outside.now,
        new_id=outside.new_id,
    )
    return Model(front=front, journal=front, budget=budget, breaker=breaker, shelf=shelf)


def _carried(provider: StructuredLLM, limits: Limits, outside: Outside) -> CircuitBreaker:
    """What stands between a call that is paid for and the wire."""
    paced = Paced(
        inner=provider,
        pace=Pace(clock=outside.clock, per_minute=limits.per_minute),
        clock=outside.clock,
        sleep=outside.sleep,
        at_once=limits.at_once,
        each=limits.each,
    )
    retrying = Retrying(
        inner=paced, clock=outside.clock, chance=outside.chance, sleep=outside.sleep
    )
    return CircuitBreaker(inner=retrying, clock=outside.clock)


def _free(model: str) -> Price:
    return FREE


def _day(now: datetime) -> date:
    return now.date()
