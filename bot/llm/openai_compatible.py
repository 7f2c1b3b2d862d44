"""Any endpoint that speaks chat completions (vLLM, Ollama, llama.cpp), on plain aiohttp."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from enum import IntEnum
from time import perf_counter
from typing import Any

import aiohttp

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
from bot.llm.prices import FREE, Price
from bot.llm.rendering import rendered
from bot.llm.reply import filled
from bot.llm.schema import schema_text, wire_schema

_BY_STATUS: Mapping[int, Why] = {
    401: Why.UNAUTHORISED,
    402: Why.SPEND_LIMIT,
    403: Why.UNAUTHORISED,
    408: Why.TIMED_OUT,
    413: Why.TOO_LONG,
    429: Why.RATE_LIMITED,
    504: Why.TIMED_OUT,
    529: Why.OVERLOADED,
}
_MOST_BYTES = 2_000_000


class Rung(IntEnum):
    """How an endpoint is made to answer in JSON, best first; one step down when it can't."""

    SCHEMA = 0  # response_format with our schema: decoding can't leave it
    OBJECT = 1  # any JSON object; the schema stands in the instructions
    ASKED = 2  # nothing but the instructions; JSON is looked for in the reply


class OpenAICompatible:
    """Plain calls, one per rung; what an endpoint can do is learnt from its refusals."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        url: str,
        model: str,
        nonce: Callable[[], str],
        price: Price = FREE,
    ) -> None:
        self._session = session
        self._url = f"{url.rstrip('/')}/chat/completions"
        self._nonce = nonce
        self._price = price
        self.rung = Rung.SCHEMA
        self._caps = Caps(
            provider="openai-compatible",
            models={Size.SMALL: model, Size.LARGE: model},
            json_schema=True,
            prompt_caching=False,
            batches=False,
            token_counting=False,
            local=True,
        )

    @property
    def caps(self) -> Caps:
        return replace(self._caps, json_schema=self.rung is Rung.SCHEMA)

    async def fill(self, request: Request[T], within: float) -> Outcome[T]:
        began = perf_counter()
        meta = Meta(provider="openai-compatible", model=self._caps.model(request.spec.size))
        try:
            async with asyncio.timeout(within):
                outcome = await self._down_the_ladder(request, meta)
        except TimeoutError:
            outcome = Unavailable(why=Why.TIMED_OUT, meta=meta)
        except (aiohttp.ClientError, OSError) as error:
            outcome = Unavailable(why=Why.DISCONNECTED, meta=meta, detail=type(error).__name__)
        return replace(outcome, meta=replace(outcome.meta, millis=(perf_counter() - began) * 1_000))

    async def _down_the_ladder(self, request: Request[T], meta: Meta) -> Outcome[T]:
        while True:
            rung = self.rung
            status, headers, body = await self._post(self.body(request, rung))
            if status in (400, 404, 422, 501) and rung < Rung.ASKED and _names_format(body):
                # Another call may have gone down meanwhile; never by two steps for one refusal.
                self.rung = Rung(max(self.rung, rung + 1))
                continue
            return self._outcome(status, headers, body, request, meta)

    def body(self, request: Request[T], rung: Rung) -> dict[str, Any]:
        spec = request.spec
        made = rendered(request, self._nonce())
        system = made.system
        if rung is not Rung.SCHEMA:
            system += (
                "\n\nAnswer with one JSON object and nothing else. It must fit this JSON schema:\n"
                + schema_text(spec.form)
            )
        body: dict[str, Any] = {
            "model": self._caps.model(spec.size),
            "max_tokens": spec.max_tokens,
            "messages": [
                {"role": "system", "content": system},
                {"role": "user", "content": made.user},
            ],
        }
        if rung is Rung.SCHEMA:
            schema = {"name": spec.prompt.task, "strict": True, "schema": wire_schema(spec.form)}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif rung is Rung.OBJECT:
            body["response_format"] = {"type": "json_object"}
        return body

    async def _post(self, body: dict[str, Any]) -> tuple[int, Mapping[str, str], bytes]:
        async with self._session.post(self._url, json=body) as response:
            content = bytearray()
            async for chunk in response.content.iter_any():
                content += chunk
                if len(content) > _MOST_BYTES:
                    raise aiohttp.ClientPayloadError("the reply is too long")
            return response.status, response.headers, bytes(content)

    def _outcome(
        self,
        status: int,
        headers: Mapping[str, str],
        body: bytes,
        request: Request[T],
        meta: Meta,
    ) -> Outcome[T]:
        if status != 200:
            why = _BY_STATUS.get(status, Why.BAD_REQUEST if status < 500 else Why.SERVER_FAILED)
            wait = _number(headers.get("retry-after"))
            return Unavailable(why=why, retry_after=wait, meta=meta, detail=str(status))
        try:
            reply = json.loads(body)
            choice = reply["choices"][0]
            message = choice["message"]
            text, refusal = message.get("content"), message.get("refusal")
            usage = _usage(reply.get("usage") or {})
        except (ValueError, LookupError, TypeError, AttributeError):
            return Invalid(faults=("reply: not a chat completion",), meta=meta)
        known = replace(
            meta,
            request_id=str(reply.get("id", "")),
            usage=usage,
            micros=self._price.micros(usage),
            rate=_rate(headers),
        )
        return _judged(str(choice.get("finish_reason")), text, refusal, request, known)


@asynccontextmanager
async def openai_compatible(
    *, url: str, model: str, key: str | None, nonce: Callable[[], str], price: Price = FREE
) -> AsyncIterator[OpenAICompatible]:
    """`url` ends where `/chat/completions` begins, as in http://127.0.0.1:8000/v1."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=5)
    connector = aiohttp.TCPConnector(limit=0)  # how many at once is decided elsewhere
    async with aiohttp.ClientSession(
        headers=headers, timeout=timeout, connector=connector
    ) as session:
        yield OpenAICompatible(session, url, model, nonce, price)


def _judged(
    finish: str, text: object, refusal: object, request: Request[T], meta: Meta
) -> Outcome[T]:
    if refusal or finish == "content_filter":
        return Refused(meta=meta, category=finish if finish == "content_filter" else "")
    if finish == "length":
        return Invalid(faults=("reply: cut off",), meta=meta, cut_off=True)
    if not isinstance(text, str):
        return Invalid(faults=("reply: empty",), meta=meta)
    return filled(text, request.spec, meta)


def _names_format(body: bytes) -> bool:
    """Whether a refusal is about how we asked for JSON. Servers word it in their own ways."""
    text = body[:4_000].decode("utf-8", "replace").lower()
    return any(
        word in text
        for word in ("response_format", "json_schema", "json_object", "schema", "grammar", "guided")
    )


def _usage(counted: Mapping[str, Any]) -> Usage:
    details = counted.get("prompt_tokens_details") or {}
    cached = int(details.get("cached_tokens") or 0)
    return Usage(
        fresh=max(0, int(counted.get("prompt_tokens") or 0) - cached),
        written=int(counted.get("completion_tokens") or 0),
        cache_read=cached,
    )


def _rate(headers: Mapping[str, str]) -> Rate | None:
    limit = _number(headers.get("x-ratelimit-limit-requests"))
    left = _number(headers.get("x-ratelimit-remaining-requests"))
    return None if limit is None or left is None else Rate(per_minute=limit, left=int(left))


def _number(text: str | None) -> float | None:
    try:
        return None if text is None else max(0.0, float(text))
    except ValueError:
        return None
