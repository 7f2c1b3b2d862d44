"""Has a model judge each deal besides the rules, and says for each whether it did."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.domain.facts import Fact
from bot.domain.missions import Context, Moment, ReasonCode, VerdictKind
from bot.domain.people import Person
from bot.llm.in_force import Specs
from bot.llm.port import Block, Front, Ok, Request, Spec, Trust, in_words
from bot.mission.by_model.describing import (
    facts_of,
    fields_of,
    ground_of,
    known_names,
    numbered,
    touches_of,
)
from bot.mission.by_model.taint import Opinion, advised, alone
from bot.mission.prose import Ground, repeats, unfounded
from bot.mission.thinking import Advice, Case

_MOST_NAMED = 5


class JudgeForm(BaseModel):
    """A model's conclusion for one deal."""

    model_config = ConfigDict(frozen=True)
    verdict: Literal["no_action", "monitor", "act_now"]
    reason_code: ReasonCode
    confidence: float = Field(ge=0, le=1)
    evidence: list[str] = Field(max_length=_MOST_NAMED, description="F1, F2, …")
    counter_evidence: list[str] = Field(max_length=_MOST_NAMED, description="F1, F2, …")
    reasoning: str = Field(max_length=400)
    would_change_if: str = Field(max_length=200)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelJudge:
    """`patience` is how many seconds all deals of one mission may take together: the brief is on
    time, and what was not answered by then is judged by rules.
    """

    llm: Front
    specs: Specs[JudgeForm]
    patience: float = 180.0

    @property
    def name(self) -> str:
        return self.llm.caps.provider

    @property
    def version(self) -> str:
        model = self.llm.caps.model(self.specs.base.size)
        return f"{model} {self.specs.chosen.name}"

    async def advise(
        self, cases: Sequence[Case], rep: Person, moment: Moment, run: str
    ) -> list[Advice]:
        """One piece of advice per case, in order."""
        return list(await asyncio.gather(*(self._advise(case, rep, moment, run) for case in cases)))

    async def _advise(self, case: Case, rep: Person, moment: Moment, run: str) -> Advice:
        spec = self.specs.of(case.context.deal.id)
        basis = Basis.of(case.context, rep, spec.prompt.text)
        request = request_for(case, rep, moment, run, spec, basis)
        outcome = await self.llm.fill(request, self.patience)
        if isinstance(outcome, Ok):
            return Advice(judgement=advised(case.judgement, opinion_of(outcome.value, basis)))
        why = in_words(outcome)
        return Advice(judgement=alone(case.judgement, why), problem=why)


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What an answer about one deal may refer to: its facts by number, and what prose may say."""

    facts: Mapping[str, Fact]
    ground: Ground
    told: str

    @classmethod
    def of(cls, context: Context, rep: Person, told: str) -> "Basis":
        """`told` are the instructions, which are nobody's business."""
        return cls(facts=numbered(context), ground=ground_of(context, rep), told=told)

    def unknown(self, numbers: Sequence[str]) -> int:
        return sum(number not in self.facts for number in numbers)

    def bears(self, prose: str) -> bool:
        return not unfounded(prose, self.ground, "en") and not repeats(prose, self.told)

    def faults(self, form: JudgeForm) -> list[str]:
        """Where an answer rests on nothing, without what it says there."""
        numbers = {"evidence": form.evidence, "counter_evidence": form.counter_evidence}
        prose = {"reasoning": form.reasoning, "would_change_if": form.would_change_if}
        return [
            *(f"{name}: {n} of its numbers are of no fact" for name, n in self._counts(numbers)),
            *(f"{name}: says what no fact says" for name in prose if not self.bears(prose[name])),
        ]

    def _counts(self, numbers: Mapping[str, Sequence[str]]) -> list[tuple[str, int]]:
        return [(name, n) for name, named in numbers.items() if (n := self.unknown(named))]


def request_for(
    case: Case, rep: Person, moment: Moment, run: str, spec: Spec[JudgeForm], basis: Basis
) -> Request[JudgeForm]:
    own, context = case.judgement, case.context
    rules = f"The rules conclude: {own.verdict.value}, {own.reason_code.value}."
    blocks = (
        Block(text=rules, trust=Trust.OURS),
        Block(text=fields_of(context, moment), trust=Trust.OUTSIDE, source="fields"),
        Block(text=facts_of(basis.facts), trust=Trust.OUTSIDE, source="facts"),
        Block(text=touches_of(context), trust=Trust.OUTSIDE, source="activities"),
    )
    return Request(
        spec=spec,
        blocks=blocks,
        known=known_names(context, rep),
        subject=context.deal.id,
        run=run,
        check=basis.faults,
    )


def opinion_of(form: JudgeForm, basis: Basis) -> Opinion:
    """Facts that do not exist are left out, and prose that says what no fact says or repeats what
    the model was told; the opinion tells of both.
    """
    prose = {"reasoning": form.reasoning, "would_change_if": form.would_change_if}
    kept = {name: text.strip() if basis.bears(text) else "" for name, text in prose.items()}
    return Opinion(
        verdict=VerdictKind(form.verdict),
        reason_code=form.reason_code,
        confidence=form.confidence,
        evidence=tuple(basis.facts[n] for n in form.evidence if n in basis.facts),
        against=tuple(basis.facts[n] for n in form.counter_evidence if n in basis.facts),
        reasoning=kept["reasoning"],
        would_change_if=kept["would_change_if"],
        invented=basis.unknown([*form.evidence, *form.counter_evidence]),
        unheard=any(text.strip() and not kept[name] for name, text in prose.items()),
    )
