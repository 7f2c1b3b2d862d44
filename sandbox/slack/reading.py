"""What stands on the screen: the words of blocks in order, and what can be clicked among them."""

from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.slack.fields import options
from sandbox.slack.forms import elements
from sandbox.slack.shapes import Json, Message, View

_TEXTS = (
    "title", "rich_text_title", "label", "hint", "text", "subtitle", "body", "fields", "elements",
    "element", "accessory", "alt_text", "placeholder", "caption", "details", "output", "tasks",
    "rows", "child_blocks", "cards", "actions", "options", "option_groups", "description",
    "sources", "positive_button", "negative_button", "blocks", "attachments",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Clickable:
    """Something to press: a button, or one entry of a menu, where it stands."""

    label: str
    block: Json
    element: Json
    option: Json | None = None
    value: str | None = None


def words(blocks: list[Json]) -> list[str]:
    """Everything a person can read, in reading order; also what stands in menus."""
    return [line for block in blocks for line in _words(block)]


def _words(thing: object) -> Iterator[str]:
    if isinstance(thing, str):
        yield thing
    if isinstance(thing, int | float) and not isinstance(thing, bool):
        yield str(thing)
    if isinstance(thing, list):
        for one in thing:
            yield from _words(one)
    if isinstance(thing, dict):
        if thing.get("type") == "raw_number":
            yield str(thing.get("value", ""))
        if thing.get("type") == "rich_text_section":
            yield "".join(line for one in thing.get("elements", []) for line in _words(one))
            return
        for key in _TEXTS:
            if key in thing:
                yield from _words(thing[key])


def text_of(message: Message) -> str:
    """A message as one reads it: its blocks if it has any, else its text."""
    shown = words(message.blocks)
    return "\n".join(shown) if shown else message.text


def text_of_view(view: View) -> str:
    content = view.content
    heads = [content[key]["text"] for key in ("title", "submit", "close") if content.get(key)]
    complaints = [text for _, text in view.errors]
    return "\n".join([*heads[:1], *words(view.blocks), *complaints, *heads[1:]])


def clickables(blocks: list[Json]) -> Iterator[Clickable]:
    for block, element in elements(blocks):
        yield from _of_element(block, element)


def _of_element(block: Json, element: Json) -> Iterator[Clickable]:
    kind = element.get("type")
    match kind:
        case "button" | "workflow_button" | "icon_button":
            label = (element.get("text") or {}).get("text", "")
            yield Clickable(label=label, block=block, element=element)
        case "feedback_buttons":
            for key in ("positive_button", "negative_button"):
                one = element.get(key) or {}
                label = (one.get("text") or {}).get("text", "")
                yield Clickable(label=label, block=block, element=element, value=one.get("value"))
        case "overflow" | "static_select" | "radio_buttons" | "checkboxes":
            for one in options(element):
                label = one["text"]["text"]
                yield Clickable(label=label, block=block, element=element, option=one)
        case _:
            return
