"""Text for people: cleaned, clipped, escaped, and how money and days are written.

What comes from outside may say anything; `escaped` makes it say so and no more.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, time
from decimal import Decimal

from babel.numbers import UnknownCurrencyError, format_currency, format_decimal

# A word joiner: takes no room, and stands where Slack would otherwise see a mention or an address.
_JOINER = "\u2060"
_STEERING = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
# mrkdwn knows no escape for these, so they become characters that look the same.
_LOOKALIKES = {"*": "∗", "~": "∼", "`": "‵"}
_EDGE_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_MENTION = re.compile(r"@(?=\w)")
_ADDRESS = re.compile(
    r"(?<=\w):(?=/)"  # http://
    r"|(?<=\w)\.(?=[^\W\d_])"  # a.example
    r"|:(?=[\w+-]*[^\W\d][\w+-]*:)",  # :emoji:
    re.IGNORECASE,
)
_CALL = re.compile(r"<(?=[@!#]|\w+:)|@(?=(?:channel|here|everyone)\b)", re.IGNORECASE)
_SPECIAL = str.maketrans(_ENTITIES | _LOOKALIKES)
_MOST_TEXT = 39_000


def printable(text: str) -> str:
    """Without control and direction characters: text from records can't steer a screen."""
    return "\n".join(map(_printable_line, text.split("\n")))


def _printable_line(line: str) -> str:
    if line.isprintable():
        return line
    return "".join(" " if unicodedata.category(char) in _STEERING else char for char in line)


def one_line(text: str) -> str:
    """Printable, on one line, with single spaces."""
    return " ".join(printable(text).split())


def clip(text: str, most: int) -> str:
    """At most so many characters; what is cut ends in an ellipsis, between words if it can."""
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    space = kept.rfind(" ")
    # A cut between words is kinder, but not where it would cost most of a long word.
    return (kept[:space] if space > most * 2 // 3 else kept).rstrip() + "…"


def escaped(text: str) -> str:
    """As mrkdwn that shows exactly this text: no mention, link, formatting or emoji in it."""
    safe = _EDGE_UNDERSCORE.sub("＿", printable(text))
    safe = _MENTION.sub(f"@{_JOINER}", safe)
    safe = _ADDRESS.sub(lambda found: f"{found[0]}{_JOINER}", safe)
    return safe.translate(_SPECIAL)


def fallback(lines: Iterable[str]) -> str:
    """The text of a message that stands for its blocks; one line each, within Slack's 40,000."""
    given = list(lines)
    text = "\n".join(escaped(one) for one in given)
    if len(text) <= _MOST_TEXT:
        return text
    # Escaping can make a text five times as long: every line stays, each a little shorter.
    room = _MOST_TEXT // 5 // max(1, len(given)) - 2
    return "\n".join(escaped(clip(one, max(1, room))) for one in given)


def inert(text: str) -> str:
    """Where Slack parses nothing: what would be a mention elsewhere is none even when copied."""
    return _CALL.sub(lambda found: f"{found[0]}{_JOINER}", text)


def money(amount: Decimal, currency: str | None) -> str:
    """1234.5 EUR as "€1,234.50"; whole amounts without decimals, unknown currency without one."""
    if currency is None:
        return str(format_decimal(amount, locale="en"))
    pattern = "¤#,##0" if amount == amount.to_integral_value() else None
    try:
        return str(
            format_currency(amount, currency, pattern, locale="en", currency_digits=not pattern)
        )
    except UnknownCurrencyError:
        return f"{format_decimal(amount, locale='en')} {one_line(currency)}"


def day(value: date) -> str:
    return f"{value:%a} {value.day} {value:%b}"


def long_day(value: date) -> str:
    return f"{value:%A} {value.day} {value:%B %Y}"


def clock(value: time) -> str:
    return f"{value:%H:%M}"


def counted(number: int, noun: str) -> str:
    """ "1 deal", "2 deals"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
