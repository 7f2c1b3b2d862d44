"""The same workspace over HTTP, under /control/: act as somebody, look, move time, break things."""

import asyncio
import json
from datetime import timedelta

from aiohttp import web

from sandbox.slack.changes import Change, Kind
from sandbox.slack.faults import Trouble
from sandbox.slack.rules.refusal import Refused
from sandbox.slack.seeing import PAGE
from sandbox.slack.shapes import Channel, Json, User
from sandbox.slack.verbs import UnknownVerb, Verbs
from sandbox.slack.workspace import Workspace

MOST = 200
QUIET = 15.0
ALIVE = b": still here\n\n"


def control_routes(workspace: Workspace) -> list[web.RouteDef]:
    """GET shows, POST does; both are JSON, and a POST must say so."""
    control = Control(workspace)
    return [
        web.get("/control/people", control.people),
        web.get("/control/people/{who}/conversations", control.conversations),
        web.get("/control/people/{who}/messages", control.messages),
        web.get("/control/people/{who}/thread", control.thread),
        web.get("/control/people/{who}/screen", control.screen),
        web.get("/control/people/{who}/changes", control.changes),
        web.post("/control/people/{who}/{verb}", control.act),
        web.get("/control/commands", control.commands),
        web.get("/control/wire", control.wire),
        web.post("/control/wire", control.touch_wire),
        web.get("/control/clock", control.clock),
        web.post("/control/clock", control.move_clock),
        web.get("/control/faults", control.faults),
        web.post("/control/faults", control.switch_faults),
    ]


