"""What the composition root builds to think again: as of then, or by other prompts and models."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.config import Settings
from bot.domain.missions import Versions
from bot.llm.grounding import Grounded
from bot.llm.in_force import Chosen, named
from bot.llm.instructions import TASKS, Prompts
from bot.llm.journal import Journalled
from bot.llm.memory import Memory
from bot.llm.opening import provider_of
from bot.llm.port import Front, Prompt, Size
from bot.llm.redaction import Redacted
from bot.llm.scripted import CAPS, Off
from bot.llm.stack import Outside, layered
from bot.llm.stored import Stored
from bot.mind import beside_rules, choice_of, on_rules, outside_of
from bot.mission.thinking import Thinking
from storage.database import ReadOnly
from storage.llm import RecordedReplies


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """What is to be different from then. `live`: what is not stored may be asked, and paid for."""

    prompts: Mapping[str, Prompt] = field(default_factory=dict)
    model: str | None = None
    live: bool = False


@asynccontextmanager
async def hindsight(
    settings: Settings,
    database: ReadOnly,
    workspace: str,
    now: Callable[[], datetime],
    other: Other,
    memory: Memory,
) -> AsyncIterator[Callable[[Versions], Thinking]]:
    """Thinking as a mission's versions say, but for what is to be different.

    Only with `other.live` is anybody asked; whatever is said then is forgotten. Which calls there
    were is in `memory` afterwards.
    """
    shelf = RecordedReplies(database=database, workspace=workspace)
    choice, outside = choice_of(settings), outside_of(now)
    if not other.live or choice is None:
        yield lambda versions: _thinking(
            versions, other, lambda model: _recorded(model, shelf, memory, outside)
        )
        return
    wanted = replace(choice, model=other.model or choice.model)
    async with provider_of(wanted, outside.new_id) as provider:
        model = layered(
            provider,
            shelf=shelf,
            purse=memory,
            accounts=memory,
            limits=choice.limits,
            outside=outside,
        )
        yield lambda versions: _thinking(versions, other, lambda name: model)


def _thinking(versions: Versions, other: Other, front: Callable[[str], Front]) -> Thinking:
    """On rules what was made on rules, unless another prompt or model is to be tried."""
    prompts = Prompts.load()
    model, _, words = versions.judge.partition(" ")
    if not (model or other.model or other.prompts):
        return on_rules().thinking
    _, _, written = versions.writer.partition(" ")
    then = {"judge": named(prompts, words), "draft": named(prompts, written)}
    chosen = {task: _of(task, other, then.get(task), prompts) for task in TASKS}
    return beside_rules(front(other.model or model or "unknown"), chosen).thinking


def _of(task: str, other: Other, then: Chosen | None, prompts: Prompts) -> Chosen:
    if task in other.prompts:
        return Chosen(active=other.prompts[task])
    return then or Chosen(active=prompts.newest(task))


def _recorded(model: str, shelf: RecordedReplies, accounts: Memory, outside: Outside) -> Journalled:
    """A model of which only stored replies are heard."""
    caps = replace(CAPS, provider=_provider_named(model), models=dict.fromkeys(Size, model))
    masked = Redacted(inner=Stored(inner=Off(caps), shelf=shelf, ask=False))
    return Journalled(
        inner=Grounded(inner=masked, clock=outside.clock),
        accounts=accounts,
        now=outside.now,
        new_id=outside.new_id,
    )


def _provider_named(model: str) -> str:
    return "claude" if model.startswith("claude") else "openai-compatible"
