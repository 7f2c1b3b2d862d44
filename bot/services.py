"""Services: the verbs that handlers and the command line may use."""

from dataclasses import dataclass

from bot.answers.ask import Answers
from bot.decisions.lifecycle import Decisions
from bot.mission.freshness import Freshness
from bot.mission.morning import Missions


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """One field per noun; `services.missions.run_due(now)` is how a handler reads."""

    missions: Missions
    decisions: Decisions
    freshness: Freshness
    answers: Answers
