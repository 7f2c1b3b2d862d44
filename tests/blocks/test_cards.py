"""Every card is as its golden file shows it, and within Slack's limits."""

import json
from pathlib import Path

import pytest

from blocks.limits import check
from tests.blocks.drawn import MESSAGES, PAYLOADS, surface_of

GOLDEN = Path(__file__).parents[1] / "golden" / "cards"


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_card_is_drawn_as_its_golden_file_shows(name: str, update_golden: bool) -> None:
    path = GOLDEN / f"{name}.json"
    drawn = json.dumps(PAYLOADS[name], indent=1, ensure_ascii=False) + "\n"
    if update_golden:
        path.write_text(drawn, "utf-8")
    assert path.read_text("utf-8") == drawn


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.json")), ids=lambda path: path.stem)
def test_a_golden_card_is_within_the_limits_and_still_drawn(path: Path) -> None:
    payload = json.loads(path.read_text("utf-8"))
    assert check(payload, surface_of(payload)) == ()
    assert path.stem in PAYLOADS


@pytest.mark.parametrize("name", MESSAGES)
def test_the_fallback_says_what_the_blocks_say(name: str) -> None:
    """Each name, reason and action that a block shows stands in the text too."""
    said = _plain(MESSAGES[name].text)
    for words in _bold(MESSAGES[name].blocks):
        assert _plain(words).rstrip(":") in said


def _plain(text: str) -> str:
    return " ".join(text.replace("\u2060", "").split())


def _bold(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [value["text"]] if value.get("style") == {"bold": True} else []
        return own + [words for inner in value.values() for words in _bold(inner)]
    if isinstance(value, list | tuple):
        return [words for inner in value for words in _bold(inner)]
    return []
