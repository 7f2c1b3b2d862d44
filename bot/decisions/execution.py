"""Carrying out what was approved: once, however often it is asked for and whatever breaks.

Claim → has it perhaps happened already? → policy again → write → record under the fence → tell.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, assert_never

from bot.decisions.attempts import (
    Attempt,
    GivenUp,
    Happened,
    LostTrack,
    Outcome,
    PutOff,
    TryAgain,
)
from bot.decisions.pace import Pace
from bot.domain.effects import Approved, Receipt
from bot.errors import (
    CrmRefused,
    CrmUnavailable,
    EffectUnsure,
    MailRefused,
    MailUnavailable,
    OutOfStep,
)
from bot.policy.rulings import Effect, Ruling
from storage.execution_rows import Claimed
from storage.executions import Executions

log = logging.getLogger(__name__)
_NOTHING_DONE = (CrmUnavailable, MailUnavailable)
_REFUSED = (CrmRefused, MailRefused, OutOfStep)
_TOO_OFTEN = (
    "It was begun again and again and never came to an end, so it is given up. Nothing was changed."
    " The log of the worker says what broke it; try again once that is mended."
)
Rule = Callable[[Approved, datetime], Awaitable[Ruling]]
Tell = Callable[[Approved, Outcome], Awaitable[None]]


class Writer(Protocol):
    """Whatever an approved action goes to: the CRM, the mail server, or both."""

    @property
    def can_look_up(self) -> bool: ...

    async def apply(self, approved: Approved, at: datetime) -> Receipt: ...

    async def lookup(self, approved: Approved) -> Receipt | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution:
    """Carries out one effect at a time; any number of these may run in any number of processes.

    `rule` is what the policies say at this moment, and `give_back` returns what they let it take if
    it will not happen. `tell` brings the outcome to where people see it and raises nothing.
    """

    store: Executions
    writer: Writer
    rule: Rule
    give_back: Callable[[str], Awaitable[None]]
    tell: Tell
    now: Callable[[], datetime]
    worker: str
    pace: Pace

    async def run(self, effect_id: str) -> Outcome | None:
        """None: there was nothing to do, or the claim was lost on the way."""
        claimed = await self.store.claim(effect_id, self.worker, self.now(), self.pace.lease)
        if claimed is None:
            return None
        outcome = await self._attempt(claimed)
        if not await self._record(claimed, outcome):
            log.warning("effect.claim_lost", extra={"effect": effect_id})
            return None
        _log(claimed, outcome)
        if isinstance(outcome, GivenUp):
            await self.give_back(claimed.id)
        await self.tell(claimed.approved, outcome)
        return outcome

    async def _attempt(self, claimed: Claimed) -> Outcome:
        if claimed.unsure:
            found = await self._looked_up(claimed)
            if found is not None:
                return found
        if claimed.tries_left < 0:
            # The process died over the last try as well, and it has not happened.
            return GivenUp(problem=_TOO_OFTEN)
        against = await self._ruled(claimed.approved)
        if against is not None:
            return against
        if not self.pace.has_time(self.now(), claimed.lease_until):
            return PutOff(at=self.now(), problem="")
        return await self._applied(claimed)

    async def _looked_up(self, claimed: Claimed) -> Outcome | None:
        """None: it has surely not happened, so it may be tried."""
        attempt = self._state_of(claimed)
        if not self.writer.can_look_up:
            return attempt.nobody_can_tell()
        try:
            async with asyncio.timeout(self.pace.timeout.total_seconds()):
                receipt = await self.writer.lookup(claimed.approved)
        except EffectUnsure as error:
            return attempt.nobody_can_tell(error)
        except _NOTHING_DONE as error:
            return attempt.cannot_look(error)
        except TimeoutError:
            return attempt.cannot_look(None)
        return None if receipt is None else Happened(receipt=receipt)

    async def _ruled(self, approved: Approved) -> Outcome | None:
        """None: the policies let it happen. What is taken back was allowed once."""
        if approved.undoes is not None:
            return None
        ruling = await self.rule(approved, self.now())
        match ruling.effect:
            case Effect.ALLOW:
                return None
            case Effect.LATER if ruling.until is not None:
                return PutOff(at=ruling.until, problem=ruling.sentence)
            case Effect.LATER | Effect.NEEDS_APPROVAL | Effect.DENY:
                return GivenUp(problem=ruling.sentence)
            case _:
                assert_never(ruling.effect)

    async def _applied(self, claimed: Claimed) -> Outcome:
        try:
            async with asyncio.timeout(self.pace.timeout.total_seconds()):
                receipt = await self.writer.apply(claimed.approved, self.now())
        except _NOTHING_DONE as error:
            return self._state_of(claimed).nothing_done(error)
        except _REFUSED as error:
            return self._state_of(claimed).refused(error)
        except EffectUnsure as error:
            return self._state_of(claimed).unsure(error, can_look=self.writer.can_look_up)
        except TimeoutError:
            return self._state_of(claimed).unsure(None, can_look=self.writer.can_look_up)
        return Happened(receipt=receipt)

    async def _record(self, claimed: Claimed, outcome: Outcome) -> bool:
        at, store = self.now(), self.store
        match outcome:
            case Happened(receipt=receipt):
                return await store.finish(claimed, receipt, at, self.pace.undo_until(receipt, at))
            case TryAgain(at=again, problem=problem, unsure=unsure):
                return await store.retry(claimed, again, problem, at, unsure=unsure)
            case PutOff(at=later, problem=problem):
                return await store.postpone(claimed, later, problem, at)
            case GivenUp(problem=problem, refusal=refusal):
                return await store.fail(claimed, problem, at, refusal)
            case LostTrack(problem=problem):
                return await store.lose_track(claimed, problem, at)
            case _:
                assert_never(outcome)

    def _state_of(self, claimed: Claimed) -> Attempt:
        return Attempt(tries_left=claimed.tries_left, now=self.now(), pace=self.pace)


def _log(claimed: Claimed, outcome: Outcome) -> None:
    what = {
        "effect": claimed.id,
        "attempt": claimed.approved.attempt,
        "outcome": type(outcome).__name__,
    }
    is_bad = isinstance(outcome, GivenUp | LostTrack)
    log.log(logging.WARNING if is_bad else logging.INFO, "effect.settled", extra=what)
