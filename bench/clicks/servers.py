"""The two that are compared, each in a process of its own: Daybreak's web role, and bare Bolt."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bench.clicks.wire import SECRET, TEAM
from bench.servers import answering, free_port
from blocks import ids
from bot.cli.serve import run
from bot.config import Settings
from bot.main import assembled


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    settings: Settings
    roles: tuple[str, ...]

    def live(self) -> None:
        logging.disable(logging.CRITICAL)
        asyncio.run(self._live())

    async def _live(self) -> None:
        async with assembled(self.settings) as daybreak:
            await run(daybreak, list(self.roles), asyncio.Event(), say=_silently)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bare:
    """The least that an app of Slack's can do, in the mode that costs it least."""

    port: int

    def live(self) -> None:
        logging.disable(logging.CRITICAL)
        asyncio.run(self._live())

    async def _live(self) -> None:
        bolt = AsyncApp(signing_secret=SECRET, authorize=_authorize, process_before_response=True)
        bolt.action(ids.APPROVE)(_acknowledge)

        async def events(request: web.Request) -> web.Response:
            return await to_aiohttp_response(
                await bolt.async_dispatch(await to_bolt_request(request))
            )

        app = web.Application()
        app.router.add_post("/slack/events", events)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", self.port).start()
        await asyncio.Event().wait()


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A server that answers at a port, in a process that can be asked what it has cost."""

    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """So far; 0 where the system does not tell."""
        path = Path(f"/proc/{self.pid}/stat")
        if not path.exists():
            return 0
        # After the name, which may hold spaces: utime and stime are the 14th and 15th field.
        fields = path.read_text("utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@asynccontextmanager
async def served(what: Product | Bare) -> AsyncIterator[Served]:
    """Until the block is left."""
    port = what.port if isinstance(what, Bare) else what.settings.port
    process = get_context("spawn").Process(target=what.live, daemon=True)
    process.start()
    try:
        await answering(port, 60)
        yield Served(port=port, pid=process.pid or 0)
    finally:
        process.kill()
        process.join()


def installed(settings: Settings, api: str) -> Settings:
    more = {
        "slack_bot_token": "xoxb-bench",
        "slack_signing_secret": SECRET,
        "slack_api_url": api,
        "port": free_port(),
    }
    return settings.model_copy(update=more)


async def _acknowledge(ack: AsyncAck) -> None:
    await ack()


async def _authorize(**_: Any) -> AuthorizeResult:
    return AuthorizeResult(
        enterprise_id=None,
        team_id=TEAM,
        bot_token="xoxb-bench",  # noqa: S106  # nobody takes it for one
        bot_id="B1",
        bot_user_id="UBOT",
    )


def _silently(said: str) -> None:
    """The figures are what counts."""
