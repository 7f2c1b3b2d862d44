"""Charts of messages: Slack's own where it takes them, else pictures under the message."""

import asyncio
import importlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from blocks.figures import told, without_charts
from blocks.kit import Json, Message
from handlers.wire import said

log = logging.getLogger(__name__)
Send = Callable[[Message], Awaitable[Any]]
_REFUSED = frozenset({"invalid_blocks", "invalid_blocks_format"})


@dataclass(slots=True, kw_only=True)
class Charts:
    """One workspace's. `are_taken` until Slack has refused a message for its chart alone."""

    are_taken: bool = True
    _drawing: asyncio.Lock = field(default_factory=asyncio.Lock)

    def fitting(self, message: Message) -> Message:
        """For where no picture can be shown: the table says the same."""
        return message if self.are_taken else without_charts(message)[0]

    async def sent(
        self,
        send: Send,
        message: Message,
        client: AsyncWebClient,
        thread: str | None = None,
        *,
        is_alone: bool = False,
    ) -> Any:
        """What `send` came to; pictures go into the thread, or under the message, unless it
        `is_alone` for one person. Raises what `send` raises; a picture that fails costs nothing.
        """
        plain, charts = without_charts(message)
        if not charts:
            return await send(message)
        if self.are_taken:
            try:
                return await send(message)
            except SlackApiError as error:
                if said(error) not in _REFUSED:
                    raise
        answer = await send(plain)
        if self.are_taken:
            self.are_taken = False
            log.info("charts.not_taken")
        for chart in charts if not is_alone else ():
            await self._shown(chart, client, str(answer["channel"]), thread or str(answer["ts"]))
        return answer

    async def _shown(self, chart: Json, client: AsyncWebClient, channel: str, thread: str) -> None:
        try:
            await client.files_upload_v2(
                channel=channel,
                thread_ts=thread,
                content=await self._drawn(chart),
                filename="chart.png",
                title=str(chart["title"]),
                alt_txt=told(chart),
            )
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
            log.warning("chart.not_shown", extra={"error": type(error).__name__})

    async def _drawn(self, chart: Json) -> bytes:
        """One at a time, and not on the thread that listens."""
        async with self._drawing:
            pictures = await asyncio.to_thread(importlib.import_module, "blocks.pictures")
            drawn: bytes = await asyncio.to_thread(pictures.png, chart)
            return drawn
