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

from blocks import problems
from blocks.kit import Message
from bot.domain.people import Person
from bot.errors import DaybreakError
from handlers.calls import Answer, Call
from handlers.forms import Entered, entered
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
    key: str  # names what happened, however often it is delivered
    is_form: bool

    @property
    def trigger_id(self) -> str:
        return str(self.body.get("trigger_id", ""))

    @property
    def entered(self) -> dict[str, Entered]:
        """What stands in the fields of the form that was sent, or in which something was typed."""
        return entered(self.body.get("view") or {})

    @property
    def metadata(self) -> str:
        """What the form was opened with: a reference, never a right."""
        return str((self.body.get("view") or {}).get("private_metadata", ""))


Listener = Callable[[Heard], Awaitable[Answer]]
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
            call = Call(ack=ack, body=body, payload=payload, client=client)
            if call.user_id is None or call.is_noise:
                await ack()
                return
            try:
                answer = await self._answer(listener, call, call.user_id)
            except Exception as error:
                token = secrets.token_hex(4)
                what = {"token": token, "error": type(error).__name__, "kind": call.kind}
                log.error("listener.failed", extra=what, exc_info=error)
                answer = call.problem(problems.unexpected(token))
            await call.answer(answer)

        return guard

    async def _answer(self, listener: Listener, call: Call, user_id: str) -> Answer:
        if call.is_search:
            return await self._asked(listener, call, user_id)
        if not await self.inbox.claim(call.key, self.now()):
            return None
        answer = await self._asked(listener, call, user_id)
        # Not reached by what nobody foresaw: a redelivery of that is another chance.
        self.inbox.done(call.key, self.now())
        return answer

    async def _asked(self, listener: Listener, call: Call, user_id: str) -> Answer:
        try:
            person = await self.identities.person(user_id)
            return await listener(_heard(call, person, user_id))
        except DaybreakError as error:
            return call.problem(str(error))


def _heard(call: Call, person: Person, user_id: str) -> Heard:
    return Heard(
        person=person,
        user_id=user_id,
        channel=call.channel,
        body=call.body,
        payload=call.payload,
        client=call.client,
        key=call.key,
        is_form=call.is_submission,
    )


async def surviving(work: Awaitable[None], tell: Callable[[Message], Awaitable[None]]) -> None:
    """Work that goes on after its click was answered: if it fails, the person is told."""
    try:
        await work
    except Exception as error:
        token = secrets.token_hex(4)
        what = {"token": token, "error": type(error).__name__}
        log.error("work.failed", extra=what, exc_info=error)
        await tell(problems.problem_message(problems.unexpected(token)))


def telling(heard: Heard) -> Callable[[Message], Awaitable[None]]:
    """Tells of what went wrong later, in the person's own messages."""

    async def tell(message: Message) -> None:
        try:
            await heard.client.chat_postMessage(channel=heard.user_id, **message.payload())
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
            log.warning("work.not_told", extra={"error": type(error).__name__})

    return tell
