"""What an entry of the table can say: a text up to so long, a choice, a list up to so many."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from blocks.limits.faults import Problem


class Surface(StrEnum):
    """Where blocks are shown; a stream is what chat.*Stream methods take."""

    MESSAGE = "message"
    MODAL = "modal"
    HOME = "home"
    STREAM = "stream"


EVERYWHERE = frozenset(Surface)
IN_MESSAGES = frozenset({Surface.MESSAGE, Surface.STREAM})
IN_MODALS = frozenset({Surface.MODAL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A JSON string, counted in characters; `example` matches `pattern`."""

    longest: int | None = None
    shortest: int = 1
    pattern: str | None = None
    example: str = "a"


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    lowest: int | None = None
    above: int | None = None
    highest: int | None = None
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Choice:
    """A string out of a closed set."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""


@dataclass(frozen=True, slots=True)
class Anything:
    """A value whose inside nobody has documented."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Each:
    """A list of things of one kind."""

    of: "Node"
    most: int | None = None
    fewest: int = 1


@dataclass(frozen=True, slots=True)
class Maybe:
    """Null, or the thing."""

    of: "Node"


Rule = Callable[[Mapping[str, object], str], Iterator[Problem]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """An object: its keys, which of them must be there, and what holds between them."""

    name: str
    keys: Mapping[str, "Node"]
    required: tuple[str, ...] = ()
    exactly_one: tuple[str, ...] = ()
    at_least_one: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    on: frozenset[Surface] = EVERYWHERE
    is_block: bool = False
    is_open: bool = False
    """Takes keys that the table does not know: Slack ignores arguments that it does not know."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """An object whose `type` says which of the shapes it is."""

    shapes: Mapping[str, Shape]


Node = Text | Number | Choice | Flag | Anything | Each | Maybe | Shape | OneOf


def one_of(*shapes: Shape) -> OneOf:
    return OneOf({shape.name: shape for shape in shapes})
