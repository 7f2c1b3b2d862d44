"""Missions on demand: begun by a click or a word, and watched step by step in a thread."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import aiohttp
from slack_sdk.errors import SlackClientError

from blocks import problems, runs
from blocks.commands import list_message
from blocks.kit import Message
from blocks.runs import Task
from bot.domain.briefs import judged
from bot.domain.missions import Mission
from bot.errors import DaybreakError
from bot.mission.calendar import moment_at
from bot.services import Services
from handlers.boundary import Heard, surviving, telling
from handlers.streaming import LivePlan, Stopped

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """One run per person at a time. `close` waits for those under way."""

    services: Services
    now: Callable[[], datetime]
    team: Callable[[], str | None]
    # What a run may take in all; a stream that is never ended would look as if it went on.
    limit_seconds: float = 900
    _running: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    async def click(self, heard: Heard) -> Message | None:
        return await self.start(heard)

    async def start(self, heard: Heard, thread_ts: str | None = None) -> Message | None:
        """Begins a run in the person's direct messages and returns at once."""
        if heard.user_id in self._running:
            return problems.problem_message(problems.RUNNING)
        task = asyncio.create_task(surviving(self._run(heard, thread_ts), telling(heard)))
        self._running[heard.user_id] = task
        task.add_done_callback(lambda _: self._running.pop(heard.user_id, None))
        return None

    async def close(self, seconds: float = 2) -> None:
        tasks = list(self._running.values())
        if tasks:
            await asyncio.wait(tasks, timeout=seconds)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, heard: Heard, thread_ts: str | None) -> None:
        """Whatever ends it, the person is told."""
        plan: LivePlan | None = None
        try:
            async with asyncio.timeout(self.limit_seconds):
                plan = await self._opened(heard, thread_ts)
                mission = await self._watched(heard, plan)
                await plan.finish(list_message(mission))
        except Stopped:
            log.info("run.stopped")
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
            log.warning("run.not_shown", extra={"error": type(error).__name__})
        except DaybreakError as error:
            if plan is not None:
                await plan.finish(problems.problem_message(str(error)))
        except asyncio.CancelledError:
            if plan is not None:
                await asyncio.shield(plan.finish(problems.problem_message(problems.CUT_OFF)))
            raise

    async def _opened(self, heard: Heard, thread_ts: str | None) -> LivePlan:
        channel = heard.channel
        if thread_ts is None or channel is None:
            begin = runs.begin_message(heard.person.name)
            answer = await heard.client.chat_postMessage(channel=heard.user_id, **begin.payload())
            channel, thread_ts = str(answer["channel"]), str(answer["ts"])
        return LivePlan(
            client=heard.client,
            channel=channel,
            thread_ts=thread_ts,
            user_id=heard.user_id,
            team_id=self.team(),
        )

    async def _watched(self, heard: Heard, plan: LivePlan) -> Mission:
        fresh = Task(id="records", title="Bring the records up to date", status="in_progress")
        read = Task(id="deals", title="Read what was said, and judge every deal", status="pending")
        await plan.show(fresh, read, title="Looking at your open deals")
        report = await self.services.freshness.catch_up(self.now())
        problem = report.problem if report else None
        await plan.show(
            Task(
                id=fresh.id,
                title=fresh.title,
                status="error" if problem else "complete",
                output=problem or "",
            ),
            Task(id=read.id, title=read.title, status="in_progress"),
        )
        moment = moment_at(heard.person, self.now())
        mission = await self.services.missions.prepare(heard.person, moment)
        by_id = {verdict.deal_id: verdict for verdict in mission.verdicts}
        shown = [judged(by_id[deal_id], mission) for deal_id in mission.shown]
        await plan.show(
            Task(id=read.id, title=read.title, status="complete", output=runs.end_line(mission)),
            *(runs.deal_task(one, number) for number, one in enumerate(shown, start=1)),
            title=f"{len(mission.verdicts)} open deals looked at",
        )
        return mission
