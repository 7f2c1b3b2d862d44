"""From contexts to a mission: judged, scored, ranked and proposed, by pure functions alone."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.decisions import Proposal
from bot.domain.missions import (
    Context,
    DealVerdict,
    Judgement,
    Mission,
    Moment,
    Norms,
    VerdictKind,
    Versions,
)
from bot.domain.people import Person
from bot.mission.ranking import Scored, rank, score, shown
from bot.mission.thresholds import MissionRules
from storage.grounds import Grounds, Inputs

Judge = Callable[[Context, Moment, Norms, MissionRules], Judgement]
Propose = Callable[[Context, Judgement, Person, Moment], Proposal | None]
# Deals between two breaths, so that a click is not kept waiting by somebody's morning.
_BREATH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One mission to think about: whose, when, and from what."""

    run_id: str
    rep: Person
    moment: Moment
    inputs: Inputs
    grounds: Grounds
    data_as_of: datetime | None
    reader: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Thinking:
    """The same task always gives the same mission; `drafter` is the version of `propose`."""

    judge: Judge
    propose: Propose
    drafter: str
    reasoner: str = "rules"

    async def conclude(self, task: Task, rules: MissionRules) -> Mission:
        """Every deal of the task once: act now by rank, then to monitor, then the rest."""
        concluded: list[tuple[Context, Scored]] = []
        for count, context in enumerate(task.inputs.contexts, start=1):
            concluded.append((context, self._scored(context, task, rules)))
            if count % _BREATH == 0:
                await asyncio.sleep(0)
        ranks = rank(scored for _, scored in concluded)
        verdicts = [
            self._verdict(context, scored, ranks.get(scored.deal.id), task)
            for context, scored in concluded
        ]
        return Mission(
            run_id=task.run_id,
            rep=task.rep,
            on=task.moment.today,
            now=task.moment.now,
            data_as_of=task.data_as_of,
            reasoner=self.reasoner,
            versions=Versions(
                reader=task.reader,
                rules=rules.version,
                weights=rules.weights_version,
                drafter=self.drafter,
                norms_hash=task.grounds.norms,
            ),
            verdicts=tuple(sorted(verdicts, key=_order)),
            shown=shown(ranks, rules),
        )

    def _scored(self, context: Context, task: Task, rules: MissionRules) -> Scored:
        moment, norms = task.moment, task.inputs.norms
        judgement = self.judge(context, moment, norms, rules)
        return Scored(
            deal=context.deal,
            judgement=judgement,
            score=score(context, judgement, moment, norms, rules),
        )

    def _verdict(
        self, context: Context, scored: Scored, place: int | None, task: Task
    ) -> DealVerdict:
        deal, judgement = context.deal, scored.judgement
        return DealVerdict(
            deal_id=deal.id,
            name=deal.name,
            rank=place,
            verdict=judgement.verdict,
            reason_code=judgement.reason_code,
            until=judgement.until,
            confidence=judgement.confidence,
            thin_data=judgement.thin_data,
            score=scored.score,
            observations=judgement.observations,
            would_change_if=judgement.would_change_if,
            proposal=self.propose(context, judgement, task.rep, task.moment),
            context_hash=task.grounds.deals[deal.id].context,
            amount=deal.amount,
            currency=deal.currency,
            close_date=deal.close_date,
        )


_ATTENTION: Mapping[VerdictKind, int] = {
    VerdictKind.ACT_NOW: 0,
    VerdictKind.MONITOR: 1,
    VerdictKind.NO_ACTION: 2,
}


def _order(verdict: DealVerdict) -> tuple[int, int, float, str]:
    return (
        _ATTENTION[verdict.verdict],
        verdict.rank or 0,
        -verdict.score.priority,
        verdict.deal_id,
    )
