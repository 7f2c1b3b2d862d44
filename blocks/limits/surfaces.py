"""The table, part seven: a message, a modal, a Home tab and a stream, and how each says no."""

from blocks.limits.cards import (
    AUTH_PROVIDER,
    CARD,
    CAROUSEL,
    CONTAINER,
    PLAN,
    STATUS,
    TASK_CARD,
)
from blocks.limits.elements import URL_SOURCE
from blocks.limits.faults import Fault, Problem
from blocks.limits.kinds import Anything, Each, Flag, Node, Shape, Surface, Text, one_of
from blocks.limits.layout import (
    ACTIONS,
    ALERT,
    CALL,
    CONTEXT,
    CONTEXT_ACTIONS,
    DIVIDER,
    FILE,
    HEADER,
    IMAGE_BLOCK,
    INPUT,
    MARKDOWN,
    SECTION,
    VIDEO,
)
from blocks.limits.objects import plain
from blocks.limits.rich_text import RICH_TEXT
from blocks.limits.tables import DATA_TABLE, DATA_VISUALIZATION, TABLE

BLOCK = one_of(
    SECTION,
    HEADER,
    DIVIDER,
    CONTEXT,
    ACTIONS,
    INPUT,
    IMAGE_BLOCK,
    RICH_TEXT,
    MARKDOWN,
    VIDEO,
    FILE,
    CALL,
    ALERT,
    CONTEXT_ACTIONS,
    TABLE,
    DATA_TABLE,
    DATA_VISUALIZATION,
    TASK_CARD,
    PLAN,
    CARD,
    CAROUSEL,
    CONTAINER,
    AUTH_PROVIDER,
)
# A message whose list is empty is a message without blocks; a view needs one.
_MESSAGE_BLOCKS = Each(of=BLOCK, most=50, fewest=0)
_VIEW_BLOCKS = Each(of=BLOCK, most=100)
_MARKDOWN = Text(longest=12_000)
_ATTACHMENT = Shape(name="attachment", keys={"blocks": _MESSAGE_BLOCKS}, is_open=True)

MESSAGE = Shape(
    name="message",
    keys={
        "blocks": _MESSAGE_BLOCKS,
        "text": Text(longest=40_000, shortest=0),
        "markdown_text": _MARKDOWN,
        "attachments": Each(of=_ATTACHMENT, most=100, fewest=0),
    },
    is_open=True,
)
_VIEW_KEYS: dict[str, Node] = {
    "blocks": _VIEW_BLOCKS,
    "private_metadata": Text(longest=3000, shortest=0),
    "callback_id": Text(longest=255, shortest=0),
    "external_id": Text(longest=255, shortest=0),
}
MODAL = Shape(
    name="modal",
    keys={
        **_VIEW_KEYS,
        "title": plain(24),
        "submit": plain(24),
        "close": plain(24),
        "clear_on_close": Flag(),
        "notify_on_close": Flag(),
    },
    required=("title", "blocks"),
)
HOME = Shape(name="home", keys=_VIEW_KEYS, required=("blocks",))

CHUNK = one_of(
    Shape(name="markdown_text", keys={"text": _MARKDOWN}, required=("text",)),
    Shape(
        name="task_update",
        keys={
            "id": Text(),
            "title": Text(),
            "status": STATUS,
            "details": Text(shortest=0),
            "output": Text(shortest=0),
            "sources": Each(of=one_of(URL_SOURCE), fewest=0),
            "hide_title": Flag(),
            "icon": Anything(),
        },
        required=("id", "title", "status"),
    ),
    Shape(name="plan_update", keys={"title": Text()}, required=("title",)),
    Shape(name="blocks", keys={"blocks": Each(of=BLOCK, most=50)}, required=("blocks",)),
)
STREAM = Shape(
    name="stream",
    keys={"chunks": Each(of=CHUNK), "markdown_text": _MARKDOWN, "blocks": _MESSAGE_BLOCKS},
    is_open=True,
)
VIEWS = {Surface.MODAL: one_of(MODAL), Surface.HOME: one_of(HOME)}
ROOTS: dict[Surface, Node] = {
    Surface.MESSAGE: MESSAGE,
    Surface.MODAL: VIEWS[Surface.MODAL],
    Surface.HOME: VIEWS[Surface.HOME],
    Surface.STREAM: STREAM,
}
BLOCKS = {
    Surface.MESSAGE: _MESSAGE_BLOCKS,
    Surface.MODAL: _VIEW_BLOCKS,
    Surface.HOME: _VIEW_BLOCKS,
    Surface.STREAM: _MESSAGE_BLOCKS,
}


def as_fault(problem: Problem, surface: Surface, at: str) -> Fault:
    """The problem under the `error` that Slack's methods for this surface would give."""
    return Fault(
        code=problem.code or _code(problem, surface, problem.pointer.removeprefix(at)),
        pointer=problem.pointer,
        text=problem.text,
        constraint=problem.constraint,
    )


def _code(problem: Problem, surface: Surface, where: str) -> str:
    key = where.split("/")[1] if "/" in where else ""
    match surface, key, problem.constraint.type:
        case (Surface.MODAL | Surface.HOME, _, _):
            return "invalid_arguments"
        case (_, "text" | "markdown_text", "max_length"):
            return "msg_too_long"
        case (_, "text" | "markdown_text", _):
            return "invalid_arguments"
        case (_, "blocks", "type") if where == "/blocks":
            return "invalid_blocks_format"
        case (_, "attachments", "max_items") if where == "/attachments":
            return "too_many_attachments"
        case (_, "attachments", _):
            return "invalid_attachments"
        case (_, "chunks", _):
            return "invalid_chunks"
        case (_, "", "type"):
            return "invalid_arguments"
        case _:
            return "invalid_blocks"
