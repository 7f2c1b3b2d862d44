"""`daybreak blocks check FILE`."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli.blocks import blocks
from bot.errors import BadInput

_GOOD = {"blocks": [{"type": "divider"}]}
_LONG = {"blocks": [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}]}
_ALERT = [{"type": "alert", "text": {"type": "plain_text", "text": "a"}}]


def _check(tmp_path: Path, payload: Any, *more: str) -> Result:
    file = tmp_path / "card.json"
    file.write_text(payload if isinstance(payload, str) else json.dumps(payload), "utf-8")
    return CliRunner().invoke(blocks, ["check", str(file), *more])


def test_what_slack_takes_is_said_in_one_line(tmp_path: Path) -> None:
    result = _check(tmp_path, _GOOD)
    assert result.exit_code == 0
    assert result.output.endswith("card.json: within Slack's limits for a message.\n")


def test_a_fault_is_named_with_its_place_and_ends_with_1(tmp_path: Path) -> None:
    result = _check(tmp_path, _LONG)
    assert result.exit_code == 1
    assert "card.json: 1 fault for a message." in result.output
    line = "invalid_blocks: must be less than 151 characters [json-pointer:/blocks/0/text/text]"
    assert line in result.output


def test_a_view_says_itself_where_it_is_shown(tmp_path: Path) -> None:
    result = _check(tmp_path, {"type": "home", "blocks": []})
    assert "1 fault for a Home tab" in result.output
    assert "invalid_arguments" in result.output


def test_the_surface_can_be_named(tmp_path: Path) -> None:
    assert _check(tmp_path, _ALERT, "--surface", "modal").exit_code == 0
    assert _check(tmp_path, _ALERT, "--surface", "message").exit_code == 1


def test_json_answers_as_slack_does(tmp_path: Path) -> None:
    assert json.loads(_check(tmp_path, _GOOD, "--json").output) == {"ok": True}
    answer = json.loads(_check(tmp_path, _LONG, "--json").output)
    assert (answer["ok"], answer["error"]) == (False, "invalid_blocks")
    assert answer["errors"][0]["pointer"] == "/blocks/0/text/text"


def test_the_payload_may_come_from_a_pipe() -> None:
    result = CliRunner().invoke(blocks, ["check", "-"], input=json.dumps(_GOOD))
    assert result.exit_code == 0


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "\ufeff{}"])
def test_what_is_no_json_is_refused_in_one_sentence(tmp_path: Path, text: str) -> None:
    result = _check(tmp_path, text)
    assert isinstance(result.exception, BadInput)
    assert "Nothing was checked" in str(result.exception)


def test_foreign_words_cannot_steer_the_terminal(tmp_path: Path) -> None:
    result = _check(tmp_path, [{"type": "\x1b[2J\u202eevil"}])
    assert "\x1b" not in result.output
    assert "\u202e" not in result.output
