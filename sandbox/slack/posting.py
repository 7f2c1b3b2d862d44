"""A message comes, changes or goes: it is kept, everybody who may see it knows, the app is told."""

from dataclasses import replace

from sandbox.slack.changes import Change, Kind
from sandbox.slack.rendering import message_json
from sandbox.slack.shapes import Json, Message, Room
from sandbox.slack.state import State


def post(state: State, message: Message, *, is_silent: bool = False) -> Message:
    """Keeps a new message. A silent one comes from before, and tells nobody."""
    state.messages.add(message)
    if is_silent:
        return message
    if message.is_app:
        state.statuses.pop((message.channel, message.root_ts), None)
    _announce(state, Kind.MESSAGE, message)
    _tell(state, message, message_json(state, message))
    if not message.is_app and not message.subtype:
        _tell_of_mention(state, message)
    return message


def change(state: State, old: Message, new: Message, *, is_told: bool = True) -> Message:
    state.messages.replace(new)
    _announce(state, Kind.MESSAGE_CHANGED, new)
    if is_told:
        body = {
            "type": "message",
            "subtype": "message_changed",
            "message": message_json(state, new),
            "previous_message": message_json(state, old),
            "hidden": True,
            "ts": state.ids.ts(),
        }
        _tell(state, new, body)
    return new


def remove(state: State, message: Message) -> None:
    previous = message_json(state, message)
    state.messages.remove(message.channel, message.ts)
    _announce(state, Kind.MESSAGE_DELETED, message)
    body = {
        "type": "message",
        "subtype": "message_deleted",
        "deleted_ts": message.ts,
        "previous_message": previous,
        "hidden": True,
        "ts": state.ids.ts(),
    }
    _tell(state, message, body)


def post_ephemeral(state: State, message: Message) -> Message:
    state.messages.add_ephemeral(message)
    _announce(state, Kind.EPHEMERAL, message)
    return message


def change_ephemeral(state: State, user: str, old_ts: str, new: Message | None) -> bool:
    """Ephemeral messages can only be changed through a response address."""
    is_there = state.messages.replace_ephemeral(user, old_ts, new)
    kind, body = Kind.EPHEMERAL_CHANGED, {"is_gone": new is None}
    channel = new.channel if new else None
    state.changes.announce(
        Change(kind=kind, user=user, channel=channel, ts=old_ts, message=new, body=body)
    )
    return is_there


def react(state: State, message: Message, user: str, name: str, *, is_on: bool) -> bool:
    """Adds or takes back a reaction; False if that is how it was."""
    now = dict(message.reactions)
    users = now.get(name, ())
    if (user in users) is is_on:
        return False
    now[name] = (*users, user) if is_on else tuple(one for one in users if one != user)
    kept = tuple((key, who) for key, who in now.items() if who)
    state.messages.replace(replace(message, reactions=kept))
    found = state.messages.find(message.channel, message.ts)
    state.changes.announce(
        Change(kind=Kind.REACTION, channel=message.channel, ts=message.ts, message=found)
    )
    state.on_event(
        {
            "type": "reaction_added" if is_on else "reaction_removed",
            "user": user,
            "reaction": name,
            "item": {"type": "message", "channel": message.channel, "ts": message.ts},
            "item_user": message.user,
            "event_ts": state.ids.ts(),
        }
    )
    return True


def _announce(state: State, kind: Kind, message: Message) -> None:
    state.changes.announce(
        Change(
            kind=kind,
            user=message.ephemeral_for,
            channel=message.channel,
            ts=message.ts,
            message=message,
        )
    )


def _tell(state: State, message: Message, body: Json) -> None:
    """A `message` event, if the app is where it was said."""
    channel = state.people.channel(message.channel)
    if channel is None or state.app.bot_user not in channel.members:
        return
    event = {**body, "channel": channel.id, "channel_type": channel.kind, "event_ts": body["ts"]}
    state.on_event(event)


def _tell_of_mention(state: State, message: Message) -> None:
    channel = state.people.channel(message.channel)
    is_meant = f"<@{state.app.bot_user}>" in message.text
    if channel is None or not is_meant or channel.room is Room.DIRECT:
        return
    if state.app.bot_user in channel.members:
        body = message_json(state, message)
        event = {**body, "type": "app_mention", "channel": channel.id, "event_ts": message.ts}
        state.on_event(event)
