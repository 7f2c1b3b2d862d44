"""chat.startStream, appendStream, stopStream: messages that grow before the reader's eyes."""

from dataclasses import replace

from blocks.limits import Surface
from sandbox.slack.faults import Trouble
from sandbox.slack.methods.places import known, message_at, thread_of, writable
from sandbox.slack.posting import change, post
from sandbox.slack.rendering import message_json
from sandbox.slack.rules.judging import completed, must_hold
from sandbox.slack.rules.refusal import Refused, bad_arguments
from sandbox.slack.shapes import Channel, Json, Message, Room, Session, packed
from sandbox.slack.state import State
from sandbox.slack.streams import as_blocks, as_text
from sandbox.slack.wire import Call, Desk, Method

MODES = ("timeline", "plan")
SESSION_STATUSES = ("processing", "active", "suspended", "closed")


async def start(desk: Desk, call: Call) -> Json:
    state = desk.state
    channel = writable(state, call.text("channel"))
    chunks = _chunks(call)
    root = thread_of(state, channel, call)
    mode = call.maybe("task_display_mode") or "timeline"
    if mode not in MODES:
        raise bad_arguments("must be one of timeline, plan [json-pointer:/task_display_mode]")
    if root is None and channel.room is Room.DIRECT:
        raise Refused("channel_type_not_supported")
    _recipient(state, channel, call)
    ts = state.ids.ts()
    state.streams.start(channel.id, ts, mode, root or ts)
    message = Message(
        channel=channel.id,
        ts=ts,
        user=state.app.bot_user,
        text="",
        thread_ts=root,
        is_app=True,
    )
    post(state, _fed(state, message, chunks))
    return {"channel": channel.id, "ts": ts}


async def append(desk: Desk, call: Call) -> Json:
    state = desk.state
    message = _streamed(desk, call)
    chunks = _chunks(call)
    if not chunks:
        raise bad_arguments("missing required field: markdown_text or chunks")
    change(state, message, _fed(state, message, chunks), is_told=False)
    return {"channel": message.channel, "ts": message.ts}


async def stop(desk: Desk, call: Call) -> Json:
    state = desk.state
    message = _streamed(desk, call)
    blocks = call.parsed("blocks", "invalid_blocks_format") or []
    must_hold({"blocks": blocks}, Surface.STREAM)
    status = call.maybe("session_status")
    if status is not None and status not in SESSION_STATUSES:
        raise bad_arguments("unknown session status [json-pointer:/session_status]")
    fed = _fed(state, message, _chunks(call))
    shown = [*fed.blocks, *completed(blocks if isinstance(blocks, list) else [], state.ids)]
    metadata = call.parsed("metadata", "invalid_metadata_format")
    body: Json = {"blocks": shown, **({"metadata": metadata} if metadata else {})}
    state.streams.end(message.channel, message.ts, "app")
    done = change(state, message, replace(fed, body=packed(body)))
    if status is not None:
        _set_session(state, done, status)
    return {"channel": done.channel, "ts": done.ts, "message": message_json(state, done)}


def _set_session(state: State, message: Message, status: str) -> None:
    found = state.sessions.get((message.channel, message.root_ts))
    session = found or Session(channel=message.channel, thread_ts=message.root_ts)
    state.set_session(replace(session, status=status))


def _recipient(state: State, channel: Channel, call: Call) -> None:
    if channel.room is Room.DIRECT:
        return
    user = call.maybe("recipient_user_id")
    if user is None:
        raise Refused("missing_recipient_user_id")
    if call.maybe("recipient_team_id") is None:
        raise Refused("missing_recipient_team_id")
    if state.people.user(user) is None:
        raise Refused("user_not_found")


def _streamed(desk: Desk, call: Call) -> Message:
    state = desk.state
    channel = known(state, call.text("channel"))
    message = message_at(state, channel.id, call.text("ts"))
    if not message.is_app:
        raise Refused("message_not_owned_by_app")
    is_open = state.streams.is_open(channel.id, message.ts)
    if is_open and desk.faults.strikes(Trouble.STREAM_BROKEN, call.method):
        state.streams.end(channel.id, message.ts, "broken")
    state.streams.append(channel.id, message.ts, [])
    return message


def _chunks(call: Call) -> list[Json]:
    """The chunks of a call, with its text as one more before them."""
    given: Json = {}
    chunks = call.parsed("chunks", "invalid_chunks")
    if chunks:
        given["chunks"] = chunks
    text = call.maybe("markdown_text")
    if text is not None:
        given["markdown_text"] = text
    must_hold(given, Surface.STREAM)
    before = [{"type": "markdown_text", "text": text}] if text else []
    return before + (chunks if isinstance(chunks, list) else [])


def _fed(state: State, message: Message, chunks: list[Json]) -> Message:
    stream = state.streams.append(message.channel, message.ts, chunks)
    blocks = completed(as_blocks(stream), state.ids)
    return replace(message, text=as_text(stream), body=packed({"blocks": blocks}))


METHODS: dict[str, Method] = {
    "chat.startStream": start,
    "chat.appendStream": append,
    "chat.stopStream": stop,
}
