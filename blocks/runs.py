"""A run that is watched: its steps as tasks of a plan, and what is said before and after."""

from dataclasses import dataclass
from typing import Literal

from blocks import kit
from blocks.kit import Json, Message
from blocks.reasons import verdict_line
from blocks.text import clip, fallback, one_line
from blocks.words import headline, made_from, rest
from bot.domain.briefs import Judged
from bot.domain.missions import Mission, Observation

Status = Literal["pending", "in_progress", "complete", "error"]
_TITLE, _TEXT = 150, 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One step; the same id again replaces it."""

    id: str
    title: str
    status: Status
    details: str = ""
    output: str = ""
    links: tuple[tuple[str, str], ...] = ()


def task_chunk(task: Task) -> Json:
    """The step as a part of a stream. Slack shows its texts as they are."""
    chunk: Json = {
        "type": "task_update",
        "id": task.id,
        "title": kit.plain(task.title, _TITLE)["text"],
        "status": task.status,
    }
    if task.details:
        chunk["details"] = kit.plain(task.details, _TEXT)["text"]
    if task.output:
        chunk["output"] = kit.plain(task.output, _TEXT)["text"]
    sources = [kit.link(text, url) for text, url in task.links[:3]]
    web = [{"type": "url", "url": s["url"], "text": s["text"]} for s in sources if "url" in s]
    return chunk | ({"sources": web} if web else {})


def title_chunk(title: str) -> Json:
    return {"type": "plan_update", "title": kit.plain(title, _TITLE)["text"]}


def plan_message(title: str, tasks: list[Task]) -> Message:
    """The same where nothing can be streamed: one message, edited as it goes on."""
    cards = [_card(task) for task in tasks[:12]]
    plan: Json = {"type": "plan", "title": kit.plain(title, _TITLE)["text"], "tasks": cards}
    lines = [
        title,
        *(f"{_MARKS[task.status]} {clip(one_line(task.title), _TITLE)}" for task in tasks),
    ]
    return Message(text=fallback(lines), blocks=(plan,))


_MARKS: dict[Status, str] = {"pending": "…", "in_progress": "→", "complete": "✓", "error": "✗"}


def _card(task: Task) -> Json:
    card: Json = {
        "type": "task_card",
        "task_id": task.id,
        "title": kit.plain(task.title, _TITLE)["text"],
        "status": task.status,
    }
    if task.details:
        card["details"] = kit.rich(kit.line(kit.words(task.details, 350)))
    if task.output:
        card["output"] = kit.rich(kit.line(kit.words(task.output, 350)))
    return card


def deal_task(judged: Judged, number: int) -> Task:
    """What was concluded of one deal, with the observations that led there."""
    verdict = judged.verdict
    steps = " ".join(_step(one) for one in verdict.observations[1:4])
    links = [
        (f"{clip(one_line(verdict.name), 40)}: record {n}", one.evidence.url)
        for n, one in enumerate(verdict.observations, start=1)
        if one.evidence and one.evidence.url
    ]
    return Task(
        id=f"deal-{number}",
        title=f"{number}. {verdict.name}",
        status="complete",
        details=f"{headline(verdict)} {steps}",
        output=verdict_line(judged),
        links=tuple(links),
    )


def _step(observation: Observation) -> str:
    return one_line(observation.text)


def begin_message(name: str) -> Message:
    lead = f"Looking at your open deals, {one_line(name).split(' ')[0] or 'there'} …"
    return Message(text=fallback([lead]), blocks=(kit.section(lead),))


def end_line(mission: Mission) -> str:
    return f"{rest(mission)}\n{made_from(mission)}"
