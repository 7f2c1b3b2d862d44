"""How many calls run at once, and how fast they follow each other: never faster than allowed."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.llm.port import Caps, Outcome, Rate, Request, StructuredLLM, T, Unavailable, Why

# Clocks differ, and answers arrive late: a little slower than the limit says.
_CAUTION = 0.97
_SHORTEST = 0.001  # of less, a clock need not show anything


@dataclass(slots=True, kw_only=True)
class Pace:
    """What is known of the provider's limit. Unknown, one call goes ahead and the others wait
    for what its answer says; a provider that says nothing is not limited.
    """

    clock: Callable[[], float]
    per_minute: float | None = None
    known: bool = False
    tokens: float = 0.0
    at: float = 0.0
    in_flight: int = 0
    not_before: float = 0.0

    def __post_init__(self) -> None:
        self.at = self.clock()
        self.known = self.per_minute is not None
        self.tokens = 1.0

    def learn(self, rate: Rate | None) -> None:
        """The provider counted the calls under way that it has seen; the rest still count here."""
        self.known = True
        if rate is None or rate.per_minute <= 0:
            return
        self._refill()
        first = self.per_minute is None
        self.per_minute = rate.per_minute
        left = float(rate.left) - self.in_flight
        self.tokens = left if first else min(self.tokens, left)

    def held_up(self, seconds: float) -> None:
        """The provider said to wait."""
        self.known = True
        self.tokens = min(self.tokens, 0.0)
        self.not_before = max(self.not_before, self.clock() + seconds)

    def wait(self) -> float:
        """Seconds until the next call may start; 0 takes the place."""
        now = self.clock()
        if now < self.not_before:
            return self.not_before - now
        if self.per_minute is None:
            return 0.0
        self._refill()
        if self.tokens >= 1:
            self.tokens -= 1
            return 0.0
        return max(_SHORTEST, (1 - self.tokens) * 60 / (self.per_minute * _CAUTION))

    def _refill(self) -> None:
        now = self.clock()
        if self.per_minute is not None:
            gained = (now - self.at) * self.per_minute * _CAUTION / 60
            self.tokens = min(self.tokens + gained, self.per_minute)
        self.at = now


@dataclass(slots=True, kw_only=True)
class Paced:
    """At most `at_once` calls, each when the pace allows and for at most `each` seconds.

    Who would wait for a place longer than there is time is told so at once.
    """

    inner: StructuredLLM
    pace: Pace
    clock: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    at_once: int = 8
    each: float = 60.0
    _places: asyncio.Semaphore = field(init=False)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self._places = asyncio.Semaphore(self.at_once)

    @property
    def caps(self) -> Caps:
        return self.inner.caps

    async def fill(self, request: Request[T], within: float) -> Outcome[T]:
        until = self.clock() + within
        try:
            async with asyncio.timeout(within):
                await self._places.acquire()
        except TimeoutError:
            return Unavailable(why=Why.TIMED_OUT)
        try:
            return await self._in_turn(request, until)
        finally:
            self._places.release()

    async def _in_turn(self, request: Request[T], until: float) -> Outcome[T]:
        """One waits at a time; while nothing is known of the limit, the first call goes alone."""
        async with self._turn:
            if self.clock() >= until:
                return Unavailable(why=Why.TIMED_OUT)
            while (wait := self.pace.wait()) > 0:
                if self.clock() + wait > until:
                    return Unavailable(why=Why.RATE_LIMITED, retry_after=wait)
                await self.sleep(wait)
            if not self.pace.known:
                return await self._call(request, until)
        return await self._call(request, until)

    async def _call(self, request: Request[T], until: float) -> Outcome[T]:
        self.pace.in_flight += 1
        try:
            outcome = await self.inner.fill(request, min(self.each, until - self.clock()))
        finally:
            self.pace.in_flight -= 1
        if isinstance(outcome, Unavailable) and outcome.why is Why.RATE_LIMITED:
            self.pace.held_up(outcome.retry_after or 1.0)
        else:
            self.pace.learn(outcome.meta.rate)
        return outcome
