"""What stands where an answer will be, if that takes longer than a moment."""

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

import aiohttp
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from blocks.answers import LOOKING, looking_message
from blocks.kit import Message

log = logging.getLogger(__name__)
_T = TypeVar("_T")
_UNREACHABLE = (SlackClientError, aiohttp.ClientError, TimeoutError)


@dataclass(slots=True, kw_only=True)
class Waiting:
    """One question's. A quick answer never shows it; no failure of it keeps the answer away."""

    client: AsyncWebClient
    channel: str
    thread: str | None
    patience_seconds: float
    _ts: str | None = None  # the message that stands there
    _has_status: bool = False

    async def during(self, work: Coroutine[Any, Any, _T]) -> _T:
        """What the work comes to. If it fails, nothing is left standing."""
        task = asyncio.ensure_future(work)
        try:
            done, _ = await asyncio.wait({task}, timeout=self.patience_seconds)
            if not done:
                await self._begin()
            return await task
        finally:
            if not task.done() or task.cancelled() or task.exception() is not None:
                task.cancel()
                await self.vanish()

    async def become(self, message: Message) -> str | None:
        """The `ts` where the answer stands now; None if it has to be posted."""
        if self._ts is None:
            return None
        ts, self._ts = self._ts, None
        try:
            await self.client.chat_update(channel=self.channel, ts=ts, **message.payload())
        except _UNREACHABLE as error:
            log.warning("waiting.not_updated", extra={"error": type(error).__name__})
            self._ts = ts
            await self.vanish()
            return None
        return ts

    async def vanish(self) -> None:
        """Where no answer will stand after all."""
        ts, self._ts = self._ts, None
        try:
            if ts is not None:
                await self.client.chat_delete(channel=self.channel, ts=ts)
            if self._has_status:
                await self._set_status("")
        except _UNREACHABLE as error:
            log.warning("waiting.not_removed", extra={"error": type(error).__name__})

    async def _begin(self) -> None:
        """In a direct message Slack has a status of its own, which goes with the next message."""
        try:
            if self.channel.startswith("D") and self.thread is not None:
                await self._set_status(LOOKING)
                self._has_status = True
                return
        except _UNREACHABLE as error:
            log.info("waiting.no_status", extra={"error": type(error).__name__})
        try:
            posted = await self.client.chat_postMessage(
                channel=self.channel, thread_ts=self.thread, **looking_message().payload()
            )
            self._ts = str(posted["ts"])
        except _UNREACHABLE as error:
            log.warning("waiting.not_shown", extra={"error": type(error).__name__})

    async def _set_status(self, status: str) -> None:
        await self.client.assistant_threads_setStatus(
            channel_id=self.channel, thread_ts=self.thread or "", status=status
        )
