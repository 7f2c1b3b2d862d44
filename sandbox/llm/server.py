"""What both stand-ins share: requests are remembered, counted against a limit, and answered."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any

from aiohttp import web

from sandbox.llm.replies import RIGHT, Fill, Reply


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it arrived."""

    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]

    @property
    def text(self) -> str:
        return json.dumps(self.body, ensure_ascii=False)


@dataclass(slots=True)
class Bucket:
    """A provider's limit: so many requests a minute, refilled all the time; `burst` at once."""

    per_minute: float
    clock: Callable[[], float]
    burst: float = 0.0
    left: float = field(init=False)
    at: float = field(init=False)

    def __post_init__(self) -> None:
        self.burst = self.burst or self.per_minute
        self.left, self.at = self.burst, self.clock()

    def take(self) -> bool:
        now = self.clock()
        gained = (now - self.at) * self.per_minute / 60
        self.left, self.at = min(self.burst, self.left + gained), now
        if self.left < 1:
            return False
        self.left -= 1
        return True


@dataclass(slots=True)
class StandIn:
    """The replies that wait are given first, then `fill` makes right answers.

    `latency` is how many seconds an answer takes, more or less by the share `spread`.
    """

    fill: Fill
    latency: float = 0.0
    spread: float = 0.0
    bucket: Bucket | None = None
    waiting: deque[Reply] = field(default_factory=deque)
    asked: list[Asked] = field(default_factory=list)
    limited: int = 0
    url: str = ""
    chance: Random = field(default_factory=lambda: Random(7))

    async def receive(self, request: web.Request) -> tuple[Asked, Reply]:
        body = await request.json() if request.can_read_body else {}
        asked = Asked(request.path, dict(request.headers), body)
        self.asked.append(asked)
        if self.bucket is not None and not self.bucket.take():
            self.limited += 1
            wait = 60 / self.bucket.per_minute
            return asked, Reply(
                status=429, error_type="rate_limit_error", headers={"retry-after": f"{wait:.3f}"}
            )
        reply = self.waiting.popleft() if self.waiting else RIGHT
        around = 1 + self.spread * (2 * self.chance.random() - 1)
        await asyncio.sleep(self.latency * around + reply.delay)
        if reply.drop and request.transport is not None:
            request.transport.close()
        return asked, reply

    def text(self, asked: Asked, reply: Reply) -> str:
        return json.dumps(self.fill(asked.body)) if reply.text is None else reply.text


@asynccontextmanager
async def serving(app: web.Application, stand_in: StandIn) -> AsyncIterator[StandIn]:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    stand_in.url = f"http://{host}:{port}"
    try:
        yield stand_in
    finally:
        await runner.cleanup()
