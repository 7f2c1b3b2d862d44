"""A plan that grows while somebody watches: streamed if Slack can, else an edited message.

Slack ends a stream after about five minutes whatever happens in it, so ours moves into a new one
before that; what was shown is sent again there.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from blocks.kit import Json, Message
from blocks.runs import Task, plan_message, task_chunk, title_chunk
from handlers.wire import said

_ENDED = frozenset({"message_not_in_streaming_state", "stream_ended", "message_not_found"})
_STOPPED = "stopped_by_user"


class Stopped(Exception):
    """The person has stopped the stream."""


@dataclass(slots=True, kw_only=True)
class LivePlan:
    """Tasks in one thread. Each `show` is one call, however many tasks it has."""

    client: AsyncWebClient
    channel: str
    thread_ts: str
    user_id: str
    team_id: str | None
    clock: Callable[[], float] = field(default=lambda: asyncio.get_running_loop().time())
    roll_seconds: float = 240
    title: str = ""
    tasks: dict[str, Task] = field(default_factory=dict)
    _stream: str | None = None  # the ts of the stream that is open
    _began: float = 0
    _edited: str | None = None  # the ts of the message that stands in for streams

    async def show(self, *tasks: Task, title: str = "") -> None:
        """Adds these tasks or replaces them. Raises Stopped if the person has had enough."""
        self.title = title or self.title
        self.tasks |= {task.id: task for task in tasks}
        if self._edited is not None:
            await self._edit()
            return
        if self._stream is not None and self.clock() - self._began >= self.roll_seconds:
            await self._stop()
        chunks = [task_chunk(task) for task in tasks]
        if title:
            chunks.insert(0, title_chunk(title))
        await self._append(chunks)

    async def finish(self, message: Message) -> None:
        """Ends the stream and posts what came out under it."""
        if self._stream is not None:
            await self._stop()
        await self.client.chat_postMessage(
            channel=self.channel, thread_ts=self.thread_ts, **message.payload()
        )

    async def _append(self, chunks: list[Json]) -> None:
        if self._stream is None:
            await self._start()
            return
        try:
            await self.client.chat_appendStream(
                channel=self.channel, ts=self._stream, chunks=chunks
            )
        except SlackApiError as error:
            why = said(error)
            if why == _STOPPED:
                self._stream = None
                raise Stopped from error
            if why not in _ENDED:
                raise
            # Slack has ended it before we did: everything goes on in a new one.
            self._stream = None
            await self._start()

    async def _start(self) -> None:
        whole = [task_chunk(task) for task in self.tasks.values()]
        if self.title:
            whole.insert(0, title_chunk(self.title))
        try:
            answer = await self.client.chat_startStream(
                channel=self.channel,
                thread_ts=self.thread_ts,
                chunks=whole,
                task_display_mode="plan",
                recipient_user_id=self.user_id,
                recipient_team_id=self.team_id,
            )
        except (SlackClientError, aiohttp.ClientError, TimeoutError):
            # Not everywhere can be streamed into; the message that is edited always works.
            await self._edit()
            return
        self._stream, self._began = str(answer["ts"]), self.clock()

    async def _stop(self) -> None:
        ts, self._stream = self._stream, None
        try:
            await self.client.chat_stopStream(channel=self.channel, ts=ts or "")
        except SlackApiError as error:
            if said(error) not in _ENDED | {_STOPPED}:
                raise

    async def _edit(self) -> None:
        message = plan_message(self.title, list(self.tasks.values()))
        place: dict[str, Any] = {"channel": self.channel}
        if self._edited is None:
            answer = await self.client.chat_postMessage(
                **place, thread_ts=self.thread_ts, **message.payload()
            )
            self._edited = str(answer["ts"])
            return
        await self.client.chat_update(**place, ts=self._edited, **message.payload())
