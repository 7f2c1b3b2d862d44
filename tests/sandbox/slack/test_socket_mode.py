"""Socket Mode on its own: tickets, hello, acknowledgements, and connections that end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from sandbox.slack import App, Clock, Trouble
from sandbox.slack.transport import Envelope, Parcel
from tests.sandbox.slack.bot import Heard, made, over_socket
from tests.sandbox.slack.conftest import NOW, Room, opened, peopled

Json = dict[str, Any]
CLICK = Parcel(kind=Envelope.INTERACTIVE, payload={"type": "block_actions"})


@pytest.fixture
async def sockets(clock: Clock) -> AsyncIterator[Room]:
    async with AsyncExitStack() as stack:
        yield await opened(peopled(App(has_socket=True), clock), stack)


@asynccontextmanager
async def connected(room: Room) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    answer = await room.client.apps_connections_open(app_token=room.workspace.app.app_token)
    async with room.session.ws_connect(answer["url"]) as socket:
        yield socket


async def test_a_connection_is_greeted(sockets: Room) -> None:
    async with connected(sockets) as socket:
        hello = await socket.receive_json()
    assert (hello["type"], hello["num_connections"]) == ("hello", 1)
    assert hello["connection_info"]["app_id"] == sockets.workspace.app.id


async def test_a_ticket_is_good_once(sockets: Room) -> None:
    answer = await sockets.client.apps_connections_open(app_token=sockets.workspace.app.app_token)
    async with sockets.session.ws_connect(answer["url"]):
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await sockets.session.ws_connect(answer["url"])


async def test_the_eleventh_connection_is_one_too_many(sockets: Room) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(10):
            socket = await stack.enter_async_context(connected(sockets))
            assert (await socket.receive_json())["type"] == "hello"
        eleventh = await stack.enter_async_context(connected(sockets))
        goodbye = await eleventh.receive_json()
    assert (goodbye["type"], goodbye["reason"]) == ("disconnect", "too_many_websockets")


async def test_what_is_sent_is_acknowledged_with_an_answer(sockets: Room) -> None:
    async with connected(sockets) as socket:
        await socket.receive_json()
        sending = asyncio.create_task(sockets.workspace.sockets.send(CLICK))
        envelope = await socket.receive_json()
        assert (envelope["type"], envelope["accepts_response_payload"]) == ("interactive", True)
        await socket.send_str("nonsense")
        await socket.send_json(["more", "nonsense"])
        await socket.send_json({"envelope_id": "another"})
        answer = {"envelope_id": envelope["envelope_id"], "payload": {"text": "ok"}}
        await socket.send_json(answer)
        await socket.send_json(answer)
        assert (await sending).content == {"text": "ok"}


async def test_an_event_that_is_not_acknowledged_comes_again(sockets: Room, clock: Clock) -> None:
    sockets.workspace.sockets.ack_within = 0.05
    async with connected(sockets) as socket:
        await socket.receive_json()
        await sockets.workspace.as_("dana").says("hello")
        first, second = await socket.receive_json(), await socket.receive_json()
        await sockets.workspace.settled()
        clock.moves(timedelta(minutes=1))
        third = await socket.receive_json()
    tries = [(one["retry_attempt"], one["retry_reason"]) for one in (first, second, third)]
    assert tries == [(0, ""), (1, "timeout"), (2, "timeout")]
    assert first["payload"] == second["payload"]
    assert first["envelope_id"] != second["envelope_id"]


async def test_without_a_connection_nothing_arrives(sockets: Room) -> None:
    assert (await sockets.workspace.sockets.send(CLICK)).failure == "connection_failed"


async def test_a_ghost_swallows_what_is_sent(sockets: Room) -> None:
    sockets.workspace.sockets.ack_within = 0.05
    async with connected(sockets) as socket:
        await socket.receive_json()
        sockets.workspace.faults.start(Trouble.SOCKET_GHOST, times=1)
        assert (await sockets.workspace.sockets.send(CLICK)).failure == "timeout"


async def test_a_connection_can_end_without_a_word(sockets: Room) -> None:
    async with connected(sockets) as socket:
        await socket.receive_json()
        sockets.workspace.faults.start(Trouble.SOCKET_DROPPED, times=1)
        sending = asyncio.create_task(sockets.workspace.sockets.send(CLICK))
        assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE
        assert (await sending).failure == "connection_failed"
    assert sockets.workspace.sockets.connections == 0


async def test_a_warning_leaves_the_connection_open(sockets: Room) -> None:
    async with connected(sockets) as socket:
        await socket.receive_json()
        await sockets.workspace.sockets.disconnect("warning")
        assert (await socket.receive_json())["reason"] == "warning"
        assert sockets.workspace.sockets.connections == 1


async def test_the_clients_handler_comes_back_after_a_refresh(heard: Heard) -> None:
    app = App(has_socket=True)
    async with AsyncExitStack() as stack:
        room = await opened(peopled(app, Clock(NOW)), stack)
        bolt = made(app, room.address, room.session, heard)
        await stack.enter_async_context(over_socket(bolt, app))
        await room.workspace.sockets.joined()
        await room.workspace.sockets.disconnect()
        await room.workspace.sockets.joined()
        await room.workspace.as_("dana").says("still there?").sees("You said: still there?")
