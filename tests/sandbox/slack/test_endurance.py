"""With everything going wrong by chance, what was said still arrives, and all ends at once."""

import asyncio
from time import perf_counter

import pytest

from sandbox.slack import App, Clock, Trouble, running
from tests.sandbox.slack.bot import Heard
from tests.sandbox.slack.conftest import NOW, Room, peopled

DELIVERY = (Trouble.DUPLICATE, Trouble.TWIN, Trouble.ACK_LOST, Trouble.OUT_OF_ORDER)


@pytest.mark.parametrize("seed", range(3))
async def test_every_message_arrives_at_least_once(lively: Room, heard: Heard, seed: int) -> None:
    workspace = lively.workspace
    workspace.faults.sow(seed, 0.3, *DELIVERY)
    said = [f"message {number}" for number in range(12)]
    channel = workspace.state.place("#sales", workspace.person("dana"))
    for text in said:
        workspace.acting.say(workspace.person("dana"), text, channel)
    await workspace.settled()
    arrived = [one["event"]["text"] for one in heard.events]
    assert set(said) <= set(arrived)
    assert len(arrived) > len(said)
    assert sum(workspace.faults.struck.values()) > 3


async def test_a_taken_port_is_an_error_that_leaves_nothing_behind(room: Room) -> None:
    port = int(room.address.base.rsplit(":", 1)[1])
    other = peopled(App(), Clock(NOW))
    with pytest.raises(OSError, match="address already in use"):
        async with running(other, port):
            pass
    assert (await room.client.auth_test())["ok"]


async def test_it_ends_at_once_whoever_is_still_there(lively: Room) -> None:
    url = f"{lively.address.control_url}/people/dana/changes"
    listening = await lively.session.get(url)
    began = perf_counter()
    async with asyncio.timeout(3):
        await lively.workspace.close()
    assert perf_counter() - began < 2.5
    listening.close()
