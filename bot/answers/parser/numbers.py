"""Numbers and money as people write them: 50k, $1.2m, 1,500, 20 %, fifty thousand."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bot.answers.parser.tokens import Token

_FIGURE = re.compile(r"(\d+(?:[.,]\d+)*)(k|m|mm|mio|mn|bn|b|tsd|x)?")
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_UNITS = ("day", "week", "month", "quarter", "year")
_GROUP, _YEAR, _WIDEST = 3, 4, 12
_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}
_SHORT = {
    "k": 10**3,
    "tsd": 10**3,
    "m": 10**6,
    "mm": 10**6,
    "mio": 10**6,
    "mn": 10**6,
    "bn": 10**9,
    "b": 10**9,
}


class Unit(StrEnum):
    PLAIN = "plain"
    MONEY = "money"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A number that was said, from token `start` up to, but without, `end`."""

    start: int
    end: int
    value: Decimal
    unit: Unit = Unit.PLAIN
    currency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberWords:
    """`small` are summed ("twenty five"), `large` multiply ("thousand")."""

    small: Mapping[str, int]
    large: Mapping[str, int]
    currencies: Mapping[str, str]
    percent: frozenset[str]


def amount_at(tokens: Sequence[Token], start: int, words: NumberWords) -> Amount | None:
    """The number that begins at this token, with its currency or per cent sign."""
    currency = _SIGNS.get(tokens[start].word)
    at = start + 1 if currency else start
    read = _read(tokens, at, words)
    if read is None:
        return None
    value, end = read
    if end < len(tokens) and tokens[end].word in words.percent and currency is None:
        return Amount(start=start, end=end + 1, value=value, unit=Unit.PERCENT)
    if currency is None and end < len(tokens):
        after = tokens[end]
        currency = _SIGNS.get(after.word) or words.currencies.get(after.word)
        end += currency is not None
    unit = Unit.MONEY if currency else Unit.PLAIN
    return Amount(start=start, end=end, value=value, unit=unit, currency=currency)


def _read(tokens: Sequence[Token], at: int, words: NumberWords) -> tuple[Decimal, int] | None:
    if at >= len(tokens):
        return None
    match = _FIGURE.fullmatch(tokens[at].word)
    if match and match[2] != "x":
        digits, end = match[1], at + 1
        while not match[2] and len(digits) < _WIDEST and _continues(digits, tokens, end):
            digits, end = digits + tokens[end].word, end + 1
        value = _decimal(digits, is_short=bool(match[2]))
        if value is None:
            return None
        return _multiplied(value * _SHORT.get(match[2] or "", 1), tokens, end, words)
    return _spelled(tokens, at, words)


def _continues(digits: str, tokens: Sequence[Token], at: int) -> bool:
    """ "100 000" is one number, as the French write it."""
    if not digits.isdigit() or digits.startswith("0") or at >= len(tokens):
        return False
    grouped = len(digits) <= _GROUP or len(digits) % _GROUP == 0 or at > 1
    word = tokens[at].word
    return grouped and len(digits) != _YEAR and len(word) == _GROUP and word.isdigit()


def _decimal(digits: str, *, is_short: bool) -> Decimal | None:
    """1,500 and 1.500 are grouped; 1.5, 1,5 and 1.001k are not; 1.2.3 is no number."""
    if is_short and "," not in digits and digits.count(".") == 1:
        return Decimal(digits)
    if _GROUPED.fullmatch(digits) and not digits.startswith("0"):
        return Decimal(re.sub(r"[.,]", "", digits))
    whole, mark, part = digits.replace(",", ".").rpartition(".")
    if not mark:
        return Decimal(digits)
    grouped = digits[: len(whole)]
    if "." in whole and not _GROUPED.fullmatch(grouped):
        return None
    return Decimal(f"{whole.replace('.', '')}.{part}")


def _multiplied(
    value: Decimal, tokens: Sequence[Token], at: int, words: NumberWords
) -> tuple[Decimal, int]:
    while at < len(tokens) and (factor := _factor(tokens[at].word, words)):
        value, at = value * factor, at + 1
    return value, at


def _factor(word: str, words: NumberWords) -> int | None:
    return words.large.get(word) or _SHORT.get(word if word != "b" else "")


def _spelled(tokens: Sequence[Token], at: int, words: NumberWords) -> tuple[Decimal, int] | None:
    if tokens[at].word == "one" and at + 1 < len(tokens) and tokens[at + 1].word in _UNITS:
        return Decimal(1), at + 1
    total, end = 0, at
    while end < len(tokens) and tokens[end].word in words.small:
        total, end = total + words.small[tokens[end].word], end + 1
    if end == at:
        return None
    return _multiplied(Decimal(total), tokens, end, words)
