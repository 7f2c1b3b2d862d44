"""A workspace on the wire with Dana and Omar in it, a client, and the small bot, both ways in."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import Address, App, Clock, Command, Workspace, running
from tests.sandbox.slack.bot import Heard, made, over_http, over_socket

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


@dataclass
class Room:
    """Everything that a test speaks of."""

    workspace: Workspace
    address: Address
    session: aiohttp.ClientSession
    client: AsyncWebClient

    @property
    def dana(self) -> str:
        return self.workspace.person("dana").id

    @property
    def dm(self) -> str:
        return self.workspace.state.direct(self.dana).id

    @property
    def sales(self) -> str:
        return self.workspace.state.people.place("#sales").id


def peopled(app: App, clock: Clock) -> Workspace:
    workspace = Workspace(app, clock=clock)
    workspace.hires("dana", "Dana Reyes", timezone="Europe/Berlin")
    workspace.hires("omar", "Omar Haddad", is_admin=True)
    workspace.opens("#sales", ["dana", "omar"])
    return workspace


async def opened(workspace: Workspace, stack: AsyncExitStack) -> Room:
    address = await stack.enter_async_context(running(workspace))
    session = await stack.enter_async_context(aiohttp.ClientSession())
    client = AsyncWebClient(
        token=workspace.app.bot_token,
        base_url=address.api_url,
        session=session,
        retry_handlers=[],
    )
    return Room(workspace=workspace, address=address, session=session, client=client)


@pytest.fixture
def clock() -> Clock:
    """Stands still: what a test says about time is exact."""
    return Clock(NOW, is_still=True)


@pytest.fixture
async def room(clock: Clock) -> AsyncIterator[Room]:
    """A workspace without a bot: for what a client alone can tell."""
    async with AsyncExitStack() as stack:
        yield await opened(peopled(App(), clock), stack)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture(params=["http", "socket"])
async def lively(request: pytest.FixtureRequest, heard: Heard) -> AsyncIterator[Room]:
    """A workspace whose bot answers, over HTTP and over Socket Mode; its clock runs."""
    is_socket = request.param == "socket"
    commands = (Command(name="/deals", description="Today's list", hint="[name]"),)
    app = App(commands=commands, has_socket=is_socket)
    async with AsyncExitStack() as stack:
        room = await opened(peopled(app, Clock(NOW)), stack)
        bolt = made(app, room.address, room.session, heard)
        if is_socket:
            await stack.enter_async_context(over_socket(bolt, app))
            await room.workspace.sockets.joined()
        else:
            room.workspace.connects_to(await stack.enter_async_context(over_http(bolt)))
        yield room
