"""Streams: what they show, how long they live, and who may end them."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from sandbox.slack import Clock, Trouble
from sandbox.slack.changes import Kind
from tests.sandbox.slack import cards
from tests.sandbox.slack.conftest import Room
from tests.sandbox.slack.refusals import refusal

Json = dict[str, Any]
TASK: Json = {"type": "task_update", "id": "1", "title": "Reading", "status": "in_progress"}


async def _root(room: Room, place: str = "") -> str:
    await room.workspace.as_("dana").says("please", in_=place)
    channel = room.workspace.state.place(place, room.workspace.person("dana"))
    return room.workspace.state.messages.latest(channel.id) or ""


async def _started(room: Room, **others: Any) -> str:
    root = await _root(room)
    answer = await room.client.chat_startStream(channel=room.dm, thread_ts=root, **others)
    return str(answer["ts"])


def _blocks(room: Room, ts: str) -> list[Json]:
    found = room.workspace.state.messages.find(room.dm, ts)
    assert found is not None
    return found.blocks


async def test_text_grows_in_one_block(room: Room) -> None:
    ts = await _started(room, markdown_text="one ")
    await room.client.chat_appendStream(channel=room.dm, ts=ts, markdown_text="two")
    (block,) = _blocks(room, ts)
    assert (block["type"], block["text"]) == ("markdown", "one two")


async def test_a_task_changes_where_it_stands(room: Room) -> None:
    ts = await _started(room, chunks=[TASK, {"type": "markdown_text", "text": "and"}])
    done = {**TASK, "status": "complete", "output": "Nothing new"}
    await room.client.chat_appendStream(channel=room.dm, ts=ts, chunks=[done], markdown_text="")
    card, text = _blocks(room, ts)
    assert (card["type"], card["status"], text["text"]) == ("task_card", "complete", "and")
    assert card["output"]["type"] == "rich_text"


async def test_a_plan_holds_its_tasks_together(room: Room) -> None:
    title = {"type": "plan_update", "title": "Three deals"}
    ts = await _started(room, chunks=[TASK, title], task_display_mode="plan")
    (plan,) = _blocks(room, ts)
    assert (plan["type"], plan["title"], len(plan["tasks"])) == ("plan", "Three deals", 1)


async def test_a_stream_lives_five_minutes(room: Room, clock: Clock) -> None:
    ts = await _started(room)
    clock.moves(timedelta(minutes=4, seconds=59))
    append: Json = {"channel": room.dm, "ts": ts, "markdown_text": "x"}
    assert await refusal(room.client.chat_appendStream(**append)) == "ok"
    clock.moves(timedelta(seconds=1))
    over = "message_not_in_streaming_state"
    assert await refusal(room.client.chat_appendStream(**append)) == over
    assert await refusal(room.client.chat_stopStream(channel=room.dm, ts=ts)) == over
    update = room.client.chat_update(channel=room.dm, ts=ts, text="what was left")
    assert await refusal(update) == "ok"


async def test_while_it_is_written_it_cannot_be_changed(room: Room) -> None:
    ts = await _started(room)
    update: Json = {"channel": room.dm, "ts": ts, "text": "x"}
    assert await refusal(room.client.chat_update(**update)) == "streaming_state_conflict"
    await room.client.chat_stopStream(channel=room.dm, ts=ts, blocks=cards.feedback())
    assert await refusal(room.client.chat_update(**update)) == "ok"


async def test_a_stream_ends_once(room: Room) -> None:
    ts = await _started(room)
    await room.client.chat_stopStream(channel=room.dm, ts=ts)
    again = room.client.chat_stopStream(channel=room.dm, ts=ts)
    assert await refusal(again) == "message_not_in_streaming_state"


async def test_the_reader_may_stop_it(room: Room) -> None:
    ts = await _started(room)
    await room.workspace.as_("dana").stops(under="please")
    append = room.client.chat_appendStream(channel=room.dm, ts=ts, markdown_text="x")
    assert await refusal(append) == "stopped_by_user"


async def test_a_stream_can_break_before_its_time(room: Room) -> None:
    ts = await _started(room)
    room.workspace.faults.start(Trouble.STREAM_BROKEN, times=1)
    append = room.client.chat_appendStream(channel=room.dm, ts=ts, markdown_text="x")
    assert await refusal(append) == "message_not_in_streaming_state"


async def test_a_common_message_is_no_stream(room: Room) -> None:
    posted = await room.client.chat_postMessage(channel=room.dana, text="x")
    append: Json = {"channel": room.dm, "ts": posted["ts"], "markdown_text": "x"}
    over = "message_not_in_streaming_state"
    assert await refusal(room.client.chat_appendStream(**append)) == over
    root = await _root(room)
    foreign = room.client.chat_appendStream(channel=room.dm, ts=root, markdown_text="x")
    assert await refusal(foreign) == "message_not_owned_by_app"


@pytest.mark.parametrize(
    ("others", "error"),
    [
        ({}, "missing_recipient_user_id"),
        ({"recipient_user_id": "U1"}, "missing_recipient_team_id"),
        ({"recipient_user_id": "U1", "recipient_team_id": "T"}, "user_not_found"),
    ],
)
async def test_in_a_channel_somebody_must_be_named(room: Room, others: Json, error: str) -> None:
    root = await _root(room, "#sales")
    start = room.client.chat_startStream(channel=room.sales, thread_ts=root, **others)
    assert await refusal(start) == error


async def test_direct_messages_stream_only_in_threads(room: Room) -> None:
    start = room.client.api_call("chat.startStream", json={"channel": room.dm})
    assert await refusal(start) == "channel_type_not_supported"
    lost = room.client.chat_startStream(channel=room.dm, thread_ts="1.1")
    assert await refusal(lost) == "invalid_thread_ts"


@pytest.mark.parametrize(
    ("chunks", "error"),
    [
        ([TASK], "ok"),
        ([{**TASK, "status": "done"}], "invalid_chunks"),
        ([{"type": "markdown_text", "text": "x" * 12_000}], "ok"),
        ([{"type": "markdown_text", "text": "x" * 12_001}], "invalid_chunks"),
        ([{"type": "song"}], "invalid_chunks"),
    ],
)
async def test_chunks_are_judged(room: Room, chunks: list[Json], error: str) -> None:
    ts = await _started(room)
    append = room.client.chat_appendStream(channel=room.dm, ts=ts, chunks=chunks, markdown_text="")
    assert await refusal(append) == error


async def test_a_stream_has_an_end_to_its_length(room: Room) -> None:
    ts = await _started(room)
    append: Json = {"channel": room.dm, "ts": ts, "markdown_text": "x" * 10_000}
    for _ in range(4):
        assert await refusal(room.client.chat_appendStream(**append)) == "ok"
    assert await refusal(room.client.chat_appendStream(**append)) == "msg_too_long"


async def test_whoever_watches_hears_that_its_time_is_up(room: Room, clock: Clock) -> None:
    ts = await _started(room, markdown_text="unfinished")
    with room.workspace.state.changes.watched(lambda change: True) as queue:
        clock.moves(timedelta(minutes=5))
        changes = [await asyncio.wait_for(queue.get(), 2) for _ in range(2)]
    assert [one.kind for one in changes] == [Kind.CLOCK, Kind.MESSAGE_CHANGED]
    change = changes[1]
    shown = room.workspace.seeing.change_json(change)
    assert (shown["ts"], shown["message"]["streaming_state"]) == (ts, "completed")


async def test_what_is_written_says_so(room: Room) -> None:
    ts = await _started(room)
    user = room.workspace.person("dana")
    channel = room.workspace.state.direct(user.id)
    found = room.workspace.seeing.message(user, channel, ts)
    assert found is not None
    assert room.workspace.seeing.message_json(found)["streaming_state"] == "in_progress"
