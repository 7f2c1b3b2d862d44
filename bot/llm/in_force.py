"""Which prompt is used for what: the active one, and for a share of the subjects its canary."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Generic

from bot.llm.instructions import TASKS, Prompts
from bot.llm.port import Prompt, Spec, T
from storage.artifacts import Artifact, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """`share` of a hundred subjects get `canary`, always the same ones."""

    active: Prompt
    canary: Prompt | None = None
    share: int = 0

    def of(self, subject: str) -> Prompt:
        if self.canary is None:
            return self.active
        name = f"{self.canary.name}:{subject}".encode()
        place = int(sha256(name).hexdigest()[:8], 16) / 2**32
        return self.canary if place * 100 < self.share else self.active

    @property
    def name(self) -> str:
        """Both by name and content, as a mission's versions carry them."""
        own = f"{self.active.name} {self.active.hash[:8]}"
        if self.canary is None:
            return own
        return f"{own} canary {self.canary.name} {self.canary.hash[:8]} {self.share}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Specs(Generic[T]):
    """A task's form with the prompt that a subject gets."""

    base: Spec[T]
    chosen: Chosen

    def of(self, subject: str) -> Spec[T]:
        prompt = self.chosen.of(subject)
        return self.base if prompt is self.base.prompt else replace(self.base, prompt=prompt)


def in_force(prompts: Prompts, known: Sequence[Artifact]) -> dict[str, Chosen]:
    """The newest packaged version where nobody has said otherwise."""
    return {task: _chosen(prompts, task, known) for task in TASKS if prompts.versions(task)}


def _chosen(prompts: Prompts, task: str, known: Sequence[Artifact]) -> Chosen:
    of: Mapping[Status, Artifact] = {
        one.status: one
        for one in known
        if one.name == task and (task, one.version) in prompts.by_name
    }
    active, canary = of.get(Status.ACTIVE), of.get(Status.CANARY)
    return Chosen(
        active=prompts.by_name[task, active.version] if active else prompts.newest(task),
        canary=prompts.by_name[task, canary.version] if canary else None,
        share=canary.share if canary else 0,
    )


def named(prompts: Prompts, text: str) -> Chosen | None:
    """What `Chosen.name` says; None where this version of Daybreak has other texts by that name."""
    words = text.split()
    found = []
    for at in (0, 3):
        if len(words) < at + 2:
            continue
        task, _, version = words[at].partition("@")
        prompt = prompts.by_name.get((task, version))
        if prompt is None or not prompt.hash.startswith(words[at + 1]):
            return None
        found.append(prompt)
    match found:
        case [active]:
            return Chosen(active=active)
        case [active, canary]:
            return Chosen(active=active, canary=canary, share=int(words[5]))
        case _:
            return None
