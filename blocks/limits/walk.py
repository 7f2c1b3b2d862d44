"""Goes through a payload along the table and says what is wrong on the way."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from blocks.limits.faults import Problem, broken, step, too_long, too_many
from blocks.limits.kinds import (
    Anything,
    Choice,
    Each,
    Flag,
    Maybe,
    Node,
    Number,
    OneOf,
    Shape,
    Surface,
    Text,
)

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where we are: the pointer, the surface, and the block around."""

    pointer: str
    surface: Surface
    block: str = ""

    def into(self, key: str | int) -> "Place":
        return replace(self, pointer=step(self.pointer, key))


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An object that was met on the way; the rules of a whole message count these."""

    shape: Shape
    value: Json
    pointer: str
    block: str


Found = Iterator[Problem | Seen]


def walk(node: Node, value: object, place: Place) -> Found:
    match node:
        case Text() | Number() | Choice() | Flag() | Anything():
            yield from _leaf(node, value, place.pointer)
        case Each():
            yield from _each(node, value, place)
        case Maybe():
            if value is not None:
                yield from walk(node.of, value, place)
        case Shape():
            yield from _shape(node, value, place)
        case OneOf():
            yield from _one_of(node, value, place)
        case _:
            assert_never(node)


def _leaf(
    node: Text | Number | Choice | Flag | Anything, value: object, pointer: str
) -> Iterator[Problem]:
    match node:
        case Text():
            yield from _text(node, value, pointer)
        case Number():
            yield from _number(node, value, pointer)
        case Choice():
            yield from _choice(node, value, pointer)
        case Flag():
            if not isinstance(value, bool):
                yield _wrong_type(pointer, "a boolean", value)
        case Anything():
            return
        case _:
            assert_never(node)


def _text(node: Text, value: object, pointer: str) -> Iterator[Problem]:
    if not isinstance(value, str):
        yield _wrong_type(pointer, "a string", value)
    elif node.longest is not None and len(value) > node.longest:
        yield too_long(pointer, node.longest, len(value))
    elif len(value) < node.shortest:
        text = f"must be more than {node.shortest - 1} characters"
        yield broken(pointer, text, "min_length", node.shortest, len(value))
    elif node.pattern is not None and not re.fullmatch(node.pattern, value):
        text = "failed to match the required pattern"
        yield broken(pointer, text, "pattern", node.pattern, _brief(value))


def _number(node: Number, value: object, pointer: str) -> Iterator[Problem]:
    allowed = int if node.whole else int | float
    if isinstance(value, bool) or not isinstance(value, allowed):
        yield _wrong_type(pointer, "an integer" if node.whole else "a number", value)
    elif isinstance(value, float) and not math.isfinite(value):
        yield _wrong_type(pointer, "a number", None)
    elif node.highest is not None and value > node.highest:
        text = f"must be less than {node.highest + 1}"
        yield broken(pointer, text, "maximum", node.highest, value)
    elif node.lowest is not None and value < node.lowest:
        text = f"must be more than {node.lowest - 1}"
        yield broken(pointer, text, "minimum", node.lowest, value)
    elif node.above is not None and value <= node.above:
        text = f"must be more than {node.above}"
        yield broken(pointer, text, "above", node.above, value)


def _choice(node: Choice, value: object, pointer: str) -> Iterator[Problem]:
    if not isinstance(value, str):
        yield _wrong_type(pointer, "a string", value)
    elif value not in node.values:
        text = f"must be one of the allowed values: {', '.join(node.values)}"
        yield broken(pointer, text, "enum", list(node.values), _brief(value))


def _each(node: Each, value: object, place: Place) -> Found:
    if not isinstance(value, list):
        yield _wrong_type(place.pointer, "an array", value)
        return
    if node.most is not None and len(value) > node.most:
        yield too_many(place.pointer, node.most, len(value))
    if len(value) < node.fewest:
        text = f"no fewer than {node.fewest} items allowed"
        yield broken(place.pointer, text, "min_items", node.fewest, len(value))
    for index, item in enumerate(value[: node.most]):
        yield from walk(node.of, item, place.into(index))


def _one_of(node: OneOf, value: object, place: Place) -> Found:
    if not isinstance(value, dict):
        yield _wrong_type(place.pointer, "an object", value)
        return
    if "type" not in value:
        yield _missing(place.pointer, "type")
        return
    kind = value["type"]
    if not isinstance(kind, str):
        yield _wrong_type(step(place.pointer, "type"), "a string", kind)
        return
    here = {name: shape for name, shape in node.shapes.items() if place.surface in shape.on}
    if kind not in here:
        text = f"unsupported type: {_brief(kind)}"
        yield broken(step(place.pointer, "type"), text, "enum", sorted(here), _brief(kind))
        return
    yield from _shape(here[kind], value, place, typed=True)


def _shape(shape: Shape, value: object, place: Place, *, typed: bool = False) -> Found:
    if not isinstance(value, dict):
        yield _wrong_type(place.pointer, "an object", value)
        return
    inside = replace(place, block=place.pointer) if shape.is_block else place
    yield Seen(shape=shape, value=value, pointer=place.pointer, block=inside.block)
    yield from _keys(shape, value, place.pointer, typed=typed)
    for key, node in shape.keys.items():
        if key in value:
            yield from walk(node, value[key], inside.into(key))
    for rule in shape.rules:
        yield from rule(value, place.pointer)


def _keys(shape: Shape, value: Json, pointer: str, *, typed: bool) -> Iterator[Problem]:
    for key in shape.required:
        if key not in value:
            yield _missing(pointer, key)
    for key in () if shape.is_open else value:
        if key not in shape.keys and not (typed and key == "type"):
            text = f"invalid additional property: {_brief(key)}"
            yield broken(pointer, text, "additional_property", sorted(shape.keys), _brief(key))
    groups = ((shape.exactly_one, True), (shape.at_least_one, False))
    for keys, alone in groups:
        given = [key for key in keys if key in value]
        names = " or ".join(f"`{key}`" for key in keys)
        if keys and not given:
            yield broken(pointer, f"must define either {names}", "required", list(keys), [])
        if alone and len(given) > 1:
            text = f"cannot define both {names.replace(' or ', ' and ')}"
            yield broken(pointer, text, "exclusive", list(keys), given)


def _missing(pointer: str, key: str) -> Problem:
    return broken(pointer, f"missing required field: {key}", "required", [key])


def _wrong_type(pointer: str, wanted: str, value: object) -> Problem:
    return broken(pointer, f"must provide {wanted}", "type", wanted, type(value).__name__)


def _brief(value: object) -> str:
    """A foreign word, short enough for a message."""
    return str(value)[:80]
