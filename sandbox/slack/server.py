"""The sandbox on the wire: the Web API, response addresses, uploads, Socket Mode, control."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp import web

from sandbox.slack.control import control_routes
from sandbox.slack.faults import Trouble
from sandbox.slack.hooking import responded
from sandbox.slack.methods import METHODS, OPEN, SCOPES
from sandbox.slack.methods.files import LARGEST, receive
from sandbox.slack.rules.refusal import RateLimited, Refused
from sandbox.slack.shapes import Json
from sandbox.slack.wire import Call, answered, read_call, refused, slow_down
from sandbox.slack.workspace import OWN_NAMES, Called, Workspace

LOOPBACK = "127.0.0.1"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where the sandbox can be reached; `api_url` is what SLACK_API_URL wants."""

    base: str

    @property
    def api_url(self) -> str:
        return f"{self.base}/api/"

    @property
    def control_url(self) -> str:
        return f"{self.base}/control"


@asynccontextmanager
async def running(
    workspace: Workspace, port: int = 0, more: Callable[[web.Application], None] | None = None
) -> AsyncIterator[Address]:
    """Serves the workspace on loopback until the block ends; `more` may add routes to it."""
    app = application(workspace)
    if more is not None:
        more(app)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, LOOPBACK, port)
        await site.start()
        taken = runner.addresses[0][1]
        address = Address(base=f"http://{LOOPBACK}:{taken}")
        workspace.state.base_url = address.base
        await workspace.wire_up()
        yield address
    finally:
        await workspace.close()
        await runner.cleanup()


def application(workspace: Workspace) -> web.Application:
    app = web.Application(middlewares=[only_from_here], client_max_size=LARGEST + 1024 * 1024)
    desk = _Desk(workspace)
    app.router.add_route("GET", "/api/{method}", desk.api)
    app.router.add_route("POST", "/api/{method}", desk.api)
    app.router.add_post("/actions/{team}/{key}", desk.hook)
    app.router.add_post("/commands/{team}/{key}", desk.hook)
    app.router.add_post("/upload/v1/{id}", desk.upload)
    app.router.add_get("/files-pri/{id}", desk.file)
    app.router.add_get("/link/", workspace.sockets.serve)
    app.add_routes(control_routes(workspace))
    return app


@web.middleware
async def only_from_here(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuses other hosts' names (a page elsewhere may point its name at us) and their pages."""
    if urlsplit(f"//{request.host}").hostname not in OWN_NAMES:
        return web.Response(status=421, text="This sandbox answers to its own address only.")
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        return web.Response(status=403, text="This sandbox takes nothing from other pages.")
    answer = await handler(request)
    if not answer.prepared:
        answer.headers.setdefault("X-Content-Type-Options", "nosniff")
    return answer


class _Desk:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._faults = workspace.faults

    async def api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if self._faults.strikes(Trouble.API_DOWN, method):
            self._note(method, "503")
            return web.Response(status=503, text="Service Unavailable")
        try:
            call = await read_call(request, method)
            body = await self._carried_out(call)
        except Refused as refusal:
            self._note(method, refusal.error)
            return refused(refusal)
        except RateLimited as limit:
            self._note(method, "ratelimited")
            return slow_down(limit)
        self._note(method, None)
        if self._faults.strikes(Trouble.REPLY_LOST, method) and request.transport is not None:
            request.transport.close()
        return answered(body, call, self._workspace.app.scopes)

    async def _carried_out(self, call: Call) -> Json:
        await self._trouble(call.method)
        handler = METHODS.get(call.method)
        if handler is None:
            raise Refused("unknown_method", req_method=call.method)
        if call.method not in OPEN:
            self._must_be_allowed(call)
        if call.method != "chat.postMessage":
            self._workspace.state.rates.spend(call.method)
        return await handler(self._workspace.desk, call)

    async def _trouble(self, method: str) -> None:
        slow = self._faults.strikes(Trouble.API_SLOW, method)
        if slow is not None:
            await asyncio.sleep(float(slow.value))
        limited = self._faults.strikes(Trouble.RATE_LIMITED, method)
        if limited is not None:
            raise RateLimited(int(limited.value or 1))
        wrong = self._faults.strikes(Trouble.API_ERROR, method)
        if wrong is not None:
            raise Refused(wrong.value or "internal_error")

    def _must_be_allowed(self, call: Call) -> None:
        app = self._workspace.app
        if call.token is None:
            raise Refused("not_authed")
        if call.token not in {app.bot_token, app.app_token}:
            raise Refused("invalid_auth")
        if self._workspace.state.is_revoked:
            raise Refused("token_revoked")
        wants_app = call.method == "apps.connections.open"
        if (call.token == app.app_token) is not wants_app:
            raise Refused("not_allowed_token_type")
        needed = SCOPES.get(call.method, ())
        if needed and not app.scopes & set(needed):
            provided = ",".join(sorted(app.scopes))
            raise Refused("missing_scope", needed=needed[0], provided=provided)

    async def hook(self, request: web.Request) -> web.Response:
        """A response address: text for good, a word for bad."""
        state = self._workspace.state
        try:
            body = json.loads(await request.read() or b"{}")
        except ValueError:
            return web.Response(status=400, text="invalid_payload")
        if not isinstance(body, dict):
            return web.Response(status=400, text="invalid_payload")
        try:
            hook = state.hooks.use(request.match_info["key"])
        except Refused as refusal:
            return web.json_response({"ok": False, "error": refusal.error}, status=404)
        try:
            responded(state, hook, body)
        except Refused as refusal:
            answer = {"ok": False, "error": refusal.error, **refusal.more}
            return web.json_response(answer, status=400)
        return web.Response(text="ok")

    async def upload(self, request: web.Request) -> web.Response:
        content = await request.read()
        if request.content_type == "multipart/form-data":
            return web.Response(status=400, text="send the file alone")
        if not receive(self._workspace.state, request.match_info["id"], content):
            return web.Response(status=400, text="not the file that was announced")
        return web.Response(text=f"OK - {len(content)}")

    async def file(self, request: web.Request) -> web.Response:
        """Only for the app, and never shown: a file may hold anything."""
        found = self._workspace.state.uploads.get(request.match_info["id"])
        bearer = f"Bearer {self._workspace.app.bot_token}"
        if request.headers.get("Authorization") != bearer:
            return web.Response(status=401)
        if found is None or found.content is None:
            return web.Response(status=404)
        headers = {"Content-Disposition": "attachment"}
        return web.Response(
            body=found.content, content_type="application/octet-stream", headers=headers
        )

    def _note(self, method: str, error: str | None) -> None:
        now = self._workspace.clock()
        self._workspace.calls.append(Called(method=method, error=error, at=now))
