"""The same workspace over HTTP: act, look, listen; and nobody sees what is not theirs."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import pytest

from sandbox.slack import Trouble
from tests.sandbox.slack import cards
from tests.sandbox.slack.conftest import NOW, Room

Json = dict[str, Any]


async def _get(room: Room, path: str) -> Json:
    async with room.session.get(f"{room.address.control_url}/{path}") as answer:
        assert answer.status == 200, await answer.text()
        found: Json = await answer.json()
    return found


async def _post(room: Room, path: str, **body: object) -> Json:
    async with room.session.post(f"{room.address.control_url}/{path}", json=body) as answer:
        assert answer.status in {200, 409}, await answer.text()
        found: Json = await answer.json()
    return found


@asynccontextmanager
async def listening(room: Room, who: str) -> AsyncIterator[aiohttp.StreamReader]:
    url = f"{room.address.control_url}/people/{who}/changes"
    async with room.session.get(url) as answer:
        assert answer.content_type == "text/event-stream"
        assert (await answer.content.readline()).startswith(b":")
        await answer.content.readline()
        yield answer.content


async def _change(stream: aiohttp.StreamReader) -> Json:
    async with asyncio.timeout(5):
        assert await stream.readline() == b"event: change\n"
        found: Json = json.loads((await stream.readline()).removeprefix(b"data: "))
        await stream.readline()
    return found


async def test_a_person_acts_and_looks_over_http(room: Room) -> None:
    said = await _post(room, "people/dana/say", text="hello", **{"in": "#sales"})
    await _post(room, "people/omar/react", ts=said["ts"], name="tada", **{"in": "#sales"})
    reply = {"text": "hi", "thread_ts": said["ts"], "in": "#sales"}
    await _post(room, "people/omar/say", **reply)
    (message,) = (await _get(room, "people/dana/messages?in=sales"))["messages"]
    assert (message["text"], message["reply_count"]) == ("hello", 1)
    assert message["reactions"][0]["name"] == "tada"
    thread = await _get(room, f"people/dana/thread?in=sales&ts={said['ts']}")
    assert [one["text"] for one in thread["messages"]] == ["hello", "hi"]


async def test_the_sidebar_counts_what_is_unread(room: Room) -> None:
    await room.client.chat_postMessage(channel=room.sales, text="one")
    await room.client.chat_postMessage(channel=room.sales, text="two")

    async def unread() -> int:
        found = await _get(room, "people/dana/conversations")
        return int(next(one for one in found["conversations"] if one["id"] == room.sales)["unread"])

    assert await unread() == 2
    await _post(room, "people/dana/read", **{"in": "#sales"})
    assert await unread() == 0


async def test_a_modal_is_filled_and_sent_over_http(room: Room) -> None:
    trigger = room.workspace.state.triggers.make(room.dana)
    opened = await room.client.views_open(trigger_id=trigger, view=cards.modal())
    view_id = opened["view"]["id"]
    empty = await _post(room, "people/dana/submit")
    assert empty["failure"] == "not_filled"
    assert "subject" in empty["modals"][0]["errors"]
    values = [["subject", "text", "Renewal"]]
    await _post(room, "people/dana/enter", view_id=view_id, values=values)
    (modal,) = (await _get(room, "people/dana/screen"))["modals"]
    assert modal["state"]["values"]["subject"]["text"]["value"] == "Renewal"
    foreign = await _post(room, "people/omar/enter", view_id=view_id, values=values)
    assert foreign == {"ok": False, "why": "that view is not open"}
    await _post(room, "people/dana/close")
    assert (await _get(room, "people/dana/screen"))["modals"] == []


async def test_what_happens_is_heard_by_who_may_hear_it(room: Room) -> None:
    async with listening(room, "dana") as dana, listening(room, "omar") as omar:
        posted = await room.client.chat_postMessage(channel=room.dm, text="for Dana")
        await room.client.chat_postMessage(channel=room.sales, text="for all")
        await room.client.views_publish(user_id=room.dana, view=cards.home("x"))
        room.workspace.moves_clock(timedelta(minutes=1))
        first = await _change(dana)
        assert (first["kind"], first["ts"]) == ("message", posted["ts"])
        assert first["message"]["text"] == "for Dana"
        rest = [await _change(dana) for _ in range(3)]
        assert [one["kind"] for one in rest] == ["message", "home", "clock"]
        heard = [await _change(omar) for _ in range(2)]
        assert [one["kind"] for one in heard] == ["message", "clock"]
        assert heard[0]["message"]["text"] == "for all"


async def test_nobody_reads_what_is_not_theirs(room: Room) -> None:
    await room.client.chat_postMessage(channel=room.dm, text="for Dana")
    room.workspace.opens("#board", ["dana"], is_private=True)
    for place in (room.dm, "board"):
        assert (await _get(room, f"people/omar/messages?in={place}"))["messages"] == []
        refused = await _post(room, "people/omar/say", text="hi", **{"in": place})
        assert refused["ok"] is False
    click = {"in": room.dm, "ts": "1.1", "block_id": "a", "action_id": "b"}
    assert (await _post(room, "people/omar/click", **click))["ok"] is False
    names = [one["id"] for one in (await _get(room, "people/omar/conversations"))["conversations"]]
    assert room.dm not in names


async def test_time_moves_forward_only(room: Room) -> None:
    moved = await _post(room, "clock", seconds=86_400)
    assert datetime.fromisoformat(moved["now"]) == NOW + timedelta(days=1)
    url = f"{room.address.control_url}/clock"
    async with room.session.post(url, json={"seconds": -1}) as answer:
        assert answer.status == 400


async def test_faults_are_switched_over_http(room: Room) -> None:
    on = await _post(
        room, "faults", start="api_error", target="auth.test", times=2, value="fatal_error"
    )
    assert on["on"][0]["times"] == 2
    assert set(on["known"]) == {one.value for one in Trouble}
    await _post(room, "faults", sow=3, chance=0.5, troubles=["duplicate"])
    assert len(room.workspace.faults.on) == 2
    assert (await _post(room, "faults", end="all"))["on"] == []
    url = f"{room.address.control_url}/faults"
    async with room.session.post(url, json={"start": "earthquake"}) as answer:
        assert answer.status == 400


async def test_the_wire_can_be_looked_at(room: Room) -> None:
    await room.client.auth_test()
    assert (await _get(room, "wire"))["calls"][-1]["method"] == "auth.test"
    assert (await _post(room, "wire", redeliver="Ev-nothing"))["redelivered"] is False
    assert (await _get(room, "commands"))["commands"] == []
    assert len((await _get(room, "people"))["people"]) == 3


@pytest.mark.parametrize(
    ("path", "kind", "body", "status"),
    [
        ("people/dana/say", "text/plain", b'{"text": "x"}', 415),
        ("people/dana/say", "application/json", b"{", 400),
        ("people/dana/say", "application/json", b"[]", 400),
        ("people/nobody/say", "application/json", b"{}", 404),
        ("people/dana/dance", "application/json", b"{}", 404),
        ("people/dana/say", "application/json", b"{}", 409),
        ("people/dana/say", "application/json", b'{"text": 5, "in": 7}', 409),
        ("people/dana/enter", "application/json", b'{"values": 5}', 409),
    ],
)
async def test_what_makes_no_sense_is_refused(
    room: Room, path: str, kind: str, body: bytes, status: int
) -> None:
    url = f"{room.address.control_url}/{path}"
    headers = {"Content-Type": kind}
    async with room.session.post(url, data=body, headers=headers) as answer:
        assert answer.status == status


async def test_a_question_about_nothing_is_refused(room: Room) -> None:
    url = f"{room.address.control_url}/people/dana/messages"
    async with room.session.get(f"{url}?in=nowhere") as answer:
        assert answer.status == 404
    async with room.session.get(f"{url}?limit=many") as answer:
        assert answer.status == 200


async def test_who_stops_listening_is_forgotten(room: Room) -> None:
    async with listening(room, "dana"):
        assert room.workspace.state.changes.watchers == 1
    await room.client.chat_postMessage(channel=room.dm, text="x")
    async with asyncio.timeout(5):
        while room.workspace.state.changes.watchers:
            await room.client.chat_update(
                channel=room.dm, ts=room.workspace.state.messages.latest(room.dm) or "", text="y"
            )
