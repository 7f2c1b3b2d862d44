"""conversations.*: opening direct messages, finding channels, reading what was said."""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64

from sandbox.slack.methods.places import inside, known, message_at, person
from sandbox.slack.rendering import channel_json, message_json
from sandbox.slack.rules.refusal import Refused
from sandbox.slack.shapes import Channel, Json, Room
from sandbox.slack.state import State
from sandbox.slack.wire import Call, Desk, Method

_TYPES = {
    "public_channel": Room.PUBLIC,
    "private_channel": Room.PRIVATE,
    "im": Room.DIRECT,
    "mpim": Room.GROUP,
}
MOST_TOGETHER = 8


async def open_direct(desk: Desk, call: Call) -> Json:
    state = desk.state
    if call.has("channel"):
        channel = inside(state, call.text("channel"))
        return {"channel": _opened(state, channel, call), "no_op": True, "already_open": True}
    users = call.listed("users")
    if not users:
        raise Refused("users_list_not_supplied")
    if len(users) > MOST_TOGETHER:
        raise Refused("too_many_users")
    members = {person(state, id).id for id in users} | {state.app.bot_user}
    if any(one.is_deactivated for one in map(state.people.user, members) if one):
        raise Refused("user_disabled")
    if users == [state.app.bot_user]:
        raise Refused("cannot_dm_bot")
    was_there = state.people.direct(frozenset(members)) is not None
    channel = state.conversation(frozenset(members))
    answer: Json = {"channel": _opened(state, channel, call)}
    return {**answer, "no_op": True, "already_open": True} if was_there else answer


def _opened(state: State, channel: Channel, call: Call) -> Json:
    return channel_json(state, channel) if call.flag("return_im") else {"id": channel.id}


async def listing(desk: Desk, call: Call) -> Json:
    state = desk.state
    names = call.listed("types") or ["public_channel"]
    if any(name not in _TYPES for name in names):
        raise Refused("invalid_types")
    rooms = {_TYPES[name] for name in names}
    found = [one for one in state.people.channels if one.room in rooms and _is_known(state, one)]
    if call.flag("exclude_archived"):
        found = [one for one in found if not one.is_archived]
    page, cursor = paged([one.id for one in found], call, 100)
    wanted = set(page)
    shown = [channel_json(state, one) for one in found if one.id in wanted]
    return {"channels": shown, "response_metadata": {"next_cursor": cursor}}


def _is_known(state: State, channel: Channel) -> bool:
    return channel.room is Room.PUBLIC or state.app.bot_user in channel.members


async def info(desk: Desk, call: Call) -> Json:
    channel = known(desk.state, call.text("channel"))
    shown = channel_json(desk.state, channel)
    if call.flag("include_num_members"):
        shown["num_members"] = len(channel.members)
    return {"channel": shown}


async def members(desk: Desk, call: Call) -> Json:
    channel = known(desk.state, call.text("channel"))
    page, cursor = paged(sorted(channel.members), call, 100)
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


async def history(desk: Desk, call: Call) -> Json:
    state = desk.state
    channel = inside(state, call.text("channel"))
    limit = call.number("limit", 100, most=999)
    after = _cursor(call)
    is_inclusive = call.flag("inclusive") and after is None
    span = state.messages.history(
        channel.id,
        limit=limit,
        before=after or call.maybe("latest"),
        after=call.maybe("oldest"),
        inclusive=is_inclusive,
    )
    with_metadata = call.flag("include_all_metadata")
    shown = [message_json(state, one, with_metadata=with_metadata) for one in span.messages]
    answer: Json = {"messages": shown, "has_more": span.has_more, "pin_count": 0}
    if span.has_more:
        cursor = _encoded(span.messages[-1].ts)
        answer["response_metadata"] = {"next_cursor": cursor}
    return answer


async def replies(desk: Desk, call: Call) -> Json:
    state = desk.state
    channel = inside(state, call.text("channel"))
    given = state.messages.find(channel.id, call.text("ts"))
    if given is None:
        raise Refused("thread_not_found")
    after = _cursor(call) or call.maybe("oldest")
    limit = call.number("limit", 1000, most=1000)
    span = state.messages.thread(channel.id, given.root_ts, limit=limit, after=after)
    with_metadata = call.flag("include_all_metadata")
    shown = [message_json(state, one, with_metadata=with_metadata) for one in span.messages]
    answer: Json = {"messages": shown, "has_more": span.has_more}
    if span.has_more:
        answer["response_metadata"] = {"next_cursor": _encoded(span.messages[-1].ts)}
    return answer


async def join(desk: Desk, call: Call) -> Json:
    state = desk.state
    channel = known(state, call.text("channel"))
    if channel.room is not Room.PUBLIC:
        raise Refused("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise Refused("is_archived")
    was_in = state.app.bot_user in channel.members
    joined = state.people.joined(channel, state.app.bot_user)
    answer: Json = {"channel": channel_json(state, joined)}
    return {**answer, "_warnings": ["already_in_channel"]} if was_in else answer


async def mark(desk: Desk, call: Call) -> Json:
    channel = inside(desk.state, call.text("channel"))
    message_at(desk.state, channel.id, call.text("ts"))
    return {}


def paged(items: list[str], call: Call, default: int) -> tuple[list[str], str]:
    """One page of a list, and the cursor of the next, which is empty at the end."""
    after = _cursor(call)
    if after is not None and after not in items:
        raise Refused("invalid_cursor")
    first = items.index(after) + 1 if after is not None else 0
    limit = call.number("limit", default, most=1000)
    page = items[first : first + limit]
    is_last = first + limit >= len(items)
    return page, "" if is_last or not page else _encoded(page[-1])


def _encoded(key: str) -> str:
    return b64encode(f"next:{key}".encode()).decode()


def _cursor(call: Call) -> str | None:
    given = call.maybe("cursor")
    if given is None:
        return None
    try:
        key = b64decode(given, validate=True).decode()
    except (NotBase64, UnicodeDecodeError):
        raise Refused("invalid_cursor") from None
    if not key.startswith("next:"):
        raise Refused("invalid_cursor")
    return key.removeprefix("next:")


METHODS: dict[str, Method] = {
    "conversations.open": open_direct,
    "conversations.list": listing,
    "conversations.info": info,
    "conversations.members": members,
    "conversations.history": history,
    "conversations.replies": replies,
    "conversations.join": join,
    "conversations.mark": mark,
}
