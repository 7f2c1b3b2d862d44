"""What comes through a response address, or as the answer to a command: new, replaced or gone."""

from dataclasses import replace

from blocks.limits import Surface
from sandbox.slack.posting import change, change_ephemeral, post, post_ephemeral, remove
from sandbox.slack.rules.hooks import Hook
from sandbox.slack.rules.judging import completed, must_hold
from sandbox.slack.rules.refusal import Refused
from sandbox.slack.shapes import Json, Message, packed
from sandbox.slack.state import State

_CONTENT = ("text", "blocks", "attachments", "metadata")


def responded(state: State, hook: Hook, body: Json) -> None:
    """Does what the app asked for through a response address."""
    if body.get("delete_original"):
        _replace(state, hook, None)
        return
    content = {key: body[key] for key in _CONTENT if body.get(key) is not None}
    must_hold(content, Surface.MESSAGE)
    made = _message(state, hook, content, body)
    if body.get("replace_original") and hook.ts is not None:
        _replace(state, hook, made)
        return
    if body.get("response_type") == "in_channel":
        post(state, replace(made, ephemeral_for=None))
        return
    post_ephemeral(state, made)


def _message(state: State, hook: Hook, content: Json, body: Json) -> Message:
    kept = {key: value for key, value in content.items() if key != "text"}
    if kept.get("blocks"):
        kept["blocks"] = completed(kept["blocks"], state.ids)
    return Message(
        channel=hook.channel,
        ts=state.ids.ts(),
        user=state.app.bot_user,
        text=str(content.get("text") or ""),
        thread_ts=body.get("thread_ts") or None,
        is_app=True,
        body=packed(kept),
        ephemeral_for=hook.user,
    )


def _replace(state: State, hook: Hook, by: Message | None) -> None:
    if hook.ts is None:
        raise Refused("no_original")
    if hook.is_ephemeral:
        new = None if by is None else replace(by, ts=hook.ts, thread_ts=hook.thread_ts)
        change_ephemeral(state, hook.user, hook.ts, new)
        return
    old = state.messages.find(hook.channel, hook.ts)
    if old is None:
        raise Refused("message_not_found")
    if by is None:
        remove(state, old)
        return
    changed = replace(old, text=by.text, body=by.body, edited_ts=state.ids.ts())
    change(state, old, changed)
