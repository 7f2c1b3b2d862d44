"""chat.*: posting, changing and taking back messages; later ones too."""

from dataclasses import replace

from blocks.limits import Surface
from sandbox.slack.methods.places import inside, known, message_at, person, thread_of, writable
from sandbox.slack.posting import change, post, post_ephemeral, remove
from sandbox.slack.rendering import message_json
from sandbox.slack.rules.judging import completed, must_hold
from sandbox.slack.rules.refusal import RateLimited, Refused
from sandbox.slack.shapes import Json, Message, Scheduled, packed, unpacked
from sandbox.slack.state import State
from sandbox.slack.wire import Call, Desk, Method

LATEST_SCHEDULE = 120 * 24 * 3600
_ERRORS = {"blocks": "invalid_blocks_format", "attachments": "invalid_attachments"}


def content_of(call: Call) -> Json:
    """What a message is made of, judged by the table of limits."""
    found: Json = {}
    for name in ("text", "markdown_text"):
        text = call.maybe(name)
        if text is not None:
            found[name] = text
    for name, error in _ERRORS.items():
        value = call.parsed(name, error)
        if value is not None:
            found[name] = value
    must_hold(found, Surface.MESSAGE)
    metadata = call.parsed("metadata", "invalid_metadata_format")
    if metadata is not None:
        found["metadata"] = _metadata(metadata)
    return found


def _metadata(value: object) -> Json:
    if not isinstance(value, dict):
        raise Refused("invalid_metadata_format")
    has_all = isinstance(value.get("event_type"), str) and isinstance(
        value.get("event_payload"), dict
    )
    if not has_all and "entities" not in value:
        raise Refused("invalid_metadata_schema")
    return value


def bodied(state: State, content: Json) -> tuple[str, bytes]:
    """The text of a message and everything beside it."""
    body = {key: value for key, value in content.items() if key != "text"}
    text = content.get("text") or ""
    if body.get("blocks"):
        body["blocks"] = completed(body["blocks"], state.ids)
    if markdown := body.pop("markdown_text", None):
        text = markdown
        body["blocks"] = completed([{"type": "markdown", "text": markdown}], state.ids)
    return text, packed(body)


def warned(content: Json, answer: Json) -> Json:
    """Blocks alone are read out as nothing: Slack's clients warn of it."""
    if not content.get("text") and not content.get("markdown_text"):
        answer["_warnings"] = ["missing_text_in_message"]
    return answer


async def post_message(desk: Desk, call: Call) -> Json:
    state = desk.state
    channel = writable(state, call.text("channel"))
    state.rates.spend("chat.postMessage", channel.id)
    content = content_of(call)
    root = thread_of(state, channel, call)
    text, body = bodied(state, content)
    message = Message(
        channel=channel.id,
        ts=state.ids.ts(),
        user=state.app.bot_user,
        text=text,
        thread_ts=root,
        is_app=True,
        is_broadcast=call.flag("reply_broadcast"),
        body=body,
    )
    post(state, message)
    shown = message_json(state, message)
    return warned(content, {"channel": channel.id, "ts": message.ts, "message": shown})


async def update(desk: Desk, call: Call) -> Json:
    state = desk.state
    channel = known(state, call.text("channel"))
    old = _own(state, channel.id, call.text("ts"), "cant_update_message")
    if state.streams.is_open(old.channel, old.ts):
        raise Refused("streaming_state_conflict")
    content = content_of(call)
    text, body = bodied(state, content)
    # What a call does not speak of stays, and new blocks replace the old ones whole; an empty
    # list takes them away.
    merged = {**unpacked(old.body), **unpacked(body)}
    has_text = "text" in content or "markdown_text" in content
    new = replace(
        old,
        text=text if has_text else old.text,
        body=packed({key: value for key, value in merged.items() if value}),
        edited_ts=state.ids.ts(),
    )
    change(state, old, new)
    shown = message_json(state, new)
    answer: Json = {"channel": channel.id, "ts": new.ts, "text": new.text, "message": shown}
    return warned(content, answer)


