"""What people do, by name and JSON: the same for the control routes and for the page."""

from collections.abc import Awaitable, Callable

from sandbox.slack.acting import NotPossible, Place
from sandbox.slack.shapes import Json, Message, User, View
from sandbox.slack.transport import Reply
from sandbox.slack.workspace import Workspace

Verb = Callable[[User, Json], Awaitable[Json]]


class UnknownVerb(RuntimeError):
    """Nobody can do that here."""


class Verbs:
    """`act` raises NotPossible, LookupError, TypeError or ValueError with why it cannot be done."""

    def __init__(self, workspace: Workspace) -> None:
        self._state = workspace.state
        self._seeing, self._acting = workspace.seeing, workspace.acting
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
            "edit": self._edit,
            "delete": self._delete,
            "stop": self._stop,
            "read": self._read,
        }

    async def act(self, user: User, verb: str, body: Json) -> Json:
        known = self._verbs.get(verb)
        if known is None:
            raise UnknownVerb(verb)
        return await known(user, body)

    async def _say(self, user: User, body: Json) -> Json:
        channel = self._state.place(str(body.get("in", "")), user)
        said = self._acting.say(user, str(body["text"]), channel, body.get("thread_ts"))
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
        channel = self._state.place(str(body.get("in", "")), user)
        return _of_reply(await self._acting.run(user, str(body["line"]), channel))

    async def _open(self, user: User, body: Json) -> Json:
        """Home, the app's messages, or a conversation with somebody."""
        tab = body.get("tab")
        if tab in {"home", "messages"}:
            self._acting.open_home(user, tab)
            return {"channel": self._state.direct(user.id).id}
        return {"channel": self._state.place(str(body.get("in", "")), user).id}

    async def _react(self, user: User, body: Json) -> Json:
        message = self._message(user, body)
        is_new = self._acting.react(user, message, str(body["name"]), is_on=body.get("on", True))
        return {"changed": is_new}

    async def _edit(self, user: User, body: Json) -> Json:
        edited = self._acting.edit(user, self._message(user, body), str(body["text"]))
        return {"ts": edited.ts}

    async def _delete(self, user: User, body: Json) -> Json:
        self._acting.take_back(user, self._message(user, body))
        return {}

    async def _stop(self, user: User, body: Json) -> Json:
        channel = self._state.place(str(body.get("in", "")), user)
        self._acting.stop(user, channel, body["thread_ts"])
        return {}

    async def _read(self, user: User, body: Json) -> Json:
        channel = self._state.place(str(body.get("in", "")), user)
        self._state.mark_read(user.id, channel.id, body.get("ts"))
        return {"unread": self._state.unread(user.id, channel.id)}

    def _message(self, user: User, body: Json) -> Message:
        place = self._place(user, body)
        if isinstance(place, View):
            raise NotPossible("a view is no message")
        return place

    def _place(self, user: User, body: Json) -> Place:
        """The message or view that a body names, if this person sees it."""
        if "view_id" in body:
            view = self._state.views.find(body["view_id"])
            if view is None or view.user != user.id:
                raise NotPossible("that view is not open")
            return view
        channel = self._state.place(str(body.get("in", "")), user)
        found = self._seeing.message(user, channel, body["ts"])
        if found is None:
            raise NotPossible("that message is not there")
        return found


def _of_reply(reply: Reply) -> Json:
    return {"failure": reply.failure, "answer": reply.content}
