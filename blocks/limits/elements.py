"""The table, part three: what stands inside blocks: buttons, menus, pickers, inputs, images."""

from blocks.limits import rules
from blocks.limits.kinds import IN_MODALS, Choice, Each, Flag, Node, Number, Shape, Text, one_of
from blocks.limits.objects import (
    ACTION_ID,
    CONFIRM,
    CONVERSATION_FILTER,
    DISPATCH_CONFIG,
    GROUPS,
    MENU_OPTION,
    OPTION_GROUP,
    OPTIONS,
    OVERFLOW_OPTION,
    SLACK_FILE,
    TICK_OPTION,
    URL,
    WORKFLOW,
    plain,
)
from blocks.limits.rich_text import RICH_TEXT

LABEL = Text(longest=75)
BUTTON_VALUE = Text(longest=2000)
STYLE = Choice(("primary", "danger"))
USER = Text(pattern=r"[UW][A-Z0-9]+", example="U1")
CHANNEL = Text(pattern=r"[CG][A-Z0-9]+", example="C1")
DECIMAL = Text(pattern=r"-?[0-9]+(\.[0-9]+)?", example="1")
_OPTION_RULES = (rules.options_differ, rules.first_choice_is_offered)
_MENU: dict[str, Node] = {"confirm": CONFIRM, "focus_on_load": Flag(), "placeholder": plain(150)}
_CHOSEN: dict[str, Node] = {"max_selected_items": Number(lowest=1)}
_TYPED: dict[str, Node] = {
    "dispatch_action_config": DISPATCH_CONFIG,
    "focus_on_load": Flag(),
    "placeholder": plain(150),
}


def _element(name: str, keys: dict[str, Node], required: tuple[str, ...] = ()) -> Shape:
    return Shape(name=name, keys={"action_id": ACTION_ID, **keys}, required=required)


BUTTON = _element(
    "button",
    {
        "text": plain(75),
        "url": URL,
        "value": BUTTON_VALUE,
        "style": STYLE,
        "confirm": CONFIRM,
        "accessibility_label": LABEL,
        "agent_prompt": Text(longest=4000),
        "agent_prompt_display": Text(),
        "visible_to_user_ids": Each(of=USER),
    },
    ("text",),
)
ICON_BUTTON = _element(
    "icon_button",
    {
        "icon": Choice(("trash",)),
        "text": plain(75),
        "value": BUTTON_VALUE,
        "confirm": CONFIRM,
        "accessibility_label": LABEL,
        "visible_to_user_ids": Each(of=USER),
    },
    ("icon", "text"),
)
_FEEDBACK = Shape(
    name="feedback_button",
    keys={"text": plain(75), "value": BUTTON_VALUE, "accessibility_label": LABEL},
    required=("text", "value"),
)
FEEDBACK_BUTTONS = _element(
    "feedback_buttons",
    {"positive_button": _FEEDBACK, "negative_button": _FEEDBACK},
    ("positive_button", "negative_button"),
)
WORKFLOW_BUTTON = _element(
    "workflow_button",
    {"text": plain(75), "workflow": WORKFLOW, "style": STYLE, "accessibility_label": LABEL},
    ("text", "workflow", "action_id"),
)


def _ticked(name: str, chosen: dict[str, Node]) -> Shape:
    """Check boxes and radio buttons: their options are seen all at once, so they are few."""
    options = {"options": Each(of=TICK_OPTION, most=10)}
    return Shape(
        name=name,
        keys={
            "action_id": ACTION_ID,
            "confirm": CONFIRM,
            "focus_on_load": Flag(),
            **options,
            **chosen,
        },
        required=("options",),
        rules=_OPTION_RULES,
    )


CHECKBOXES = _ticked("checkboxes", {"initial_options": Each(of=TICK_OPTION, most=10)})
RADIO_BUTTONS = _ticked("radio_buttons", {"initial_option": TICK_OPTION})
OVERFLOW = Shape(
    name="overflow",
    keys={
        "action_id": ACTION_ID,
        "options": Each(of=OVERFLOW_OPTION, most=5),
        "confirm": CONFIRM,
    },
    required=("options",),
    rules=(rules.options_differ,),
)

DATE = _element(
    "datepicker",
    {
        "initial_date": Text(
            pattern=r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])", example="2026-01-31"
        ),
        **_MENU,
    },
)
TIME = _element(
    "timepicker",
    {
        "initial_time": Text(pattern=r"([01][0-9]|2[0-3]):[0-5][0-9]", example="08:00"),
        "timezone": Text(example="Europe/Oslo"),
        **_MENU,
    },
)
DATE_AND_TIME = _element(
    "datetimepicker",
    {
        "initial_date_time": Number(lowest=0, highest=9_999_999_999),
        "confirm": CONFIRM,
        "focus_on_load": Flag(),
    },
)


