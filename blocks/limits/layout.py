"""The table, part four: the everyday blocks, and on which surface each may stand."""

from collections.abc import Mapping

from blocks.limits import rules
from blocks.limits.elements import (
    CLICKED,
    DATE_AND_TIME,
    FEEDBACK_BUTTONS,
    FILLED,
    ICON_BUTTON,
    IMAGE,
)
from blocks.limits.kinds import (
    EVERYWHERE,
    IN_MESSAGES,
    IN_MODALS,
    Anything,
    Choice,
    Each,
    Flag,
    Node,
    Number,
    Rule,
    Shape,
    Surface,
    Text,
    one_of,
)
from blocks.limits.objects import SLACK_FILE, URL, plain, text_shapes, words

BLOCK_ID = Text(longest=255)
HTTPS = Text(pattern=r"https://.+", example="https://example.com/a")


def block(
    name: str,
    keys: Mapping[str, Node],
    required: tuple[str, ...] = (),
    *,
    on: frozenset[Surface] = EVERYWHERE,
    at_least_one: tuple[str, ...] = (),
    exactly_one: tuple[str, ...] = (),
    rules: tuple[Rule, ...] = (),
) -> Shape:
    return Shape(
        name=name,
        keys={"block_id": BLOCK_ID, **keys},
        required=required,
        at_least_one=at_least_one,
        exactly_one=exactly_one,
        rules=rules,
        on=on,
        is_block=True,
    )


SECTION = block(
    "section",
    {
        "text": words(),
        "fields": Each(of=words(2000), most=10),
        "accessory": one_of(*CLICKED, IMAGE),
        "expand": Flag(),
    },
    at_least_one=("text", "fields"),
)
DIVIDER = block("divider", {})
HEADER = block("header", {"text": plain(150), "level": Number(lowest=1, highest=4)}, ("text",))
CONTEXT = block(
    "context", {"elements": Each(of=one_of(IMAGE, *text_shapes()), most=10)}, ("elements",)
)
ACTIONS = block(
    "actions", {"elements": Each(of=one_of(*CLICKED, DATE_AND_TIME), most=25)}, ("elements",)
)
CONTEXT_ACTIONS = block(
    "context_actions",
    {"elements": Each(of=one_of(FEEDBACK_BUTTONS, ICON_BUTTON), most=5)},
    ("elements",),
    on=IN_MESSAGES,
)
INPUT = block(
    "input",
    {
        "label": plain(2000),
        "hint": plain(2000),
        "element": one_of(*FILLED),
        "optional": Flag(),
        "dispatch_action": Flag(),
    },
    ("label", "element"),
    rules=(rules.files_do_not_dispatch,),
)
IMAGE_BLOCK = block(
    "image",
    {
        "image_url": URL,
        "slack_file": SLACK_FILE,
        "alt_text": Text(longest=2000),
        "title": plain(2000),
    },
    ("alt_text",),
    exactly_one=("image_url", "slack_file"),
)
# "Less than 200" and "less than 50" in the documentation: one less than elsewhere.
VIDEO = block(
    "video",
    {
        "alt_text": Text(),
        "title": plain(199),
        "description": plain(199),
        "author_name": Text(longest=49),
        "provider_name": Text(),
        "provider_icon_url": Text(example="https://example.com/a"),
        "thumbnail_url": Text(example="https://example.com/a"),
        "title_url": HTTPS,
        "video_url": HTTPS,
    },
    ("alt_text", "title", "thumbnail_url", "video_url"),
)
FILE = block(
    "file",
    {"external_id": Text(), "source": Choice(("remote",))},
    ("external_id", "source"),
    on=IN_MESSAGES,
)
CALL = block(
    "call",
    {"call_id": Text(), "api_decoration_available": Flag(), "call": Anything()},
    ("call_id",),
    on=IN_MESSAGES,
)
MARKDOWN = block("markdown", {"text": Text(longest=12_000)}, ("text",), on=IN_MESSAGES)
ALERT = block(
    "alert",
    {
        "text": words(200),
        "level": Choice(("default", "info", "warning", "error", "success")),
    },
    ("text",),
    on=IN_MODALS,
)
