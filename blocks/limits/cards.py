"""The table, part six: what an agent shows (tasks, plans) and what groups other blocks."""

from dataclasses import replace

from blocks.limits import rules
from blocks.limits.elements import BUTTON, IMAGE, OVERFLOW, URL_SOURCE
from blocks.limits.kinds import (
    EVERYWHERE,
    IN_MESSAGES,
    IN_MODALS,
    Anything,
    Choice,
    Each,
    Flag,
    Text,
    one_of,
)
from blocks.limits.layout import (
    ACTIONS,
    CONTEXT,
    DIVIDER,
    FILE,
    HEADER,
    IMAGE_BLOCK,
    INPUT,
    SECTION,
    VIDEO,
    block,
)
from blocks.limits.objects import URL, plain, words
from blocks.limits.rich_text import RICH_TEXT
from blocks.limits.tables import TABLE

STATUS = Choice(("pending", "in_progress", "complete", "error"))
NOT_IN_MODALS = EVERYWHERE - IN_MODALS

TASK_CARD = block(
    "task_card",
    {
        "task_id": Text(),
        "title": Text(),
        "details": one_of(RICH_TEXT),
        "output": one_of(RICH_TEXT),
        "sources": Each(of=one_of(URL_SOURCE), fewest=0),
        "status": STATUS,
        "hide_title": Flag(),
        "icon": Anything(),
    },
    ("task_id", "title"),
    on=IN_MESSAGES,
)
# Inside a plan the type may be left out.
_TASK = replace(TASK_CARD, name="task", keys={**TASK_CARD.keys, "type": Choice(("task_card",))})
PLAN = block(
    "plan",
    {"title": Text(), "tasks": Each(of=_TASK, most=50, fewest=0)},
    ("title",),
    on=IN_MESSAGES,
    rules=(rules.tasks_differ,),
)

CARD = block(
    "card",
    {
        "hero_image": one_of(IMAGE),
        "icon": one_of(IMAGE),
        "slack_icon": Anything(),
        "title": words(150),
        "subtitle": words(150),
        "body": words(200),
        "actions": Each(of=one_of(BUTTON), most=2),
    },
    at_least_one=("hero_image", "title", "actions", "body"),
    on=NOT_IN_MODALS,
)
CAROUSEL = block(
    "carousel",
    {"elements": Each(of=one_of(CARD), most=10)},
    ("elements",),
    on=NOT_IN_MODALS,
)
_CHILDREN = one_of(
    ACTIONS,
    CONTEXT,
    DIVIDER,
    FILE,
    HEADER,
    IMAGE_BLOCK,
    INPUT,
    RICH_TEXT,
    SECTION,
    TABLE,
    VIDEO,
)
CONTAINER = block(
    "container",
    {
        "title": plain(150),
        "rich_text_title": one_of(RICH_TEXT),
        "subtitle": words(150),
        "icon": one_of(IMAGE),
        "width": Choice(("narrow", "standard", "wide", "full")),
        "is_collapsible": Flag(),
        "default_collapsed": Flag(),
        "has_header_divider": Flag(),
        "child_blocks": Each(of=_CHILDREN, most=10),
    },
    ("child_blocks",),
    at_least_one=("title", "rich_text_title"),
    rules=(rules.only_what_folds_starts_folded, rules.what_folds_has_no_divider),
    on=NOT_IN_MODALS,
)
AUTH_PROVIDER = block(
    "auth_provider",
    {
        "value": Text(longest=150),
        "name": plain(75),
        "is_connected": Flag(),
        "description": plain(150),
        "connected_identity": plain(75),
        "connected_context": plain(75),
        "icon_url": URL,
        "auth_url": URL,
        "disconnect_url": URL,
        "accessory": one_of(OVERFLOW),
        "fallback": Each(of=_CHILDREN),
    },
    ("value", "name", "is_connected"),
)
