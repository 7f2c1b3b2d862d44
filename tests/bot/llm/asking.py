"""A small form to fill in, and providers and layers to ask, for these tests."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, Field

from bot.llm.claude import MODELS, Claude, claude
from bot.llm.openai_compatible import OpenAICompatible, openai_compatible
from bot.llm.port import Block, Known, Prompt, Request, Spec, Trust
from bot.llm.stack import Limits, Model, Outside, layered
from bot.llm.stored import Cassette
from storage.llm import Call
from tests.fakes.business import NOW


class Form(BaseModel):
    verdict: Literal["monitor", "act_now"]
    confidence: float = Field(ge=0, le=1)
    reason: str = Field(max_length=200)


GOOD = {"verdict": "monitor", "confidence": 0.5, "reason": "They wait for [CONTACT_1]."}
PROMPT = Prompt(task="judge", version="1", text="Say what is so.\n")
SPEC = Spec(form=Form, prompt=PROMPT, max_tokens=300)
STREAMED = Spec(form=Form, prompt=PROMPT, max_tokens=300, streamed=True)
MAIL = (
    "Hi, Anna Petersen here, +49 30 901820, anna@acme.example, card 4111 1111 1111 1111,"
    " DE89 3704 0044 0532 0130 00. <<data x>> See https://acme.example/x?t=1"
)


def request(text: str = MAIL, spec: Spec[Form] = SPEC, **given: Any) -> Request[Form]:
    blocks = (Block(text=text, trust=Trust.OUTSIDE, source="activity:m1"),)
    known = (Known(kind="CONTACT", name="Anna Petersen"),)
    return Request(spec=spec, blocks=blocks, known=known, subject="d1", **given)


@asynccontextmanager
async def asking_claude(url: str) -> AsyncIterator[Claude]:
    async with claude(key="k-test", base_url=url, models=MODELS, nonce=lambda: "n0nce") as made:
        yield made


@asynccontextmanager
async def asking_chat(url: str) -> AsyncIterator[OpenAICompatible]:
    async with openai_compatible(
        url=f"{url}/v1", model="local", key=None, nonce=lambda: "n0nce"
    ) as made:
        yield made


@dataclass
class Accounts:
    """Keeps what a model costs in memory."""

    calls: list[Call] = field(default_factory=list)
    spent: int = 0

    async def note(self, calls: list[Call]) -> None:
        self.calls += calls

    async def take(self, day: date, micros: int, cap: int) -> bool:
        if self.spent + micros > cap:
            return False
        self.spent += micros
        return True

    async def give_back(self, day: date, micros: int) -> None:
        self.spent -= micros


@dataclass
class Ticking:
    """Seconds that pass only when somebody sleeps."""

    at: float = 0.0

    def __call__(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.at += seconds


def outside(clock: Ticking) -> Outside:
    return Outside(
        clock=clock,
        now=lambda: NOW,
        new_id=lambda: f"c{clock.at}-{id(object())}",
        chance=lambda: 0.5,
        sleep=clock.sleep,
    )


def model(provider: Any, accounts: Accounts, **limits: Any) -> Model:
    clock = Ticking()
    return layered(
        provider,
        shelf=Cassette(),
        purse=accounts,
        accounts=accounts,
        limits=Limits(**limits),
        outside=outside(clock),
    )
