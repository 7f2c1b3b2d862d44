"""Past missions concluded again: under what held then, or under other rules, prompts or models.

Nothing here is given anything that could write or send: `PastMissions` reads from a database that
refuses to be written, and a `Thinking` only concludes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from pydantic import ValidationError

from bot.domain.missions import Mission, Moment, Versions
from bot.errors import BadInput, DaybreakError
from bot.mission.calendar import zone_of
from bot.mission.thinking import Task, Thinking
from bot.mission.thresholds import MissionRules
from storage.grounds import Inputs, grounds_of
from storage.past import PastMissions


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """One mission as it was and as it would be."""

    before: Mission
    after: Mission


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """`thinking` is made for what a mission was made with; `rules` None: the mission's own."""

    past: PastMissions
    thinking: Callable[[Versions], Thinking]
    rules: MissionRules | None = None

    async def runs(self, since: date, until: date) -> list[str]:
        return await self.past.runs(since, until)

    async def again(self, run_id: str) -> Replayed:
        """With what was known then, whatever the CRM says today.

        Raises BadInput for a mission that is not there, and DaybreakError if this version of
        Daybreak can't read what that one rested on.
        """
        before = await self.past.find(run_id)
        if before is None:
            raise BadInput(f"There is no mission {run_id}. Nothing was computed.")
        try:
            inputs = await self.past.inputs(run_id)
            rules = self.rules or MissionRules.model_validate_json(inputs.rules)
        except ValidationError:
            raise DaybreakError(
                f"The mission {run_id} was made by another version of Daybreak, which kept other"
                " facts or rules. It was not computed again; what it concluded is unchanged."
                " Run that version to compute it again."
            ) from None
        task = self._task(before, inputs)
        after = await self.thinking(before.versions).conclude(task, rules)
        return Replayed(before=before, after=after)

    def _task(self, before: Mission, inputs: Inputs) -> Task:
        return Task(
            run_id=before.run_id,
            rep=before.rep,
            moment=Moment(now=before.now, today=before.on, zone=zone_of(before.rep).key),
            inputs=inputs,
            grounds=grounds_of(inputs, self.past.codec),
            data_as_of=before.data_as_of,
            reader=before.versions.reader,
        )
