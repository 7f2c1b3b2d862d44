"""One reader for every way to call, and who is let in at all."""

from typing import Any

import aiohttp
import pytest

from tests.sandbox.slack.conftest import Room
from tests.sandbox.slack.refusals import refusal


def _bearer(room: Room) -> dict[str, str]:
    return {"Authorization": f"Bearer {room.workspace.app.bot_token}"}


async def _error(answer: aiohttp.ClientResponse) -> str:
    body = await answer.json()
    return "ok" if body["ok"] else str(body["error"])


@pytest.mark.parametrize(
    ("verb", "way"), [("GET", "params"), ("POST", "params"), ("POST", "data"), ("POST", "json")]
)
async def test_arguments_are_read_wherever_they_stand(room: Room, verb: str, way: str) -> None:
    url = f"{room.address.api_url}users.info"
    arguments: dict[str, Any] = {way: {"user": room.dana}}
    async with room.session.request(verb, url, headers=_bearer(room), **arguments) as answer:
        assert (await answer.json())["user"]["name"] == "dana"


async def test_a_token_may_stand_in_the_form(room: Room) -> None:
    form = {"token": room.workspace.app.bot_token}
    async with room.session.post(f"{room.address.api_url}auth.test", data=form) as answer:
        assert (await answer.json())["bot_id"] == room.workspace.app.bot_id


@pytest.mark.parametrize(
    ("body", "kind", "error"),
    [
        (b"{", "application/json", "invalid_json"),
        (b"[1]", "application/json", "json_not_object"),
        (b"[" * 5000, "application/json", "invalid_json"),
        (b"\xff", "application/json", "invalid_json"),
        (b"x", "text/plain", "invalid_post_type"),
    ],
)
async def test_a_malformed_body_is_named(room: Room, body: bytes, kind: str, error: str) -> None:
    headers = {**_bearer(room), "Content-Type": kind}
    url = f"{room.address.api_url}chat.postMessage"
    async with room.session.post(url, data=body, headers=headers) as answer:
        assert answer.status == 200
        assert await _error(answer) == error


async def test_json_without_a_charset_is_warned_of(room: Room) -> None:
    headers = {**_bearer(room), "Content-Type": "application/json"}
    url = f"{room.address.api_url}auth.test"
    async with room.session.post(url, data=b"{}", headers=headers) as answer:
        assert (await answer.json())["warning"] == "missing_charset"


@pytest.mark.parametrize(
    ("header", "error"),
    [(None, "not_authed"), ("Bearer xoxb-wrong", "invalid_auth"), ("xoxb-wrong", "not_authed")],
)
async def test_who_has_no_good_token_is_not_let_in(
    room: Room, header: str | None, error: str
) -> None:
    headers = {"Authorization": header} if header else {}
    async with room.session.post(f"{room.address.api_url}auth.test", headers=headers) as answer:
        assert await _error(answer) == error


@pytest.mark.parametrize("limit", ["many", "1e999", "nan"])
async def test_a_number_is_a_number(room: Room, limit: str) -> None:
    call = room.client.api_call("users.list", params={"limit": limit})
    assert await refusal(call) == "invalid_arguments"


async def test_an_unknown_method_is_named(room: Room) -> None:
    assert await refusal(room.client.api_call("chat.shout")) == "unknown_method"


async def test_each_kind_of_token_has_its_methods(room: Room) -> None:
    app = room.workspace.app
    call = room.client.api_call("auth.test", params={"token": app.app_token})
    assert await refusal(call) == "not_allowed_token_type"
    opening = room.client.apps_connections_open(app_token=app.bot_token)
    assert await refusal(opening) == "not_allowed_token_type"


async def test_socket_mode_must_be_switched_on(room: Room) -> None:
    opening = room.client.apps_connections_open(app_token=room.workspace.app.app_token)
    assert await refusal(opening) == "socket_mode_not_enabled"


async def test_a_missing_scope_is_named(room: Room) -> None:
    room.workspace.reconfigures(scopes=frozenset({"users:read"}))
    assert await refusal(room.client.users_info(user=room.dana)) == "ok"
    assert await refusal(room.client.team_info()) == "missing_scope"


async def test_a_revoked_token_is_worth_nothing(room: Room) -> None:
    assert (await room.client.auth_revoke(test=True))["revoked"] is False
    assert (await room.client.auth_revoke())["revoked"] is True
    assert await refusal(room.client.auth_test()) == "token_revoked"


async def test_a_missing_argument_is_named(room: Room) -> None:
    answer = await room.session.get(
        f"{room.address.api_url}conversations.info", headers=_bearer(room)
    )
    body = await answer.json()
    assert body["error"] == "invalid_arguments"
    assert body["response_metadata"]["messages"] == ["[ERROR] missing required field: channel"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 421),
        ({"Host": "127.0.0.1.evil.example:80"}, 421),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Host": "localhost"}, 200),
    ],
)
async def test_only_its_own_address_is_answered(
    room: Room, headers: dict[str, str], status: int
) -> None:
    url = f"{room.address.api_url}api.test"
    async with room.session.post(url, headers=headers) as answer:
        assert answer.status == status


async def test_it_listens_on_loopback_alone(room: Room) -> None:
    assert room.address.base.startswith("http://127.0.0.1:")
