"""What people entered where, before it was sent: per person and message or view."""

from collections import OrderedDict
from collections.abc import Iterator

from sandbox.slack.shapes import Json

_KEPT = 2_000
# What an element starts with, and the name under which its state carries it.
STARTS = {
    "plain_text_input": ("initial_value", "value"),
    "email_text_input": ("initial_value", "value"),
    "url_text_input": ("initial_value", "value"),
    "number_input": ("initial_value", "value"),
    "rich_text_input": ("initial_value", "rich_text_value"),
    "static_select": ("initial_option", "selected_option"),
    "external_select": ("initial_option", "selected_option"),
    "radio_buttons": ("initial_option", "selected_option"),
    "users_select": ("initial_user", "selected_user"),
    "conversations_select": ("initial_conversation", "selected_conversation"),
    "channels_select": ("initial_channel", "selected_channel"),
    "multi_static_select": ("initial_options", "selected_options"),
    "multi_external_select": ("initial_options", "selected_options"),
    "checkboxes": ("initial_options", "selected_options"),
    "multi_users_select": ("initial_users", "selected_users"),
    "multi_conversations_select": ("initial_conversations", "selected_conversations"),
    "multi_channels_select": ("initial_channels", "selected_channels"),
    "datepicker": ("initial_date", "selected_date"),
    "timepicker": ("initial_time", "selected_time"),
    "datetimepicker": ("initial_date_time", "selected_date_time"),
    "file_input": ("", "files"),
}


class Forms:
    def __init__(self) -> None:
        self._all: OrderedDict[tuple[str, str], dict[tuple[str, str], Json]] = OrderedDict()

    def enter(self, user: str, place: str, block_id: str, action_id: str, value: Json) -> None:
        self._all.setdefault((user, place), {})[(block_id, action_id)] = value
        while len(self._all) > _KEPT:
            self._all.popitem(last=False)

    def forget(self, user: str, place: str) -> None:
        self._all.pop((user, place), None)

    def values(self, user: str, place: str, blocks: list[Json]) -> Json:
        """The `state.values` of the blocks: what was entered, else what they start with."""
        entered = self._all.get((user, place), {})
        found: Json = {}
        for block, element in stateful(blocks):
            key = (block["block_id"], element["action_id"])
            value = entered.get(key) or started(element)
            found.setdefault(key[0], {})[key[1]] = value
        return found


def stateful(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Every element that holds a value, with the block it stands in."""
    for block, element in elements(blocks):
        if element.get("type") in STARTS and element.get("action_id"):
            yield block, element


def elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Every interactive element of the blocks in reading order."""
    for block in blocks:
        for key in ("accessory", "element"):
            if isinstance(block.get(key), dict):
                yield block, block[key]
        is_carousel = block.get("type") == "carousel"
        for key in ("actions",) if is_carousel else ("elements", "actions"):
            yield from ((block, one) for one in block.get(key, []))
        for key in ("elements", "child_blocks") if is_carousel else ("child_blocks", "fallback"):
            yield from elements(block.get(key, []))


def started(element: Json) -> Json:
    source, target = STARTS[element["type"]]
    nothing: object = [] if target in {"selected_options", "files"} else None
    if target in {"selected_users", "selected_conversations", "selected_channels"}:
        nothing = []
    return {"type": element["type"], target: element.get(source, nothing)}
