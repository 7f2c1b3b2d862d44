"""The plan of an answer: flat, typed, frozen; what is asked for, never who may see it.

A plan names entities, measures and fields of the model (`model.yaml`) and holds periods as people
named them. Scope, dates and SQL are added after it, from the person who asks and the day of the
question, so that nothing in a plan can widen what somebody sees.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from bot.answers.calendar import Grain
from bot.answers.periods import STRICT, Period


class Intent(StrEnum):
    METRIC = "metric"  # figures, by groups if any are named
    LIST = "list"  # records, one row each
    MOVEMENT = "movement"  # what became of the open deals between two days


class Op(StrEnum):
    """`values` are alternatives: any of them for `is`, none of them for `is_not`.

    `beats` and `trails` compare with a measure over everything in scope ("older than our average
    cycle"): its name is the one value.
    """

    IS = "is"
    IS_NOT = "is_not"
    CONTAINS = "contains"
    OVER = "over"
    AT_LEAST = "at_least"
    UNDER = "under"
    AT_MOST = "at_most"
    BETWEEN = "between"  # both ends included
    EMPTY = "empty"
    FILLED = "filled"
    BEATS = "beats"
    TRAILS = "trails"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A condition on a field of the entity. For fields that name a record (owner, manager,
    account, product …) the values are ids; `shown` is what a person reads in their place.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    field: str
    op: Op = Op.IS
    values: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Rows by a field's value, or, with a grain, by the units of a time field."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    field: str
    grain: Grain | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Having:
    """Keeps the groups, or the listed records, whose measure compares so."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    measure: str
    op: Op
    values: tuple[str, ...]


class Versus(StrEnum):
    BEFORE = "before"  # the same length of time just before
    YEAR_BEFORE = "year_before"
    PERIOD = "period"  # the one that is named


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The same figures for another time, and the difference."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    versus: Versus
    period: Period | None = None


class By(StrEnum):
    """What a row is sorted by."""

    VALUE = "value"  # a measure or a field, by name
    CHANGE = "change"  # the difference to the compared period, of the first measure
    GROWTH = "growth"  # that difference as a share of the compared period


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    name: str
    descending: bool = True
    by: By = By.VALUE


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`periods` bound the time field that each measure owns unless they name another.

    `about` parametrises measures that take a word: from which stage to which (`stage_conversion`).
    `columns` are what a list shows, empty for what the model shows by itself. `share_of_total`
    adds each row's share; the filters on `total_without` do not bound the total, which then is that
    of the row itself, unless a group is one of them. `as_of` asks for
    what was true at the end of that period's last day. A movement runs over the one period of the
    plan; `window` bounds the close dates that count.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    intent: Intent = Intent.METRIC
    entity: str = "deals"
    measures: tuple[str, ...] = ()
    group_by: tuple[Group, ...] = ()
    filters: tuple[Filter, ...] = ()
    any_of: tuple[Filter, ...] = ()
    periods: tuple[Period, ...] = ()
    compare_to: Comparison | None = None
    window: Period | None = None
    as_of: Period | None = None
    about: tuple[str, ...] = ()
    having: tuple[Having, ...] = ()
    sort: tuple[Sort, ...] = ()
    limit: int | None = None
    columns: tuple[str, ...] = ()
    share_of_total: bool = False
    total_without: tuple[str, ...] = ()
    percentile: int | None = None


class NotAPlan(Exception):
    """What was given as a plan is none."""


_PLANS = TypeAdapter(Plan)


def plan_json(plan: Plan) -> dict[str, Any]:
    """As JSON, without what is as usual; `plan_of` gives the same plan again."""
    found: dict[str, Any] = _PLANS.dump_python(plan, mode="json", exclude_defaults=True)
    return found


def plan_of(given: Mapping[str, Any]) -> Plan:
    """Raises NotAPlan for unknown names, wrong types and anything else that no plan says."""
    try:
        return _PLANS.validate_python(dict(given))
    except ValidationError as error:
        first = error.errors()[0]
        raise NotAPlan(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None
