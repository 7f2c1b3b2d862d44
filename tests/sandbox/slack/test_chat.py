"""Posting, changing and taking back messages, with Slack's rules on both sides."""

from datetime import timedelta
from typing import Any

import pytest

from sandbox.slack import Clock
from tests.sandbox.slack import cards
from tests.sandbox.slack.conftest import NOW, Room
from tests.sandbox.slack.refusals import refusal

Json = dict[str, Any]


async def _post(room: Room, **others: Any) -> Json:
    answer = await room.client.chat_postMessage(**{"channel": room.dana, "text": "hi", **others})
    return dict(answer.data)  # type: ignore[arg-type]


async def test_a_message_to_a_person_is_in_their_direct_messages(room: Room) -> None:
    answer = await _post(room, text="Good morning")
    assert answer["channel"] == room.dm
    assert answer["message"]["bot_id"] == room.workspace.app.bot_id
    assert "Good morning" in room.workspace.as_("dana").screen
    assert "Good morning" not in room.workspace.as_("omar").screen


@pytest.mark.parametrize("name", ["#sales", "sales"])
async def test_a_channel_may_be_named(room: Room, name: str) -> None:
    assert (await _post(room, channel=name))["channel"] == room.sales


async def test_where_the_app_may_not_post(room: Room) -> None:
    workspace = room.workspace
    workspace.hires("eve", is_external=True)
    workspace.hires("old")
    workspace.deactivates("old")
    workspace.opens("#board", ["omar"], is_private=True, has_app=False)
    workspace.opens("#attic", ["omar"])
    workspace.archives("#attic")
    places = {
        "C0NOWHERE": "channel_not_found",
        "U0NOBODY": "channel_not_found",
        workspace.person("eve").id: "channel_not_found",
        workspace.person("old").id: "channel_not_found",
        "#board": "channel_not_found",
        "#attic": "is_archived",
    }
    for place, error in places.items():
        assert await refusal(_post(room, channel=place)) == error


async def test_a_public_channel_needs_the_app_in_it_or_a_scope(room: Room) -> None:
    room.workspace.opens("#random", ["omar"], has_app=False)
    assert await refusal(_post(room, channel="#random")) == "ok"
    scopes = room.workspace.app.scopes - {"chat:write.public"}
    room.workspace.reconfigures(scopes=scopes)
    assert await refusal(_post(room, channel="#random")) == "not_in_channel"


async def test_direct_messages_can_be_switched_off(room: Room) -> None:
    room.workspace.reconfigures(has_messages=False)
    assert await refusal(_post(room)) == "messages_tab_disabled"


async def test_blocks_are_judged_with_slacks_words(room: Room) -> None:
    fifty = [cards.section("x") for _ in range(50)]
    assert await refusal(_post(room, blocks=fifty)) == "ok"
    assert await refusal(_post(room, blocks=[*fifty, *fifty])) == "invalid_blocks"
    assert await refusal(_post(room, blocks="no json")) == "invalid_blocks_format"
    nothing = room.client.api_call("chat.postMessage", json={"channel": room.dana, "text": ""})
    assert await refusal(nothing) == "no_text"
    assert await refusal(_post(room, text="x" * 40_001)) == "msg_too_long"


async def test_a_refusal_points_at_the_place(room: Room) -> None:
    form = {"channel": room.dana, "text": "x", "blocks": [{"type": "header"}]}
    headers = {"Authorization": f"Bearer {room.workspace.app.bot_token}"}
    url = f"{room.address.api_url}chat.postMessage"
    async with room.session.post(url, json=form, headers=headers) as answer:
        body = await answer.json()
    assert body["errors"] == ["missing required field: text [json-pointer:/blocks/0]"]


async def test_blocks_without_a_text_are_warned_of(room: Room) -> None:
    with pytest.warns(UserWarning, match="top-level `text`"):
        answer = await room.client.chat_postMessage(
            channel=room.dana, blocks=[cards.section("only blocks")]
        )
    assert answer["response_metadata"]["warnings"] == ["missing_text_in_message"]


async def test_ids_and_defaults_are_filled_in(room: Room) -> None:
    button = {"type": "button", "text": cards.text("Go")}
    answer = await _post(room, blocks=[{"type": "actions", "elements": [button]}])
    (block,) = answer["message"]["blocks"]
    assert block["block_id"]
    assert block["elements"][0]["action_id"]
    assert block["elements"][0]["text"]["emoji"] is True


async def test_a_reply_goes_to_the_root_of_its_thread(room: Room) -> None:
    root = await _post(room, text="root")
    first = await _post(room, text="first", thread_ts=root["ts"])
    second = await _post(room, text="second", thread_ts=first["ts"])
    assert second["message"]["thread_ts"] == root["ts"]
    assert await refusal(_post(room, thread_ts="1.1")) == "thread_not_found"
    replies = await room.client.conversations_replies(channel=room.dm, ts=root["ts"])
    assert [one["text"] for one in replies["messages"]] == ["root", "first", "second"]
    assert replies["messages"][0]["reply_count"] == 2
    history = await room.client.conversations_history(channel=room.dm)
    assert [one["text"] for one in history["messages"]] == ["root"]


