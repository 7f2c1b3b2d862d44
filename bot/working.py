"""The worker put together: what carries out approved actions in this process."""

import asyncio
import os
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from bot.decisions.attempts import Outcome
from bot.decisions.execution import Execution, Tell
from bot.decisions.pace import Pace
from bot.decisions.recovery import Recovery
from bot.domain.effects import Approved
from bot.main import Daybreak
from handlers.schedule import Sweeping

# How long a broker elsewhere has before the sweeper runs after it.
_GRACE = timedelta(seconds=2)


async def untold(approved: Approved, outcome: Outcome) -> None:
    """Where there is no Slack, whoever looks at the decision sees what became of it."""


@asynccontextmanager
async def working(
    daybreak: Daybreak, now: Callable[[], datetime], tell: Tell = untold
) -> AsyncIterator[None]:
    """Works within the block. What is begun may end; what is not is taken up by the next worker."""
    effects = daybreak.effects
    execution = Execution(
        store=effects.executions,
        writer=effects.writing,
        rule=effects.gate.at_execution,
        give_back=effects.gate.caps.give_back,
        tell=tell,
        now=now,
        worker=f"{os.getpid()}-{uuid.uuid4().hex[:8]}",
        pace=Pace(),
    )
    grace = _GRACE if daybreak.settings.redis_url else timedelta()
    recovery = Recovery(store=effects.executions, grace=grace)
    stop = asyncio.Event()
    async with daybreak.effects.engine.serving(execution.run) as send:
        sweeping = asyncio.create_task(Sweeping(recovery=recovery, now=now).run(send, stop))
        try:
            yield
        finally:
            stop.set()
            await sweeping
