"""Summaries of the week: turned on in a channel, planned once, drawn for who may see them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from slack_sdk.web.async_client import AsyncWebClient

from blocks import problems
from blocks.kit import Message
from blocks.weekly import on_message, week_message
from bot.answers.weekly import WeeklySummary, scope_of
from bot.domain.people import Person, Role
from handlers.audience import Audience
from handlers.boundary import Heard
from storage.deliveries import Deliveries
from storage.delivery_rows import Delivery, Planned
from storage.weeklies import Weeklies, WeeklyChannel

_WEEK = timedelta(days=7)
_MAY = frozenset({Role.MANAGER, Role.REVOPS})
_NOT_THERE = (
    "This was to stand in a channel. It comes to you alone, because not everybody there may see as"
    " much in the CRM, or Daybreak is not in it any more."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weekly:
    """One summary per channel and week, of what its members may all see."""

    store: Weeklies
    deliveries: Deliveries
    summary: WeeklySummary
    audience: Audience
    now: Callable[[], datetime]

    async def turned(self, heard: Heard, wish: str) -> Message:
        """`/pipeline weekly` and `/pipeline weekly off`, in the channel that is meant."""
        channel = heard.channel or ""
        if not channel or channel.startswith("D"):
            return problems.problem_message(problems.WEEKLY_WHERE)
        if heard.person.role not in _MAY:
            return problems.problem_message(problems.WEEKLY_WHO)
        if wish == "off":
            return problems.problem_message(await self.end(channel, heard.person))
        if wish:
            return problems.problem_message(problems.WEEKLY_HOW)
        if not await self.audience.may_see(channel, heard.person, heard.client):
            return problems.problem_message(problems.WEEKLY_UNSEEN)
        now = self.now()
        wanted = WeeklyChannel(channel=channel, person_id=heard.person.id, since=now)
        if (await self.store.turn_on(wanted)).person_id != heard.person.id:
            return problems.problem_message(problems.WEEKLY_OTHERS)
        return on_message(self._first_at(now), scope_of(heard.person))

    async def end(self, channel: str, by: Person) -> str:
        """What came of it, in a sentence."""
        if by.role not in _MAY:
            return problems.WEEKLY_WHO
        ended = await self.store.turn_off(channel)
        return problems.WEEKLY_ENDED if ended else problems.WEEKLY_NOT_ON

    async def of(self, person: Person) -> list[str]:
        """The channels that this person may end it in: their own, for RevOps all."""
        if person.role not in _MAY:
            return []
        sees_all = person.role is Role.REVOPS
        found = await self.store.all()
        return [one.channel for one in found if sees_all or one.person_id == person.id]

    async def plan_new(self, now: datetime) -> int:
        """Plans the week that is over for every channel that wanted it before it was due."""
        start = self.summary.starts(now)
        due_at, planned = self.summary.due_at(start), 0
        for one in await self.store.all() if now >= due_at else ():
            run_id = f"week.{start}.{one.channel}"
            if one.since >= due_at or await self.deliveries.find(run_id) is not None:
                continue
            made = Planned(run_id=run_id, person_id=one.person_id, on=start, target=one.channel)
            planned += await self.deliveries.plan(made, now)
        return planned

    def is_over(self, delivery: Delivery, now: datetime) -> bool:
        """Whether the next week's summary takes its place."""
        return self.summary.starts(now) >= delivery.on + _WEEK

    async def may_stand(self, channel: str, person: Person, client: AsyncWebClient) -> bool:
        return await self.audience.may_see(channel, person, client)

    async def drawn(
        self, delivery: Delivery, person: Person, now: datetime, *, is_there: bool
    ) -> Message:
        week = await self.summary.of(person, now, delivery.on)
        return week_message(week, "" if is_there else _NOT_THERE)

    def _first_at(self, now: datetime) -> datetime:
        start = self.summary.starts(now)
        due_at = self.summary.due_at(start)
        if now >= due_at:
            due_at = self.summary.due_at(start + _WEEK)
        return due_at.astimezone(self.summary.zone)
