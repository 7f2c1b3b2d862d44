"""Opens the model that was chosen, with all its layers; without one, everything runs on rules."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Literal

from bot.llm.claude import MODELS, claude
from bot.llm.openai_compatible import openai_compatible
from bot.llm.port import Size, StructuredLLM
from bot.llm.stack import Limits, Model, Outside, layered
from storage.database import Database
from storage.llm import Calls, Purse, Replies


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which provider, as settings say. `model` None: the provider's own two."""

    provider: Literal["anthropic", "openai-compatible"]
    key: str | None
    base_url: str | None
    model: str | None
    limits: Limits


@asynccontextmanager
async def opened(
    choice: Choice, database: Database, workspace: str, outside: Outside
) -> AsyncIterator[Model]:
    """A client of the provider for as long as it is needed."""
    async with provider_of(choice, outside.new_id) as provider:
        yield layered(
            provider,
            shelf=Replies(database=database, workspace=workspace, now=outside.now),
            purse=Purse(database=database, workspace=workspace),
            accounts=Calls(database=database, workspace=workspace),
            limits=choice.limits,
            outside=outside,
        )


def provider_of(
    choice: Choice, nonce: Callable[[], str]
) -> AbstractAsyncContextManager[StructuredLLM]:
    """The bare provider, without any layer."""
    if choice.provider == "anthropic":
        models = dict.fromkeys(Size, choice.model) if choice.model else MODELS
        return claude(key=choice.key or "", base_url=choice.base_url, models=models, nonce=nonce)
    return openai_compatible(
        url=choice.base_url or "", model=choice.model or "", key=choice.key, nonce=nonce
    )
