"""Models without a model: one that says what a test tells it, and one that does its worst."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from bot.llm.port import Caps, Meta, Ok, Outcome, Request, Size, T, Unavailable, Why

Script = Callable[[Request[Any]], BaseModel | Outcome[Any]]
CAPS = Caps(
    provider="scripted",
    models={Size.SMALL: "scripted", Size.LARGE: "scripted"},
    json_schema=True,
    prompt_caching=False,
    batches=False,
    token_counting=False,
    local=True,
)


@dataclass(slots=True)
class Scripted:
    """Answers each request with what `script` makes of it, and remembers the requests."""

    script: Script
    caps: Caps = CAPS
    requests: list[Request[Any]] = field(default_factory=list)

    async def fill(self, request: Request[T], within: float) -> Outcome[T]:
        self.requests.append(request)
        said = self.script(request)
        if not isinstance(said, BaseModel):
            return said
        value = request.spec.form.model_validate(said.model_dump())
        return Ok(value=value, meta=Meta(provider="scripted", model="scripted"))

    async def settle(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Off:
    """No model: what was stored of one that is gone can still be replayed through `Stored`."""

    caps: Caps = CAPS

    async def fill(self, request: Request[T], within: float) -> Outcome[T]:
        return Unavailable(why=Why.SWITCHED_OFF)

    async def settle(self) -> None: ...
