"""The table, part two: rich text, from the block down to its smallest parts."""

from blocks.limits.kinds import Choice, Each, Flag, Node, Number, Shape, Text, one_of

STYLE = Shape(
    name="style",
    keys={
        key: Flag()
        for key in (
            "bold",
            "italic",
            "strike",
            "underline",
            "code",
            "highlight",
            "client_highlight",
            "unlink",
        )
    },
)


def _part(name: str, required: tuple[str, ...], /, **keys: Node) -> Shape:
    return Shape(name=name, keys={**keys, "style": STYLE}, required=required)


_URL = Text(example="https://example.com/a")
PARTS = one_of(
    _part("text", ("text",), text=Text()),
    _part("link", ("url",), url=_URL, text=Text(shortest=0), unsafe=Flag()),
    _part("user", ("user_id",), user_id=Text(pattern=r"[UW][A-Z0-9]+", example="U1")),
    _part("usergroup", ("usergroup_id",), usergroup_id=Text(pattern=r"S[A-Z0-9]+", example="S1")),
    _part("team", ("team_id",), team_id=Text(pattern=r"[TE][A-Z0-9]+", example="T1")),
    _part("channel", ("channel_id",), channel_id=Text(pattern=r"[CDG][A-Z0-9]+", example="C1")),
    _part(
        "emoji",
        ("name",),
        name=Text(example="wave"),
        skin_tone=Number(lowest=1, highest=6),
        unicode=Text(),
    ),
    _part("broadcast", ("range",), range=Choice(("here", "channel", "everyone"))),
    _part("color", ("value",), value=Text(pattern=r"#?[0-9a-fA-F]{6}", example="#aabbcc")),
    _part(
        "date",
        ("timestamp", "format"),
        timestamp=Number(lowest=0),
        format=Text(example="{date}"),
        url=_URL,
        fallback=Text(shortest=0),
    ),
)

_BORDER = Number(lowest=0, highest=1)
# Slack takes a section, a quote or a code block without a single part in it.
_LINE = Each(of=PARTS, fewest=0)
SECTION = Shape(name="rich_text_section", keys={"elements": _LINE}, required=("elements",))
LIST = Shape(
    name="rich_text_list",
    keys={
        "style": Choice(("bullet", "ordered")),
        "elements": Each(of=one_of(SECTION), fewest=0),
        "indent": Number(lowest=0),
        "offset": Number(lowest=0),
        "border": _BORDER,
    },
    required=("style", "elements"),
)
CODE = Shape(
    name="rich_text_preformatted",
    keys={"elements": _LINE, "border": _BORDER, "language": Text()},
    required=("elements",),
)
QUOTE = Shape(
    name="rich_text_quote",
    keys={"elements": _LINE, "border": _BORDER},
    required=("elements",),
)

RICH_TEXT = Shape(
    name="rich_text",
    keys={
        "block_id": Text(longest=255),
        "elements": Each(of=one_of(SECTION, LIST, CODE, QUOTE), fewest=0),
    },
    required=("elements",),
    is_block=True,
)
