"""Claude through the Messages API: the one file that knows its client, which is slow to import."""

import asyncio
import importlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING, Any

from bot.llm.port import (
    Caps,
    Invalid,
    Meta,
    Outcome,
    Rate,
    Refused,
    Request,
    Size,
    T,
    Unavailable,
    Usage,
    Why,
)
from bot.llm.prices import price_of
from bot.llm.rendering import Rendered, rendered
from bot.llm.reply import filled
from bot.llm.schema import wire_schema

if TYPE_CHECKING:
    import anthropic
    from anthropic.types import Message

PUBLIC = "https://api.anthropic.com"
MODELS: Mapping[Size, str] = {Size.SMALL: "claude-haiku-5-5", Size.LARGE: "claude-sonnet-5-5"}
_CONNECT_WITHIN = 5.0
_BY_STATUS: Mapping[int, Why] = {
    400: Why.BAD_REQUEST,
    401: Why.UNAUTHORISED,
    402: Why.SPEND_LIMIT,
    403: Why.UNAUTHORISED,
    404: Why.BAD_REQUEST,
    408: Why.TIMED_OUT,
    409: Why.SERVER_FAILED,
    413: Why.TOO_LONG,
    422: Why.BAD_REQUEST,
    429: Why.RATE_LIMITED,
    504: Why.TIMED_OUT,
    529: Why.OVERLOADED,
}
# They arrive as 429 or 400, but no waiting helps: an admin has to act.
_SPENT = frozenset(
    {
        "enforced_spend_limit_reached",
        "contract_spend_limit_reached",
        "linked_organization_spend_limit_reached",
        "linked_organization_billing_unavailable",
        "organization_on_hold",
    }
)
_BY_TYPE: Mapping[str, Why] = {"overloaded_error": Why.OVERLOADED, "billing_error": Why.SPEND_LIMIT}


class Claude:
    """Plain calls: each is tried once, and every end of it is an outcome."""

    def __init__(
        self,
        client: "anthropic.AsyncAnthropic",
        sdk: Any,
        broken: tuple[type[Exception], ...],
        models: Mapping[Size, str],
        nonce: Callable[[], str],
    ) -> None:
        self.client = client
        self._sdk = sdk
        self.broken = broken
        self._nonce = nonce
        self._caps = Caps(
            provider="claude",
            models=models,
            json_schema=True,
            prompt_caching=True,
            batches=True,
            token_counting=True,
            local=False,
        )

    @property
    def caps(self) -> Caps:
        return self._caps

    async def fill(self, request: Request[T], within: float) -> Outcome[T]:
        began = perf_counter()
        meta = Meta(provider="claude", model=self.caps.model(request.spec.size))
        try:
            async with asyncio.timeout(within):
                message, headers = await self._send(request)
        except TimeoutError:
            return Unavailable(why=Why.TIMED_OUT, meta=_timed(meta, began))
        except self.broken as error:
            return self._failed(error, _timed(meta, began))
        done = self.meta_of(message, headers, model=meta.model)
        return outcome_of(message, request, _timed(done, began))

    async def count(self, request: Request[T]) -> int:
        """How many tokens a request would take, by the provider's own count."""
        params = self.params(request)
        params.pop("max_tokens")
        counted = await self.client.messages.count_tokens(**params)
        return int(counted.input_tokens)

    def params(self, request: Request[T]) -> dict[str, Any]:
        """The request's body; what never changes comes first, marked to be kept an hour."""
        spec = request.spec
        made: Rendered = rendered(request, self._nonce())
        cached = {"type": "ephemeral", "ttl": "1h"}
        return {
            "model": self.caps.model(spec.size),
            "max_tokens": spec.max_tokens,
            "system": [{"type": "text", "text": made.system, "cache_control": cached}],
            "messages": [{"role": "user", "content": made.user}],
            "output_config": {
                "effort": spec.effort,
                "format": {"type": "json_schema", "schema": wire_schema(spec.form)},
            },
        }

    def meta_of(
        self, message: "Message", headers: Mapping[str, str], *, model: str, batched: bool = False
    ) -> Meta:
        counted = message.usage
        usage = Usage(
            fresh=counted.input_tokens,
            written=counted.output_tokens,
            cache_read=counted.cache_read_input_tokens or 0,
            cache_written=counted.cache_creation_input_tokens or 0,
        )
        return Meta(
            provider="claude",
            # A proxy may echo another name; the bill is for what was asked for.
            model=model,
            request_id=headers.get("request-id", message.id),
            usage=usage,
            micros=price_of(model).micros(usage, batched=batched),
            rate=_rate(headers),
        )

    async def _send(self, request: Request[T]) -> tuple["Message", Mapping[str, str]]:
        params = self.params(request)
        if request.spec.streamed:
            async with self.client.messages.stream(**params) as stream:
                message: Message = await stream.get_final_message()
                return message, stream.response.headers
        raw = await self.client.messages.with_raw_response.create(**params)
        return await raw.parse(), raw.headers

    def _failed(self, error: Exception, meta: Meta) -> Unavailable:
        sdk = self._sdk
        if isinstance(error, sdk.APITimeoutError):
            return Unavailable(why=Why.TIMED_OUT, meta=meta)
        if not isinstance(error, sdk.APIStatusError):
            return Unavailable(why=Why.DISCONNECTED, meta=meta, detail=type(error).__name__)
        status: Any = error
        code, kind = status.error_code or "", status.type or ""
        why = _BY_TYPE.get(kind) or _BY_STATUS.get(status.status_code, Why.SERVER_FAILED)
        return Unavailable(
            why=Why.SPEND_LIMIT if code in _SPENT else why,
            retry_after=seconds_to_wait(status.response.headers),
            meta=meta,
            detail=" ".join(str(part) for part in (status.status_code, kind, code) if part),
        )


