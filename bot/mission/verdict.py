"""The verdict: what one context means for today, and why."""

from bot.domain.missions import (
    Context,
    Judgement,
    Moment,
    Norms,
    ReasonCode,
    VerdictKind,
)
from bot.mission.signals import find_signals
from bot.mission.thresholds import MissionRules


def judge(context: Context, moment: Moment, norms: Norms, rules: MissionRules) -> Judgement:
    """Exactly one conclusion for every context; raises nothing."""
    return Judgement(
        verdict=VerdictKind.MONITOR,
        reason_code=ReasonCode.THIN_DATA,
        confidence=0.3,
        thin_data=True,
        observations=(),
        would_change_if=(),
        signals=find_signals(context, moment, norms, rules),
    )
