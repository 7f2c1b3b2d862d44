"""Random blocks, mostly good, and random JSON that speaks Slack's words."""

from typing import Any

from hypothesis import strategies as st

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
from tests.blocks.samples import sample

_RARELY = st.integers(0, 14).map(lambda drawn: drawn == 0)


@st.composite
def drawn(draw: st.DrawFn, node: Node, surface: Surface = Surface.MESSAGE) -> Any:
    """A value for this place of the table, now and then one that breaks a limit."""
    match node:
        case Text():
            return draw(_texts(node))
        case Number():
            edges = [edge for edge in (node.lowest, node.highest) if edge is not None]
            usual = [sample(node), *edges]
            return draw(st.sampled_from([*usual * 4, *(edge + 1 for edge in edges)]))
        case Choice():
            return draw(st.sampled_from([*node.values * 4, "other"]))
        case Flag():
            return draw(st.booleans())
        case Anything() | Maybe():
            return sample(node)
        case Each():
            return draw(_lists(node, surface))
        case OneOf():
            here = [name for name, shape in node.shapes.items() if surface in shape.on]
            name = draw(st.sampled_from(here))
            return {"type": name, **draw(drawn(node.shapes[name], surface))}
        case Shape():
            return draw(_objects(node, surface))


def _texts(node: Text) -> st.SearchStrategy[str]:
    usual = [node.example] * 12
    if node.longest is not None and node.pattern is None:
        usual += ["x" * node.longest, "y" * node.longest, "x" * (node.longest + 1)]
    return st.sampled_from(usual if node.pattern is None else [*usual, f" {node.example}"])


@st.composite
def _lists(draw: st.DrawFn, node: Each, surface: Surface) -> list[Any]:
    if node.most is not None and draw(_RARELY):
        return [sample(node.of, place) for place in range(node.most + draw(st.integers(0, 1)))]
    size = draw(st.integers(max(node.fewest, 1), max(node.fewest, 1) + 1))
    return [draw(drawn(node.of, surface)) for _ in range(size)]


@st.composite
def _objects(draw: st.DrawFn, shape: Shape, surface: Surface) -> dict[str, Any]:
    keys = [*shape.required]
    keys += [draw(st.sampled_from(group)) for group in (shape.exactly_one,) if group]
    keys += [draw(st.sampled_from(group)) for group in (shape.at_least_one,) if group]
    others = [key for key in shape.keys if key not in (*keys, *shape.exactly_one, "type")]
    if others:
        keys += draw(st.lists(st.sampled_from(others), max_size=2, unique=True))
    if draw(_RARELY):
        keys = keys[1:] + list(shape.exactly_one)
    return {key: draw(drawn(shape.keys[key], surface)) for key in keys}


def _vocabulary(node: Node) -> set[str]:
    match node:
        case Each() | Maybe():
            return _vocabulary(node.of)
        case OneOf():
            inner = [_vocabulary(shape) for shape in node.shapes.values()]
            return set(node.shapes).union(*inner)
        case Shape():
            return set(node.keys).union(*map(_vocabulary, node.keys.values()))
        case _:
            return set()


def any_json(root: Node) -> st.SearchStrategy[Any]:
    """JSON of any form, in which the table's own keys and types turn up everywhere."""
    words = st.sampled_from(sorted({"type", "elements", *_vocabulary(root)}))
    leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | words
    return st.recursive(
        leaves,
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(words | st.text(), inner, max_size=5)
            | st.fixed_dictionaries({"type": words, "blocks": inner, "elements": st.lists(inner)})
        ),
        max_leaves=30,
    )
