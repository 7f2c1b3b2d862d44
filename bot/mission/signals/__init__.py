"""Signals: the risks and chances found in one deal's context, one module per family."""

from bot.domain.missions import Context, Moment, Norms, Signal
from bot.mission.signals.findings import find
from bot.mission.thresholds import MissionRules

__all__ = ["find_signals"]


def find_signals(
    context: Context, moment: Moment, norms: Norms, rules: MissionRules
) -> tuple[Signal, ...]:
    """Every risk and chance in this context that the rules have switched on, strongest first."""
    return tuple(f.signal for f in find(context, moment, norms, rules).findings)
