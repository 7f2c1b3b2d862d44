"""The queries of a plan, and how their cells become its figures."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.answers.calendar import Grain, Span
from bot.answers.merging import Place
from bot.answers.model import Take
from storage.answers.query import Groups


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Where a simple measure's figure stands: in which query, and at which place of its rows.

    `rows` counts the records behind it, `known` those with a value, both in the rows of `counts`;
    None where the figure itself is a count.
    """

    take: Take
    query: int
    value: int
    counts: int
    known: int | None = None
    rows: int | None = None
    by_stage: bool = False  # the first key is the stage, by which it is weighted
    currencies: tuple[int, int] | None = None  # the first and last of those added up

    def moved(self, places: Mapping[Place, Place]) -> "Cell":
        """After its query was made into one with others."""
        query, value = places[self.query, self.value]
        moved = replace(self, query=query, value=value, counts=query)
        if self.known is None or self.rows is None:
            return moved
        counts, known = places[self.counts, self.known]
        _, rows = places[self.counts, self.rows]
        moved = replace(moved, counts=counts, known=known, rows=rows)
        if self.currencies is None:
            return moved
        first, last = (places[self.counts, place][1] for place in self.currencies)
        return replace(moved, currencies=(first, last))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """A measure of the plan: one cell, or two for a ratio; `before` for the compared period."""

    name: str
    cells: tuple[Cell, ...]
    before: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """A group of the plan: `width` key columns (id and name for references), or unit spans."""

    field: str
    width: int = 1
    grain: Grain | None = None
    units: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """The queries of a plan and how to read them. `spans` are the periods, resolved."""

    queries: tuple[Groups, ...]
    axes: tuple[Axis, ...]
    sums: tuple[Sum, ...]
