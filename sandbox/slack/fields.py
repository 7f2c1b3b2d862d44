"""What a person chooses or types, as Slack's client makes a value of it, and what it refuses."""

import re
from collections.abc import Iterator
from datetime import date

from sandbox.slack.forms import STARTS, stateful
from sandbox.slack.people import Directory
from sandbox.slack.shapes import Json
from sandbox.slack.streams import rich_text

Given = str | int | float | list[str] | Json | None
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_URL = re.compile(r"^https?://\S+$")
_NUMBER = re.compile(r"^-?\d+(\.\d+)?$")
_TIME = re.compile(r"^([01]\d|2[0-3]):[0-5]\d$")
_PEOPLE = frozenset({"selected_user", "selected_users"})
_ROOMS = frozenset(
    {
        "selected_conversation", "selected_conversations", "selected_channel",
        "selected_channels",
    }
)  # fmt: skip


class NoSuchChoice(LookupError):
    """The element does not offer that."""


def valued(element: Json, given: Given, people: Directory) -> Json:
    """The state of an element after a person chose or typed this; None empties it."""
    kind = element["type"]
    target = STARTS[kind][1]
    made: Json = {"type": kind}
    many = target.startswith("selected_") and kind.startswith(("multi_", "checkboxes"))
    if given is None:
        return {**made, target: [] if many else None}
    if many:
        items = given if isinstance(given, list) else [given]
        return {**made, target: [_one(element, target, one, people) for one in items]}
    return {**made, target: _one(element, target, given, people)}


def _one(element: Json, target: str, given: Given, people: Directory) -> object:
    if target in {"selected_option", "selected_options"}:
        return _option(element, given)
    if target in _PEOPLE:
        return people.who(str(given)).id
    if target in _ROOMS:
        return people.place(str(given)).id
    match target:
        case "rich_text_value":
            return rich_text(given) if isinstance(given, str) else given
        case "selected_date":
            return _day(str(given))
        case "selected_time":
            return _matching(_TIME, str(given), "a time is HH:MM")
        case "selected_date_time":
            return int(str(given))
        case "files":
            return given if isinstance(given, list) else [given]
        case _:
            return str(given)


def _day(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise NoSuchChoice(f"not a date: {text}") from None
    return text


def _matching(pattern: re.Pattern[str], text: str, why: str) -> str:
    if not pattern.match(text):
        raise NoSuchChoice(f"{why}: {text}")
    return text


def options(element: Json) -> Iterator[Json]:
    """Everything that an element offers, in groups or not."""
    yield from element.get("options") or ()
    for group in element.get("option_groups") or ():
        yield from group["options"]


def _option(element: Json, given: Given) -> Json:
    """An offered option by its text or its value; of an outside source any object will do."""
    if isinstance(given, dict):
        return given
    for one in options(element):
        if given in {one["text"]["text"], one.get("value")}:
            return {"text": one["text"], "value": one.get("value")}
    offered = ", ".join(one["text"]["text"] for one in options(element))
    raise NoSuchChoice(f"{given!r} is not offered; there is: {offered}")


def action_of(block: Json, element: Json, value: Json | None, ts: str) -> Json:
    """The `actions` entry of a click."""
    made: Json = {
        "type": element["type"],
        "action_id": element.get("action_id", ""),
        "block_id": block["block_id"],
        "action_ts": ts,
    }
    for key in ("text", "value", "style", "placeholder", "confirm", "accessibility_label"):
        if key in element:
            made[key] = element[key]
    return {**made, **(value or {})}


def problems(blocks: list[Json], values: Json) -> dict[str, str]:
    """What Slack's client says under inputs before it sends a modal."""
    found: dict[str, str] = {}
    for block, element in stateful(blocks):
        if block["type"] != "input":
            continue
        value = values[block["block_id"]][element["action_id"]]
        content = value.get(STARTS[element["type"]][1])
        complaint = _complaint(block, element, content)
        if complaint:
            found[block["block_id"]] = complaint
    return found


def _complaint(block: Json, element: Json, content: object) -> str | None:
    if content in (None, "", []):
        return None if block.get("optional") else "Please complete this required field."
    text = str(content)
    match element["type"]:
        case "plain_text_input":
            return _length(element, text)
        case "email_text_input" if not _EMAIL.match(text):
            return "Please enter a valid email address."
        case "url_text_input" if not _URL.match(text):
            return "Please enter a valid URL."
        case "number_input":
            return _figure(element, text)
        case _:
            return None


def _length(element: Json, text: str) -> str | None:
    low, high = element.get("min_length", 0), element.get("max_length", 3000)
    if len(text) < low:
        return f"Please enter at least {low} characters."
    if len(text) > high:
        return f"Please enter no more than {high} characters."
    return None


def _figure(element: Json, text: str) -> str | None:
    if not _NUMBER.match(text) or ("." in text and not element.get("is_decimal_allowed")):
        return "Please enter a number."
    low, high = element.get("min_value"), element.get("max_value")
    if low is not None and float(text) < float(low):
        return f"Please enter a number of at least {low}."
    if high is not None and float(text) > float(high):
        return f"Please enter a number of at most {high}."
    return None
