"""A stand-in of the Messages API: plain, streaming, batches and token counting."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

from aiohttp import web

from sandbox.llm.replies import Reply
from sandbox.llm.server import Asked, StandIn, serving

_GONE = ("temperature", "top_p", "top_k")
_ENDED = "end_turn"


class Messages:
    """The routes; `stand_in` says what they answer. `batch_ready` is polls until a batch ends."""

    def __init__(self, stand_in: StandIn, batch_ready: int = 1) -> None:
        self.stand_in = stand_in
        self.batches: dict[str, list[dict[str, Any]]] = {}
        self.batch_ready = batch_ready
        self._polls: dict[str, int] = {}
        self._numbers = count(1)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/v1/messages", self.create)
        app.router.add_post("/v1/messages/count_tokens", self.count_tokens)
        app.router.add_post("/v1/messages/batches", self.create_batch)
        app.router.add_get("/v1/messages/batches/{id}", self.retrieve_batch)
        app.router.add_get("/v1/messages/batches/{id}/results", self.batch_results)
        return app

    async def create(self, request: web.Request) -> web.StreamResponse:
        asked, reply = await self.stand_in.receive(request)
        fault = _fault(asked)
        if fault is not None:
            return _error(Reply(status=400, message=fault))
        if reply.status != 200:
            return _error(reply)
        message = self._message(asked.body, self.stand_in.text(asked, reply), reply.stop)
        if asked.body.get("stream"):
            return await _streamed(request, message, reply)
        if reply.half:
            return await _cut(request, json.dumps(message))
        return web.json_response(message, headers=self._headers())

    async def count_tokens(self, request: web.Request) -> web.StreamResponse:
        asked, reply = await self.stand_in.receive(request)
        if reply.status != 200:
            return _error(reply)
        return web.json_response({"input_tokens": len(asked.text) // 4})

    async def create_batch(self, request: web.Request) -> web.StreamResponse:
        asked, reply = await self.stand_in.receive(request)
        if reply.status != 200:
            return _error(reply)
        name = f"msgbatch_{next(self._numbers):06d}"
        self.batches[name] = list(asked.body["requests"])
        return web.json_response(self._batch(name, ended=False))

    async def retrieve_batch(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["id"]
        if name not in self.batches:
            return _error(Reply(status=404, error_type="not_found_error"))
        self._polls[name] = self._polls.get(name, 0) + 1
        return web.json_response(self._batch(name, ended=self._polls[name] > self.batch_ready))

    async def batch_results(self, request: web.Request) -> web.StreamResponse:
        lines = [
            json.dumps({"custom_id": each["custom_id"], "result": self._result(place, each)})
            for place, each in enumerate(self.batches[request.match_info["id"]])
        ]
        # In any order, as documented.
        text = "\n".join(reversed(lines)) + "\n"
        return web.Response(text=text, content_type="application/x-jsonl")

    def _result(self, place: int, each: Mapping[str, Any]) -> dict[str, Any]:
        reply = self.stand_in.waiting.popleft() if self.stand_in.waiting else Reply()
        if reply.drop:
            return {"type": "expired"}
        if reply.status != 200:
            error = {"type": "error", "error": {"type": reply.error_type, "message": "no"}}
            return {"type": "errored", "error": error}
        asked = Asked("batch", {}, each["params"])
        text = self.stand_in.text(asked, reply)
        return {"type": "succeeded", "message": self._message(each["params"], text, reply.stop)}

    def _batch(self, name: str, *, ended: bool) -> dict[str, Any]:
        total = len(self.batches[name])
        counts = {"processing": 0 if ended else total, "succeeded": total if ended else 0}
        return {
            "id": name,
            "type": "message_batch",
            "processing_status": "ended" if ended else "in_progress",
            "request_counts": counts | {"canceled": 0, "errored": 0, "expired": 0},
            "created_at": "2026-11-20T01:00:00Z",
            "expires_at": "2026-11-21T01:00:00Z",
            "archived_at": None,
            "cancel_initiated_at": None,
            "ended_at": "2026-11-20T01:10:00Z" if ended else None,
            "results_url": f"{self.stand_in.url}/v1/messages/batches/{name}/results",
        }

    def _message(self, body: Mapping[str, Any], text: str, stop: str) -> dict[str, Any]:
        return {
            "id": f"msg_{next(self._numbers):06d}",
            "type": "message",
            "role": "assistant",
            "model": body["model"],
            "content": [{"type": "text", "text": text}] if text else [],
            "stop_reason": stop or _ENDED,
            "stop_sequence": None,
            "usage": {
                "input_tokens": 400,
                "output_tokens": 100,
                "cache_read_input_tokens": 2_000,
                "cache_creation_input_tokens": 0,
            },
        }

    def _headers(self) -> dict[str, str]:
        headers = {"request-id": f"req_{next(self._numbers):06d}"}
        bucket = self.stand_in.bucket
        if bucket is not None:
            headers["anthropic-ratelimit-requests-limit"] = str(round(bucket.per_minute))
            headers["anthropic-ratelimit-requests-remaining"] = str(int(bucket.left))
        return headers


@asynccontextmanager
async def messages_api(stand_in: StandIn, batch_ready: int = 1) -> AsyncIterator[Messages]:
    made = Messages(stand_in, batch_ready)
    async with serving(made.app(), stand_in):
        yield made


def _fault(asked: Asked) -> str | None:
    """What the real one would refuse."""
    body = asked.body
    gone = [name for name in _GONE if name in body]
    if gone:
        return f"{gone[0]} is not supported"
    if "max_tokens" not in body or "messages" not in body:
        return "max_tokens and messages are required"
    return None


def _error(reply: Reply) -> web.Response:
    error: dict[str, Any] = {"type": reply.error_type, "message": reply.message}
    if reply.error_code:
        error["details"] = {"error_code": reply.error_code}
    body = {"type": "error", "error": error, "request_id": "req_failed"}
    return web.json_response(body, status=reply.status, headers=reply.headers)


async def _cut(request: web.Request, text: str) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    response.content_length = len(text.encode())
    await response.prepare(request)
    await response.write(text.encode()[: len(text) // 2])
    if request.transport is not None:
        request.transport.close()
    return response


async def _streamed(
    request: web.Request, message: dict[str, Any], reply: Reply
) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    events = list(_events(message))
    for event in events[: len(events) // 2] if reply.half else events:
        await response.write(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode())
    if reply.half and request.transport is not None:
        request.transport.close()
    return response


def _events(message: dict[str, Any]) -> Any:
    text = "".join(block["text"] for block in message["content"])
    yield {"type": "message_start", "message": message | {"content": [], "stop_reason": None}}
    block = {"type": "text", "text": ""}
    yield {"type": "content_block_start", "index": 0, "content_block": block}
    for start in range(0, len(text), 20):
        delta = {"type": "text_delta", "text": text[start : start + 20]}
        yield {"type": "content_block_delta", "index": 0, "delta": delta}
    yield {"type": "content_block_stop", "index": 0}
    end = {"stop_reason": message["stop_reason"], "stop_sequence": None}
    yield {"type": "message_delta", "delta": end, "usage": message["usage"]}
    yield {"type": "message_stop"}