@asynccontextmanager
async def claude(
    *,
    key: str,
    base_url: str | None,
    models: Mapping[Size, str],
    nonce: Callable[[], str],
) -> AsyncIterator[Claude]:
    """A client with exactly this key and address.

    Without a key of ours the package would look for profiles on this machine, and without an
    address read it from the environment; retries are our own, so that they can be counted.
    """
    sdk = await asyncio.to_thread(importlib.import_module, "anthropic")
    transport = importlib.import_module("httpx2")
    # A connection that breaks in the middle of a stream shows as the transport's own error.
    broken = (sdk.AnthropicError, transport.HTTPError)
    client = sdk.AsyncAnthropic(
        api_key=key,
        base_url=base_url or PUBLIC,
        max_retries=0,
        timeout=sdk.Timeout(600.0, connect=_CONNECT_WITHIN),
        http_client=sdk.DefaultAioHttpClient(),
        open_telemetry=False,
    )
    async with client:
        yield Claude(client, sdk, broken, models, nonce)


def outcome_of(message: "Message", request: Request[T], meta: Meta) -> Outcome[T]:
    """Only an answer that came to its own end counts; a stop that we do not know is a failure."""
    text = "".join(block.text for block in message.content if block.type == "text")
    match message.stop_reason:
        case "end_turn" | "stop_sequence":
            return filled(text, request.spec, meta)
        case "refusal":
            details = message.stop_details
            return Refused(meta=meta, category=(details.category or "") if details else "")
        case "max_tokens" | "model_context_window_exceeded":
            return Invalid(faults=("reply: cut off",), meta=meta, cut_off=True)
        case other:
            return Invalid(faults=(f"reply: stopped for {other}",), meta=meta)


def seconds_to_wait(headers: Mapping[str, str]) -> float | None:
    """From `retry-after-ms` or `retry-after`, where it is a number."""
    for name, unit in (("retry-after-ms", 1_000), ("retry-after", 1)):
        try:
            return max(0.0, float(headers[name]) / unit)
        except (KeyError, ValueError):
            continue
    return None


def _rate(headers: Mapping[str, str]) -> Rate | None:
    try:
        return Rate(
            per_minute=float(headers["anthropic-ratelimit-requests-limit"]),
            left=int(headers["anthropic-ratelimit-requests-remaining"]),
        )
    except (KeyError, ValueError):
        return None


def _timed(meta: Meta, began: float) -> Meta:
    return replace(meta, millis=(perf_counter() - began) * 1_000)
