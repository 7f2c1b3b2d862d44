"""The same workspace over HTTP, under /control/: act as somebody, look, move time, break things."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta

from aiohttp import web

from sandbox.slack.acting import NotPossible, Place
from sandbox.slack.faults import Trouble
from sandbox.slack.fields import NoSuchChoice
from sandbox.slack.rules.refusal import Refused
from sandbox.slack.shapes import Json, User, View
from sandbox.slack.transport import Reply
from sandbox.slack.workspace import Workspace

ALIVE = b": still here\n\n"
Verb = Callable[[User, Json], Awaitable[Json]]


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
        web.get("/control/clock", control.clock),
        web.post("/control/clock", control.move_clock),
        web.get("/control/faults", control.faults),
        web.post("/control/faults", control.switch_faults),
    ]


class Control:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._seeing, self._acting = workspace.seeing, workspace.acting
        self._state = workspace.state
        self._verbs: dict[str, Verb] = {
            "say": self._say,
            "click": self._click,
            "enter": self._enter,
            "suggest": self._suggest,
            "submit": self._submit,
            "close": self._close,
            "run": self._run,
            "open": self._open,
            "react": self._react,
            "stop": self._stop,
            "read": self._read,
        }

    async def people(self, request: web.Request) -> web.Response:
        return _shown(people=[self._seeing.person_json(one) for one in self._state.people.users])

    async def conversations(self, request: web.Request) -> web.Response:
        user = self._user(request)
        mine = self._seeing.conversations(user)
        return _shown(conversations=[self._seeing.conversation_json(user, one) for one in mine])

    async def messages(self, request: web.Request) -> web.Response:
        user, query = self._user(request), request.query
        channel = self._state.place(query.get("in", ""), user)
        limit = max(1, min(int(query.get("limit", "50")), 200))
        found = self._seeing.messages(user, channel, before=query.get("before"), limit=limit)
        return _shown(messages=[self._seeing.message_json(one) for one in found])

    async def thread(self, request: web.Request) -> web.Response:
        user = self._user(request)
        channel = self._state.place(request.query.get("in", ""), user)
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
        async for change in self._workspace.changes(user.id):
            data = json.dumps(self._seeing.change_json(change))
            await answer.write(f"event: change\ndata: {data}\n\n".encode())
        return answer

    async def act(self, request: web.Request) -> web.Response:
        verb = self._verbs.get(request.match_info["verb"])
        if verb is None:
            raise web.HTTPNotFound(text="there is no such verb")
        user, body = self._user(request), await _read(request)
        try:
            return _shown(**await verb(user, body))
        except (NotPossible, NoSuchChoice, Refused, KeyError) as refusal:
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

    async def _say(self, user: User, body: Json) -> Json:
        channel = self._state.place(body.get("in", ""), user)
        said = self._acting.say(user, body["text"], channel, body.get("thread_ts"))
        return {"channel": channel.id, "ts": said.ts}

    async def _click(self, user: User, body: Json) -> Json:
        place = self._place(user, body)
        reply = await self._acting.click(
            user, place, body["block_id"], body["action_id"], body.get("value")
        )
        return _of_reply(reply)

    async def _enter(self, user: User, body: Json) -> Json:
        place = self._place(user, body)
        for block_id, action_id, value in body["values"]:
            self._acting.put(user, place, block_id, action_id, value)
        return {}

    async def _suggest(self, user: User, body: Json) -> Json:
        place = self._place(user, body)
        typed = str(body.get("typed", ""))
        found = await self._acting.suggest(user, place, body["block_id"], body["action_id"], typed)
        return {"options": found}

    async def _submit(self, user: User, body: Json) -> Json:
        if "values" in body:
            await self._enter(user, body)
        reply = await self._acting.submit(user)
        modals = [self._seeing.view_json(one) for one in self._seeing.modals(user)]
        return {**_of_reply(reply), "modals": modals}

    async def _close(self, user: User, body: Json) -> Json:
        await self._acting.close(user, all=bool(body.get("all")))
        return {}

    async def _run(self, user: User, body: Json) -> Json:
        channel = self._state.place(body.get("in", ""), user)
        return _of_reply(await self._acting.run(user, body["line"], channel))

    async def _open(self, user: User, body: Json) -> Json:
        """Home, the app's messages, or a conversation with somebody."""
        tab = body.get("tab")
        if tab in {"home", "messages"}:
            self._acting.open_home(user, tab)
            return {"channel": self._state.direct(user.id).id}
        return {"channel": self._state.place(body.get("in", ""), user).id}

    async def _react(self, user: User, body: Json) -> Json:
        place = self._place(user, body)
        if isinstance(place, View):
            raise NotPossible("a view takes no reactions")
        is_new = self._acting.react(user, place, body["name"], is_on=body.get("on", True))
        return {"changed": is_new}

    async def _stop(self, user: User, body: Json) -> Json:
        channel = self._state.place(body.get("in", ""), user)
        self._acting.stop(user, channel, body["thread_ts"])
        return {}

    async def _read(self, user: User, body: Json) -> Json:
        channel = self._state.place(body.get("in", ""), user)
        self._state.mark_read(user.id, channel.id, body.get("ts"))
        return {"unread": self._state.unread(user.id, channel.id)}

    def _place(self, user: User, body: Json) -> Place:
        """The message or view that a body names, if this person sees it."""
        if "view_id" in body:
            view = self._state.views.find(body["view_id"])
            if view is None or view.user != user.id:
                raise NotPossible("that view is not open")
            return view
        channel = self._state.place(body.get("in", ""), user)
        found = self._seeing.message(user, channel, body["ts"])
        if found is None:
            raise NotPossible("that message is not there")
        return found

    def _user(self, request: web.Request) -> User:
        try:
            return self._workspace.person(request.match_info["who"])
        except KeyError as error:
            raise web.HTTPNotFound(text=str(error.args[0])) from None


def _of_reply(reply: Reply) -> Json:
    return {"failure": reply.failure, "answer": reply.content}


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
