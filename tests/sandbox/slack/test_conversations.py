"""Finding people and channels, opening direct messages, reading what was said."""

from typing import Any

from sandbox.slack import Guest
from tests.sandbox.slack.conftest import Room
from tests.sandbox.slack.refusals import refusal


async def test_a_direct_message_is_opened_once(room: Room) -> None:
    first = await room.client.conversations_open(users=[room.dana])
    second = await room.client.conversations_open(users=room.dana, return_im=True)
    assert first["channel"] == {"id": room.dm}
    assert second["already_open"] is True
    assert second["channel"]["user"] == room.dana


async def test_who_cannot_be_written_to(room: Room) -> None:
    room.workspace.hires("eve", is_external=True)
    room.workspace.hires("old")
    room.workspace.deactivates("old")
    ids = {
        "U0NOBODY": "user_not_found",
        room.workspace.person("eve").id: "user_not_visible",
        room.workspace.person("old").id: "user_disabled",
        room.workspace.app.bot_user: "cannot_dm_bot",
        "": "users_list_not_supplied",
    }
    for id, error in ids.items():
        assert await refusal(room.client.conversations_open(users=id)) == error
    crowd = [room.workspace.hires(f"p{n}").id for n in range(9)]
    assert await refusal(room.client.conversations_open(users=crowd)) == "too_many_users"
    assert await refusal(room.client.conversations_open(users=crowd[:8])) == "ok"


async def test_channels_are_listed_page_by_page(room: Room) -> None:
    for number in range(7):
        room.workspace.opens(f"#c{number}")
    room.workspace.opens("#secret", ["omar"], is_private=True, has_app=False)
    names = []
    async for page in await room.client.conversations_list(
        limit=3, types="public_channel,private_channel"
    ):
        names += [one["name"] for one in page["channels"]]
    assert names == ["sales", *(f"c{number}" for number in range(7))]
    assert await refusal(room.client.conversations_list(cursor="nonsense")) == "invalid_cursor"
    assert await refusal(room.client.conversations_list(types="room")) == "invalid_types"


async def test_history_comes_in_pages_the_newest_first(room: Room) -> None:
    for number in range(5):
        await room.client.chat_postMessage(channel=room.sales, text=f"m{number}")
    said = []
    async for page in await room.client.conversations_history(channel=room.sales, limit=2):
        said += [one["text"] for one in page["messages"]]
    assert said == ["m4", "m3", "m2", "m1", "m0"]


async def test_history_between_two_times(room: Room) -> None:
    posted = [
        (await room.client.chat_postMessage(channel=room.sales, text=f"m{n}"))["ts"]
        for n in range(4)
    ]
    span: dict[str, Any] = {"channel": room.sales, "oldest": posted[0], "latest": posted[3]}
    without = await room.client.conversations_history(**span)
    inclusive = await room.client.conversations_history(**span, inclusive=True)
    assert [one["text"] for one in without["messages"]] == ["m2", "m1"]
    assert len(inclusive["messages"]) == 4


async def test_a_long_thread_comes_in_pages_in_order(room: Room) -> None:
    root = (await room.client.chat_postMessage(channel=room.sales, text="root"))["ts"]
    for number in range(5):
        await room.workspace.as_("dana").says(f"r{number}", in_="#sales", under="root")
    said = []
    async for page in await room.client.conversations_replies(channel=room.sales, ts=root, limit=2):
        said += [one["text"] for one in page["messages"]]
    assert said == ["root", "r0", "r1", "r2", "r3", "r4"]
    lost = room.client.conversations_replies(channel=room.sales, ts="1.1")
    assert await refusal(lost) == "thread_not_found"


async def test_only_what_the_app_is_in_can_be_read(room: Room) -> None:
    place = room.workspace.opens("#random", ["omar"], has_app=False)
    history: dict[str, Any] = {"channel": place.id}
    assert await refusal(room.client.conversations_history(**history)) == "not_in_channel"
    joined = await room.client.conversations_join(**history)
    assert joined["channel"]["is_member"] is True
    assert await refusal(room.client.conversations_history(**history)) == "ok"
    again = await room.client.conversations_join(**history)
    assert again["warning"] == "already_in_channel"


async def test_a_private_channel_is_not_known_to_who_is_not_in_it(room: Room) -> None:
    place = room.workspace.opens("#board", ["omar"], is_private=True, has_app=False)
    info = room.client.conversations_info(channel=place.id)
    assert await refusal(info) == "channel_not_found"


async def test_members_are_listed(room: Room) -> None:
    found = await room.client.conversations_members(channel=room.sales, limit=2)
    more = await room.client.conversations_members(
        channel=room.sales, cursor=found["response_metadata"]["next_cursor"]
    )
    here = {*found["members"], *more["members"]}
    assert here == {room.dana, room.workspace.person("omar").id, room.workspace.app.bot_user}


async def test_a_person_is_found_by_address(room: Room) -> None:
    found = await room.client.users_lookupByEmail(email="Dana@Example.com")
    assert found["user"]["tz"] == "Europe/Berlin"
    missing = room.client.users_lookupByEmail(email="nobody@example.com")
    assert await refusal(missing) == "users_not_found"


async def test_guests_and_people_from_outside_are_marked(room: Room) -> None:
    room.workspace.hires("gus", guest=Guest.SINGLE_CHANNEL)
    room.workspace.hires("eve", is_external=True)
    members = (await room.client.users_list())["members"]
    by_name = {one["name"]: one for one in members}
    assert by_name["gus"]["is_ultra_restricted"] is True
    assert by_name["eve"]["is_stranger"] is True
    assert by_name["eve"]["team_id"] != by_name["dana"]["team_id"]
    assert by_name["daybreak"]["is_bot"] is True
    assert await refusal(room.client.users_info(user="U0NOBODY")) == "user_not_found"


async def test_team_and_bot_say_who_they_are(room: Room) -> None:
    assert (await room.client.team_info())["team"]["domain"] == "sandbox"
    bot = (await room.client.auth_test())["bot_id"]
    assert (await room.client.bots_info(bot=bot))["bot"]["name"] == "Daybreak"
    assert await refusal(room.client.bots_info(bot="B0")) == "bot_not_found"
