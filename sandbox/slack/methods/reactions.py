"""reactions.*: small signs under messages."""

import re

from sandbox.slack.methods.places import inside, message_at
from sandbox.slack.posting import react
from sandbox.slack.rendering import message_json
from sandbox.slack.rules.refusal import Refused
from sandbox.slack.shapes import Json, Message
from sandbox.slack.wire import Call, Desk, Method

_NAME = re.compile(r"^[a-z0-9_+\-']{1,100}(::skin-tone-[2-6])?$")


async def add(desk: Desk, call: Call) -> Json:
    message, name = _target(desk, call)
    if not react(desk.state, message, desk.state.app.bot_user, name, is_on=True):
        raise Refused("already_reacted")
    return {}


async def take_back(desk: Desk, call: Call) -> Json:
    message, name = _target(desk, call)
    if not react(desk.state, message, desk.state.app.bot_user, name, is_on=False):
        raise Refused("no_reaction")
    return {}


async def get(desk: Desk, call: Call) -> Json:
    channel = inside(desk.state, call.text("channel"))
    message = message_at(desk.state, channel.id, call.text("timestamp"))
    shown = message_json(desk.state, message)
    return {"type": "message", "channel": channel.id, "message": shown}


async def listing(desk: Desk, call: Call) -> Json:
    state = desk.state
    found = state.messages.reacted_by(call.maybe("user") or state.app.bot_user)
    here = {one.channel for one in found}
    known = {id for id in here if _is_in(desk, id)}
    items = [
        {"type": "message", "channel": one.channel, "message": message_json(state, one)}
        for one in found
        if one.channel in known
    ]
    limit = call.number("limit", 100, most=1000)
    return {"items": items[:limit], "response_metadata": {"next_cursor": ""}}


def _is_in(desk: Desk, id: str) -> bool:
    channel = desk.state.people.channel(id)
    return channel is not None and desk.state.app.bot_user in channel.members


def _target(desk: Desk, call: Call) -> tuple[Message, str]:
    name = call.text("name").strip(":")
    if not _NAME.match(name):
        raise Refused("invalid_name")
    channel = inside(desk.state, call.text("channel"))
    return message_at(desk.state, channel.id, call.text("timestamp")), name


METHODS: dict[str, Method] = {
    "reactions.add": add,
    "reactions.remove": take_back,
    "reactions.get": get,
    "reactions.list": listing,
}
