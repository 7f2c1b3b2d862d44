"""The semantic model: entities, fields and measures, read from YAML and checked as a whole."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from pydantic import Field as Checked

from bot.answers.calendar import Calendar
from bot.answers.periods import Lean, Period
from bot.answers.plan import Filter, Op
from bot.errors import BadSetting
from bot.text.yaml import read_yaml

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CUSTOM = "custom."
ADDITIONS = "answers.yaml"


class Part(BaseModel):
    """A part of the model: frozen, and nothing in it may be misspelt."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))


class Kind(StrEnum):
    """What a field holds, which says how it may be compared and whether it may make groups."""

    TEXT = "text"
    CHOICE = "choice"  # a text of which there are few
    REFERENCE = "reference"  # the id of a record of `to`
    BAND = "band"  # a number or amount, by ranges with names
    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    DAYS = "days"
    DATE = "date"
    INSTANT = "instant"
    FLAG = "flag"

    @property
    def is_time(self) -> bool:
        return self in (Kind.DATE, Kind.INSTANT)

    @property
    def is_figure(self) -> bool:
        return self in (Kind.NUMBER, Kind.MONEY, Kind.PERCENT, Kind.DAYS)


class Unit(StrEnum):
    COUNT = "count"
    MONEY = "money"
    PERCENT = "percent"
    DAYS = "days"
    HOURS = "hours"
    NUMBER = "number"
    INSTANT = "instant"


class Take(StrEnum):
    COUNT = "count"
    DISTINCT = "distinct"
    SUM = "sum"
    AVERAGE = "average"
    MEDIAN = "median"
    LEAST = "least"
    GREATEST = "greatest"
    RATIO = "ratio"


class Band(Part):
    name: str
    from_: int = Checked(alias="from")


class Field(Part):
    """`of` is where storage finds it; `reads` the CRM fields that it tells of, if not just that."""

    label: str
    kind: Kind
    of: str
    shown: str | None = None
    to: str | None = None
    reads: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    bands: tuple[Band, ...] = ()
    people: bool = False
    always: bool = False  # no record is without it
    only: tuple[Literal["filter", "list"], ...] = ()
    lean: Lean = Lean.PAST
    synonyms: tuple[str, ...] = ()
    definition: str | None = None

    @property
    def groups(self) -> bool:
        """Whether there can be one row for each of its values."""
        return not self.only and (self.kind.is_time or not self.kind.is_figure)


class Reach(Part):
    """Records next to the entity's own; `through` are the fields that lead there."""

    record: str
    through: tuple[str, ...]


class Entity(Part):
    """`record` is the CRM's word for one of it; a list shows `shows`."""

    one: str
    many: str
    record: str
    title: str
    shows: tuple[str, ...]
    reach: dict[str, Reach]
    fields: dict[str, Field]
    time: str | None = None
    synonyms: tuple[str, ...] = ()

    def reads(self, name: str) -> frozenset[str]:
        """The CRM fields, as `kind.field`, that the field tells of."""
        if name.startswith(CUSTOM):
            return frozenset({f"{self.record}.{name}", f"{self.record}.custom"})
        field = self.fields[name]
        found = set(field.reads)
        for path in (field.of, field.shown):
            alias, dot, column = (path or "").partition(".")
            if dot and alias in self.reach:
                found |= {f"{self.reach[alias].record}.{column}", *self.reach[alias].through}
            elif dot:
                found.add(f"{alias}.{column}")
        return frozenset(found)


class Measure(Part):
    """A figure with what belongs to it: its own filters, its own time field, its unit."""

    label: str
    entity: str
    take: Take
    unit: Unit
    definition: str
    of: str | None = None
    reads: tuple[str, ...] = ()
    where: tuple[Filter, ...] = ()
    over: tuple[str, str] | None = None
    time: str | None = None
    needs_time: bool = False
    period: Period | None = None
    lean: Lean | None = None
    stage: Literal["from", "both"] | None = None
    least: Annotated[int, Checked(ge=1)] = 1
    needs_lost_amounts: bool = False
    synonyms: tuple[str, ...] = ()


class CalendarPart(Part):
    timezone: str = "UTC"
    fiscal_year_starts: Annotated[int, Checked(ge=1, le=12)] = 1
    named_after_start: bool = False
    week_starts: str = "monday"


