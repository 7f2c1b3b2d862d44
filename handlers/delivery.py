"""Messages of ours: planned once, posted once, kept up to date, and never silently lost."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from blocks.kit import Message
from blocks.missions import morning_message
from bot.domain.people import Person
from bot.mission.calendar import DayLimits, instant_of, zone_of
from handlers.asks import Asks
from handlers.briefs import Briefs
from handlers.identity import Identities
from handlers.pictures import Charts
from handlers.weekly import Weekly
from handlers.wire import said
from storage.deliveries import Deliveries
from storage.delivery_rows import Delivery

log = logging.getLogger(__name__)
EVENT = "daybreak_brief"
_UNKNOWN_END = (aiohttp.ClientError, TimeoutError)
_TOO_LATE = "It could not be delivered that day, and was not sent at night."
_GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What one round of deliveries led to."""

    shown: int = 0
    failed: int = 0


class Refused(Exception):
    """Slack said no to a post, so it has not arrived."""


class TooMany(Exception):
    """Slack asks to wait so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"wait {seconds} s")
        self.seconds = seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliverer:
    """`now` is the caller's time; what passes while Slack answers is added to it."""

    client: AsyncWebClient
    store: Deliveries
    briefs: Briefs
    asks: Asks
    identities: Identities
    weekly: Weekly
    charts: Charts
    draw_home: Callable[[AsyncWebClient, str, Person], Awaitable[None]]
    limits: DayLimits = field(default_factory=DayLimits)
    lease: timedelta = timedelta(seconds=60)
    # Slack takes about one message a second in one channel.
    channel_seconds: float = 1.0
    clock: Callable[[], float] = field(default=lambda: asyncio.get_running_loop().time())
    _last: dict[str, float] = field(default_factory=dict)

    async def deliver(self, now: datetime) -> Sent:
        """Plans what is new and brings Slack up to date, until nothing is due or Slack says wait.

        Safe to be called again at any time, by any number of processes, after any crash.
        """
        began = self.clock()
        await self.briefs.plan_new(now)
        await self.weekly.plan_new(now)
        shown = failed = 0
        while True:
            time = now + timedelta(seconds=self.clock() - began)
            delivery = await self.store.claim(time, self.lease)
            if delivery is None:
                return Sent(shown=shown, failed=failed)
            try:
                if await self._bring(delivery, time):
                    shown += 1
                else:
                    failed += 1
            except TooMany as limit:
                await self._again(delivery, "Slack asked to wait.", time, limit.seconds)
                return Sent(shown=shown, failed=failed)

    async def _bring(self, delivery: Delivery, now: datetime) -> bool:
        """Posts or updates one message; False if that has to be tried again, or is given up."""
        try:
            if delivery.ts is None:
                return await self._post(delivery, now)
            return await self._update(delivery, now)
        except Refused as no:
            return await self._failed(delivery, str(no), now, unsure=False)
        except SlackApiError as error:
            _raise_if_limited(error)
            return await self._failed(delivery, _problem(error), now, unsure=delivery.unsure)
        except (SlackClientError, *_UNKNOWN_END) as error:
            problem = f"Slack did not answer ({type(error).__name__})."
            return await self._failed(delivery, problem, now, unsure=True)

    async def _post(self, delivery: Delivery, now: datetime) -> bool:
        person = await self.briefs.person(delivery.person_id)
        user = await self.identities.user_of(person) if person else None
        if person is None or user is None:
            problem = "Nobody in Slack has this person's e-mail address."
            return await self._failed(delivery, problem, now, unsure=delivery.unsure)
        if delivery.unsure:
            found = await self._looked_for(delivery, user)
            if found is not None:
                # What it shows is not known, so it is drawn again; a week stays as it was.
                seen = delivery if delivery.target else replace(delivery, revision=0)
                return await self._arrived(seen, *found, now)
        if not await self._is_time(delivery, person, now):
            return False
        place, message = await self._addressed(delivery, person, user, now)
        if not await self.store.about_to_post(delivery):
            return False
        await self._breathe(place)
        return await self._arrived(delivery, *await self._sent(delivery, place, message), now)

    async def _addressed(
        self, delivery: Delivery, person: Person, user: str, now: datetime
    ) -> tuple[str, Message]:
        """Where it goes, and as what: a week comes to the person where not all may see it."""
        target = delivery.target
        if target is None:
            return user, await self._drawn(delivery, now)
        may_stand = await self.weekly.may_stand(target, person, self.client)
        message = await self.weekly.drawn(delivery, person, now, is_there=may_stand)
        return target if may_stand else user, message

    async def _is_time(self, delivery: Delivery, person: Person, now: datetime) -> bool:
        """A brief is for its day, a week until the next one; a question keeps until the morning."""
        zone = self.weekly.summary.zone if delivery.target else zone_of(person)
        local = now.astimezone(zone)
        is_day = self.limits.earliest <= local.time() <= self.limits.last_resume
        if delivery.target and self.weekly.is_over(delivery, now):
            await self.store.failed(delivery, _TOO_LATE, None, unsure=False)
            return False
        if delivery.decision_id is None and delivery.target is None:
            if local.date() == delivery.on and local.time() <= self.limits.last_resume:
                return True
            await self.store.failed(delivery, _TOO_LATE, None, unsure=False)
            return False
        if not is_day:
            later = local.time() > self.limits.last_resume
            day = local.date() + timedelta(days=int(later))
            await self.store.put_off(delivery, instant_of(day, self.limits.earliest, zone))
            return False
        return True

    async def _drawn(self, delivery: Delivery, now: datetime) -> Message:
        if delivery.decision_id is None:
            return morning_message(await self.briefs.drawn(delivery, now))
        is_newest = delivery.ts is None or await self.store.is_newest(delivery)
        its, reader = delivery.decision_id, delivery.person_id
        return await self.asks.drawn(its, reader, now, is_newest=is_newest)

    async def _sent(self, delivery: Delivery, user: str, message: Message) -> tuple[str, str]:
        try:
            answer = await self.charts.sent(
                lambda m: self.client.chat_postMessage(
                    channel=user,
                    metadata={"event_type": EVENT, "event_payload": {"run_id": delivery.run_id}},
                    unfurl_links=False,
                    unfurl_media=False,
                    **m.payload(),
                ),
                message,
                self.client,
            )
        except SlackApiError as error:
            _raise_if_limited(error)
            if error.response.status_code < 500:
                raise Refused(_problem(error)) from error
            raise TimeoutError(_problem(error)) from error
        return str(answer["channel"]), str(answer["ts"])

    async def _arrived(self, delivery: Delivery, channel: str, ts: str, now: datetime) -> bool:
        """Where it is, is kept before anything else is done."""
        await self.store.arrived(delivery, channel, ts, now)
        if delivery.revision == 0:
            return True
        return await self._shown(replace(delivery, channel=channel, ts=ts), now)

    async def _update(self, delivery: Delivery, now: datetime) -> bool:
        if delivery.shown < delivery.revision:
            message = await self._drawn(delivery, now)
            await self._breathe(delivery.channel or "")
            try:
                await self.client.chat_update(
                    channel=delivery.channel or "", ts=delivery.ts or "", **message.payload()
                )
            except SlackApiError as error:
                # Somebody has deleted it: there is nothing left to be kept up to date.
                if said(error) not in _GONE:
                    raise
            await self._home_too(delivery)
        return await self._shown(delivery, now)

    async def _home_too(self, delivery: Delivery) -> None:
        """Home shows the same cards. It is drawn anew when it is opened, so a failure can pass."""
        person = await self.briefs.person(delivery.person_id)
        if delivery.decision_id is not None or delivery.target or person is None:
            return
        try:
            user = await self.identities.user_of(person)
            if user is not None:
                await self.draw_home(self.client, user, person)
        except (SlackClientError, *_UNKNOWN_END) as error:
            log.warning("home.not_drawn", extra={"error": type(error).__name__})

    async def _shown(self, delivery: Delivery, now: datetime) -> bool:
        url = delivery.url or await self._link(delivery.channel or "", delivery.ts or "")
        await self.store.is_shown(delivery, url, now)
        return True

    async def _link(self, channel: str, ts: str) -> str | None:
        """Where the message can be opened; a message without a link is still a message."""
        try:
            answer = await self.client.chat_getPermalink(channel=channel, message_ts=ts)
        except (SlackClientError, *_UNKNOWN_END):
            return None
        return str(answer["permalink"])

    async def _looked_for(self, delivery: Delivery, user: str) -> tuple[str, str] | None:
        """Where a message stands whose post nobody saw arrive; None if it did not."""
        opened = await self.client.conversations_open(users=user)
        places = [*([delivery.target] if delivery.target else []), str(opened["channel"]["id"])]
        for channel in places:
            found = await self._in(channel, delivery)
            if found is not None:
                return channel, found
        return None

    async def _in(self, channel: str, delivery: Delivery) -> str | None:
        """In a channel others may have written much since."""
        history = await self.client.conversations_history(
            channel=channel, limit=100 if delivery.target else 15, include_all_metadata=True
        )
        for message in history.get("messages") or []:
            metadata = message.get("metadata") or {}
            payload = metadata.get("event_payload") or {}
            if metadata.get("event_type") == EVENT and payload.get("run_id") == delivery.run_id:
                return str(message["ts"])
        return None

    async def _failed(
        self, delivery: Delivery, problem: str, now: datetime, *, unsure: bool
    ) -> bool:
        log.warning(
            "delivery.failed",
            extra={"run": delivery.run_id, "problem": problem, "tries": delivery.tries + 1},
        )
        wait = timedelta(minutes=min(30, 2**delivery.tries))
        await self.store.failed(delivery, problem, now + wait, unsure=unsure)
        return False

    async def _again(self, delivery: Delivery, problem: str, now: datetime, seconds: float) -> None:
        """A wait that Slack asked for is no failure of the message."""
        at = now + timedelta(seconds=seconds)
        await self.store.failed(delivery, problem, at, unsure=delivery.unsure)

    async def _breathe(self, channel: str) -> None:
        passed = self.clock() - self._last.get(channel, -self.channel_seconds)
        if passed < self.channel_seconds:
            await asyncio.sleep(self.channel_seconds - passed)
        self._last[channel] = self.clock()


def _problem(error: SlackApiError) -> str:
    return f"Slack said: {said(error) or error.response.status_code}."


def _raise_if_limited(error: SlackApiError) -> None:
    if error.response.status_code == 429:
        headers = {name.lower(): value for name, value in error.response.headers.items()}
        try:
            raise TooMany(float(headers.get("retry-after", 30))) from error
        except ValueError:
            raise TooMany(30) from error
