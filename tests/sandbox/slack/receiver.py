"""A web server that only writes down what Slack sends it, and answers as it is told."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from aiohttp import web

Json = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What the receiver says, and after how many seconds."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: Json | None = None
    after: float = 0.0


@dataclass
class Receiver:
    """`answers` are used up one by one; after them everything is taken."""

    url: str = ""
    answers: list[Answer] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    headers: list[Any] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: web.Request) -> web.StreamResponse:
        self.bodies.append(await request.text())
        self.headers.append(request.headers)
        self.came.set()
        answer = self.answers.pop(0) if self.answers else Answer()
        await asyncio.sleep(answer.after)
        if answer.body is not None:
            return web.json_response(answer.body)
        return web.Response(status=answer.status, headers=answer.headers)

    async def got(self, count: int) -> None:
        """Until so many requests came."""
        async with asyncio.timeout(5):
            while len(self.bodies) < count:
                self.came.clear()
                await self.came.wait()

    @property
    def events(self) -> list[Json]:
        return [json.loads(body) for body in self.bodies if body.startswith("{")]

    @property
    def payloads(self) -> list[Json]:
        forms = [parse_qs(body) for body in self.bodies if body.startswith("payload=")]
        return [json.loads(form["payload"][0]) for form in forms]

    @property
    def said(self) -> list[str]:
        return [one["event"]["text"] for one in self.events]


@asynccontextmanager
async def listening() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    site = web.Application()
    site.router.add_post("/slack/events", receiver.take)
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
        yield receiver
    finally:
        await runner.cleanup()
