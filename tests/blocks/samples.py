"""Payloads made from the table itself: the smallest good one, and both sides of every limit."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from blocks.limits import rules
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

_DIFFERENT = {"value", "task_id", "name"}
_WRONG_TYPE: dict[type, object] = {Text: 7, Choice: 7, Number: "7", Flag: "yes", Each: {}}


@dataclass(frozen=True, kw_only=True)
class Case:
    """A payload; `kind` names the broken constraint, None if the payload is good."""

    payload: Any
    pointer: str
    kind: str | None
    trail: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return f"{'.'.join(self.trail)} {self.kind or 'good'}"


def sample(node: Node, number: int = 0) -> Any:
    """The smallest good value; another number gives another value where values must differ."""
    match node:
        case Text():
            return node.example
        case Number():
            return node.lowest if node.lowest is not None else (node.above or 0) + 1
        case Choice():
            return node.values[number % len(node.values)]
        case Flag():
            return True
        case Anything():
            return {"type": "icon", "name": "a"}
        case Each():
            return [sample(node.of, number + place) for place in range(node.fewest)]
        case Maybe():
            return sample(node.of, number)
        case OneOf():
            name, shape = next(iter(node.shapes.items()))
            return {"type": name, **sample(shape, number)}
        case Shape():
            return _object(shape=node, number=number)


def _object(shape: Shape, number: int) -> dict[str, Any]:
    keys = [*shape.required, *shape.exactly_one[:1], *shape.at_least_one[:1]]
    made = {key: sample(shape.keys[key], number) for key in keys}
    for key in _DIFFERENT & made.keys():
        node = shape.keys[key]
        if isinstance(node, Text) and node.pattern is None:
            made[key] = f"{made[key]}{number}"
    return settled(shape, made)


def settled(shape: Shape, value: dict[str, Any], *, changed: str = "") -> dict[str, Any]:
    """Brings the other keys in line with the changed one, so that only one thing is judged."""
    value = dict(value)
    if shape.name == "modal":
        value.setdefault("submit", {"type": "plain_text", "text": "Send"})
    if shape.name == "message" and not any(value.values()):
        value["text"] = "a"
    if shape.name == "message" and changed == "markdown_text":
        value = {"markdown_text": value["markdown_text"]}
    if rules.first_choice_is_offered in shape.rules and changed == "initial_options":
        value["options"] = value["initial_options"]
        value.pop("option_groups", None)
    if rules.series_follow_the_axis in shape.rules:
        _plot(value, changed)
    if shape.name == "data_table" and changed == "row_header_column_index":
        value["rows"] = [[{"type": "raw_text", "text": "a"}] * 20] * 2
    return value


def _plot(chart: dict[str, Any], changed: str) -> None:
    axis, series = chart.get("axis_config"), chart.get("series")
    if not isinstance(axis, dict) or not isinstance(series, list):
        return
    if changed == "axis_config" and isinstance(axis.get("categories"), list):
        data = [{"label": label, "value": 1} for label in axis["categories"]]
        chart["series"] = [{**one, "data": data} for one in series]
    points = series[0].get("data") if series and isinstance(series[0], dict) else None
    if changed == "series" and isinstance(points, list):
        labels = [point.get("label") for point in points if isinstance(point, dict)]
        chart["axis_config"] = {**axis, "categories": labels}


@dataclass(kw_only=True)
class Cases:
    """Walks the table once; a shape that stands in many places is tried in the first."""

    surface: Surface
    done: set[int] = field(default_factory=set)

    def of(self, node: Node) -> Iterator[Case]:
        if type(node) in _WRONG_TYPE:
            yield Case(payload=_WRONG_TYPE[type(node)], pointer="", kind="type")
        match node:
            case Text():
                yield from _texts(node)
            case Number():
                yield from _numbers(node)
            case Choice():
                yield from (Case(payload=one, pointer="", kind=None) for one in node.values)
                yield Case(payload="other", pointer="", kind="enum")
            case Each():
                yield from self._lists(node)
            case Maybe():
                yield Case(payload=None, pointer="", kind=None)
                yield from self.of(node.of)
            case OneOf():
                yield from self._kinds(node)
            case Shape():
                yield from self._objects(node)
            case Flag() | Anything():
                return

    def _lists(self, node: Each) -> Iterator[Case]:
        def items(count: int, kind: str | None) -> Case:
            made = [sample(node.of, place) for place in range(count)]
            return Case(payload=made, pointer="", kind=kind)

        if node.most is not None:
            yield items(node.most, None)
            yield items(node.most + 1, "max_items")
        if node.fewest:
            yield items(node.fewest, None)
            yield items(node.fewest - 1, "min_items")
        for case in self.of(node.of):
            payload = [case.payload] * max(node.fewest, 1)
            yield replace(case, payload=payload, pointer=f"/0{case.pointer}")

    def _kinds(self, node: OneOf) -> Iterator[Case]:
        yield Case(payload="text", pointer="", kind="type")
        yield Case(payload={}, pointer="", kind="required")
        yield Case(payload={"type": "other"}, pointer="/type", kind="enum")
        yield Case(payload={"type": 7}, pointer="/type", kind="type")
        for name, shape in node.shapes.items():
            if self.surface in shape.on:
                for case in self._objects(shape):
                    yield replace(case, payload=_typed(name, case.payload))

    def _objects(self, shape: Shape) -> Iterator[Case]:
        if id(shape) in self.done:
            return
        self.done.add(id(shape))
        good = _object(shape, 0)
        yield Case(payload=good, pointer="", kind=None, trail=(shape.name,))
        for key, node in shape.keys.items():
            if key == "type":
                continue
            others = shape.exactly_one if key in shape.exactly_one else ()
            base = {name: value for name, value in good.items() if name not in others}
            for case in self.of(node):
                made = settled(shape, {**base, key: case.payload}, changed=key)
                trail = (shape.name, key, *case.trail)
                yield replace(case, payload=made, pointer=f"/{key}{case.pointer}", trail=trail)
        yield from _keys(shape, good)


def _typed(name: str, payload: object) -> object:
    return {"type": name, **payload} if isinstance(payload, dict) else payload


def _texts(node: Text) -> Iterator[Case]:
    yield Case(payload=node.example, pointer="", kind=None)
    if node.longest is not None:
        yield Case(payload="x" * node.longest, pointer="", kind=None)
        yield Case(payload="x" * (node.longest + 1), pointer="", kind="max_length")
    yield Case(payload="", pointer="", kind="min_length" if node.shortest else None)
    if node.pattern is not None:
        yield Case(payload=f" {node.example}", pointer="", kind="pattern")


def _numbers(node: Number) -> Iterator[Case]:
    edges: list[tuple[int | None, Callable[[int], tuple[int, int]], str]] = [
        (node.highest, lambda edge: (edge, edge + 1), "maximum"),
        (node.lowest, lambda edge: (edge, edge - 1), "minimum"),
        (node.above, lambda edge: (edge + 1, edge), "above"),
    ]
    for edge, sides, kind in edges:
        if edge is not None:
            good, bad = sides(edge)
            yield Case(payload=good, pointer="", kind=None)
            yield Case(payload=bad, pointer="", kind=kind)
    if node.whole:
        yield Case(payload=1.5, pointer="", kind="type")


def _keys(shape: Shape, good: dict[str, Any]) -> Iterator[Case]:
    trail = (shape.name,)
    for key in shape.required:
        left = {name: value for name, value in good.items() if name != key}
        yield Case(payload=left, pointer="", kind="required", trail=(*trail, key))
    for group in (shape.exactly_one, shape.at_least_one):
        if group:
            left = {name: value for name, value in good.items() if name not in group}
            yield Case(payload=left, pointer="", kind="required", trail=trail)
    if shape.exactly_one:
        both = good | {key: sample(shape.keys[key]) for key in shape.exactly_one}
        yield Case(payload=both, pointer="", kind="exclusive", trail=trail)
    if not shape.is_open:
        extra = good | {"no_such_key": 1}
        yield Case(payload=extra, pointer="", kind="additional_property", trail=trail)
