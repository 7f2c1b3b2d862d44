"""What people can do and see in the workspace, and what they cannot."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from sandbox.slack import Actor, App, Clock, Command, Guest, NotPossible, Workspace
from sandbox.slack.changes import Change, Kind
from tests.sandbox.slack import cards
from tests.sandbox.slack.conftest import NOW, Room, peopled


@pytest.fixture
def workspace(clock: Clock) -> Workspace:
    return peopled(App(), clock)


async def test_a_guest_sees_only_where_they_are(workspace: Workspace) -> None:
    workspace.hires("gus", guest=Guest.MULTI_CHANNEL)
    workspace.hires("kim")
    await workspace.as_("dana").says("figures", in_="#sales")
    sales = workspace.state.people.place("#sales")
    kim, gus = workspace.person("kim"), workspace.person("gus")
    assert [one.text for one in workspace.seeing.messages(kim, sales)] == ["figures"]
    assert workspace.seeing.messages(gus, sales) == []
    change = Change(kind=Kind.MESSAGE, channel=sales.id)
    assert workspace.seeing.may_know(kim, change)
    assert not workspace.seeing.may_know(gus, change)
    with pytest.raises(NotPossible):
        await workspace.as_("gus").says("hello", in_="#sales")


async def test_people_change_and_take_back_only_their_own_words(workspace: Workspace) -> None:
    dana, omar = workspace.person("dana"), workspace.person("omar")
    sales = workspace.state.people.place("#sales")
    said = workspace.acting.say(dana, "one", sales)
    changed = workspace.acting.edit(dana, said, "two @omar")
    assert changed.text == f"two <@{omar.id}>"
    with pytest.raises(NotPossible):
        workspace.acting.edit(omar, changed, "three")
    with pytest.raises(NotPossible):
        workspace.acting.take_back(omar, changed)
    workspace.acting.take_back(dana, changed)
    assert "two" not in workspace.as_("omar").screen


@pytest.mark.parametrize("text", ["", "  ", "x" * 40_001])
async def test_a_message_has_something_in_it_but_not_everything(
    workspace: Workspace, text: str
) -> None:
    with pytest.raises(NotPossible):
        await workspace.as_("dana").says(text)


@pytest.mark.parametrize("app", [App(has_messages=False), App(are_messages_read_only=True)])
async def test_an_app_may_take_no_messages(clock: Clock, app: App) -> None:
    with pytest.raises(NotPossible, match="turned off"):
        await peopled(app, clock).as_("dana").says("hello")


async def test_an_app_without_a_home_has_none_to_open(clock: Clock) -> None:
    with pytest.raises(NotPossible, match="no home"):
        await peopled(App(has_home=False), clock).as_("dana").opens_home()


async def test_nothing_is_said_in_an_archive(workspace: Workspace) -> None:
    workspace.archives("#sales")
    with pytest.raises(NotPossible, match="archived"):
        await workspace.as_("dana").says("hello", in_="#sales")


async def test_who_looks_for_what_is_not_there_is_shown_what_is(workspace: Workspace) -> None:
    dana = workspace.as_("dana").says("hello")
    with pytest.raises(AssertionError, match="'goodbye' is nowhere; on the screen:\nhello"):
        await _hurried(workspace, dana.steps).sees("goodbye")
    with pytest.raises(AssertionError, match="is still there"):
        await _hurried(workspace, ()).sees_nothing_of("hello")
    with pytest.raises(AssertionError, match="nothing to click is called 'Approve'"):
        await _hurried(workspace, ()).clicks("Approve")
    with pytest.raises(AssertionError, match="no modal is open"):
        await _hurried(workspace, ()).submits()


def _hurried(workspace: Workspace, steps: tuple[Callable[[], Awaitable[None]], ...]) -> Actor:
    return replace(workspace.as_("dana"), patience=0.01, steps=steps)


async def test_of_two_equal_buttons_one_must_be_told_apart(room: Room) -> None:
    def card(name: str) -> list[cards.Json]:
        first, second = cards.card(name)
        return [first, {**second, "block_id": name}]

    await room.client.chat_postMessage(
        channel=room.dana, text="two", blocks=[*card("Acme"), *card("Bolt")]
    )
    room.workspace.delivery.transport = None
    with pytest.raises(NotPossible, match="2 times"):
        await room.workspace.as_("dana").clicks("Approve")
    await room.workspace.as_("dana").clicks("Approve", near="Bolt").sees("did not respond")


def test_an_app_is_made_from_its_manifest() -> None:
    manifest = {
        "display_information": {"name": "Daybreak"},
        "features": {
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
            "agent_view": {"agent_description": "x"},
            "slash_commands": [
                {"command": "/deals", "description": "Today's list", "usage_hint": "[name]"}
            ],
        },
        "oauth_config": {"scopes": {"bot": ["chat:write", "commands"]}},
        "settings": {
            "event_subscriptions": {"bot_events": ["message.im"], "request_url": "http://x/y"},
            "interactivity": {"is_enabled": True},
        },
    }
    app = App.from_manifest(manifest)
    assert app.commands == (Command(name="/deals", description="Today's list", hint="[name]"),)
    assert (app.has_home, app.has_messages, app.is_agent, app.is_interactive) == (True,) * 4
    assert sorted(app.scopes) == ["chat:write", "commands"]
    assert sorted(app.events) == ["message.im"]
    assert (app.has_socket, app.request_url) == (False, None)
    assert not App.from_manifest({}).has_messages


async def test_changes_can_be_followed(workspace: Workspace) -> None:
    heard = []
    following = workspace.changes("dana")
    first = asyncio.ensure_future(anext(following))
    await asyncio.sleep(0)
    workspace.acting.say(workspace.person("omar"), "hello", workspace.state.people.place("#sales"))
    heard.append((await first).kind)
    workspace.moves_clock(timedelta(days=1))
    heard += [(await anext(following)).kind for _ in range(1)]
    workspace.state.changes.end()
    assert [kind async for kind in following] == []
    assert heard == [Kind.MESSAGE, Kind.CLOCK]
    assert workspace.clock() == NOW + timedelta(days=1)
