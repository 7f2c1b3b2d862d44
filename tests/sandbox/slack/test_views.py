"""Modals and Home: triggers, hashes, stacks and what may stand in them."""

from datetime import timedelta

import pytest

from sandbox.slack import Clock
from tests.sandbox.slack import cards
from tests.sandbox.slack.conftest import Room
from tests.sandbox.slack.refusals import refusal


def _trigger(room: Room) -> str:
    return room.workspace.state.triggers.make(room.dana)


async def test_a_trigger_opens_one_view(room: Room) -> None:
    trigger = _trigger(room)
    opened = await room.client.views_open(trigger_id=trigger, view=cards.modal())
    assert opened["view"]["root_view_id"] == opened["view"]["id"]
    again = room.client.views_open(trigger_id=trigger, view=cards.modal())
    assert await refusal(again) == "exchanged_trigger_id"
    made_up = room.client.views_open(trigger_id="1.2.3", view=cards.modal())
    assert await refusal(made_up) == "invalid_trigger_id"


@pytest.mark.parametrize(("seconds", "error"), [(3, "ok"), (3.001, "expired_trigger_id")])
async def test_a_trigger_lives_three_seconds(
    room: Room, clock: Clock, seconds: float, error: str
) -> None:
    trigger = _trigger(room)
    clock.moves(timedelta(seconds=seconds))
    opening = room.client.views_open(trigger_id=trigger, view=cards.modal())
    assert await refusal(opening) == error


async def test_a_bad_view_does_not_use_the_trigger_up(room: Room) -> None:
    trigger = _trigger(room)
    bad = cards.modal(title=cards.text("x" * 25))
    opening = room.client.views_open(trigger_id=trigger, view=bad)
    assert await refusal(opening) == "invalid_arguments"
    opening = room.client.views_open(trigger_id=trigger, view=cards.modal())
    assert await refusal(opening) == "ok"


async def test_a_stack_holds_three(room: Room) -> None:
    await room.client.views_open(trigger_id=_trigger(room), view=cards.modal())
    for error in ("ok", "ok", "push_limit_reached"):
        push = room.client.views_push(trigger_id=_trigger(room), view=cards.modal())
        assert await refusal(push) == error


async def test_nothing_can_be_pushed_on_nothing(room: Room) -> None:
    push = room.client.views_push(trigger_id=_trigger(room), view=cards.modal())
    assert await refusal(push) == "not_found"


async def test_a_hash_guards_against_who_was_there_before(room: Room) -> None:
    opened = await room.client.views_open(trigger_id=_trigger(room), view=cards.modal())
    view_id, hash = opened["view"]["id"], opened["view"]["hash"]
    update = {"view_id": view_id, "view": cards.modal()}
    changed = await room.client.views_update(**update, hash=hash)
    assert changed["view"]["hash"] != hash
    assert await refusal(room.client.views_update(**update, hash=hash)) == "hash_conflict"
    assert await refusal(room.client.views_update(**update, hash="")) == "hash_conflict"
    assert await refusal(room.client.views_update(**update)) == "ok"


async def test_a_closed_view_cannot_be_updated(room: Room) -> None:
    opened = await room.client.views_open(trigger_id=_trigger(room), view=cards.modal())
    await room.workspace.as_("dana").closes()
    update = room.client.views_update(view_id=opened["view"]["id"], view=cards.modal())
    assert await refusal(update) == "not_found"


async def test_an_outer_id_is_taken_once(room: Room) -> None:
    view = cards.modal(external_id="deal-1")
    await room.client.views_open(trigger_id=_trigger(room), view=view)
    push = room.client.views_push(trigger_id=_trigger(room), view=view)
    assert await refusal(push) == "duplicate_external_id"
    assert await refusal(room.client.views_update(external_id="deal-1", view=view)) == "ok"


async def test_a_home_is_published_for_one_person(room: Room) -> None:
    view = cards.home("Three deals")
    first = await room.client.views_publish(user_id=room.dana, view=view)
    stale = first["view"]["hash"]
    second = await room.client.views_publish(user_id=room.dana, view=view, hash=stale)
    assert second["view"]["id"] == first["view"]["id"]
    late = room.client.views_publish(user_id=room.dana, view=view, hash=stale)
    assert await refusal(late) == "hash_conflict"
    nobody = room.client.views_publish(user_id="U0NOBODY", view=view)
    assert await refusal(nobody) == "user_not_found"


async def test_modals_are_opened_and_homes_published(room: Room) -> None:
    opening = room.client.views_open(trigger_id=_trigger(room), view=cards.home("x"))
    assert await refusal(opening) == "invalid_arguments"
    publishing = room.client.views_publish(user_id=room.dana, view=cards.modal())
    assert await refusal(publishing) == "invalid_arguments"
    strange = room.client.views_publish(user_id=room.dana, view={"type": "carpet"})
    assert await refusal(strange) == "invalid_arguments"


async def test_what_was_typed_survives_an_update(room: Room) -> None:
    opened = await room.client.views_open(trigger_id=_trigger(room), view=cards.modal())
    await room.workspace.as_("dana").fills({"Subject": "Renewal"})
    changed = await room.client.views_update(view_id=opened["view"]["id"], view=cards.modal())
    assert changed["view"]["state"]["values"]["subject"]["text"]["value"] == "Renewal"
