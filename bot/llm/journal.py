"""What each call was for, what it cost and how it ended; never what it said."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.llm.port import Caps, Invalid, Ok, Outcome, Refused, Request, StructuredLLM, T, Unavailable
from storage.llm import Call

_MOST_WAITING = 100


class Accounts(Protocol):
    """Where calls are noted."""

    async def note(self, calls: list[Call]) -> None: ...


@dataclass(slots=True, kw_only=True)
class Journalled:
    """Notes every call, in batches; `settle` notes the rest. One insert per call would cost more
    than the call's other work together.
    """

    inner: StructuredLLM
    accounts: Accounts
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    _waiting: list[Call] = field(default_factory=list)

    @property
    def caps(self) -> Caps:
        return self.inner.caps

    async def fill(self, request: Request[T], within: float) -> Outcome[T]:
        outcome = await self.inner.fill(request, within)
        self._waiting.append(self._record(request, outcome))
        if len(self._waiting) >= _MOST_WAITING:
            await self.settle()
        return outcome

    async def settle(self) -> None:
        waiting, self._waiting = self._waiting, []
        if waiting:
            await self.accounts.note(waiting)

    def _record(self, request: Request[T], outcome: Outcome[T]) -> Call:
        spec, meta = request.spec, outcome.meta
        end, detail = _end(outcome)
        return Call(
            id=self.new_id(),
            at=self.now(),
            task=spec.prompt.task,
            subject=request.subject,
            run=request.run,
            provider=meta.provider or self.caps.provider,
            model=meta.model or self.caps.model(spec.size),
            prompt=spec.prompt.name,
            prompt_hash=spec.prompt.hash,
            schema_hash=spec.schema_hash,
            context_hash=request.context_hash,
            outcome=end,
            detail=detail,
            stored=meta.stored,
            attempts=meta.attempts,
            fresh=meta.usage.fresh,
            written=meta.usage.written,
            cache_read=meta.usage.cache_read,
            cache_written=meta.usage.cache_written,
            micros=meta.micros,
            millis=round(meta.millis),
        )


def _end(outcome: Outcome[T]) -> tuple[str, str]:
    match outcome:
        case Ok(unfounded=faults):
            return "ok", "; ".join(faults)
        case Refused(category=category):
            return "refused", category
        case Invalid(faults=faults):
            return "invalid", "; ".join(faults)
        case Unavailable(why=why, detail=detail):
            return why.value, detail
