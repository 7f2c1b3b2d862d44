"""From contexts to a mission: judged, scored, ranked and proposed, by pure functions alone."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

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
class Case:
    """One deal with what the rules concluded."""

    context: Context
    judgement: Judgement


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What became of the rules' judgement; `problem` is why nobody advised, in half a sentence."""

    judgement: Judgement
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A proposal with its draft; `problem` is why nobody wrote another."""

    proposal: Proposal
    problem: str | None = None


class Adviser(Protocol):
    """A model that is asked about each deal. It fails per deal, never as a whole."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    async def advise(
        self, cases: Sequence[Case], rep: Person, moment: Moment, run: str
    ) -> list[Advice]: ...


class Writer(Protocol):
    """A model that writes the mails that are shown."""

    @property
    def version(self) -> str: ...

    async def write(
        self, pending: Sequence[tuple[Context, Proposal]], rep: Person, run: str
    ) -> list[Written]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Thinking:
    """The same task always gives the same mission; `drafter` is the version of `propose`.

    With models, that holds as far as their replies are stored.
    """

    judge: Judge
    propose: Propose
    drafter: str
    adviser: Adviser | None = None
    writer: Writer | None = None

    async def conclude(self, task: Task, rules: MissionRules) -> Mission:
        """Every deal of the task once: act now by rank, then to monitor, then the rest."""
        cases = await self._judged(task, rules)
        advice = await self._advised(cases, task)
        concluded = [
            (case.context, self._scored(case.context, one.judgement, task, rules))
            for case, one in zip(cases, advice, strict=True)
        ]
        ranks = rank(scored for _, scored in concluded)
        best = shown(ranks, rules)
        verdicts = [
            self._verdict(context, scored, ranks.get(scored.deal.id), task)
            for context, scored in concluded
        ]
        written = await self._written(cases, verdicts, best, task)
        verdicts = [
            replace(one, proposal=written[one.deal_id].proposal) if one.deal_id in written else one
            for one in verdicts
        ]
        return Mission(
            run_id=task.run_id,
            rep=task.rep,
            on=task.moment.today,
            now=task.moment.now,
            data_as_of=task.data_as_of,
            reasoner=self.adviser.name if self.adviser else "rules",
            versions=Versions(
                reader=task.reader,
                rules=rules.version,
                weights=rules.weights_version,
                drafter=self.drafter,
                norms_hash=task.grounds.norms,
                judge=self.adviser.version if self.adviser else "",
                writer=self.writer.version if self.writer else "",
            ),
            verdicts=tuple(sorted(verdicts, key=_order)),
            shown=best,
            note=_note([one.problem for one in advice], [w.problem for w in written.values()]),
        )

    async def _judged(self, task: Task, rules: MissionRules) -> list[Case]:
        cases = []
        for count, context in enumerate(task.inputs.contexts, start=1):
            judgement = self.judge(context, task.moment, task.inputs.norms, rules)
            cases.append(Case(context=context, judgement=judgement))
            if count % _BREATH == 0:
                await asyncio.sleep(0)
        return cases

    async def _advised(self, cases: Sequence[Case], task: Task) -> list[Advice]:
        if self.adviser is None:
            return [Advice(judgement=case.judgement) for case in cases]
        return await self.adviser.advise(cases, task.rep, task.moment, task.run_id)

    async def _written(
        self,
        cases: Sequence[Case],
        verdicts: Sequence[DealVerdict],
        best: Sequence[str],
        task: Task,
    ) -> Mapping[str, Written]:
        """Only what is shown is worth a model's time."""
        if self.writer is None:
            return {}
        contexts = {case.context.deal.id: case.context for case in cases}
        pending = [
            (contexts[one.deal_id], one.proposal)
            for one in verdicts
            if one.deal_id in best and one.proposal is not None and one.proposal.draft is not None
        ]
        written = await self.writer.write(pending, task.rep, task.run_id)
        return {context.deal.id: one for (context, _), one in zip(pending, written, strict=True)}

    def _scored(
        self, context: Context, judgement: Judgement, task: Task, rules: MissionRules
    ) -> Scored:
        return Scored(
            deal=context.deal,
            judgement=judgement,
            score=score(context, judgement, task.moment, task.inputs.norms, rules),
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


def _note(advice: Sequence[str | None], written: Sequence[str | None]) -> str | None:
    """What a person should know of how it was made: None where all went as it should."""
    parts = [
        f"{len(failed)} of {len(problems)} {what} by rules alone: {_most_common(failed)}."
        for problems, what in ((advice, "deals were judged"), (written, "mails were written"))
        if (failed := [problem for problem in problems if problem is not None])
    ]
    return " ".join(parts) or None


def _most_common(problems: Sequence[str]) -> str:
    return Counter(problems).most_common(1)[0][0]


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
