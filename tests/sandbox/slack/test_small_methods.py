"""Status and sessions of agents, reactions, files, and a judgement of blocks."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest

from sandbox.slack import Clock
from tests.sandbox.slack import cards
from tests.sandbox.slack.conftest import Room
from tests.sandbox.slack.refusals import refusal


async def _root(room: Room) -> str:
    await room.workspace.as_("dana").says("please")
    return room.workspace.state.messages.latest(room.dm) or ""


async def test_a_status_goes_after_two_minutes_or_the_next_message(
    room: Room, clock: Clock
) -> None:
    root = await _root(room)
    status: dict[str, Any] = {"channel_id": room.dm, "thread_ts": root, "status": "is reading …"}
    state = room.workspace.state
    await room.client.assistant_threads_setStatus(**status)
    clock.moves(timedelta(seconds=119))
    assert state.status(room.dm, root) is not None
    clock.moves(timedelta(seconds=1))
    assert state.status(room.dm, root) is None
    await room.client.assistant_threads_setStatus(**status)
    await room.client.chat_postMessage(channel=room.dm, thread_ts=root, text="here")
    assert state.status(room.dm, root) is None


@pytest.mark.parametrize(("count", "error"), [(10, "ok"), (11, "invalid_arguments")])
async def test_there_are_ten_loading_messages(room: Room, count: int, error: str) -> None:
    root = await _root(room)
    call = room.client.assistant_threads_setStatus(
        channel_id=room.dm, thread_ts=root, status="x", loading_messages=["…"] * count
    )
    assert await refusal(call) == error


@pytest.mark.parametrize(
    ("count", "error"), [(0, "invalid_arguments"), (4, "ok"), (5, "invalid_arguments")]
)
async def test_there_are_one_to_four_prompts(room: Room, count: int, error: str) -> None:
    prompts = [{"title": "t", "message": "m"}] * count
    call = room.client.assistant_threads_setSuggestedPrompts(channel_id=room.dm, prompts=prompts)
    assert await refusal(call) == error


async def test_a_session_has_a_status_and_a_title(room: Room) -> None:
    root = await _root(room)
    session = {"channel_id": room.dm, "thread_ts": root}
    made = await room.client.agents_sessions_setStatus(
        **session, status="processing", title="A run"
    )
    assert "warning" not in made
    assert room.workspace.state.sessions[(room.dm, root)].title == "A run"
    wrong = room.client.agents_sessions_setStatus(**session, status="busy")
    assert await refusal(wrong) == "invalid_status"
    long = room.client.agents_sessions_rename(**session, title="x" * 201)
    assert await refusal(long) == "title_too_long"
    assert await refusal(room.client.agents_sessions_rename(**session, title="x" * 200)) == "ok"


async def test_who_cannot_be_stopped_is_warned(room: Room) -> None:
    root = await _root(room)
    session = {"channel_id": room.dm, "thread_ts": root, "status": "active"}
    room.workspace.reconfigures(events=frozenset())
    answer = await room.client.agents_sessions_setStatus(**session)
    assert answer["warning"] == "missing_agent_session_stopped_event_subscription"
    room.workspace.reconfigures(is_agent=False)
    assert await refusal(room.client.agents_sessions_setStatus(**session)) == "app_not_agent"


async def test_a_reaction_is_there_once(room: Room) -> None:
    await room.workspace.as_("dana").says("look", in_="#sales")
    ts = room.workspace.state.messages.latest(room.sales) or ""
    target = {"channel": room.sales, "timestamp": ts, "name": "eyes"}
    assert await refusal(room.client.reactions_add(**target)) == "ok"
    assert await refusal(room.client.reactions_add(**target)) == "already_reacted"
    got = await room.client.reactions_get(channel=room.sales, timestamp=ts)
    assert got["message"]["reactions"][0]["count"] == 1
    listed = await room.client.reactions_list()
    assert [one["message"]["text"] for one in listed["items"]] == ["look"]
    assert await refusal(room.client.reactions_remove(**target)) == "ok"
    assert await refusal(room.client.reactions_remove(**target)) == "no_reaction"
    odd = room.client.reactions_add(**{**target, "name": "<b>"})
    assert await refusal(odd) == "invalid_name"


async def test_a_file_comes_in_three_steps(room: Room) -> None:
    done = await room.client.files_upload_v2(
        channel=room.dm, file=BytesIO(b"a,b\n1,2\n"), filename="deals.csv", initial_comment="Here"
    )
    assert done["file"]["title"] == "deals.csv"
    headers = {"Authorization": f"Bearer {room.workspace.app.bot_token}"}
    url = done["file"]["url_private"]
    async with room.session.get(url, headers=headers) as answer:
        assert await answer.read() == b"a,b\n1,2\n"
        assert answer.headers["Content-Disposition"] == "attachment"
    async with room.session.get(url) as answer:
        assert answer.status == 401
    assert "Here" in room.workspace.as_("dana").screen


async def test_a_file_that_never_came_cannot_be_shared(room: Room) -> None:
    ticket = await room.client.files_getUploadURLExternal(filename="x.csv", length=3)
    async with room.session.post(ticket["upload_url"], data=b"four") as answer:
        assert answer.status == 400
    files = [{"id": ticket["file_id"], "title": "x"}]
    call = room.client.files_completeUploadExternal(files=files, channel_id=room.dm)
    assert await refusal(call) == "file_not_found"
    assert await refusal(room.client.files_info(file=ticket["file_id"])) == "file_not_found"


async def test_blocks_are_judged_without_a_token(room: Room) -> None:
    url = f"{room.address.api_url}blocks.validate"
    async with room.session.post(url, json={"blocks": [{"type": "header"}]}) as answer:
        body = await answer.json()
    assert (body["error"], body["errors"][0]["pointer"]) == ("invalid_blocks", "/blocks/0")
    assert await refusal(room.client.blocks_validate(view=cards.modal())) == "ok"
    assert await refusal(room.client.blocks_validate(view=cards.home("x"))) == "ok"
    assert await refusal(room.client.blocks_validate(view={"type": "home"})) == "invalid_view"
    assert await refusal(room.client.blocks_validate(message={"text": ""})) == "invalid_message"
    assert await refusal(room.client.blocks_validate()) == "invalid_arguments"
