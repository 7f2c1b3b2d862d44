"""The seam to a language model: one typed form to fill in, and what came of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from typing import Generic, Literal, Protocol, TypeVar

from pydantic import BaseModel

from bot.llm.schema import schema_text

T = TypeVar("T", bound=BaseModel)
Effort = Literal["low", "medium", "high"]


class Trust(StrEnum):
    """Whose words a block holds. Only the renderer turns it into a provider's messages."""

    OURS = "ours"
    PERSON = "person"  # somebody who works here and is asking
    OUTSIDE = "outside"  # mail, notes, CRM fields, names: data, whatever it says


class Size(StrEnum):
    """How able a model a task wants; settings say which model that is."""

    SMALL = "small"
    LARGE = "large"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    text: str
    trust: Trust
    source: str = ""  # the record that it comes from, `kind:id`


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """One version of one task's instructions, as its file says."""

    task: str
    version: str
    text: str

    @cached_property
    def hash(self) -> str:
        return sha256(self.text.encode()).hexdigest()

    @property
    def name(self) -> str:
        return f"{self.task}@{self.version}"


@dataclass(frozen=True, kw_only=True)
class Spec(Generic[T]):
    """One task: the form to fill in, by which instructions, and how long the answer may be."""

    form: type[T]
    prompt: Prompt
    size: Size = Size.SMALL
    max_tokens: int = 1_500
    effort: Effort = "low"
    streamed: bool = False

    @cached_property
    def schema_hash(self) -> str:
        return sha256(schema_text(self.form).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A name of the CRM that must not leave the house; `kind` becomes its mask (CONTACT)."""

    kind: str
    name: str


def all_holds(form: BaseModel) -> Sequence[str]:
    """For forms of which everything is checked by their types."""
    return ()


@dataclass(frozen=True, kw_only=True)
class Request(Generic[T]):
    """One form to fill from some blocks. `subject` and `run` say what for, for the accounts.

    `check` says what of a filled-in form rests on nothing that was given; its faults are noted
    and sent, so they hold no values.
    """

    spec: Spec[T]
    blocks: tuple[Block, ...]
    known: tuple[Known, ...] = ()
    subject: str = ""
    run: str = ""
    check: Callable[[T], Sequence[str]] = all_holds

    @cached_property
    def context_hash(self) -> str:
        digest = sha256()
        for block in self.blocks:
            for part in (block.trust, block.source, block.text):
                digest.update(part.encode() + b"\0")
        return digest.hexdigest()

    def key(self, model: str) -> str:
        """The same for the same instructions, form, model and context, whenever it is asked."""
        parts = (self.spec.prompt.hash, self.spec.schema_hash, model, self.context_hash)
        return sha256("|".join(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Tokens, as the provider counted them; what was read from its cache is not in `fresh`."""

    fresh: int = 0
    written: int = 0
    cache_read: int = 0
    cache_written: int = 0

    def plus(self, other: "Usage") -> "Usage":
        return Usage(
            fresh=self.fresh + other.fresh,
            written=self.written + other.written,
            cache_read=self.cache_read + other.cache_read,
            cache_written=self.cache_written + other.cache_written,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What the provider says of its own limit: requests a minute, and how many are left now."""

    per_minute: float
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """What one answer cost and came from. `micros` are millionths of a US dollar."""

    provider: str = ""
    model: str = ""
    request_id: str = ""
    usage: Usage = Usage()
    micros: int = 0
    millis: float = 0.0
    attempts: int = 1
    stored: bool = False  # answered from what was stored earlier
    rate: Rate | None = None

    def after(self, first: "Meta") -> "Meta":
        """Of a second answer to the same question, at the price of both."""
        return replace(
            self,
            provider=self.provider or first.provider,
            model=self.model or first.model,
            usage=first.usage.plus(self.usage),
            micros=first.micros + self.micros,
            millis=first.millis + self.millis,
            attempts=first.attempts + self.attempts,
        )


class Why(StrEnum):
    """Why there is no answer."""

    TIMED_OUT = "timed_out"
    RATE_LIMITED = "rate_limited"
    OVERLOADED = "overloaded"
    DISCONNECTED = "disconnected"
    SERVER_FAILED = "server_failed"
    BAD_REQUEST = "bad_request"
    UNAUTHORISED = "unauthorised"
    SPEND_LIMIT = "spend_limit"
    OVER_BUDGET = "over_budget"
    RESTING = "resting"
    NOT_RECORDED = "not_recorded"
    TOO_LONG = "too_long"
    SWITCHED_OFF = "switched_off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ok(Generic[T]):
    """`unfounded` is what stands in the answer and rests on nothing: whoever uses it leaves it out,
    and says so.
    """

    value: T
    meta: Meta
    unfounded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The model would not answer; asking again would not help."""

    meta: Meta
    category: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invalid:
    """An answer that does not fit the form, or was cut off. `faults` hold no values."""

    faults: tuple[str, ...]
    meta: Meta
    cut_off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unavailable:
    why: Why
    retry_after: float | None = None  # seconds, where the provider said so
    meta: Meta = Meta()
    detail: str = ""  # for the operator: a status or an error code, never content


Outcome = Ok[T] | Refused | Invalid | Unavailable


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """What a provider can do, as documented; `daybreak doctor llm` tries it out."""

    provider: str
    models: Mapping[Size, str]
    json_schema: bool
    prompt_caching: bool
    batches: bool
    token_counting: bool
    local: bool  # texts stay within the customer's walls

    def model(self, size: Size) -> str:
        return self.models[size]


class StructuredLLM(Protocol):
    """Fills in forms. Never raises for what a provider does: that is an outcome."""

    @property
    def caps(self) -> Caps: ...

    async def fill(self, request: Request[T], within: float) -> Outcome[T]:
        """An outcome in at most `within` seconds."""
        ...


class Front(StructuredLLM, Protocol):
    """A model with its layers, as tasks use it."""

    async def settle(self) -> None:
        """Writes down what is only remembered so far: replies, accounts, money not spent."""
        ...


RETRIED: frozenset[Why] = frozenset(
    {
        Why.TIMED_OUT,
        Why.RATE_LIMITED,
        Why.OVERLOADED,
        Why.DISCONNECTED,
        Why.SERVER_FAILED,
    }
)
_WORDS: Mapping[Why, str] = {
    Why.TIMED_OUT: "the model did not answer in time",
    Why.RATE_LIMITED: "the model's provider let no more questions through",
    Why.OVERLOADED: "the model's provider is overloaded",
    Why.DISCONNECTED: "the model could not be reached",
    Why.SERVER_FAILED: "the model's provider failed",
    Why.BAD_REQUEST: "the model's provider did not accept the question",
    Why.UNAUTHORISED: "the model's provider did not accept our key",
    Why.SPEND_LIMIT: "the spending limit at the model's provider is reached",
    Why.OVER_BUDGET: "today's budget for the model is used up",
    Why.RESTING: "the model failed several times and is left alone for a while",
    Why.NOT_RECORDED: "the model's answer of that time is not stored",
    Why.TOO_LONG: "the text is longer than the model can read",
    Why.SWITCHED_OFF: "the model is switched off",
}


def in_words(outcome: Refused | Invalid | Unavailable) -> str:
    """Half a sentence for a person: why rules took over."""
    match outcome:
        case Refused():
            return "the model declined to answer"
        case Invalid(cut_off=True):
            return "the model's answer was cut off"
        case Invalid():
            return "the model's answer did not fit the form"
        case Unavailable(why=why):
            return _WORDS[why]