def _own(state: State, channel: str, ts: str, error: str) -> Message:
    found = message_at(state, channel, ts)
    if not found.is_app:
        raise Refused(error)
    return found


async def delete(desk: Desk, call: Call) -> Json:
    channel = known(desk.state, call.text("channel"))
    found = _own(desk.state, channel.id, call.text("ts"), "cant_delete_message")
    remove(desk.state, found)
    return {"channel": channel.id, "ts": found.ts}


async def post_ephemeral_message(desk: Desk, call: Call) -> Json:
    state = desk.state
    user = person(state, call.text("user"))
    channel = writable(state, call.text("channel"))
    content = content_of(call)
    if user.id not in channel.members:
        raise Refused("user_not_in_channel")
    text, body = bodied(state, content)
    message = Message(
        channel=channel.id,
        ts=state.ids.ts(),
        user=state.app.bot_user,
        text=text,
        thread_ts=thread_of(state, channel, call),
        is_app=True,
        body=body,
        ephemeral_for=user.id,
    )
    post_ephemeral(state, message)
    return warned(content, {"message_ts": message.ts})


async def permalink(desk: Desk, call: Call) -> Json:
    channel = known(desk.state, call.text("channel"))
    found = message_at(desk.state, channel.id, call.text("message_ts"))
    address = f"{desk.state.base_url}/archives/{channel.id}/p{found.ts.replace('.', '')}"
    if found.is_reply:
        address += f"?thread_ts={found.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": address}


async def schedule(desk: Desk, call: Call) -> Json:
    state = desk.state
    channel = writable(state, call.text("channel"))
    content = content_of(call)
    post_at = call.number("post_at", 0)
    now = state.clock.seconds()
    if post_at <= now:
        raise Refused("time_in_past")
    if post_at - now > LATEST_SCHEDULE:
        raise Refused("time_too_far")
    arguments = {key: value for key, value in call.arguments.items() if key != "post_at"}
    planned = Scheduled(
        id=state.ids.next("Q"),
        channel=channel.id,
        post_at=post_at,
        arguments=packed(arguments),
    )
    if len(state.scheduled) >= 1_000:
        raise Refused("restricted_too_many")
    state.scheduled[planned.id] = planned
    answer: Json = {"channel": channel.id, "scheduled_message_id": planned.id}
    return warned(content, {**answer, "post_at": post_at, "message": content})


async def scheduled(desk: Desk, call: Call) -> Json:
    channel = call.maybe("channel")
    listed = [
        {
            "id": one.id,
            "channel_id": one.channel,
            "post_at": one.post_at,
            "text": unpacked(one.arguments).get("text", ""),
        }
        for one in desk.state.scheduled.values()
        if channel in (None, one.channel)
    ]
    return {"scheduled_messages": listed, "response_metadata": {"next_cursor": ""}}


async def unschedule(desk: Desk, call: Call) -> Json:
    inside(desk.state, call.text("channel"))
    if desk.state.scheduled.pop(call.text("scheduled_message_id"), None) is None:
        raise Refused("invalid_scheduled_message_id")
    return {}


async def post_due(desk: Desk) -> None:
    """Posts what was scheduled for now or before."""
    now = desk.state.clock.seconds()
    for one in sorted(desk.state.scheduled.values(), key=lambda each: each.post_at):
        if one.post_at > now:
            return
        del desk.state.scheduled[one.id]
        call = Call(method="chat.postMessage", arguments=unpacked(one.arguments))
        try:
            await post_message(desk, call)
        except (Refused, RateLimited):
            continue  # Slack drops what it cannot post any more, without a word to the app


METHODS: dict[str, Method] = {
    "chat.postMessage": post_message,
    "chat.update": update,
    "chat.delete": delete,
    "chat.postEphemeral": post_ephemeral_message,
    "chat.getPermalink": permalink,
    "chat.scheduleMessage": schedule,
    "chat.scheduledMessages.list": scheduled,
    "chat.deleteScheduledMessage": unschedule,
}
