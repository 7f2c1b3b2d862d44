"""Leaves a provider alone that keeps failing, so that nobody waits for it in vain."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.llm.port import Caps, Outcome, Request, StructuredLLM, T, Unavailable, Why

_COUNTED = frozenset({Why.TIMED_OUT, Why.OVERLOADED, Why.DISCONNECTED, Why.SERVER_FAILED})
# No waiting helps: an admin has to act, so a look every ten minutes is enough.
_AT_ONCE: Mapping[Why, float] = {Why.UNAUTHORISED: 600.0, Why.SPEND_LIMIT: 600.0}


@dataclass(slots=True, kw_only=True)
class CircuitBreaker:
    """After `threshold` failures in a row it rests `rest` seconds, then lets one call try."""

    inner: StructuredLLM
    clock: Callable[[], float]
    threshold: int = 5
    rest: float = 30.0
    failures: int = 0
    closed_until: float = 0.0
    reason: Why | None = None
    _probing: bool = False

    @property
    def caps(self) -> Caps:
        return self.inner.caps

    async def fill(self, request: Request[T], within: float) -> Outcome[T]:
        if self.reason is not None and (self._probing or self.clock() < self.closed_until):
            why = self.reason if self.reason in _AT_ONCE else Why.RESTING
            return Unavailable(why=why, retry_after=max(0.0, self.closed_until - self.clock()))
        self._probing = self.reason is not None
        try:
            outcome = await self.inner.fill(request, within)
        finally:
            self._probing = False
        self._learn(outcome)
        return outcome

    def _learn(self, outcome: Outcome[T]) -> None:
        if not isinstance(outcome, Unavailable):
            self.failures, self.reason = 0, None
            return
        if outcome.why in _AT_ONCE:
            self.reason, self.closed_until = outcome.why, self.clock() + _AT_ONCE[outcome.why]
        elif outcome.why in _COUNTED:
            self.failures += 1
            if self.failures >= self.threshold:
                self.reason, self.closed_until = outcome.why, self.clock() + self.rest
