"""The table, part five: tables and charts. Slack still moves these limits; they are kept low."""

from dataclasses import replace

from blocks.limits import rules
from blocks.limits.kinds import IN_MESSAGES, Choice, Each, Flag, Maybe, Number, Shape, Text, one_of
from blocks.limits.layout import block
from blocks.limits.rich_text import RICH_TEXT

_RAW_TEXT = Shape(name="raw_text", keys={"text": Text()}, required=("text",))
_RAW_NUMBER = Shape(
    name="raw_number", keys={"value": Number(whole=False), "text": Text()}, required=("value",)
)
# A cell is no block of its own: its id need not differ from those of the message's blocks.
_RICH_CELL = replace(RICH_TEXT, is_block=False)
_ROW = Each(of=one_of(_RAW_TEXT, _RAW_NUMBER, _RICH_CELL), most=20)
_COLUMN = Shape(
    name="column_settings",
    keys={"align": Choice(("left", "center", "right")), "is_wrapped": Flag()},
)
_EVEN = (rules.rows_are_even, rules.cells_are_short_together)

TABLE = block(
    "table",
    {
        "rows": Each(of=_ROW, most=100),
        "column_settings": Each(of=Maybe(_COLUMN), most=20),
    },
    ("rows",),
    on=IN_MESSAGES,
    rules=_EVEN,
)
DATA_TABLE = block(
    "data_table",
    {
        "caption": Text(),
        "rows": Each(of=_ROW, most=101, fewest=2),
        "page_size": Number(lowest=1, highest=100),
        "row_header_column_index": Number(lowest=0, highest=19),
    },
    ("rows", "caption"),
    rules=(*_EVEN, rules.header_is_plain, rules.row_header_exists),
)

_WORD = Text(longest=20)
_POINT = Shape(
    name="data_point",
    keys={"label": _WORD, "value": Number(whole=False)},
    required=("label", "value"),
)
_SEGMENT = Shape(
    name="segment",
    keys={"label": _WORD, "value": Number(whole=False, above=0)},
    required=("label", "value"),
)
_SERIES = Shape(
    name="series",
    keys={"name": _WORD, "data": Each(of=_POINT, most=20)},
    required=("name", "data"),
)
_AXES = Shape(
    name="axis_config",
    keys={
        "categories": Each(of=_WORD, most=20),
        "x_label": Text(longest=50, shortest=0),
        "y_label": Text(longest=50, shortest=0),
    },
    required=("categories",),
)


def _chart(name: str) -> Shape:
    return Shape(
        name=name,
        keys={"series": Each(of=_SERIES, most=6), "axis_config": _AXES},
        required=("series", "axis_config"),
        rules=(rules.series_differ, rules.series_follow_the_axis),
    )


_PIE = Shape(name="pie", keys={"segments": Each(of=_SEGMENT, most=6)}, required=("segments",))
DATA_VISUALIZATION = block(
    "data_visualization",
    {
        "title": Text(longest=50),
        "chart": one_of(_PIE, _chart("line"), _chart("bar"), _chart("area")),
    },
    ("title", "chart"),
    on=IN_MESSAGES,
)
