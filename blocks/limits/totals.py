"""What has to hold for a message or view as a whole: ids, how many tables, how much text."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from blocks.limits.faults import Problem, broken, step
from blocks.limits.kinds import Surface
from blocks.limits.rules import repeated, shown
from blocks.limits.walk import Seen

# Nobody has published this one. Refusals were measured from about 13,200 characters on.
MESSAGE_TEXT = 13_200
MARKDOWN_TEXT = 12_000
VIEW_BYTES = 250_000
TABLES, CHARTS, PLANS = 1, 2, 1


def of_message(payload: object, seen: list[Seen], at: str) -> Iterator[Problem]:
    yield from _ids(seen)
    for one in _above(seen, ("table", "data_table"), TABLES):
        problem = broken(one.pointer, "only_one_table_allowed", "max_tables", TABLES)
        yield replace(problem, code="invalid_attachments")
    for name, most in (("data_visualization", CHARTS), ("plan", PLANS)):
        for one in _above(seen, (name,), most):
            yield broken(one.pointer, f"too many {name} blocks", "max_items", most)
    yield from _length(payload, seen, at)
    if isinstance(payload, dict):
        yield from _content(payload, at)


def of_stream(payload: object, seen: list[Seen], at: str) -> Iterator[Problem]:
    yield from _ids(seen)
    for one in _above(seen, ("table", "data_table"), TABLES):
        problem = broken(one.pointer, "only_one_table_allowed", "max_tables", TABLES)
        yield replace(problem, code="invalid_blocks")


def of_view(payload: object, seen: list[Seen], surface: Surface, at: str) -> Iterator[Problem]:
    yield from _ids(seen)
    focused = [one for one in seen if one.value.get("focus_on_load") is True]
    for one in focused[1:]:
        text = "only one element can have `focus_on_load`"
        yield broken(step(one.pointer, "focus_on_load"), text, "unique", "focus_on_load")
    if surface is Surface.MODAL and isinstance(payload, dict) and "submit" not in payload:
        for one in _blocks(seen, ("input",)):
            text = "must define `submit` to use an `input` block in modals"
            yield broken(step(one.pointer, "input"), text, "required", ["submit"])
    size = _bytes(payload)
    if size > VIEW_BYTES:
        problem = broken(at, f"must be less than {VIEW_BYTES + 1} bytes", "max_bytes", VIEW_BYTES)
        yield replace(problem, code="view_too_large")


def _blocks(seen: list[Seen], names: tuple[str, ...]) -> list[Seen]:
    return [one for one in seen if one.shape.is_block and one.shape.name in names]


def _above(seen: list[Seen], names: tuple[str, ...], most: int) -> list[Seen]:
    return _blocks(seen, names)[most:]


def _ids(seen: list[Seen]) -> Iterator[Problem]:
    blocks = [one for one in seen if one.shape.is_block]
    named = [(step(one.pointer, "block_id"), one.value.get("block_id")) for one in blocks]
    yield from repeated(named, "block_id")
    actions: dict[str, list[tuple[str, object]]] = defaultdict(list)
    for one in seen:
        if "action_id" in one.shape.keys:
            place = (step(one.pointer, "action_id"), one.value.get("action_id"))
            actions[one.block].append(place)
    for places in actions.values():
        yield from repeated(places, "action_id")


def _length(payload: object, seen: list[Seen], at: str) -> Iterator[Problem]:
    blocks = payload.get("blocks") if isinstance(payload, dict) else payload
    where = step(at, "blocks") if isinstance(payload, dict) else at
    texts = [one.value.get("text") for one in _blocks(seen, ("markdown",))]
    markdown = sum(len(text) for text in texts if isinstance(text, str))
    for got, most in ((shown(blocks), MESSAGE_TEXT), (markdown, MARKDOWN_TEXT)):
        if got > most:
            text = f"must be less than {most + 1} characters in all blocks together"
            problem = broken(where, text, "max_length", most, got)
            yield replace(problem, code="msg_blocks_too_long")
            return


def _content(payload: Mapping[str, object], at: str) -> Iterator[Problem]:
    keys = ("text", "blocks", "attachments", "markdown_text")
    if not any(payload.get(key) for key in keys):
        problem = broken(at, "no text, blocks or attachments", "required", list(keys))
        yield replace(problem, code="no_text")
    if payload.get("markdown_text") and (payload.get("text") or payload.get("blocks")):
        text = "`markdown_text` cannot be used with `text` or `blocks`"
        problem = broken(step(at, "markdown_text"), text, "exclusive", ["text", "blocks"])
        yield replace(problem, code="markdown_text_conflict")


def _bytes(payload: object) -> int:
    """The size on the wire; what nests too deep to be written is over any size."""
    try:
        return len(json.dumps(payload, ensure_ascii=False).encode("utf-8", "replace"))
    except RecursionError:
        return VIEW_BYTES + 1
