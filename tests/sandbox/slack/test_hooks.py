"""Response addresses: five uses in thirty minutes, and what each use does."""

from datetime import timedelta
from typing import Any

from slack_sdk.webhook.async_client import AsyncWebhookClient

from sandbox.slack import Clock
from tests.sandbox.slack import cards
from tests.sandbox.slack.conftest import Room


def _hook(room: Room, **others: Any) -> AsyncWebhookClient:
    key = room.workspace.state.hooks.make(room.dana, room.sales, **others)
    return AsyncWebhookClient(f"{room.address.base}/actions/T0SANDBOX1/{key}")


async def test_an_address_is_good_for_five_uses(room: Room) -> None:
    hook = _hook(room)
    for _ in range(5):
        assert (await hook.send(text="hello")).status_code == 200
    sixth = await hook.send(text="hello")
    assert (sixth.status_code, "used_url" in sixth.body) == (404, True)


async def test_an_address_is_good_for_thirty_minutes(room: Room, clock: Clock) -> None:
    hook = _hook(room)
    clock.moves(timedelta(minutes=30))
    assert (await hook.send(text="hello")).status_code == 200
    clock.moves(timedelta(seconds=1))
    late = await hook.send(text="hello")
    assert (late.status_code, "expired_url" in late.body) == (404, True)


async def test_an_answer_is_for_one_person_unless_told_otherwise(room: Room) -> None:
    hook = _hook(room)
    await hook.send(text="for you")
    await hook.send(text="for all", response_type="in_channel")
    omar = room.workspace.as_("omar").screen
    assert ("for you" in omar, "for all" in omar) == (False, True)
    assert "for you" in room.workspace.as_("dana").screen


async def test_an_ephemeral_message_changes_only_through_its_address(room: Room) -> None:
    posted = await room.client.chat_postEphemeral(channel=room.sales, user=room.dana, text="a card")
    hook = _hook(room, ts=posted["message_ts"], is_ephemeral=True)
    await hook.send(text="done", replace_original=True)
    screen = room.workspace.as_("dana").screen
    assert ("a card" in screen, "done" in screen) == (False, True)
    await hook.send(delete_original=True)
    assert "done" not in room.workspace.as_("dana").screen


async def test_a_clicked_message_can_be_replaced_or_taken_away(room: Room) -> None:
    posted = await room.client.chat_postMessage(channel=room.sales, text="card")
    hook = _hook(room, ts=posted["ts"])
    await hook.send(text="done", replace_original=True)
    assert "done" in room.workspace.as_("omar").screen
    await hook.send(delete_original=True)
    assert "done" not in room.workspace.as_("omar").screen
    gone = await hook.send(text="again", replace_original=True)
    assert (gone.status_code, "message_not_found" in gone.body) == (400, True)


async def test_what_breaks_a_limit_is_refused(room: Room) -> None:
    hook = _hook(room)
    blocks = [cards.section("x" * 3001)]
    refused = await hook.send(text="x", blocks=blocks)
    assert (refused.status_code, "invalid_blocks" in refused.body) == (400, True)
    nothing = await hook.send_dict({"response_type": "ephemeral"})
    assert (nothing.status_code, "no_text" in nothing.body) == (400, True)


async def test_a_made_up_address_leads_nowhere(room: Room) -> None:
    hook = AsyncWebhookClient(f"{room.address.base}/actions/T0SANDBOX1/nonsense")
    assert (await hook.send(text="x")).status_code == 404


async def test_a_malformed_answer_is_named(room: Room) -> None:
    url = _hook(room).url
    async with room.session.post(url, data=b"{") as answer:
        assert (answer.status, await answer.text()) == (400, "invalid_payload")
