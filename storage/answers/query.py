"""What is read for an answer, described without SQL: whose rows, which of them, in which groups."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

Value = str | int | bool | Decimal | date | datetime
Cell = Value | None


class Test(StrEnum):
    """How a column is compared. Ranges hold their first value and not their second."""

    __test__ = False  # for pytest: not one of its own

    IN = "in"
    NOT_IN = "not_in"
    WITHIN = "within"
    OVER = "over"
    AT_LEAST = "at_least"
    UNDER = "under"
    AT_MOST = "at_most"
    CONTAINS = "contains"
    EMPTY = "empty"
    FILLED = "filled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """`NOT_IN` also holds for what is unknown; all others hold only for what is known."""

    column: str
    test: Test
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One group per value, or per range between `edges`: 0 before the first, 1 after it, …"""

    column: str
    edges: tuple[Value, ...] = ()


class Fold(StrEnum):
    COUNT = "count"
    SUM = "sum"
    DISTINCT = "distinct"
    LEAST = "least"
    GREATEST = "greatest"
    PERCENTILE = "percentile"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """`column` None counts rows, else only what is known counts; `share` 0.5 is the median.

    `where` narrows down the rows of this figure alone.
    """

    fold: Fold
    column: str | None = None
    share: Decimal = Decimal("0.5")
    where: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose records: everybody's, or those of `owners`. The first condition of every statement."""

    workspace: str
    owners: frozenset[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """The moment of the question: the day's beginning and end, in the workspace's zone. With
    `past`, deals are read as they were just before that instant.
    """

    at: datetime
    today: date
    day_end: datetime
    past: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """By a key, figure or column, by its place among them; unknown values last."""

    place: int
    descending: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Top:
    """Only the best groups by one figure are wanted: more may come, the best and ties surely do."""

    figure: int
    number: int
    descending: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """Figures per group; one row without keys. `where` all hold, one of `any_of` if given, and
    all of one of `sets` if given: what one or the other figure wants to see.
    """

    entity: str
    keys: tuple[Key, ...] = ()
    figures: tuple[Figure, ...] = ()
    where: tuple[Condition, ...] = ()
    any_of: tuple[Condition, ...] = ()
    sets: tuple[tuple[Condition, ...], ...] = ()
    top: Top | None = None

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All that are named anywhere."""
        of_figures = (each for figure in self.figures for each in figure.where)
        of_sets = (each for set_ in self.sets for each in set_)
        return (*self.where, *self.any_of, *of_sets, *of_figures)


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """Columns of single records."""

    entity: str
    columns: tuple[str, ...]
    where: tuple[Condition, ...] = ()
    any_of: tuple[Condition, ...] = ()
    order: tuple[Order, ...] = ()
    limit: int | None = None

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All that are named anywhere."""
        return (*self.where, *self.any_of)
