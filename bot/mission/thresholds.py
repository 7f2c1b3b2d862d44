"""The mission's thresholds and weights: read once from YAML, checked, versioned by content."""

import hashlib
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, model_validator

from bot.domain.deals import Deal
from bot.domain.missions import SignalKind
from bot.text.yaml import read_yaml

Share = Annotated[float, Field(ge=0, le=1)]
Points = Annotated[float, Field(ge=0, le=10)]
Days = Annotated[int, Field(ge=0)]
MonthDay = Annotated[str, Field(pattern=r"^\d\d-\d\d$")]


class Phase(StrEnum):
    """How far a stage is, read from its name."""

    EARLY = "early"
    MIDDLE = "middle"
    LATE = "late"


class Part(BaseModel):
    """A part of the rules: frozen, and nothing in it may be misspelt."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True)


class Limits(Part):
    """Every threshold; `rules.yaml` says what each means."""

    min_confidence: Share
    question_working_days: Days
    request_noon: Annotated[int, Field(ge=0, le=24)]
    deadline_hot_days: Days
    undated_promise_days: Days
    their_undated_promise_days: Days
    their_grace_days: Days
    reply_days: Days
    close_soon_days: Days
    essential_days: Days
    silence_days: Days
    champion_silent_days: Days
    champion_chases: Days
    stall_factor: Annotated[float, Field(gt=0)]
    stall_days: Days
    norm_deals: Days
    next_step_grace_days: Days
    renewal_days: Days
    renewal_quiet_days: Days
    usage_drop: Share
    usage_floor: Annotated[float, Field(ge=0)]
    usage_fresh_days: Days
    prepare_working_days: Days
    thin_touches: Days
    friction_days: Days
    weighty_confidence: Share


class Stages(Part):
    early: tuple[str, ...]
    late: tuple[str, ...]
    renewal: tuple[str, ...]


class Segment(Part):
    """A range of amounts, lower end included."""

    from_: Decimal | None = Field(default=None, alias="from")
    below: Decimal | None = None

    def holds(self, amount: Decimal) -> bool:
        if self.from_ is not None and amount < self.from_:
            return False
        return self.below is None or amount < self.below


class Override(Part):
    """Other limits or switches for one phase, exact stage name, or segment; all given must fit."""

    stage: str | None = None
    segment: str | None = None
    limits: dict[str, float] = Field(default_factory=dict)
    signals: dict[SignalKind, bool] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _known_limits(self) -> Self:
        unknown = sorted(set(self.limits) - set(Limits.model_fields))
        if unknown:
            raise ValueError(f"unknown limits in an override: {', '.join(unknown)}")
        return self


class Holiday(Part):
    """A span of the year, both days included; it may run over New Year."""

    from_: MonthDay = Field(alias="from")
    to: MonthDay

    def holds(self, day: date) -> bool:
        at = day.isoformat()[5:]
        if self.from_ <= self.to:
            return self.from_ <= at <= self.to
        return at >= self.from_ or at <= self.to


class Contribution(Part):
    """What one signal at full strength brings to a score, and the effort of answering it."""

    urgency: Points
    impact: Points
    confidence: Points
    effort: Points


class Floors(Part):
    close_soon_urgency: Points
    act_now_urgency: Points


class Ceilings(Part):
    monitor_urgency: Points
    no_action_urgency: Points
    thin_confidence: Points
    stale_confidence: Points


class Weights(Part):
    """The published formula: priority = urgency·U + impact·I + confidence·C − effort·E."""

    urgency: Share
    impact: Share
    confidence: Share
    effort: Share
    shown: Annotated[int, Field(ge=1, le=5)]
    spill: Share
    signals: dict[SignalKind, Contribution]
    ladder: tuple[Decimal, ...]
    unknown_amount: Points
    unknown_confidence: Points
    late_stage_impact: Points
    floors: Floors
    ceilings: Ceilings

    @model_validator(mode="after")
    def _every_signal(self) -> Self:
        missing = sorted(set(SignalKind) - set(self.signals))
        if missing:
            raise ValueError(f"signals without weights: {', '.join(missing)}")
        return self


class Resolved(Part):
    """What holds for one deal: its phase, its limits, and the signals that are switched on."""

    phase: Phase
    limits: Limits
    on: frozenset[SignalKind]


class MissionRules(Part):
    """Everything that an admin may tune; `version` covers all but the weights."""

    revision: int
    stages: Stages
    segments: dict[str, Segment]
    limits: Limits
    overrides: tuple[Override, ...] = ()
    signals: dict[SignalKind, bool]
    usage_holidays: tuple[Holiday, ...]
    weights: Weights
    _version: str = PrivateAttr()
    _weights_version: str = PrivateAttr()
    _resolved: dict[tuple[str, str | None], Resolved] = PrivateAttr(default_factory=dict)

    @classmethod
    def load(cls, path: Path | None = None) -> Self:
        """Reads `path`, or the rules that ship with the product; raises ValueError if unfit."""
        text = (path or Path(__file__).with_name("rules.yaml")).read_text(encoding="utf-8")
        return cls.model_validate(read_yaml(text))

    @model_validator(mode="after")
    def _whole(self) -> Self:
        missing = sorted(set(SignalKind) - set(self.signals))
        if missing:
            raise ValueError(f"signals without a switch: {', '.join(missing)}")
        unknown = sorted({o.segment for o in self.overrides if o.segment} - set(self.segments))
        if unknown:
            raise ValueError(f"overrides for unknown segments: {', '.join(unknown)}")
        return self

    def model_post_init(self, context: Any, /) -> None:
        self._version = _digest(self.model_dump_json(exclude={"weights"}))
        self._weights_version = _digest(self.weights.model_dump_json())

    @property
    def version(self) -> str:
        return self._version

    @property
    def weights_version(self) -> str:
        return self._weights_version

    def phase_of(self, stage: str) -> Phase:
        folded = stage.casefold()
        if any(word in folded for word in self.stages.late):
            return Phase.LATE
        if any(word in folded for word in self.stages.early):
            return Phase.EARLY
        return Phase.MIDDLE

    def resolve(self, deal: Deal) -> Resolved:
        """The limits and switches for this deal; later overrides win."""
        key = (deal.stage, self._segment_of(deal.amount))
        found = self._resolved.get(key)
        if found is None:
            # Only a shortcut: the same key always resolves to the same value.
            found = self._resolved[key] = self._resolve(*key)
        return found

    def is_holiday(self, day: date) -> bool:
        return any(span.holds(day) for span in self.usage_holidays)

    def _segment_of(self, amount: Decimal | None) -> str | None:
        if amount is None:
            return None
        return next((name for name, span in self.segments.items() if span.holds(amount)), None)

    def _resolve(self, stage: str, segment: str | None) -> Resolved:
        phase = self.phase_of(stage)
        limits: dict[str, Any] = self.limits.model_dump()
        switches = dict(self.signals)
        for override in self.overrides:
            if override.stage not in (None, phase.value, stage):
                continue
            if override.segment not in (None, segment):
                continue
            limits |= override.limits
            switches |= override.signals
        on = frozenset(kind for kind, is_on in switches.items() if is_on)
        return Resolved(phase=phase, limits=Limits.model_validate(limits), on=on)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
