"""Reads what the page's requests say, and says in one sentence what is wrong with them."""

import json
from dataclasses import dataclass

from aiohttp import web

from sandbox.slack.acting import NotPossible, Place
from sandbox.slack.shapes import Channel, Json, Message, User
from sandbox.slack.workspace import Workspace

MOST_BYTES = 1_000_000


class BadRequest(ValueError):
    """The request can't be understood or done; the text is shown to the person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request: who asks, and what it says."""

    workspace: Workspace
    user: User
    body: Json

    def text(self, name: str) -> str:
        value = self.body.get(name)
        if not isinstance(value, str) or not value:
            raise BadRequest(f"The request lacks “{name}”. Nothing was done.")
        return value

    def maybe(self, name: str) -> str | None:
        value = self.body.get(name)
        return value if isinstance(value, str) and value else None

    def number(self, name: str, default: int, most: int) -> int:
        value = str(self.body.get(name) or "")
        return max(1, min(int(value) if value.isdecimal() else default, most))

    def channel(self, name: str = "channel") -> Channel:
        found = self.workspace.state.people.channel(self.text(name))
        if found is None or not self.workspace.seeing.may_see(self.user, found):
            raise BadRequest("There is no such conversation that you may see. Nothing was done.")
        return found

    def message(self, channel: str, ts: str) -> Message:
        place = self.workspace.state.people.channel(channel)
        found = place and self.workspace.seeing.message(self.user, place, ts)
        if not found:
            raise BadRequest("That message is gone. Nothing was done.")
        return found

    def place(self) -> Place:
        """The message or view that was clicked."""
        given = self.body.get("place")
        if not isinstance(given, dict):
            raise BadRequest("The request lacks “place”. Nothing was done.")
        if "view" not in given:
            return self.message(str(given.get("channel")), str(given.get("ts")))
        found = self.workspace.state.views.find(str(given["view"]))
        if found is None or found.user != self.user.id:
            raise BadRequest("That view is closed already. Nothing was done.")
        return found


async def asked(request: web.Request, workspace: Workspace) -> Asked:
    """The request with the person who makes it; raises BadRequest."""
    body: Json = dict(request.query)
    if request.method == "POST":
        body |= await _object(request)
    who = body.get("me")
    user = workspace.state.people.user(who) if isinstance(who, str) else None
    if user is None or user.is_bot:
        raise BadRequest("There is nobody like that in this workspace. Choose who you are.")
    return Asked(workspace=workspace, user=user, body=body)


async def _object(request: web.Request) -> Json:
    try:
        found = json.loads(await request.read())
    except (ValueError, RecursionError):
        raise BadRequest("The request is not JSON. Nothing was done.") from None
    if not isinstance(found, dict):
        raise BadRequest("The request is not a JSON object. Nothing was done.")
    return found


def sentence(problem: Exception) -> str:
    """A problem as a person reads it."""
    text = str(problem.args[0]) if isinstance(problem, KeyError) else str(problem)
    if isinstance(problem, BadRequest):
        return text
    text = text[:1].upper() + text[1:]
    ending = "" if text.endswith((".", "!", "?")) else "."
    return (
        f"{text}{ending} Nothing was done." if isinstance(problem, NotPossible) else text + ending
    )
