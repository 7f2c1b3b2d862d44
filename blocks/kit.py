"""The few shapes that we use, each within Slack's limits whatever it is given.

Text from outside stands in `rich_text` and `plain_text` only: Slack reads neither for mentions,
links or formatting, so there is nothing to escape and nothing to forget.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from blocks.text import clip, inert, one_line, printable

Json = dict[str, Any]
Style = Literal["primary", "danger"]
_URL = 3000
_EMPTY = "–"
# Cleaning may shorten a text, but nobody cleans a megabyte to show a line.
_WASTE = 4


def words(
    text: str, most: int = 300, *, bold: bool = False, italic: bool = False, lines: bool = False
) -> Json:
    """A run of text, exactly as it reads."""
    text = text[: most * _WASTE]
    shown = printable(text).strip("\n") if lines else one_line(text)
    run: Json = {"type": "text", "text": _shown(shown, most)}
    style = {name: True for name, on in (("bold", bold), ("italic", italic)) if on}
    return run | ({"style": style} if style else {})


def _shown(text: str, most: int) -> str:
    """Within the limit after whatever was put in to keep it inert; never empty."""
    return clip(inert(text), most) if text.strip() else _EMPTY


def glue(text: str) -> Json:
    """A run of our own, spaces and line ends kept."""
    return {"type": "text", "text": text}


def link(text: str, url: str | None, most: int = 120) -> Json:
    """A link if the address is one of the web, else only its text."""
    if url is None or len(url) > _URL or not _is_of_the_web(url):
        return words(text, most)
    return {"type": "link", "url": url, "text": _shown(one_line(text[: most * _WASTE]), most)}


def _is_of_the_web(url: str) -> bool:
    if one_line(url) != url or " " in url:
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and bool(parts.hostname)


def line(*runs: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(runs)}


def quote(*runs: Json) -> Json:
    return {"type": "rich_text_quote", "elements": list(runs)}


def listed(items: Iterable[Sequence[Json]]) -> Json:
    return {
        "type": "rich_text_list",
        "style": "bullet",
        "elements": [line(*runs) for runs in items],
    }


def rich(*parts: Json) -> Json:
    return {"type": "rich_text", "elements": list(parts)}


def plain(text: str, most: int) -> Json:
    return {
        "type": "plain_text",
        "text": _shown(one_line(text[: most * _WASTE]), most),
        "emoji": False,
    }


def header(text: str) -> Json:
    return {"type": "header", "text": plain(text, 150)}


def aside(*texts: str) -> Json:
    """Small print."""
    return {"type": "context", "elements": [plain(text, 300) for text in texts[:10]]}


def rule() -> Json:
    return {"type": "divider"}


def button(
    text: str, action_id: str, value: str, *, style: Style | None = None, says: str = ""
) -> Json:
    """`says` is what a screen reader reads where the text alone does not tell which deal."""
    made: Json = {
        "type": "button",
        "text": plain(text, 75),
        "action_id": action_id,
        "value": value,
    }
    if style:
        made["style"] = style
    if says:
        made["accessibility_label"] = clip(one_line(says), 75)
    return made


@dataclass(frozen=True, slots=True)
class Choice:
    text: str
    value: str


def option(choice: Choice) -> Json:
    return {"text": plain(choice.text, 75), "value": choice.value}


def menu(action_id: str, choices: Sequence[Choice]) -> Json:
    return {
        "type": "overflow",
        "action_id": action_id,
        "options": [option(choice) for choice in choices[:5]],
    }


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements[:25])}


def section(text: str, accessory: Json | None = None, most: int = 500) -> Json:
    made: Json = {"type": "section", "text": plain(text, most)}
    return made | ({"accessory": accessory} if accessory else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Blocks, and a text that says the same where blocks can't be shown."""

    text: str
    blocks: tuple[Json, ...]

    def payload(self) -> Json:
        """What chat.postMessage and chat.update take; nothing in the text is parsed or unfurled."""
        return {
            "text": self.text,
            "blocks": list(self.blocks),
            "parse": "none",
            "link_names": False,
        }


def modal(title: str, blocks: Sequence[Json], *, metadata: str = "") -> Json:
    return {
        "type": "modal",
        "title": plain(title, 24),
        "close": plain("Close", 24),
        "blocks": list(blocks[:100]),
        "private_metadata": metadata,
    }


def home(blocks: Sequence[Json]) -> Json:
    return {"type": "home", "blocks": list(blocks[:100])}
