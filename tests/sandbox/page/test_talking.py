"""The page's API shows what is the person's own, and does what they do."""

import asyncio
import json
from time import monotonic

import aiohttp
import pytest
from aiohttp import StreamReader

from sandbox.slack.shapes import Json
from tests.sandbox.page.conftest import Client
from tests.sandbox.page.stage import Stage, staged


async def test_the_page_opens_with_everything_but_messages(client: Client, stage: Stage) -> None:
    boot = await client.get("boot", me=stage.id("ruth"))
    assert boot["me"] == stage.id("ruth")
    assert {one["name"] for one in boot["users"]} >= {"dana", "luis", "mei", "ruth", "sam"}
    assert [one["name"] for one in boot["app"]["commands"]] == ["/deals", "/deal", "/why", "/help"]
    assert boot["beside"] == ["mail", "world"]
    assert "token" not in json.dumps(boot)


async def test_what_is_unread_is_counted_until_it_is_read(client: Client, stage: Stage) -> None:
    dana, place = stage.id("dana"), stage.direct("dana")
    assert await _unread(client, dana, place) == 1
    await client.post("read", me=dana, channel=place)
    assert await _unread(client, dana, place) == 0


async def _unread(client: Client, me: str, channel: str) -> int:
    boot = await client.get("boot", me=me)
    return int(next(one["unread"] for one in boot["channels"] if one["id"] == channel))


async def test_a_long_channel_comes_in_pages(client: Client, stage: Stage) -> None:
    dana = stage.id("dana")
    place = stage.workspace.state.people.place("general").id
    for number in range(120):
        await client.post("say", me=dana, channel=place, text=f"number {number}")
    newest = await client.get("history", me=dana, channel=place)
    assert [one["text"] for one in newest["messages"]][-1] == "number 119"
    assert len(newest["messages"]) == 50
    first = newest["messages"][0]["ts"]
    older = await client.get("history", me=dana, channel=place, before=first, limit="100")
    assert older["messages"][0]["text"] == "number 0"
    assert (newest["has_more"], older["has_more"]) == (True, False)


async def test_nobody_reads_the_messages_of_others(client: Client, stage: Stage) -> None:
    answer = await client.get("history", me=stage.id("luis"), channel=stage.direct("dana"))
    assert answer["error"].startswith("There is no such conversation")


async def test_a_click_reaches_the_app_and_a_modal_opens(client: Client, stage: Stage) -> None:
    dana = stage.id("dana")
    view = await _edit_modal(client, stage)
    wrong = [{"block_id": "subject", "action_id": "value", "given": "Short"}]
    again = await client.post("submit", me=dana, view=view["id"], entered=wrong)
    assert again["modals"][0]["errors"] == {"subject": "A subject has at least 12 characters."}
    assert again["modals"][0]["state"]["values"]["subject"]["value"]["value"] == "Short"
    right = [{"block_id": "subject", "action_id": "value", "given": "The review you asked for"}]
    done = await client.post("submit", me=dana, view=view["id"], entered=right)
    assert done["modals"] == []


async def test_a_view_of_somebody_else_is_out_of_reach(client: Client, stage: Stage) -> None:
    view = await _edit_modal(client, stage)
    for path in ("submit", "close"):
        answer = await client.post(path, me=stage.id("luis"), view=view["id"])
        assert answer["error"] == "That view is closed already. Nothing was done."


async def _edit_modal(client: Client, stage: Stage) -> Json:
    dana, place = stage.id("dana"), stage.direct("dana")
    message = (await client.get("history", me=dana, channel=place))["messages"][-1]
    block = next(
        one
        for one in message["blocks"]
        if one["type"] == "actions" and one["elements"][1]["action_id"] == "edit.1"
    )
    await client.post(
        "click",
        me=dana,
        place={"channel": place, "ts": message["ts"]},
        block_id=block["block_id"],
        action_id="edit.1",
    )
    found: Json = (await client.get("modals", me=dana))["modals"][0]
    return found


@pytest.mark.parametrize("body", [{}, {"place": {}}, {"place": {"view": "V1"}}, {"place": 1}])
async def test_a_click_on_nothing_does_nothing(
    client: Client, stage: Stage, body: dict[str, object]
) -> None:
    answer = await client.post("click", me=stage.id("dana"), **body)
    assert "Nothing was done." in answer["error"]


async def test_changes_come_live_and_only_to_whom_they_concern(
    client: Client, stage: Stage
) -> None:
    dana, luis = stage.id("dana"), stage.id("luis")
    async with (
        client.http.get(f"{client.base}api/events", params={"me": dana}) as hers,
        client.http.get(f"{client.base}api/events", params={"me": luis}) as his,
    ):
        await hers.content.readuntil(b"\n\n")
        await his.content.readuntil(b"\n\n")
        await stage.bot.post(dana, [], text="for Dana alone")
        general = stage.workspace.state.people.place("general").id
        await client.post("say", me=dana, channel=general, text="for everybody")
        assert await _next_text(hers.content) == "for Dana alone"
        assert await _next_text(his.content) == "for everybody"


async def _next_text(content: StreamReader) -> str:
    while True:
        async with asyncio.timeout(3):
            line = await content.readuntil(b"\n\n")
        if line.startswith(b"data: "):
            change = json.loads(line.removeprefix(b"data: "))
            if change["kind"] == "message":
                return str(change["message"]["text"])


async def test_open_pages_do_not_keep_the_sandbox_from_ending() -> None:
    async with aiohttp.ClientSession() as http:
        async with staged() as made:
            query = {"me": made.id("dana")}
            streams = [await http.get(f"{made.url}api/events", params=query) for _ in range(5)]
            began = monotonic()
        assert monotonic() - began < 3
        for one in streams:
            one.close()
