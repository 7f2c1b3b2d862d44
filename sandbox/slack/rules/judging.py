"""Puts the table of Block Kit limits before each method, and fills in what Slack fills in."""

from blocks.limits import Fault, Surface, check
from sandbox.slack.ids import Ids
from sandbox.slack.rules.refusal import Refused
from sandbox.slack.shapes import Json

# Slack first looks whether there is anything to say, then at its shape, then at its length.
_FIRST = ("no_text", "invalid_blocks_format", "invalid_blocks", "invalid_attachments")


def must_hold(payload: object, surface: Surface, at: str = "") -> None:
    """Refuses the payload with Slack's words if the table says that anything is wrong."""
    faults = check(payload, surface, at)
    if not faults:
        return
    first = min(faults, key=_rank)
    messages = [f"[ERROR] {fault.message}" for fault in faults if fault.code == first.code]
    more: Json = {"response_metadata": {"messages": messages}}
    if first.code in {"invalid_blocks", "invalid_attachments"}:
        more["errors"] = [line.removeprefix("[ERROR] ") for line in messages]
    raise Refused(first.code, **more)


def _rank(fault: Fault) -> int:
    return _FIRST.index(fault.code) if fault.code in _FIRST else len(_FIRST)


def completed(blocks: list[Json], ids: Ids) -> list[Json]:
    """The blocks as Slack gives them back: every id present, texts with their defaults."""
    return [_completed(block, ids, is_block=True) for block in blocks]


def _completed(thing: Json, ids: Ids, *, is_block: bool = False) -> Json:
    made: Json = {}
    if is_block and not thing.get("block_id"):
        made["block_id"] = ids.word(5)
    for key, value in thing.items():
        made[key] = _inside(key, value, ids)
    kind = made.get("type")
    if kind == "plain_text":
        made.setdefault("emoji", True)
    if kind == "mrkdwn":
        made.setdefault("verbatim", False)
    if kind in _INTERACTIVE and not made.get("action_id"):
        made["action_id"] = ids.word(5)
    return made


def _inside(key: str, value: object, ids: Ids) -> object:
    if isinstance(value, dict) and key not in _AS_IT_IS:
        return _completed(value, ids)
    if isinstance(value, list) and key in _LISTS:
        return [_member(key, one, ids) for one in value]
    return value


def _member(key: str, one: object, ids: Ids) -> object:
    if not isinstance(one, dict):
        return one
    is_block = key in {"child_blocks", "fallback"} or one.get("type") == "card"
    return _completed(one, ids, is_block=is_block)


_LISTS = frozenset({"elements", "child_blocks", "fallback", "fields", "options", "actions"})
_AS_IT_IS = frozenset({"metadata", "element_payload", "event_payload"})
_INTERACTIVE = frozenset(
    {
        "button", "overflow", "static_select", "external_select", "users_select",
        "conversations_select", "channels_select", "multi_static_select",
        "multi_external_select", "multi_users_select", "multi_conversations_select",
        "multi_channels_select", "datepicker", "timepicker", "datetimepicker", "checkboxes",
        "radio_buttons", "plain_text_input", "email_text_input", "url_text_input",
        "number_input", "rich_text_input", "file_input", "feedback_buttons", "icon_button",
        "workflow_button",
    }
)  # fmt: skip