class Control:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._seeing = workspace.seeing
        self._state = workspace.state
        self._verbs = Verbs(workspace)

    async def people(self, request: web.Request) -> web.Response:
        return _shown(people=[self._seeing.person_json(one) for one in self._state.people.users])

    async def conversations(self, request: web.Request) -> web.Response:
        user = self._user(request)
        mine = self._seeing.conversations(user)
        return _shown(conversations=[self._seeing.conversation_json(user, one) for one in mine])

    async def messages(self, request: web.Request) -> web.Response:
        user, query = self._user(request), request.query
        channel = self._asked(request, user)
        limit = int(query["limit"]) if query.get("limit", "").isdecimal() else PAGE
        limit = max(1, min(limit, MOST))
        found = self._seeing.messages(user, channel, before=query.get("before"), limit=limit)
        return _shown(messages=[self._seeing.message_json(one) for one in found])

    async def thread(self, request: web.Request) -> web.Response:
        user = self._user(request)
        channel = self._asked(request, user)
        found = self._seeing.thread(user, channel, request.query.get("ts", ""))
        return _shown(messages=[self._seeing.message_json(one) for one in found])

    async def screen(self, request: web.Request) -> web.Response:
        """Home, modals and notices; and all that is readable as text."""
        user = self._user(request)
        home = self._seeing.home(user)
        return _shown(
            home=self._seeing.view_json(home) if home else None,
            modals=[self._seeing.view_json(one) for one in self._seeing.modals(user)],
            notices=self._seeing.notices_of(user),
            text=self._workspace.as_(user.id).screen,
        )

    async def changes(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events of everything that this person may hear of."""
        user = self._user(request)
        headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        answer = web.StreamResponse(headers=headers)
        await answer.prepare(request)
        await answer.write(ALIVE)
        with self._state.changes.watched(lambda one: self._seeing.may_know(user, one)) as queue:
            while True:
                line = await self._next_line(queue)
                if line is None:
                    return answer
                await answer.write(line)

    async def _next_line(self, queue: asyncio.Queue[Change]) -> bytes | None:
        """A change as it is sent; a sign of life in between, so that who left is noticed."""
        try:
            change = await asyncio.wait_for(queue.get(), QUIET)
        except TimeoutError:
            return ALIVE
        if change.kind is Kind.END:
            return None
        return f"event: change\ndata: {json.dumps(self._seeing.change_json(change))}\n\n".encode()

    async def act(self, request: web.Request) -> web.Response:
        user, body = self._user(request), await _read(request)
        try:
            return _shown(**await self._verbs.act(user, request.match_info["verb"], body))
        except UnknownVerb:
            raise web.HTTPNotFound(text="there is no such verb") from None
        except (LookupError, ValueError, TypeError, Refused) as refusal:
            return web.json_response({"ok": False, "why": str(refusal)}, status=409)

    async def commands(self, request: web.Request) -> web.Response:
        listed = [
            {"command": one.name, "description": one.description, "hint": one.hint}
            for one in self._workspace.app.commands
        ]
        return _shown(commands=listed)

    async def wire(self, request: web.Request) -> web.Response:
        """What went over the wire lately, both ways."""
        calls = [
            {"method": one.method, "error": one.error, "at": one.at.isoformat()}
            for one in list(self._workspace.calls)[-200:]
        ]
        sent = [
            {"kind": one.kind.value, "type": one.type, "id": one.id, "retry": one.retry,
             "failure": one.reply.failure}
            for one in list(self._workspace.delivery.log)[-200:]
        ]  # fmt: skip
        return _shown(calls=calls, sent=sent)

    async def touch_wire(self, request: web.Request) -> web.Response:
        """{"redeliver": event id} or {"disconnect": reason}."""
        body = await _read(request)
        done: Json = {}
        if "redeliver" in body:
            done["redelivered"] = self._workspace.delivery.redeliver(str(body["redeliver"]))
        if "disconnect" in body:
            await self._workspace.sockets.disconnect(str(body["disconnect"]))
        return _shown(**done)

    async def clock(self, request: web.Request) -> web.Response:
        return _shown(now=self._workspace.clock().isoformat())

    async def move_clock(self, request: web.Request) -> web.Response:
        body = await _read(request)
        seconds = body.get("seconds")
        if not isinstance(seconds, int | float) or seconds < 0:
            raise web.HTTPBadRequest(text="the clock only goes forward, by seconds")
        self._workspace.moves_clock(timedelta(seconds=seconds))
        return await self.clock(request)

    async def faults(self, request: web.Request) -> web.Response:
        on = [
            {"trouble": one.trouble.value, "target": one.target, "times": one.times,
             "chance": one.chance, "value": one.value}
            for one in self._workspace.faults.on
        ]  # fmt: skip
        return _shown(on=on, known=[one.value for one in Trouble])

    async def switch_faults(self, request: web.Request) -> web.Response:
        """{"start": kind, …}, {"end": kind or "all"} or {"sow": seed, "chance": …}."""
        body = await _read(request)
        faults = self._workspace.faults
        try:
            if "start" in body:
                others = {key: body[key] for key in ("target", "times", "chance") if key in body}
                faults.start(Trouble(body["start"]), value=str(body.get("value", "")), **others)
            if "end" in body:
                faults.end(None if body["end"] == "all" else Trouble(body["end"]))
            if "sow" in body:
                kinds = [Trouble(one) for one in body.get("troubles", ())]
                faults.sow(int(body["sow"]), float(body.get("chance", 0.1)), *kinds)
        except ValueError as error:
            raise web.HTTPBadRequest(text=str(error)) from None
        return await self.faults(request)

    def _asked(self, request: web.Request, user: User) -> Channel:
        try:
            return self._state.place(request.query.get("in", ""), user)
        except KeyError as error:
            raise web.HTTPNotFound(text=str(error.args[0])) from None

    def _user(self, request: web.Request) -> User:
        try:
            return self._workspace.person(request.match_info["who"])
        except KeyError as error:
            raise web.HTTPNotFound(text=str(error.args[0])) from None


def _shown(**body: object) -> web.Response:
    return web.json_response({"ok": True, **body}, headers={"Cache-Control": "no-store"})


async def _read(request: web.Request) -> Json:
    """A form of another page could be sent without asking; JSON cannot."""
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="send JSON")
    try:
        body = json.loads(await request.read())
    except ValueError:
        raise web.HTTPBadRequest(text="that is not JSON") from None
    if not isinstance(body, dict):
        raise web.HTTPBadRequest(text="send an object")
    return body
