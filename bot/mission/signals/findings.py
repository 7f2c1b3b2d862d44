"""All findings of one context."""

from bot.domain.missions import Context, Moment, Norms
from bot.mission.signals.finding import Finding
from bot.mission.thresholds import MissionRules


def find(
    context: Context, moment: Moment, norms: Norms, rules: MissionRules
) -> tuple[Finding, ...]:
    return ()