async def test_new_blocks_replace_the_old_ones_whole(room: Room) -> None:
    posted = await _post(room, blocks=cards.card("Acme"))
    changed = await room.client.chat_update(
        channel=room.dm, ts=posted["ts"], text="new", blocks=[cards.section("Withdrawn")]
    )
    assert len(changed["message"]["blocks"]) == 1
    assert changed["message"]["edited"]["user"] == room.workspace.app.bot_user
    assert "Approve" not in room.workspace.as_("dana").screen


async def test_blocks_stay_until_they_are_taken_away(room: Room) -> None:
    posted = await _post(room, blocks=cards.card("Acme"))
    change: Json = {"channel": room.dm, "ts": posted["ts"], "text": "only text"}
    kept = await room.client.chat_update(**change)
    assert len(kept["message"]["blocks"]) == 2
    bare = await room.client.chat_update(**change, blocks=[])
    assert "blocks" not in bare["message"]


async def test_a_person_is_no_channel_to_change_something_in(room: Room) -> None:
    posted = await _post(room)
    change = room.client.chat_update(channel=room.dana, ts=posted["ts"], text="x")
    assert await refusal(change) == "channel_not_found"


async def test_only_its_own_messages_can_be_changed(room: Room) -> None:
    await room.workspace.as_("dana").says("mine", in_="#sales")
    ts = room.workspace.state.messages.latest(room.sales)
    change = room.client.chat_update(channel=room.sales, ts=ts or "", text="x")
    assert await refusal(change) == "cant_update_message"
    delete = room.client.chat_delete(channel=room.sales, ts=ts or "")
    assert await refusal(delete) == "cant_delete_message"


async def test_what_is_gone_cannot_be_changed(room: Room) -> None:
    posted = await _post(room)
    await room.client.chat_delete(channel=room.dm, ts=posted["ts"])
    change = room.client.chat_update(channel=room.dm, ts=posted["ts"], text="x")
    assert await refusal(change) == "message_not_found"


async def test_an_ephemeral_message_is_for_one_who_is_there(room: Room) -> None:
    room.workspace.hires("kim")
    await room.client.chat_postEphemeral(channel=room.sales, user=room.dana, text="only you")
    assert "only you" in room.workspace.as_("dana").screen
    assert "only you" not in room.workspace.as_("omar").screen
    kim = room.workspace.person("kim").id
    missing = room.client.chat_postEphemeral(channel=room.sales, user=kim, text="x")
    assert await refusal(missing) == "user_not_in_channel"
    history = await room.client.conversations_history(channel=room.sales)
    assert history["messages"] == []


async def test_a_scheduled_message_comes_when_it_is_due(room: Room, clock: Clock) -> None:
    at = int(NOW.timestamp()) + 3600
    await room.client.chat_scheduleMessage(channel=room.dana, post_at=at, text="later")
    listed = await room.client.chat_scheduledMessages_list()
    assert [one["text"] for one in listed["scheduled_messages"]] == ["later"]
    clock.moves(timedelta(minutes=59))
    assert "later" not in room.workspace.as_("dana").screen
    clock.moves(timedelta(minutes=1))
    await room.workspace.as_("dana").sees("later")


async def test_what_was_scheduled_can_be_called_off(room: Room) -> None:
    at = int(NOW.timestamp()) + 3600
    planned = await room.client.chat_scheduleMessage(channel=room.dana, post_at=at, text="x")
    id = planned["scheduled_message_id"]
    await room.client.chat_deleteScheduledMessage(channel=room.dm, scheduled_message_id=id)
    again = room.client.chat_deleteScheduledMessage(channel=room.dm, scheduled_message_id=id)
    assert await refusal(again) == "invalid_scheduled_message_id"


@pytest.mark.parametrize(("days", "error"), [(-1, "time_in_past"), (121, "time_too_far")])
async def test_a_schedule_lies_ahead_but_not_too_far(room: Room, days: int, error: str) -> None:
    at = int((NOW + timedelta(days=days)).timestamp())
    planned = room.client.chat_scheduleMessage(channel=room.dana, post_at=at, text="x")
    assert await refusal(planned) == error


async def test_a_permalink_leads_to_the_message(room: Room) -> None:
    posted = await _post(room)
    found = await room.client.chat_getPermalink(channel=room.dm, message_ts=posted["ts"])
    assert found["permalink"].endswith(f"/archives/{room.dm}/p{posted['ts'].replace('.', '')}")


@pytest.mark.parametrize(
    ("metadata", "error"),
    [
        ({"event_type": "card", "event_payload": {"id": "d1"}}, "ok"),
        ({"event_type": "card"}, "invalid_metadata_schema"),
        ("[]", "invalid_metadata_format"),
    ],
)
async def test_metadata_has_a_type_and_a_payload(room: Room, metadata: Any, error: str) -> None:
    assert await refusal(_post(room, metadata=metadata)) == error


async def test_metadata_is_shown_to_who_asks_for_it(room: Room) -> None:
    await _post(room, metadata={"event_type": "card", "event_payload": {"id": "d1"}})
    without = await room.client.conversations_history(channel=room.dm)
    full = await room.client.conversations_history(channel=room.dm, include_all_metadata=True)
    assert "metadata" not in without["messages"][0]
    assert full["messages"][0]["metadata"]["event_payload"] == {"id": "d1"}
