"""The web role: a guard in front of what Slack posts, and whether this process lives and works."""

import json
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs

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
        if not _is_readable(body, request.content_type):
            return _refused(400, "the body can't be read")
        try:
            bolt = AsyncBoltRequest(body=body, query=request.query_string, headers=_plain(request))
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


def _is_readable(body: str, content_type: str) -> bool:
    """An object: as JSON, as a form's `payload`, or as a command's fields."""
    if content_type == "application/json":
        return _is_object(body)
    if content_type != "application/x-www-form-urlencoded":
        return False
    try:
        fields = parse_qs(body, keep_blank_values=True, max_num_fields=200, errors="strict")
    except ValueError:
        return False
    if "payload" in fields:
        return len(fields["payload"]) == 1 and _is_object(fields["payload"][0])
    return bool(fields.get("command")) or bool(fields.get("ssl_check"))


def _is_object(text: str) -> bool:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return False
    if not isinstance(found, dict) or not isinstance(found.get("event", {}), dict):
        return False
    return _acts(found) and _is_sent_whole(found)


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
