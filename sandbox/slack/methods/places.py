"""Where a call may act: finds channels, people and messages, or refuses with Slack's word."""

from sandbox.slack.rules.refusal import Refused
from sandbox.slack.shapes import Channel, Message, Room, User
from sandbox.slack.state import State
from sandbox.slack.wire import Call


def known(state: State, id: str) -> Channel:
    """A conversation that the app may know of: public, or one it is a member of."""
    found = state.people.channel(id)
    if found is None:
        raise Refused("channel_not_found")
    is_member = state.app.bot_user in found.members
    if found.room is not Room.PUBLIC and not is_member:
        raise Refused("channel_not_found")
    return found


def inside(state: State, id: str) -> Channel:
    """A conversation that the app is in."""
    found = known(state, id)
    if state.app.bot_user not in found.members:
        raise Refused("not_in_channel")
    return found


def writable(state: State, id: str) -> Channel:
    """Where the app may post: a channel by id or name, or a person, which means their messages."""
    if id.startswith(("U", "W")):
        return _messages_of(state, id)
    found = state.people.channel(id) or state.people.named(id)
    if found is None:
        raise Refused("channel_not_found")
    known(state, found.id)
    if found.is_archived:
        raise Refused("is_archived")
    if found.room is Room.DIRECT:
        other = next(iter(found.members - {state.app.bot_user}), "")
        return _messages_of(state, other)
    may_anyway = found.room is Room.PUBLIC and "chat:write.public" in state.app.scopes
    if state.app.bot_user not in found.members and not may_anyway:
        raise Refused("not_in_channel")
    return found


def _messages_of(state: State, id: str) -> Channel:
    person = state.people.user(id)
    if person is None or person.is_external or person.is_deactivated or person.is_bot:
        raise Refused("channel_not_found")
    if not state.app.has_messages:
        raise Refused("messages_tab_disabled")
    return state.direct(id)


def person(state: State, id: str) -> User:
    found = state.people.user(id)
    if found is None:
        raise Refused("user_not_found")
    if found.is_external:
        raise Refused("user_not_visible")
    return found


def message_at(state: State, channel: str, ts: str) -> Message:
    found = state.messages.find(channel, ts)
    if found is None:
        raise Refused("message_not_found")
    return found


def thread_of(state: State, channel: Channel, call: Call) -> str | None:
    """The root that a call answers to; a reply's own timestamp means its root."""
    ts = call.maybe("thread_ts")
    if ts is None:
        return None
    found = state.messages.find(channel.id, ts)
    if found is None:
        raise Refused("invalid_thread_ts" if call.method.endswith("Stream") else "thread_not_found")
    return found.root_ts
