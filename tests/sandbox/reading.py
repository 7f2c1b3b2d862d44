"""How the tests here read a body."""

import re

QUOTE = re.compile(
    r"\n\n(?:-----Original|On \d+ \w+ \d{4}, |(?:Am|Le|El) \d\d\.\d\d\.\d{4} |De ?: |Von: )"
)


def new_text(body: str) -> str:
    """What the writer added, without the older mail quoted below."""
    return QUOTE.split(body)[0]
