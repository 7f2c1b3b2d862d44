"""The edge behind which every listener runs: who is asking, was it asked before, what went wrong.

Who is asking comes from Slack's signed envelope alone. Nothing escapes after the edge: a person
reads a sentence, and the log has the rest.
"""

import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncAck
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from blocks import kit, problems
from blocks.kit import Message
from bot.domain.people import Person
from bot.errors import DaybreakError
from handlers.identity import Identities
from storage.inbox import Inbox

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One thing that one person did in Slack, with who it was in the CRM."""

    person: Person
    user_id: str
    channel: str | None
    body: Mapping[str, Any]
    payload: Mapping[str, Any]
    client: AsyncWebClient

    @property
    def trigger_id(self) -> str:
        return str(self.body.get("trigger_id", ""))


# A listener answers with a message for that person's eyes only, or has answered by itself.
Listener = Callable[[Heard], Awaitable[Message | None]]
Guarded = Callable[..., Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundary:
    identities: Identities
    inbox: Inbox
    now: Callable[[], datetime]

    def guarded(self, listener: Listener) -> Guarded:
        """What Bolt calls in place of the listener."""

        async def guard(
            ack: AsyncAck,
            body: dict[str, Any],
            payload: dict[str, Any],
            client: AsyncWebClient,
        ) -> None:
            call = _Call(ack=ack, body=body, payload=payload, client=client)
            if call.user_id is None or call.is_noise:
                await ack()
                return
            try:
                answer = await self._answer(listener, call, call.user_id)
            except Exception as error:
                token = secrets.token_hex(4)
                what = {"token": token, "error": type(error).__name__, "kind": call.kind}
                log.error("listener.failed", extra=what, exc_info=error)
                answer = problems.problem_message(problems.unexpected(token))
            await call.answer(answer)

        return guard

    async def _answer(self, listener: Listener, call: "_Call", user_id: str) -> Message | None:
        if not await self.inbox.claim(call.key, self.now()):
            return None
        try:
            person = await self.identities.person(user_id)
            answer = await listener(call.heard_from(person, user_id))
        except DaybreakError as error:
            answer = problems.problem_message(str(error))
        # Not reached by what nobody foresaw: a redelivery of that is another chance.
        await self.inbox.done(call.key, self.now())
        return answer


async def surviving(work: Awaitable[None], tell: Callable[[Message], Awaitable[None]]) -> None:
    """Work that goes on after its click was answered: if it fails, the person is told."""
    try:
        await work
    except Exception as error:
        token = secrets.token_hex(4)
        what = {"token": token, "error": type(error).__name__}
        log.error("work.failed", extra=what, exc_info=error)
        await tell(problems.problem_message(problems.unexpected(token)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    """One request of Slack's, whatever its kind."""

    ack: AsyncAck
    body: Mapping[str, Any]
    payload: Mapping[str, Any]
    client: AsyncWebClient

    @property
    def is_command(self) -> bool:
        return "command" in self.body

    @property
    def is_event(self) -> bool:
        return self.body.get("type") == "event_callback"

    @property
    def user_id(self) -> str | None:
        user = self.body.get("user") or self.body.get("user_id") or self.payload.get("user")
        found = user.get("id") if isinstance(user, Mapping) else user
        return found if isinstance(found, str) and found else None

    @property
    def channel(self) -> str | None:
        place = self.body.get("channel") or self.body.get("channel_id")
        place = place or (self.body.get("container") or {}).get("channel_id")
        place = place or self.payload.get("channel")
        found = place.get("id") if isinstance(place, Mapping) else place
        return found if isinstance(found, str) and found else None

    @property
    def key(self) -> str:
        """Names what happened: the same for every delivery of the same thing."""
        if self.is_event:
            ts = self.payload.get("ts")
            if self.payload.get("type") in ("message", "app_mention") and ts:
                return f"message:{self.channel}:{ts}:{self.user_id}"
            return f"event:{self.body.get('event_id')}"
        if self.is_command:
            return f"command:{self.user_id}:{self.body.get('trigger_id')}"
        what = self.payload.get("action_id") or self.body.get("type")
        when = self.payload.get("action_ts") or self.body.get("trigger_id")
        return f"click:{self.user_id}:{what}:{when}"

    @property
    def kind(self) -> str:
        return str(self.body.get("type") or ("command" if self.is_command else "unknown"))

    @property
    def is_noise(self) -> bool:
        """Messages of bots, changes of messages, and what was said in front of others."""
        if self.payload.get("type") != "message" or not self.is_event:
            return False
        is_plain = self.payload.get("subtype") in (None, "file_share")
        is_private = self.payload.get("channel_type") in (None, "im")
        return bool(self.payload.get("bot_id")) or not is_plain or not is_private

    def heard_from(self, person: Person, user_id: str) -> Heard:
        return Heard(
            person=person,
            user_id=user_id,
            channel=self.channel,
            body=self.body,
            payload=self.payload,
            client=self.client,
        )

    async def answer(self, message: Message | None) -> None:
        """Acknowledges, and shows the answer where only that person sees it."""
        if message is not None and self.is_command:
            await self.ack(response_type="ephemeral", text=message.text, blocks=message.blocks)
            return
        await self.ack()
        if message is None:
            return
        try:
            await self._show(message)
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
            log.warning("answer.not_shown", extra={"error": type(error).__name__})

    async def _show(self, message: Message) -> None:
        if self.payload.get("type") == "app_home_opened":
            view = kit.home(message.blocks)
            await self.client.views_publish(user_id=self.user_id or "", view=view)
        elif self.is_event and self.channel:
            thread = self.payload.get("thread_ts") or self.payload.get("ts")
            await self.client.chat_postMessage(
                channel=self.channel, thread_ts=thread, **message.payload()
            )
        elif self.channel:
            container = self.body.get("container") or {}
            await self.client.chat_postEphemeral(
                channel=self.channel,
                user=self.user_id or "",
                thread_ts=container.get("thread_ts"),
                **message.payload(),
            )
        elif self.body.get("trigger_id"):
            view = problems.problem_modal(message.text)
            await self.client.views_open(trigger_id=self.body["trigger_id"], view=view)