class Model(Part):
    """All that can be asked about. Names are unique: measures over all, fields per entity."""

    revision: int
    calendar: CalendarPart
    stage_weights: dict[str, Annotated[float, Checked(ge=0, le=1)]]
    least_closed: Annotated[int, Checked(ge=1)]
    entities: dict[str, Entity]
    measures: dict[str, Measure]

    @classmethod
    def load(cls, extra: Path | None = None) -> "Model":
        """The model that ships, with what an admin's file adds or changes.

        Raises BadSetting, naming the place, if either can't be used.
        """
        given = read_yaml(Path(__file__).with_name("model.yaml").read_text("utf-8"))
        if extra is not None:
            given = _merged(given, _read(extra))
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"]) or "the model"
            raise BadSetting(
                f"The model of answers can't be used: {place}: {first['msg']}."
                f" Nothing was started. Correct {extra or 'bot/answers/model.yaml'}."
            ) from None

    @classmethod
    def at(cls, home: Path) -> "Model":
        """With `answers.yaml` of that folder, if an admin has put one there."""
        extra = home / ADDITIONS
        return cls.load(extra if extra.is_file() else None)

    @cached_property
    def days(self) -> Calendar:
        return Calendar(
            zone=self.calendar.timezone,
            fiscal_start=self.calendar.fiscal_year_starts,
            named_after_start=self.calendar.named_after_start,
            week_start=_WEEKDAYS.index(self.calendar.week_starts),
        )

    @model_validator(mode="after")
    def _whole(self) -> Self:
        faults = [*_entity_faults(self), *_measure_faults(self)]
        if self.calendar.week_starts not in _WEEKDAYS:
            faults.append(f"calendar: {self.calendar.week_starts} is no weekday")
        if faults:
            raise ValueError("; ".join(faults))
        return self


def _entity_faults(model: Model) -> Iterator[str]:
    for name, entity in model.entities.items():
        names = {entity.title, *entity.shows, *filter(None, (entity.time,))}
        for unknown in sorted(names - set(entity.fields)):
            yield f"entities.{name}: there is no field {unknown}"
        known = {entity.record, *entity.reach}
        for key, field in entity.fields.items():
            alias, dot, _ = field.of.partition(".")
            if dot and alias not in known:
                yield f"entities.{name}.fields.{key}: nothing is called {alias} here"
            if not dot and not field.reads:
                yield f"entities.{name}.fields.{key}: says not what it reads"
            if field.kind is Kind.BAND and not field.bands:
                yield f"entities.{name}.fields.{key}: has no bands"
            if field.kind is Kind.REFERENCE and field.to not in model.entities:
                yield f"entities.{name}.fields.{key}: refers to no entity"


def _measure_faults(model: Model) -> Iterator[str]:
    for name, measure in model.measures.items():
        entity = model.entities.get(measure.entity)
        if entity is None:
            yield f"measures.{name}: there is no entity {measure.entity}"
            continue
        used = {condition.field for condition in measure.where} | {measure.time or entity.title}
        for unknown in sorted(used - set(entity.fields)):
            yield f"measures.{name}: {measure.entity} have no field {unknown}"
        for other in measure.over or ():
            part = model.measures.get(other)
            if part is None or part.take is Take.RATIO or part.entity != measure.entity:
                yield f"measures.{name}: {other} can't be a part of it"
        if (measure.over is None) == (measure.take is Take.RATIO):
            yield f"measures.{name}: a ratio, and nothing else, is over two measures"
        if measure.of is None and measure.take not in (Take.COUNT, Take.RATIO):
            yield f"measures.{name}: says not of what"
        if measure.of is not None and measure.of not in entity.fields and not measure.reads:
            yield f"measures.{name}: {measure.entity} have no field {measure.of}"
        time = entity.fields.get(measure.time or "")
        if time is not None and not time.kind.is_time:
            yield f"measures.{name}: {measure.time} is no time"


def _read(path: Path) -> Mapping[str, Any]:
    try:
        found = read_yaml(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        found = None
    if not isinstance(found, dict):
        raise BadSetting(
            f"{path} can't be read as an addition to the model of answers. Nothing was started."
            " Give a YAML file of the shape of bot/answers/model.yaml."
        )
    return found


def _merged(base: Mapping[str, Any], extra: Mapping[str, Any]) -> dict[str, Any]:
    """What `extra` names replaces what is there, mapping by mapping."""
    merged = dict(base)
    for key, value in extra.items():
        known = merged.get(key)
        if isinstance(known, dict) and isinstance(value, dict):
            value = _merged(known, value)
        merged[key] = value
    return merged


def comparable(kind: Kind, op: Op) -> bool:
    """Whether values of that kind may be compared so."""
    if op in (Op.EMPTY, Op.FILLED):
        return True
    if op is Op.CONTAINS:
        return kind is Kind.TEXT or kind is Kind.CHOICE
    if op in (Op.IS, Op.IS_NOT):
        return kind is not Kind.PERCENT
    if op in (Op.BEATS, Op.TRAILS):
        return kind.is_figure
    return kind.is_figure or kind.is_time
