"""A stand-in of a chat-completions endpoint, with as much structured output as it is told."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from sandbox.llm.server import StandIn, serving


class Chat:
    """`formats` are the kinds of response_format that this endpoint knows."""

    def __init__(self, stand_in: StandIn, formats: tuple[str, ...]) -> None:
        self.stand_in = stand_in
        self.formats = formats

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/v1/chat/completions", self.create)
        return app

    async def create(self, request: web.Request) -> web.StreamResponse:
        asked, reply = await self.stand_in.receive(request)
        wanted = asked.body.get("response_format")
        if wanted is not None and wanted["type"] not in self.formats:
            fault = f"response_format {wanted['type']} is not supported"
            return web.json_response({"error": {"message": fault}}, status=400)
        if reply.status != 200:
            body = {"error": {"message": reply.message, "type": reply.error_type}}
            return web.json_response(body, status=reply.status, headers=reply.headers)
        finish = {"refusal": "content_filter", "max_tokens": "length"}.get(reply.stop, "stop")
        completion = _completion(self.stand_in.text(asked, reply), finish, asked.body)
        if reply.half:
            return web.Response(text=json.dumps(completion)[:40], content_type="application/json")
        return web.json_response(completion, headers=self._headers())

    def _headers(self) -> dict[str, str]:
        bucket = self.stand_in.bucket
        if bucket is None:
            return {}
        return {
            "x-ratelimit-limit-requests": str(round(bucket.per_minute)),
            "x-ratelimit-remaining-requests": str(int(bucket.left)),
        }


@asynccontextmanager
async def chat_completions(
    stand_in: StandIn, formats: tuple[str, ...] = ("json_schema", "json_object")
) -> AsyncIterator[Chat]:
    made = Chat(stand_in, formats)
    async with serving(made.app(), stand_in):
        yield made


def _completion(text: str, finish: str, body: Any) -> dict[str, Any]:
    message = {"role": "assistant", "content": text}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "model": body["model"],
        "choices": [{"index": 0, "finish_reason": finish, "message": message}],
        "usage": {"prompt_tokens": 900, "completion_tokens": 120, "total_tokens": 1_020},
    }
