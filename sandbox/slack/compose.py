"""What a person types becomes what Slack sends: escaped, mentions and links marked."""

import re

from sandbox.slack.people import Directory
from sandbox.slack.shapes import Json

_TOKEN = re.compile(
    r"(?P<url>https?://[^\s<>|]+)|(?<!\w)@(?P<name>[\w.\-]+)|(?<!\w)#(?P<channel>[\w\-]+)"
)
_EVERYBODY = frozenset({"here", "channel", "everyone"})


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def composed(typed: str, people: Directory) -> tuple[str, list[Json]]:
    """The text and the rich text block of a typed message."""
    text, parts, last = "", [], 0
    for match in _TOKEN.finditer(typed):
        marked, part = _marked(match, people)
        before = typed[last : match.start()]
        if before:
            parts.append({"type": "text", "text": before})
        parts.append(part)
        text += escaped(before) + marked
        last = match.end()
    rest = typed[last:]
    if rest:
        parts.append({"type": "text", "text": rest})
    section = {"type": "rich_text_section", "elements": parts}
    return text + escaped(rest), [{"type": "rich_text", "elements": [section]}]


def _marked(match: re.Match[str], people: Directory) -> tuple[str, Json]:
    """One token as it stands in the text and as it stands in the block."""
    url, name, channel = match["url"], match["name"], match["channel"]
    if url:
        return f"<{escaped(url)}>", {"type": "link", "url": url}
    if name in _EVERYBODY:
        return f"<!{name}>", {"type": "broadcast", "range": name}
    if name:
        return _mention(match.group(), name, people)
    place = people.named(channel)
    if place is None:
        return match.group(), {"type": "text", "text": match.group()}
    return f"<#{place.id}|{place.name}>", {"type": "channel", "channel_id": place.id}


def _mention(typed: str, name: str, people: Directory) -> tuple[str, Json]:
    wanted = name.rstrip(".").casefold()
    found = next((one for one in people.users if one.name.casefold() == wanted), None)
    if found is None:
        return typed, {"type": "text", "text": typed}
    dots = name[len(name.rstrip(".")) :]
    return f"<@{found.id}>{dots}", {"type": "user", "user_id": found.id}
