"""Replies that were given before: the same question is asked, and paid, once."""

import json
from dataclasses import dataclass
from typing import Protocol

from pydantic import ValidationError

from bot.llm.port import Caps, Meta, Ok, Outcome, Request, StructuredLLM, T, Unavailable, Why
from storage.llm import Reply


class Shelf(Protocol):
    """Where replies are kept."""

    async def find(self, key: str) -> Reply | None: ...

    async def keep(self, reply: Reply) -> None: ...

    async def settle(self) -> None:
        """Writes down what is only remembered so far."""
        ...


@dataclass(slots=True, kw_only=True)
class Stored:
    """Looks on the shelf first. With `ask` False it never goes further: for replays."""

    inner: StructuredLLM
    shelf: Shelf
    ask: bool = True

    @property
    def caps(self) -> Caps:
        return self.inner.caps

    async def fill(self, request: Request[T], within: float) -> Outcome[T]:
        model = self.caps.model(request.spec.size)
        key = request.key(model)
        found = await self.shelf.find(key)
        if found is not None and (known := _read(found, request)) is not None:
            return known
        if not self.ask:
            return Unavailable(why=Why.NOT_RECORDED)
        outcome = await self.inner.fill(request, within)
        if isinstance(outcome, Ok):
            await self.shelf.keep(_reply(key, request, outcome))
        return outcome


def _read(found: Reply, request: Request[T]) -> Ok[T] | None:
    try:
        value = request.spec.form.model_validate_json(found.body)
    except ValidationError:
        return None  # stricter rules of ours than at the time: ask again
    meta = Meta(provider=found.provider, model=found.model, stored=True, attempts=0)
    return Ok(value=value, meta=meta)


def _reply(key: str, request: Request[T], outcome: Ok[T]) -> Reply:
    meta = outcome.meta
    return Reply(
        key=key,
        task=request.spec.prompt.task,
        prompt=request.spec.prompt.name,
        provider=meta.provider,
        model=meta.model,
        body=outcome.value.model_dump_json(),
        micros=meta.micros,
    )


class Cassette:
    """A shelf in one file of JSON lines, for tests and evaluations."""

    def __init__(self, lines: str = "") -> None:
        made = (Reply(**json.loads(line)) for line in lines.splitlines() if line)
        self.replies = {reply.key: reply for reply in made}

    async def find(self, key: str) -> Reply | None:
        return self.replies.get(key)

    async def keep(self, reply: Reply) -> None:
        self.replies[reply.key] = reply

    async def settle(self) -> None: ...

    def lines(self) -> str:
        """In the order of their keys, so that two recordings can be compared."""
        made = [self.replies[key] for key in sorted(self.replies)]
        fields = Reply.__dataclass_fields__
        rows = ({name: getattr(one, name) for name in fields} for one in made)
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
