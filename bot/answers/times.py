"""Which days bound which time field: the periods of a plan, measure by measure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.answers.calendar import Span
from bot.answers.checking import unsupported
from bot.answers.conditions import Day, within
from bot.answers.model import Entity, Measure
from bot.answers.periods import Lean, Period, before, overlap, year_before
from bot.answers.plan import Comparison, Plan, Versus
from storage.answers.query import Condition, Test


@dataclass(frozen=True, slots=True)
class Times:
    """The periods of one plan on one day."""

    plan: Plan
    day: Day

    def of_measure(
        self, measure: Measure, entity: Entity, *, compared: bool = False
    ) -> tuple[Condition, ...]:
        """A measure's own period, else those of the plan that bound its time or name a field."""
        spans = self.spans(measure, entity, compared=compared)
        found = self._bounds(entity, spans)
        if measure.needs_time and measure.time and measure.time not in spans:
            filled = Condition(column=entity.fields[measure.time].of, test=Test.FILLED)
            return (*found, filled)
        return found

    def of_records(self, entity: Entity) -> tuple[Condition, ...]:
        """Those that bound the records of a list, not the figures next to them."""
        spans: dict[str, list[Span]] = {}
        for period in self.plan.periods:
            on = period.on or (None if self.plan.measures else entity.time)
            if on is not None and on in entity.fields:
                spans.setdefault(on, []).append(self.day.span(period, entity.fields[on].lean))
        return self._bounds(entity, spans)

    def spans(
        self, measure: Measure, entity: Entity, *, compared: bool = False
    ) -> dict[str, list[Span]]:
        """By time field; nothing for a period that names a field that the entity has not."""
        spans: dict[str, list[Span]] = {}
        fixed = measure.period is not None
        for period in (measure.period,) if measure.period else self.plan.periods:
            on = period.on or measure.time
            if on is None:
                raise unsupported(f"{measure.label} has no time of its own: by which date?")
            if on not in entity.fields:
                continue
            lean = measure.lean or entity.fields[on].lean
            span = self.day.span(period, lean)
            if compared and not fixed and self.plan.compare_to is not None:
                span = self._shifted(self.plan.compare_to, period, span, lean)
            spans.setdefault(on, []).append(span)
        return spans

    def _shifted(self, comparison: Comparison, period: Period, span: Span, lean: Lean) -> Span:
        match comparison.versus:
            case Versus.BEFORE:
                return before(period, span, self.day.calendar)
            case Versus.YEAR_BEFORE:
                return year_before(span)
            case Versus.PERIOD:
                if comparison.period is None:
                    raise unsupported("it says not with which period to compare")
                return self.day.span(comparison.period, lean)

    def _bounds(self, entity: Entity, spans: Mapping[str, Sequence[Span]]) -> tuple[Condition, ...]:
        found: list[Condition] = []
        for on, all_of in spans.items():
            span = overlap(all_of)
            if span is None:
                raise unsupported("those periods have no day in common")
            found.append(within(entity, on, span, self.day.calendar))
        return tuple(found)
