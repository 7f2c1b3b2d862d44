"""From a filled-in form to a plan: names and numbers are looked up by code, in the question.

What the question does not bear out makes the whole form worthless: a plan with a condition less, or
with one more, would be a figure of something else.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from bot.answers.by_model.asked import Asked
from bot.answers.by_model.form import FilterForm, HavingForm, PlanForm, TimeForm
from bot.answers.calendar import Grain
from bot.answers.model import CUSTOM, Entity, Field, Kind, Model
from bot.answers.periods import Lean, NotAPeriod, Period, PeriodKind
from bot.answers.plan import (
    Comparison,
    Filter,
    Group,
    Having,
    Intent,
    Op,
    Plan,
    Sort,
    Versus,
)

_NO_VALUES = (Op.EMPTY, Op.FILLED)
# Fields whose values are people by another name.
_PEOPLE = ("owner",)


class NotBorneOut(Exception):
    """Why a form is no reading of its question, in words that hold none of its values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolver:
    """Resolves the forms of one question."""

    asked: Asked
    model: Model

    def plan(self, form: PlanForm) -> Plan:
        """Raises NotBorneOut."""
        entity = self.model.entities.get(form.entity)
        if entity is None:
            raise NotBorneOut("entity: not in the vocabulary")
        if len(form.times) < len(self.asked.times):
            raise NotBorneOut("times: one that the question names is not used")
        return Plan(
            intent=Intent(form.intent),
            entity=form.entity,
            measures=tuple(form.measures),
            group_by=tuple(
                Group(field=one.field, grain=None if one.grain == "none" else Grain(one.grain))
                for one in form.group_by
            ),
            filters=tuple(self._filter(one, form.entity, entity) for one in form.filters),
            periods=tuple(self._period(one, form, entity) for one in form.times),
            compare_to=_comparison(form),
            having=tuple(self._having(one) for one in form.having),
            sort=(Sort(name=form.sort_by, descending=form.descending),) if form.sort_by else (),
            limit=self._limit(form.limit),
            share_of_total=form.share_of_total,
        )

    def _filter(self, one: FilterForm, name: str, entity: Entity) -> Filter:
        op = Op(one.op)
        for known in self.asked.before:
            if (known.field, known.op, known.shown) == (one.field, op, tuple(one.values)):
                return known
        if op in _NO_VALUES:
            return Filter(field=one.field, op=op)
        field = entity.fields.get(one.field)
        if field is None and not one.field.startswith(CUSTOM):
            raise NotBorneOut("filters: a field that is not in the vocabulary")
        if not one.values:
            raise NotBorneOut("filters: a condition without a value")
        resolve = self._reading_of(one.field, field, name)
        found = [resolve(value) for value in one.values]
        return Filter(
            field=one.field,
            op=op,
            values=tuple(value for values, _ in found for value in values),
            shown=tuple(shown for values, shown in found for _ in values),
        )

    def _reading_of(
        self, key: str, field: Field | None, entity: str
    ) -> Callable[[str], tuple[tuple[str, ...], str]]:
        """How a value of that field is looked up: what is stored, and what a person reads."""
        if field is None or (field.kind in (Kind.CHOICE, Kind.REFERENCE) and not field.values):
            return lambda value: self._name(value, _named_by(key, field), entity)
        if field.kind is Kind.FLAG:
            return lambda value: _one_of(value, ("true", "false"))
        if field.values or field.bands:
            names = field.values or tuple(band.name for band in field.bands)
            return lambda value: _one_of(value, names)
        if field.kind.is_time:
            raise NotBorneOut("filters: a time is no condition, it is one of the times")
        if field.kind.is_figure:
            return self._figure
        return self._said

    def _figure(self, value: str) -> tuple[tuple[str, ...], str]:
        return (self._number(value),), value

    def _name(self, value: str, fields: Sequence[str], entity: str) -> tuple[tuple[str, ...], str]:
        self._said(value)
        found = self.asked.meant(value, fields, entity)
        if len(found) != 1:
            raise NotBorneOut("filters: a name that is not known, or stands for several")
        return found[0].values, found[0].shown

    def _said(self, value: str) -> tuple[tuple[str, ...], str]:
        if not self.asked.says(value):
            raise NotBorneOut("filters: a value that the question does not say")
        return (value,), value

    def _number(self, text: str) -> str:
        try:
            number = Decimal(text)
        except InvalidOperation:
            raise NotBorneOut("a number that is none") from None
        if number not in self.asked.numbers:
            raise NotBorneOut("a number that the question does not say")
        return text

    def _having(self, one: HavingForm) -> Having:
        values = tuple(self._number(value) for value in one.values)
        return Having(measure=one.measure, op=Op(one.op), values=values)

    def _limit(self, limit: int) -> int | None:
        if limit > 1 and Decimal(limit) not in self.asked.numbers:
            raise NotBorneOut("limit: a number that the question does not say")
        return limit or None

    def _period(self, one: TimeForm, form: PlanForm, entity: Entity) -> Period:
        times, on = self.asked.times, one.on or None
        if one.on and one.on not in entity.fields:
            raise NotBorneOut("times: a field that is not in the vocabulary")
        if bool(times) != bool(one.number) or one.number > len(times):
            raise NotBorneOut("times: one that the question does not name")
        if not one.number:
            kind = PeriodKind.RELATIVE
            return Period(kind=kind, on=on, grain=Grain(one.grain), offset=one.offset)
        lean, reader = self._lean(on, form, entity), self.asked.reader
        try:
            said = times[one.number - 1].bounded(reader.today, self.model.days, lean)
        except NotAPeriod:
            said = None
        if said is None:
            raise NotBorneOut("times: one that makes no sense")
        return replace(said, on=on)

    def _lean(self, on: str | None, form: PlanForm, entity: Entity) -> Lean:
        """Which "Q3" is meant: as of the field or the measure that it bounds."""
        if on is not None:
            return entity.fields[on].lean
        measures = (self.model.measures.get(name) for name in form.measures)
        first = next((one for one in measures if one is not None), None)
        if first is None:
            return Lean.PAST
        field = entity.fields.get(first.time or "")
        return first.lean or (field.lean if field else Lean.PAST)


def _comparison(form: PlanForm) -> Comparison | None:
    return None if form.compare_to == "none" else Comparison(versus=Versus(form.compare_to))


def _named_by(key: str, field: Field | None) -> tuple[str, ...]:
    """Under which fields the names of this one are kept."""
    if field is None or field.kind is not Kind.REFERENCE:
        return (key,)
    if field.people:
        return _PEOPLE
    return {"accounts": ("account",), "products": ("product",), "contacts": ("contact",),
            "deals": ("id", "deal")}.get(field.to or "", (key,))  # fmt: skip


def _one_of(value: str, names: Sequence[str]) -> tuple[tuple[str, ...], str]:
    if value.casefold() not in {name.casefold() for name in names}:
        raise NotBorneOut("filters: a value that the field does not have")
    name = next(name for name in names if name.casefold() == value.casefold())
    return (name,), name
