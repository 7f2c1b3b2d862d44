"""The table, part one: composition objects (texts, options, dialogs, filters, files)."""

from blocks.limits.kinds import Anything, Choice, Each, Flag, Node, OneOf, Shape, Text, one_of

TEXT = 3000
OPTION_TEXT, OPTION_VALUE, OPTION_URL = 75, 150, 3000
OPTIONS, GROUPS = 100, 100
ACTION_ID = Text(longest=255)
URL = Text(longest=3000, example="https://example.com/a")


def _plain(longest: int) -> Shape:
    keys: dict[str, Node] = {"text": Text(longest=longest), "emoji": Flag()}
    return Shape(name="plain_text", keys=keys, required=("text",))


def _mrkdwn(longest: int) -> Shape:
    keys: dict[str, Node] = {"text": Text(longest=longest), "verbatim": Flag()}
    return Shape(name="mrkdwn", keys=keys, required=("text",))


def plain(longest: int = TEXT) -> OneOf:
    """A text object that shows what it says."""
    return one_of(_plain(longest))


def words(longest: int = TEXT) -> OneOf:
    """A text object that is plain or formatted."""
    return one_of(_plain(longest), _mrkdwn(longest))


def text_shapes() -> tuple[Shape, Shape]:
    return _plain(TEXT), _mrkdwn(TEXT)


CONFIRM = Shape(
    name="confirm",
    keys={
        "title": plain(100),
        "text": words(300),
        "confirm": plain(30),
        "deny": plain(30),
        "style": Choice(("primary", "danger")),
    },
    required=("title", "text", "confirm", "deny"),
)


def option(text: OneOf, **more: Text) -> Shape:
    return Shape(
        name="option",
        keys={"text": text, "value": Text(longest=OPTION_VALUE), "description": text, **more},
        required=("text", "value"),
    )


MENU_OPTION = option(plain(OPTION_TEXT))
TICK_OPTION = option(words(OPTION_TEXT))
OVERFLOW_OPTION = option(
    plain(OPTION_TEXT), url=Text(longest=OPTION_URL, example="https://example.com/a")
)

OPTION_GROUP = Shape(
    name="option_group",
    keys={"label": plain(75), "options": Each(of=MENU_OPTION, most=OPTIONS)},
    required=("label", "options"),
)

SLACK_FILE = Shape(
    name="slack_file",
    keys={"id": Text(), "url": Text(example="https://files.slack.com/a")},
    exactly_one=("id", "url"),
)

DISPATCH_CONFIG = Shape(
    name="dispatch_action_config",
    keys={
        "trigger_actions_on": Each(of=Choice(("on_enter_pressed", "on_character_entered")), most=2)
    },
    required=("trigger_actions_on",),
)

CONVERSATION_FILTER = Shape(
    name="filter",
    keys={
        "include": Each(of=Choice(("im", "mpim", "private", "public")), most=4),
        "exclude_external_shared_channels": Flag(),
        "exclude_bot_users": Flag(),
    },
    at_least_one=("include", "exclude_external_shared_channels", "exclude_bot_users"),
)

_TRIGGER_INPUT = Shape(
    name="customizable_input_parameter",
    keys={"name": Text(), "value": Anything()},
    required=("name", "value"),
)
WORKFLOW = Shape(
    name="workflow",
    keys={
        "trigger": Shape(
            name="trigger",
            keys={
                "url": Text(example="https://slack.com/shortcuts/a"),
                "customizable_input_parameters": Each(of=_TRIGGER_INPUT, fewest=0),
            },
            required=("url",),
        )
    },
    required=("trigger",),
)
