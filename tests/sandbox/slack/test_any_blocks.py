"""Whatever blocks the table lets through: kept, read, and everything in them is clicked."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from blocks.limits import Surface, check
from blocks.limits.kinds import one_of
from blocks.limits.layout import ACTIONS, CONTEXT_ACTIONS, SECTION
from blocks.limits.surfaces import BLOCK
from sandbox.slack import App, Clock, Workspace
from sandbox.slack.forms import elements, stateful
from sandbox.slack.methods.chat import post_message
from sandbox.slack.methods.views import publish
from sandbox.slack.reading import clickables, words
from sandbox.slack.rules.refusal import Refused
from sandbox.slack.transport import Parcel, Reply
from sandbox.slack.wire import Call
from tests.blocks.strategies import any_json, drawn
from tests.sandbox.slack.conftest import NOW, peopled

Json = dict[str, Any]
PRESSED = one_of(ACTIONS, CONTEXT_ACTIONS, SECTION)


class Written:
    """A transport that only checks that everything can be written down."""

    async def send(self, parcel: Parcel) -> Reply:
        json.dumps(parcel.payload)
        return Reply(status=200)


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    made = peopled(App(), Clock(NOW, is_still=True))
    made.state.rates.is_on = False
    made.delivery.transport = Written()
    return made


async def _all_clicked(workspace: Workspace, place: Any) -> int:
    user, count = workspace.person("dana"), 0
    for one in clickables(place.blocks):
        given: Any = one.value
        if one.option is not None:
            given = one.option.get("value") or one.option["text"]["text"]
        if one.element.get("action_id"):
            reply = await workspace.acting.click(
                user, place, one.block["block_id"], one.element["action_id"], given
            )
            assert reply.is_ok
            count += 1
    workspace.state.forms.values(user.id, "x", place.blocks)
    return count


_RANDOM = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


@_RANDOM
@given(block=drawn(BLOCK) | drawn(PRESSED))
async def test_a_message_of_any_good_block_works(workspace: Workspace, block: Json) -> None:
    if check({"blocks": [block]}, Surface.MESSAGE):
        return
    call = Call(
        method="chat.postMessage",
        arguments={"channel": "#sales", "text": "x", "blocks": [block]},
    )
    answer = await post_message(workspace.desk, call)
    found = workspace.state.messages.find(answer["channel"], answer["ts"])
    assert found is not None
    assert all(isinstance(line, str) for line in words(found.blocks))
    await _all_clicked(workspace, found)


@_RANDOM
@given(block=drawn(BLOCK, Surface.HOME) | drawn(PRESSED, Surface.HOME))
async def test_a_home_of_any_good_block_works(workspace: Workspace, block: Json) -> None:
    view = {"type": "home", "blocks": [block]}
    if check(view, Surface.HOME):
        return
    user = workspace.person("dana")
    await publish(
        workspace.desk, Call(method="views.publish", arguments={"user_id": user.id, "view": view})
    )
    home = workspace.seeing.home(user)
    assert home is not None
    await _all_clicked(workspace, home)


@_RANDOM
@given(thing=any_json(BLOCK))
async def test_any_json_is_taken_or_refused(workspace: Workspace, thing: Any) -> None:
    for name in ("blocks", "attachments", "metadata"):
        arguments = {"channel": "#sales", "text": "x", name: thing}
        try:
            await post_message(workspace.desk, Call(method="chat.postMessage", arguments=arguments))
        except Refused as refusal:
            json.dumps(refusal.more)
    channel = workspace.state.people.place("#sales")
    shown = workspace.seeing.messages(workspace.person("dana"), channel)
    json.dumps([workspace.seeing.message_json(one) for one in shown])
    assert workspace.as_("dana").screen


def test_what_stands_in_a_carousel_has_ids_and_is_found(workspace: Workspace) -> None:
    button = {"type": "button", "text": {"type": "plain_text", "text": "Open"}}
    card = {"type": "card", "title": {"type": "plain_text", "text": "A"}, "actions": [button]}
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "x"}, "accessory": button}
    assert [one["type"] for _, one in elements([{"type": "carousel", "elements": [card]}])] == [
        "button"
    ]
    box = {"type": "container", "child_blocks": [section]}
    assert [one["type"] for _, one in elements([box])] == ["button"]
    assert list(stateful([box])) == []
