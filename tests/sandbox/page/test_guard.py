"""The page answers this computer's own browser on its own address, and nobody else."""

import pytest

from bot.errors import BadSetting
from sandbox.page.serving import bound
from tests.sandbox.page.conftest import Client
from tests.sandbox.page.stage import Stage


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "192.168.0.1", "", "a@127.0.0.1", "[::2]:80"]
)
async def test_a_name_that_is_not_loopback_is_refused(client: Client, host: str) -> None:
    async with client.http.get(client.base, headers={"Host": host}) as answer:
        assert answer.status == 403


@pytest.mark.parametrize("host", ["localhost:{port}", "127.0.0.1:{port}", "[::1]:{port}"])
async def test_loopback_names_are_its_own(client: Client, host: str) -> None:
    port = client.base.rstrip("/").rpartition(":")[2]
    async with client.http.get(client.base, headers={"Host": host.format(port=port)}) as answer:
        assert answer.status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_other_pages_can_change_nothing(
    client: Client, stage: Stage, headers: dict[str, str]
) -> None:
    body = {"me": stage.id("dana"), "channel": stage.direct("dana"), "text": "forged"}
    async with client.http.post(f"{client.base}api/say", json=body, headers=headers) as answer:
        assert answer.status == 403
    assert "forged" not in _said(stage)


async def test_a_form_of_another_page_can_change_nothing(client: Client, stage: Stage) -> None:
    headers = {"Origin": client.base.rstrip("/"), "Content-Type": "text/plain"}
    async with client.http.post(f"{client.base}api/say", data="{}", headers=headers) as answer:
        assert answer.status == 415


async def test_every_answer_carries_a_strict_policy(client: Client, stage: Stage) -> None:
    for path in ("", "js/main.js", "api/boot", "nowhere", "..%2f..%2fpyproject.toml"):
        async with client.http.get(client.base + path) as answer:
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("path", ["../app.py", "%2e%2e/app.py", "static/index.html", "js/", "js"])
async def test_only_its_own_files_can_be_read(client: Client, path: str) -> None:
    async with client.http.get(client.base + path) as answer:
        assert answer.status == 404


async def test_it_listens_on_loopback_only_and_says_when_a_port_is_taken(stage: Stage) -> None:
    assert stage.url.startswith("http://127.0.0.1:")
    port = int(stage.url.rstrip("/").rpartition(":")[2])
    for wanted in (port, 70_000):
        with (
            pytest.raises(BadSetting, match=rf"Port {wanted} .* is taken or not allowed"),
            bound(wanted),
        ):
            pass


@pytest.mark.parametrize("body", ["", "[]", "{", "1", '{"me": 5}', '{"me": "U0SANDBOX1"}'])
async def test_nonsense_is_answered_with_a_sentence(client: Client, body: str) -> None:
    headers = {"Origin": client.base.rstrip("/"), "Content-Type": "application/json"}
    async with client.http.post(f"{client.base}api/say", data=body, headers=headers) as answer:
        assert answer.status == 200
        assert (await answer.json())["error"].endswith(".")


def _said(stage: Stage) -> list[str]:
    workspace = stage.workspace
    user = workspace.person("dana")
    return [one.text for one in workspace.seeing.messages(user, workspace.state.direct(user.id))]