def _static(name: str, chosen: dict[str, Node]) -> Shape:
    return Shape(
        name=name,
        keys={
            "action_id": ACTION_ID,
            "options": Each(of=MENU_OPTION, most=OPTIONS),
            "option_groups": Each(of=OPTION_GROUP, most=GROUPS),
            **_MENU,
            **chosen,
        },
        exactly_one=("options", "option_groups"),
        rules=_OPTION_RULES,
    )


_FIRST: dict[str, Node] = {"initial_option": MENU_OPTION}
_FIRSTS: dict[str, Node] = {"initial_options": Each(of=MENU_OPTION, most=OPTIONS), **_CHOSEN}
_QUERY: dict[str, Node] = {"min_query_length": Number(lowest=0), **_MENU}
_CURRENT: dict[str, Node] = {
    "default_to_current_conversation": Flag(),
    "filter": CONVERSATION_FILTER,
    **_MENU,
}
_ANSWER: dict[str, Node] = {"response_url_enabled": Flag()}
SELECTS = (
    _static("static_select", _FIRST),
    _element("external_select", {**_QUERY, **_FIRST}),
    _element("users_select", {"initial_user": USER, **_MENU}),
    _element("conversations_select", {"initial_conversation": Text(), **_CURRENT, **_ANSWER}),
    _element("channels_select", {"initial_channel": CHANNEL, **_MENU, **_ANSWER}),
    _static("multi_static_select", _FIRSTS),
    _element("multi_external_select", {**_QUERY, **_FIRSTS}),
    _element("multi_users_select", {"initial_users": Each(of=USER), **_MENU, **_CHOSEN}),
    _element(
        "multi_conversations_select",
        {"initial_conversations": Each(of=Text()), **_CURRENT, **_CHOSEN},
    ),
    _element("multi_channels_select", {"initial_channels": Each(of=CHANNEL), **_MENU, **_CHOSEN}),
)

PLAIN_TEXT_INPUT = Shape(
    name="plain_text_input",
    keys={
        "action_id": ACTION_ID,
        "initial_value": Text(longest=3000, shortest=0),
        "multiline": Flag(),
        "min_length": Number(lowest=0, highest=3000),
        "max_length": Number(lowest=1, highest=3000),
        **_TYPED,
    },
    rules=(rules.lengths_in_order,),
)
NUMBER_INPUT = Shape(
    name="number_input",
    keys={
        "action_id": ACTION_ID,
        "is_decimal_allowed": Flag(),
        "initial_value": DECIMAL,
        "min_value": DECIMAL,
        "max_value": DECIMAL,
        **_TYPED,
    },
    required=("is_decimal_allowed",),
    rules=(rules.values_in_order,),
)
EMAIL_INPUT = _element("email_text_input", {"initial_value": Text(shortest=0), **_TYPED})
URL_INPUT = _element("url_text_input", {"initial_value": Text(shortest=0), **_TYPED})
RICH_TEXT_INPUT = _element(
    "rich_text_input", {"initial_value": one_of(RICH_TEXT), **_TYPED}, ("action_id",)
)
FILE_INPUT = Shape(
    name="file_input",
    keys={
        "action_id": ACTION_ID,
        "filetypes": Each(of=Text(example="csv")),
        "max_files": Number(lowest=1, highest=10),
    },
    on=IN_MODALS,
)

IMAGE = Shape(
    name="image",
    keys={"image_url": URL, "slack_file": SLACK_FILE, "alt_text": Text(longest=2000)},
    required=("alt_text",),
    exactly_one=("image_url", "slack_file"),
)
URL_SOURCE = Shape(
    name="url",
    keys={"url": Text(example="https://example.com/a"), "text": Text()},
    required=("url", "text"),
)

CLICKED = (BUTTON, WORKFLOW_BUTTON, CHECKBOXES, RADIO_BUTTONS, OVERFLOW, DATE, TIME, *SELECTS)
TYPED = (PLAIN_TEXT_INPUT, NUMBER_INPUT, EMAIL_INPUT, URL_INPUT, RICH_TEXT_INPUT, FILE_INPUT)
FILLED = (*TYPED, CHECKBOXES, RADIO_BUTTONS, DATE, TIME, DATE_AND_TIME, *SELECTS)
