"""A sales team in the sandbox workspace, and the bot that serves it as `daybreak serve` would."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.config import Settings
from bot.main import Daybreak, assembled
from bot.speaking import speaking
from handlers.manifest import manifest
from handlers.slack import Slack
from sandbox.slack import Address, App, Clock, Workspace, running
from storage.crm.store import CrmStore


@dataclass
class Bot:
    """One process of the bot."""

    daybreak: Daybreak
    slack: Slack
    clock: Clock

    async def ticks(self) -> None:
        """What the clock does: fresh records, missions that are due, messages."""
        now = self.clock()
        await self.daybreak.services.freshness.catch_up(now)
        await self.daybreak.services.decisions.clock.tick(now)
        await self.daybreak.missions.run_due(now)
        await self.slack.deliver(now)

    async def holds(self, *records: Any) -> None:
        await CrmStore(self.daybreak.crm_database).put(records, self.clock())


@asynccontextmanager
async def workspace_of(
    people: Sequence[Any], now: datetime, *, by_socket: bool = False
) -> AsyncIterator[tuple[Workspace, Address]]:
    """A workspace in which our own manifest was installed, with these people of the CRM in it."""
    clock = Clock(now, is_still=True)
    workspace = Workspace(App.from_manifest(manifest(socket_mode=by_socket)), clock=clock)
    for person in people:
        workspace.hires(person.id, person.name, email=person.email, timezone=person.timezone)
    async with running(workspace) as address:
        yield workspace, address


@asynccontextmanager
async def bot_for(
    workspace: Workspace,
    address: Address,
    home: Path,
    *,
    serves: bool = False,
    smtp: str | None = None,
    **more: Any,
) -> AsyncIterator[Bot]:
    """The bot; if it `serves`, it can be clicked and asked too. `more` are further settings."""
    app = workspace.app
    settings = Settings(
        daybreak_home=home,
        slack_bot_token=app.bot_token,
        slack_signing_secret=app.signing_secret,
        slack_app_token=app.app_token if app.has_socket else None,
        slack_api_url=address.api_url,
        port=await _free_port(),
        smtp_url=smtp,
        **more,
    )
    clock = workspace.clock
    async with assembled(settings) as daybreak, speaking(daybreak, clock) as built:
        slack = replace(built, deliverer=replace(built.deliverer, channel_seconds=0))
        if not serves:
            yield Bot(daybreak=daybreak, slack=slack, clock=clock)
            return
        async with slack.serving(settings.host, settings.port) as at:
            if app.has_socket:
                await workspace.sockets.joined()
            else:
                assert await workspace.verifies(f"http://{at}/slack/events")
            yield Bot(daybreak=daybreak, slack=slack, clock=clock)


async def _free_port() -> int:
    server = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0)
    port: int = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    return port
