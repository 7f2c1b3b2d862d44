"""One request of Slack's, whatever its kind: who made it, where, and how it is answered."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncAck
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from blocks import kit, problems
from blocks.forms import Corrections, NextView, Suggestions
from blocks.kit import Message

log = logging.getLogger(__name__)

# A message is for that person's eyes only; None if everything is answered already.
Answer = Message | Corrections | NextView | Suggestions | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
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
    def is_submission(self) -> bool:
        return self.body.get("type") == "view_submission"

    @property
    def is_search(self) -> bool:
        """Somebody types into a search field: asked with every key, and changes nothing."""
        return self.body.get("type") == "block_suggestion"

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

    def problem(self, sentence: str) -> Answer:
        """That it went wrong; above a form that was sent, so that what was typed stays."""
        if self.is_search:
            return Suggestions(choices=())
        if self.is_submission:
            return NextView(view=problems.problem_modal(sentence), is_above=True)
        return problems.problem_message(sentence)

    async def answer(self, answer: Answer) -> None:
        """Acknowledges, and shows the answer where only that person sees it."""
        if isinstance(answer, Message) and self.is_command:
            await self.ack(response_type="ephemeral", text=answer.text, blocks=answer.blocks)
        elif isinstance(answer, Suggestions) or self.is_search:
            await self.ack(options=answer.payload() if isinstance(answer, Suggestions) else [])
        elif self.is_submission:
            await self._answer_form(answer)
        else:
            await self.ack()
            await self._show_if_possible(answer)

    async def _answer_form(self, answer: Answer) -> None:
        """All of it in the acknowledgement: nothing closes that Slack has not answered for."""
        match answer:
            case Corrections():
                await self.ack(response_action="errors", errors=answer.payload())
            case NextView():
                action = "push" if answer.is_above else "update"
                await self.ack(response_action=action, view=answer.view)
            case Message():
                view = kit.modal("Daybreak", answer.blocks)
                await self.ack(response_action="update", view=view)
            case _:
                await self.ack()

    async def _show_if_possible(self, answer: Answer) -> None:
        try:
            match answer:
                case Message():
                    await self._show(answer)
                case NextView():
                    await self._open(answer)
                case _:
                    pass
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
            log.warning("answer.not_shown", extra={"error": type(error).__name__})

    async def _open(self, answer: NextView) -> None:
        """Opens a view; a click in a modal changes that modal, or puts one above it."""
        trigger, stands_in = self.body.get("trigger_id"), self.body.get("view") or {}
        if stands_in.get("type") != "modal":
            await self.client.views_open(trigger_id=trigger, view=answer.view)
        elif answer.is_above:
            await self.client.views_push(trigger_id=trigger, view=answer.view)
        else:
            await self.client.views_update(
                view_id=stands_in.get("id"), hash=stands_in.get("hash") or None, view=answer.view
            )

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
            await self._open(NextView(view=view, is_above=True))
