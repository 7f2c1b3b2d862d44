"""What the composition root builds to think with: rules, and a model beside them if any."""

import random
import time
import uuid
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.answers.by_model.form import PlanForm
from bot.answers.by_model.planner import ModelPlanner
from bot.config import Settings
from bot.domain.facts import Reader
from bot.llm.in_force import Chosen, Specs, in_force
from bot.llm.instructions import Prompts
from bot.llm.opening import Choice, opened
from bot.llm.port import Front, Size, Spec, T
from bot.llm.stack import Limits, Outside
from bot.mission.by_model.drafting import DraftForm, ModelDrafter
from bot.mission.by_model.judging import JudgeForm, ModelJudge
from bot.mission.by_model.reading import ModelReader, ReadForm
from bot.mission.by_model.taint import informed
from bot.mission.claiming import Pace
from bot.mission.drafting import Drafter
from bot.mission.reading.reader import RulesReader
from bot.mission.thinking import Thinking
from bot.mission.verdict import judge
from bot.mission.wording import Wordings
from bot.policy.policies import Policies
from storage.artifacts import Artifacts
from storage.database import Database

# A mission that waits for a model holds its claim longer, and several wait side by side.
_WAITING = Pace(at_once=4, lease=timedelta(minutes=10))
_MICROS = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Mind:
    """`model` is None where everything runs on rules."""

    reader: Reader
    thinking: Thinking
    pace: Pace
    model: Front | None = None
    planner: ModelPlanner | None = None


@asynccontextmanager
async def minded(
    settings: Settings, database: Database, workspace: str, now: Callable[[], datetime]
) -> AsyncIterator[Mind]:
    """Raises BadSetting if a provider is chosen without what it needs."""
    choice = choice_of(settings)
    if choice is None:
        yield on_rules()
        return
    async with opened(choice, database, workspace, outside_of(now)) as model:
        try:
            known = await Artifacts(database=database, workspace=workspace).all()
            yield beside_rules(model, in_force(Prompts.load(), known))
        finally:
            await model.settle()


def outside_of(now: Callable[[], datetime]) -> Outside:
    return Outside(
        clock=time.monotonic,
        now=now,
        new_id=lambda: uuid.uuid4().hex,
        chance=random.SystemRandom().random,
    )


def choice_of(settings: Settings) -> Choice | None:
    """None for rules alone."""
    provider = settings.provider
    if provider == "rules":
        return None
    return Choice(
        provider=provider,
        key=settings.anthropic_api_key if provider == "anthropic" else settings.llm_api_key,
        base_url=settings.llm_base_url,
        model=settings.llm_model,
        limits=Limits(
            micros_a_day=round(settings.llm_daily_budget * _MICROS),
            per_minute=settings.llm_requests_per_minute,
        ),
    )


def on_rules() -> Mind:
    drafter = Drafter(wordings=Wordings.load())
    thinking = Thinking(judge=judge, propose=drafter.propose, drafter=drafter.version)
    return Mind(reader=RulesReader(), thinking=thinking, pace=Pace())


def beside_rules(model: Front, prompts: Mapping[str, Chosen]) -> Mind:
    """The rules do their whole job; the model's part is added to it where it holds."""
    wordings, policies = Wordings.load(), Policies.load()
    drafter = Drafter(wordings=wordings)
    thinking = Thinking(
        judge=informed(judge),
        propose=drafter.propose,
        drafter=drafter.version,
        adviser=ModelJudge(llm=model, specs=_specs(JudgeForm, prompts["judge"], Size.LARGE)),
        writer=ModelDrafter(
            llm=model,
            specs=_specs(DraftForm, prompts["draft"], Size.LARGE),
            wordings=wordings,
            harmless=lambda text, language: not policies.read(text, [language]),
        ),
    )
    read = _specs(ReadForm, prompts["read"], Size.SMALL, max_tokens=3_000)
    reader = ModelReader(rules=RulesReader(), llm=model, specs=read)
    planner = ModelPlanner(llm=model, specs=_specs(PlanForm, prompts["plan"], Size.SMALL))
    return Mind(reader=reader, thinking=thinking, pace=_WAITING, model=model, planner=planner)


def _specs(form: type[T], chosen: Chosen, size: Size, max_tokens: int = 1_200) -> Specs[T]:
    base = Spec(form=form, prompt=chosen.active, size=size, max_tokens=max_tokens)
    return Specs(base=base, chosen=chosen)
