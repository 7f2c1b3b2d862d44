"""The manifest, the routes, the commands that people read of and Bolt's own names agree."""

import asyncio
import inspect
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError
from slack_bolt.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from blocks import forms, ids
from blocks.commands import COMMANDS as DESCRIBED
from handlers import routes
from handlers.manifest import SCOPES, manifest
from tests.architecture.slack_manifest import Manifest
from tests.blocks.drawn import PAYLOADS

ROOT = Path(__file__).parents[2]
# Which scope lets an event be subscribed to; those not named need none.
NEEDED = {"message.im": "im:history", "app_mention": "app_mentions:read"}
# Which methods the code calls, and the scopes of each.
METHODS: dict[str, set[str]] = {
    "assistant_threads_setStatus": {"chat:write"},
    "chat_": {"chat:write"},
    "conversations_open": {"im:write"},
    "conversations_history": {"channels:history", "groups:history", "im:history"},
    "conversations_members": {"channels:read", "groups:read"},
    "files_upload": {"files:write"},
    "users_info": {"users:read"},
    "users_lookupByEmail": {"users:read.email"},
    "views_": set(),
    "auth_test": set(),
}
BOTH = [
    pytest.param(manifest("https://bot.example"), id="http"),
    pytest.param(manifest(socket_mode=True), id="socket"),
]


def test_the_file_is_what_the_command_prints() -> None:
    assert yaml.safe_load((ROOT / "manifest.yaml").read_text("utf-8")) == manifest()


def test_commands_are_those_listened_to() -> None:
    listed = [one["command"] for one in manifest()["features"]["slash_commands"]]
    assert listed == list(routes.COMMANDS) == [one.name for one in DESCRIBED]


def test_events_are_those_listened_to() -> None:
    listed = manifest()["settings"]["event_subscriptions"]["bot_events"]
    assert listed == sorted([*routes.EVENTS, *routes.LIFECYCLE])


def test_every_scope_is_used_and_every_used_one_is_asked_for() -> None:
    code = "".join(path.read_text("utf-8") for path in (ROOT / "handlers").glob("*.py"))
    called = set(re.findall(r"client\.([a-z]+_[A-Za-z_0-9]+)\(", code))
    known = {name: next((p for p in METHODS if name.startswith(p)), None) for name in called}
    assert None not in known.values(), known
    scopes = {scope for prefix in known.values() if prefix for scope in METHODS[prefix]}
    scopes |= {NEEDED[event] for event in routes.EVENTS if event in NEEDED}
    # The commands' own, and what Slack demands of every app with an agent view.
    assert scopes | {"commands", "assistant:write"} == set(SCOPES)


def test_every_scope_is_explained_where_admins_read() -> None:
    table = (ROOT / "docs" / "slack-scopes.md").read_text("utf-8")
    for scope, reason in SCOPES.items():
        assert f"| `{scope}` | {reason} |" in table
    for event in (*routes.EVENTS, *routes.LIFECYCLE):
        assert f"`{event}`" in table


def test_every_button_that_is_drawn_is_listened_to() -> None:
    drawn = set(re.findall(r'"action_id": "([^"]+)"', json.dumps(list(PAYLOADS.values()))))
    drawn = {re.sub(r"\.\d+$", "", name) for name in drawn} - {forms.VALUE}
    assert drawn == {*routes.CLICKS, *routes.SEARCHES}
    assert all(re.fullmatch(r"[a-z]+\.[a-z_]+", name) for name in drawn)
    assert ids.APPROVE in routes.CLICKS


def test_every_form_that_is_drawn_is_listened_to() -> None:
    drawn = set(re.findall(r'"callback_id": "([^"]+)"', json.dumps(list(PAYLOADS.values()))))
    assert drawn == set(routes.FORMS)


def test_slack_is_told_where_to_ask_for_suggestions_if_anything_asks() -> None:
    made = manifest("https://bot.example")["settings"]["interactivity"]
    assert ("message_menu_options_url" in made) == bool(routes.SEARCHES)


def test_every_listeners_parameters_are_known_to_bolt() -> None:
    app = _listening()
    known = set(AsyncArgs.__annotations__) | {"args"}
    listeners = app._async_listeners
    # One each for clicks, forms and searches, which look their route up, and two of the app's life.
    assert len(listeners) == len(routes.COMMANDS) + len(routes.EVENTS) + 3 + 2
    for listener in listeners:
        asked: Any = inspect.signature(listener.ack_function).parameters
        assert set(asked) <= known


def _listening() -> AsyncApp:
    """Routes are registered with nothing behind them: only their shape is looked at."""

    class Anything:
        def __getattr__(self, name: str) -> Any:
            return Anything()

        def guarded(self, listener: Any) -> Any:
            async def guard(ack: Any, body: Any, payload: Any, client: Any) -> None: ...

            return guard

    async def authorize() -> None: ...

    app = AsyncApp(authorize=authorize, request_verification_enabled=False)  # type: ignore[arg-type]
    nothing: Any = Anything()
    asyncio.run(_listen(app, nothing))
    return app


async def _listen(app: AsyncApp, nothing: Any) -> None:
    routes.listen(app, nothing, nothing, nothing)


def test_the_boundary_asks_only_for_what_bolt_knows() -> None:
    source = (ROOT / "handlers" / "boundary.py").read_text("utf-8")
    asked = re.search(r"async def guard\((.*?)\) -> None", source, re.S)
    assert asked is not None
    names = re.findall(r"(\w+):", asked[1])
    assert names == ["ack", "body", "payload", "client"]
    assert set(names) <= set(AsyncArgs.__annotations__)


@pytest.mark.parametrize("made", BOTH)
def test_the_manifest_is_one_that_slack_takes(made: dict[str, Any]) -> None:
    found = Manifest.model_validate(made)
    assert found.metadata.major_version == 2
    is_unique = [found.oauth_config.scopes.bot, found.settings.event_subscriptions.bot_events]
    assert all(len(set(names)) == len(names) for names in is_unique)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("features", "assistant_view"), {}),
        (("features", "slash_commands", 0, "command"), "deals"),
        (("display_information", "long_description"), "short"),
        (("settings", "interactivity", "request_url"), "bot.example"),
        (("settings", "socket_mode_enabled"), "no"),
    ],
)
def test_a_manifest_that_slack_would_refuse_is_refused(path: tuple[Any, ...], value: Any) -> None:
    made: Any = manifest("https://bot.example")
    place = made
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    with pytest.raises(ValidationError):
        Manifest.model_validate(made)


def test_every_address_is_ours_and_socket_mode_needs_none() -> None:
    by_http = Manifest.model_validate(manifest("https://bot.example/")).addresses
    assert set(by_http) == {"https://bot.example/slack/events"}
    assert len(by_http) == len(routes.COMMANDS) + 2 + bool(routes.SEARCHES)
    by_socket = manifest("https://bot.example", socket_mode=True)
    assert Manifest.model_validate(by_socket).addresses == []
    assert "http" not in json.dumps(by_socket)
