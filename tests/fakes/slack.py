"""A small Slack over HTTP: enough of the Web API for the bot, strict about blocks, with faults."""

import json
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from aiohttp.test_utils import TestServer

from blocks.limits import Surface, check

TEAM = "T0TEAM"
TOKEN = "xoxb-test"
Json = dict[str, Any]


@dataclass
class FakeSlack:
    """`faults[method]` holds what its next calls end with, one each.

    An error's name, "429", "500", or "lost": it is done, and nobody hears of it.
    """

    users: dict[str, Json] = field(default_factory=dict)
    messages: dict[str, list[Json]] = field(default_factory=lambda: defaultdict(list))
    ephemeral: list[Json] = field(default_factory=list)
    views: list[Json] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)
    uploads: list[bytes] = field(default_factory=list)
    files: list[Json] = field(default_factory=list)
    shared: list[Json] = field(default_factory=list)
    members: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    homes: dict[str, Json] = field(default_factory=dict)
    streams: dict[str, list[Json]] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)
    calls: list[tuple[str, Json]] = field(default_factory=list)
    faults: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    url: str = ""
    _clock: int = 1_770_000_000

    def join(self, user_id: str, email: str | None, **given: Any) -> None:
        user = {"id": user_id, "team_id": TEAM, "profile": {"email": email}, **given}
        self.users[user_id] = user

    def called(self, method: str) -> list[Json]:
        return [arguments for name, arguments in self.calls if name == method]

    @asynccontextmanager
    async def running(self) -> AsyncIterator["FakeSlack"]:
        application = web.Application()
        application.router.add_route("*", "/api/{method}", self._handle)
        application.router.add_post("/upload", self._upload)
        async with TestServer(application) as server:
            self.url = str(server.make_url("/api/"))
            yield self

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        given = await _arguments(request)
        self.calls.append((method, given))
        fault = self.faults[method].pop(0) if self.faults[method] else ""
        if fault == "429":
            return web.json_response(
                {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "7"}
            )
        if fault == "500":
            return web.Response(status=500, text="oops")
        if fault and fault != "lost":
            return web.json_response({"ok": False, "error": fault})
        answer = self._done(method.replace(".", "_"), given)
        if fault == "lost" and request.transport is not None:
            request.transport.close()
        return web.json_response(answer)

    async def _upload(self, request: web.Request) -> web.Response:
        self.uploads.append(await request.read())
        return web.Response(text="OK")

    def _files_getUploadURLExternal(self, given: Json) -> Json:
        self.files.append(given)
        return {"upload_url": self.url.replace("/api/", "/upload"), "file_id": "F1"}

    def _files_completeUploadExternal(self, given: Json) -> Json:
        self.shared.append(given)
        return {"files": [{"id": "F1"}]}

    def _done(self, name: str, given: Json) -> Json:
        surface = {"views_open": Surface.MODAL, "views_publish": Surface.HOME}.get(name)
        payload = given.get("view") if surface else given
        if name.startswith(("views_", "chat_")) and (
            faults := check(_given_blocks(payload, name), surface or _surface(name))
        ):
            return {"ok": False, "error": faults[0].code, "errors": [f.message for f in faults]}
        answer = getattr(self, f"_{name}")(given)
        return answer if "ok" in answer else {"ok": True, **answer}

    def _auth_test(self, given: Json) -> Json:
        return {"team_id": TEAM, "team": "Acme", "user_id": "UBOT", "bot_id": "BBOT"}

    def _users_info(self, given: Json) -> Json:
        found = self.users.get(given["user"])
        return {"user": found} if found else {"ok": False, "error": "user_not_found"}

    def _users_lookupByEmail(self, given: Json) -> Json:
        for user in self.users.values():
            if (user["profile"].get("email") or "").lower() == given["email"].lower():
                return {"user": user}
        return {"ok": False, "error": "users_not_found"}

    def _chat_postMessage(self, given: Json) -> Json:
        channel = _channel(given["channel"])
        message = {**given, "channel": channel, "ts": self._now()}
        self.messages[channel].append(message)
        return {"channel": channel, "ts": message["ts"], "message": message}

    def _chat_update(self, given: Json) -> Json:
        for message in self.messages[given["channel"]]:
            if message["ts"] == given["ts"]:
                message.update(given)
                message["edits"] = message.get("edits", 0) + 1
                return {"channel": given["channel"], "ts": given["ts"]}
        return {"ok": False, "error": "message_not_found"}

    def _chat_delete(self, given: Json) -> Json:
        there = self.messages[given["channel"]]
        there[:] = [message for message in there if message["ts"] != given["ts"]]
        return {"channel": given["channel"], "ts": given["ts"]}

    def _assistant_threads_setStatus(self, given: Json) -> Json:
        self.statuses.append(given["status"])
        return {}

    def _chat_getPermalink(self, given: Json) -> Json:
        place = given["message_ts"].replace(".", "")
        return {"permalink": f"https://acme.slack.example/archives/{given['channel']}/p{place}"}

    def _chat_postEphemeral(self, given: Json) -> Json:
        self.ephemeral.append(given)
        return {"message_ts": self._now()}

    def _conversations_open(self, given: Json) -> Json:
        return {"channel": {"id": _channel(given["users"])}}

    def _conversations_members(self, given: Json) -> Json:
        return {"members": self.members[given["channel"]]}

    def _conversations_history(self, given: Json) -> Json:
        return {"messages": self.messages[given["channel"]][::-1][: int(given["limit"])]}

    def _views_open(self, given: Json) -> Json:
        self.views.append(given["view"])
        return {"view": {"id": "V1", **given["view"]}}

    def _views_publish(self, given: Json) -> Json:
        self.homes[given["user_id"]] = given["view"]
        return {"view": {"id": "V2", **given["view"]}}

    def _chat_startStream(self, given: Json) -> Json:
        ts = self._now()
        self.streams[ts] = list(given.get("chunks") or [])
        return {"channel": given["channel"], "ts": ts}

    def _chat_appendStream(self, given: Json) -> Json:
        if given["ts"] in self.ended:
            return {"ok": False, "error": "message_not_in_streaming_state"}
        self.streams[given["ts"]] += given.get("chunks") or []
        return {"ts": given["ts"]}

    def _chat_stopStream(self, given: Json) -> Json:
        self.ended.add(given["ts"])
        return {"ts": given["ts"]}

    def _now(self) -> str:
        self._clock += 1
        return f"{self._clock}.000100"


def _channel(place: str) -> str:
    return f"D{place[1:]}" if place.startswith("U") else place


def _surface(name: str) -> Surface:
    return Surface.STREAM if name.endswith("Stream") else Surface.MESSAGE


def _given_blocks(payload: Any, name: str) -> Any:
    known = ("blocks", "text", "chunks", "markdown_text")
    if name.startswith("views_"):
        return payload
    if name in ("chat_delete", "chat_getPermalink", "chat_stopStream"):
        return {"text": "x"}
    return {key: payload[key] for key in known if key in payload}


async def _arguments(request: web.Request) -> Json:
    """As Slack takes them: from the query, a form or JSON, whichever the verb."""
    given: Json = dict(request.query)
    if request.content_type == "application/json":
        given |= await request.json()
    elif request.content_type == "application/x-www-form-urlencoded":
        given |= dict(parse_qsl(await request.text(), keep_blank_values=True))
    for key in ("blocks", "view", "chunks", "metadata"):
        if isinstance(given.get(key), str):
            given[key] = json.loads(given[key])
    return given
