"""The web role: a guard in front of what Slack posts, and whether this process lives and works."""

import json
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier

from bot.errors import DatabaseUnavailable
from bot.metrics import CONTENT_TYPE, Metrics

_MOST_BYTES = 1_000_000
_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")
# What Bolt raises where a body is not built as Slack builds it.
_ODD = (TypeError, AttributeError, LookupError, ValueError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """Without a signing secret nothing that Slack posts could be trusted, so nothing is taken.

    `is_ready` raises nothing and says what is missing, or an empty text.
    """

    app: AsyncApp
    signing_secret: str | None
    is_ready: Callable[[], Awaitable[str]]
    metrics: Metrics

    def application(self) -> web.Application:
        made = web.Application(client_max_size=_MOST_BYTES)
        if self.signing_secret:
            made.router.add_post("/slack/events", self.slack)
        made.router.add_get("/healthz", self.healthz)
        made.router.add_get("/readyz", self.readyz)
        made.router.add_get("/metrics", self.figures)
        return made

    async def slack(self, request: web.Request) -> web.Response:
        """Only what Slack has signed within the last five minutes, and can be read, comes in."""
        try:
            body = (await request.read()).decode("utf-8")
        except UnicodeDecodeError:
            return _refused(400, "not UTF-8")
        stamp = request.headers.get("X-Slack-Request-Timestamp", "")
        signature = request.headers.get("X-Slack-Signature", "")
        if not stamp or not signature:
            return _refused(401, "not signed")
        if _TIMESTAMP.fullmatch(stamp) is None:
            return _refused(400, "the timestamp is no number")
        is_signature = _SIGNATURE.fullmatch(signature) is not None
        if not is_signature or not SignatureVerifier(self.signing_secret or "").is_valid(
            body, stamp, signature
        ):
            return _refused(401, "the signature does not hold")
        found = _read(body, request.content_type)
        if found is None:
            return _refused(400, "the body can't be read")
        try:
            # As over Socket Mode: the signature was checked and the body taken apart already.
            bolt = AsyncBoltRequest(body=found, headers=_plain(request), mode="socket_mode")
        except _ODD:
            return _refused(400, "the body is none of Slack's")
        began = time.perf_counter()
        answer = await self.app.async_dispatch(bolt)
        self.metrics.answered(time.perf_counter() - began)
        if answer.status >= 500:
            # Our listeners answer whatever happens, so this is Slack not telling who we are.
            return _refused(503, "not now")
        return await to_aiohttp_response(answer)

    async def figures(self, request: web.Request) -> web.Response:
        try:
            shown = await self.metrics.exposition()
        except DatabaseUnavailable:
            return _refused(503, "the database does not answer")
        return web.Response(body=shown, headers={"Content-Type": CONTENT_TYPE})

    async def healthz(self, request: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    async def readyz(self, request: web.Request) -> web.Response:
        missing = await self.is_ready()
        return web.json_response(
            {"ok": not missing, "missing": missing}, status=503 if missing else 200
        )


def _plain(request: web.Request) -> dict[str, str | Sequence[str]]:
    return {name: request.headers.getall(name) for name in request.headers}


def _refused(status: int, why: str) -> web.Response:
    return web.json_response({"error": why}, status=status)


def _read(body: str, content_type: str) -> dict[str, Any] | None:
    """An object: as JSON, as a form's `payload`, or as a command's fields. None for all else."""
    if content_type == "application/json":
        return _object(body)
    if content_type != "application/x-www-form-urlencoded":
        return None
    try:
        pairs = parse_qsl(body, keep_blank_values=True, max_num_fields=200, errors="strict")
    except ValueError:
        return None
    fields = dict(pairs)
    if "payload" in fields:
        is_single = sum(name == "payload" for name, _ in pairs) == 1
        return _object(fields["payload"]) if is_single else None
    return fields if fields.get("command") or fields.get("ssl_check") else None


def _object(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not isinstance(found.get("event", {}), dict):
        return None
    return found if _acts(found) and _is_sent_whole(found) else None


def _is_sent_whole(found: dict[str, object]) -> bool:
    """Whether the form, where one was sent, is there with its name."""
    if found.get("type") not in ("view_submission", "view_closed"):
        return True
    view = found.get("view")
    return isinstance(view, dict) and isinstance(view.get("callback_id"), str)


def _acts(found: dict[str, object]) -> bool:
    """Whether what was clicked, where something was, is there."""
    clicked = found.get("actions", [{}])
    if not isinstance(clicked, list) or not clicked:
        return False
    first = clicked[0]
    return isinstance(first, dict) and isinstance(first.get("action_id", ""), str)
