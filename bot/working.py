"""The worker put together: what carries out approved actions in this process."""

import asyncio
import os
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.decisions.attempts import Happened, Outcome
from bot.decisions.execution import Execution
from bot.decisions.pace import Pace
from bot.decisions.recovery import Recovery
from bot.domain.decisions import HandOff, RouteLead
from bot.domain.effects import Approved
from bot.main import Daybreak
from handlers.courier import Bell, Courier
from handlers.schedule import Sweeping

# How long a broker elsewhere has before the sweeper runs after it.
_GRACE = timedelta(seconds=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aftermath:
    """What follows from an effect: messages show it, and the mirror has it.

    The rows say what became of it, and which messages are out of date for it.
    """

    daybreak: Daybreak
    written: Bell = field(default_factory=Bell)
    given_away: list[Approved] = field(default_factory=list)

    async def tell(self, approved: Approved, outcome: Outcome) -> None:
        self.daybreak.bell.ring()
        if isinstance(outcome, Happened):
            gives = isinstance(approved.action, HandOff | RouteLead)
            self.given_away.extend([approved] if gives else [])
            self.written.ring()

    async def mirror(self, at: datetime) -> None:
        """The next piece of evidence is read from the mirror, which must have this in it; and
        whose deal it is decides what a card may show.
        """
        gone, self.given_away[:] = [*self.given_away], []
        await self.daybreak.services.freshness.look(at)
        for one in gone:
            await self.daybreak.deliveries.draw_again(one.decision_id, one.deal_id, at)
        self.daybreak.bell.ring()


@asynccontextmanager
async def working(daybreak: Daybreak, now: Callable[[], datetime]) -> AsyncIterator[None]:
    """Works within the block. What is begun may end; what is not is taken up by the next worker."""
    effects, after = daybreak.effects, Aftermath(daybreak=daybreak)
    mirroring = Courier(deliver=after.mirror, now=now, heard=after.written.heard())
    execution = Execution(
        store=effects.executions,
        writer=effects.writing,
        rule=effects.gate.at_execution,
        give_back=effects.gate.caps.give_back,
        tell=after.tell,
        now=now,
        worker=f"{os.getpid()}-{uuid.uuid4().hex[:8]}",
        pace=Pace(),
    )
    grace = _GRACE if daybreak.settings.redis_url else timedelta()
    recovery = Recovery(store=effects.executions, grace=grace)
    stop = asyncio.Event()
    async with daybreak.effects.engine.serving(execution.run) as send:
        sweeping = asyncio.create_task(Sweeping(recovery=recovery, now=now).run(send, stop))
        mirrored = asyncio.create_task(mirroring.run())
        try:
            yield
        finally:
            stop.set()
            mirrored.cancel()
            await asyncio.wait({sweeping, mirrored})
