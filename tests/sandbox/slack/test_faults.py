"""What can go wrong goes wrong when it is told to, as often as it is told to."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from sandbox.slack import Clock, Faults, Trouble
from tests.sandbox.slack.conftest import Room
from tests.sandbox.slack.receiver import Receiver, listening
from tests.sandbox.slack.refusals import refusal


@pytest.fixture
async def receiver(room: Room) -> AsyncIterator[Receiver]:
    async with listening() as made:
        room.workspace.connects_to(made.url)
        yield made


async def test_a_call_can_be_refused_once(room: Room) -> None:
    room.workspace.faults.start(Trouble.API_ERROR, "chat.postMessage", times=1, value="fatal_error")
    post: dict[str, Any] = {"channel": room.dana, "text": "x"}
    assert await refusal(room.client.chat_postMessage(**post)) == "fatal_error"
    assert await refusal(room.client.chat_postMessage(**post)) == "ok"


async def test_slack_can_be_down(room: Room) -> None:
    room.workspace.faults.start(Trouble.API_DOWN)
    for _ in range(2):
        async with room.session.post(f"{room.address.api_url}auth.test") as answer:
            assert answer.status == 503
    room.workspace.faults.end(Trouble.API_DOWN)
    assert (await room.client.auth_test())["ok"]


async def test_a_call_can_be_told_to_wait(room: Room) -> None:
    room.workspace.faults.start(Trouble.RATE_LIMITED, "auth.test", times=1, value="7")
    with pytest.raises(SlackApiError) as refused:
        await room.client.auth_test()
    assert refused.value.response.headers["Retry-After"] == "7"


async def test_an_answer_can_be_lost_after_the_deed(room: Room) -> None:
    room.workspace.faults.start(Trouble.REPLY_LOST, "chat.postMessage", times=1)
    headers = {"Authorization": f"Bearer {room.workspace.app.bot_token}"}
    form = {"channel": room.dana, "text": "did it?"}
    url = f"{room.address.api_url}chat.postMessage"
    with pytest.raises(aiohttp.ClientError):
        await room.session.post(url, json=form, headers=headers)
    assert "did it?" in room.workspace.as_("dana").screen


async def test_a_call_can_be_slow(room: Room) -> None:
    room.workspace.faults.start(Trouble.API_SLOW, times=1, value="0.1")
    began = asyncio.get_running_loop().time()
    await room.client.auth_test()
    assert asyncio.get_running_loop().time() - began >= 0.1


async def test_an_event_can_come_twice(room: Room, receiver: Receiver) -> None:
    room.workspace.faults.start(Trouble.DUPLICATE, "message", times=1)
    await room.workspace.as_("dana").says("hello")
    first, second = receiver.events
    assert first == second


async def test_one_message_can_become_two(room: Room, receiver: Receiver) -> None:
    room.workspace.faults.start(Trouble.TWIN, times=1)
    await room.workspace.as_("dana").says("hello")
    first, second = receiver.events
    assert first["event_id"] != second["event_id"]
    assert first["event"]["ts"] != second["event"]["ts"]
    assert first["event"]["client_msg_id"] == second["event"]["client_msg_id"]


async def test_an_answer_of_the_app_can_be_lost(room: Room, receiver: Receiver) -> None:
    room.workspace.faults.start(Trouble.ACK_LOST, times=1)
    await room.workspace.as_("dana").says("hello")
    await receiver.got(2)
    assert receiver.headers[1]["X-Slack-Retry-Num"] == "1"


async def test_events_can_overtake_each_other(room: Room, receiver: Receiver) -> None:
    room.workspace.faults.start(Trouble.OUT_OF_ORDER, times=1)
    user = room.workspace.person("dana")
    channel = room.workspace.state.direct(user.id)
    for text in ("first", "second"):
        room.workspace.acting.say(user, text, channel)
    await room.workspace.settled()
    assert receiver.said == ["second", "first"]


async def test_an_event_can_be_late(room: Room, receiver: Receiver, clock: Clock) -> None:
    room.workspace.faults.start(Trouble.DELAYED, times=1, value="60")
    user = room.workspace.person("dana")
    room.workspace.acting.say(user, "hello", room.workspace.state.direct(user.id))
    await asyncio.sleep(0.05)
    assert receiver.bodies == []
    clock.moves(timedelta(seconds=60))
    await room.workspace.settled()
    assert receiver.said == ["hello"]


def test_the_same_seed_meets_the_same_faults() -> None:
    def struck(seed: int) -> list[bool]:
        faults = Faults()
        faults.sow(seed, 0.3, Trouble.API_DOWN)
        return [faults.strikes(Trouble.API_DOWN, "auth.test") is not None for _ in range(50)]

    assert struck(1) == struck(1)
    assert struck(1) != struck(2)
    assert 5 < sum(struck(1)) < 25


def test_sowing_without_names_sows_every_kind() -> None:
    faults = Faults()
    faults.sow(1, 1.0)
    assert {one.trouble for one in faults.on} == set(Trouble)
    assert all(faults.strikes(trouble, "x") for trouble in Trouble)
    faults.end()
    assert not any(faults.strikes(trouble, "x") for trouble in Trouble)


def test_a_fault_strikes_only_its_target_and_so_often() -> None:
    faults = Faults()
    faults.start(Trouble.API_ERROR, "views.open", times=2)
    assert faults.strikes(Trouble.API_ERROR, "views.push") is None
    hits = [faults.strikes(Trouble.API_ERROR, "views.open") is not None for _ in range(3)]
    assert hits == [True, True, False]
    assert faults.struck == {Trouble.API_ERROR: 2}
