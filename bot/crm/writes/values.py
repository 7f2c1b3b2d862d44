"""Between what a person typed and what a field of the built-in CRM holds."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum, StrEnum
from math import isfinite
from types import UnionType
from typing import Any, get_args, get_type_hints

from bot.errors import CrmRefused
from storage.crm.records import CLASSES, Record, kind_of

CUSTOM = "custom."
_PLACES = Decimal("0.0001")
_MOST = Decimal(10) ** 14  # what a scaled 64-bit integer surely holds
_LONGEST = 100_000


class Unknown(Enum):
    """Stands for a value that was not noted when the evidence was read."""

    UNKNOWN = "unknown"


def current(record: Record, field: str) -> object:
    """What the record holds in that field, a custom one included."""
    if field.startswith(CUSTOM):
        return getattr(record, "custom", {}).get(field.removeprefix(CUSTOM))
    return getattr(record, field)


def known_field(record: Record, field: str) -> str:
    """The field as the CRM names it. Raises CrmRefused where it has none of that name."""
    kind = kind_of(record)
    if field in _types(kind):
        return field
    bare = field.removeprefix(CUSTOM)
    custom: Mapping[str, str] | None = getattr(record, "custom", None)
    if custom is not None and (field.startswith(CUSTOM) or bare in custom) and bare:
        return f"{CUSTOM}{bare}"
    raise CrmRefused(f"A {kind} has no field “{field}”. Nothing was changed.")


def parsed(kind: str, field: str, text: str | None) -> object:
    """The value that a text stands for; an empty one stands for None.

    Raises CrmRefused in words for a person where it stands for nothing that the field can hold.
    """
    if text is None or not text.strip():
        return None
    text = _storable(field, text.strip())
    if field.startswith(CUSTOM):
        return text
    wanted = _types(kind)[field]
    if isinstance(wanted, type) and issubclass(wanted, StrEnum):
        return _one_of(wanted, field, text)
    parse, example = _PARSERS.get(wanted, (str, ""))
    try:
        return parse(text)
    except (ValueError, InvalidOperation):
        raise CrmRefused(
            f"“{_short(text)}” is no value for {field}. Nothing was changed. Write {example}.",
            (f"{kind}.{field}",),
        ) from None


def as_text(value: object) -> str | None:
    """How a value stands in a receipt or a conflict; `parsed` reads it back."""
    match value:
        case None | Unknown.UNKNOWN:
            return None
        case Decimal():
            return f"{value:f}"
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case bool():
            return "true" if value else "false"
        case _:
            return str(value)


def must_be_filled(kind: str, field: str) -> bool:
    """Whether a record can't be without the field."""
    hint = get_type_hints(CLASSES[kind]).get(field)
    return hint is not None and not isinstance(hint, UnionType)


def _types(kind: str) -> Mapping[str, Any]:
    """The fields of a kind by name, with what they hold; custom fields and the version apart."""
    hints = get_type_hints(CLASSES[kind])
    return {name: _bare(hint) for name, hint in hints.items() if name not in ("custom", "version")}


def _bare(hint: Any) -> Any:
    """`Decimal | None` holds a Decimal, a DealId a str."""
    if isinstance(hint, UnionType):
        hint = next(each for each in get_args(hint) if each is not type(None))
    return getattr(hint, "__supertype__", hint)


def _one_of(values: type[StrEnum], field: str, text: str) -> StrEnum:
    found = next((each for each in values if each == text), None)
    if found is None:
        raise CrmRefused(
            f"“{_short(text)}” is no value for {field}. Nothing was changed."
            f" It may be: {', '.join(values)}."
        )
    return found


def _storable(field: str, text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        storable = False
    else:
        storable = "\x00" not in text and len(text) <= _LONGEST
    if not storable:
        raise CrmRefused(
            f"The text for {field} can't be stored: it is too long or has broken characters."
            " Nothing was changed. Shorten it, or write it anew."
        )
    return text


def _amount(text: str) -> Decimal:
    value = Decimal(text)
    if not value.is_finite() or abs(value) >= _MOST or value != value.quantize(_PLACES):
        raise ValueError(text)
    return value


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(text)
    return at.astimezone(UTC)


def _whole(text: str) -> int:
    number = int(text)
    if not text.isascii() or abs(number) >= 2**63:
        raise ValueError(text)
    return number


def _yes_or_no(text: str) -> bool:
    if text.casefold() not in ("true", "false"):
        raise ValueError(text)
    return text.casefold() == "true"


def _number(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError(text)
    return number


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


_PARSERS: Mapping[Any, tuple[Callable[[str], object], str]] = {
    Decimal: (_amount, "an amount such as 12000.50"),
    date: (date.fromisoformat, "a date such as 2026-11-20"),
    datetime: (_instant, "an instant with its zone, such as 2026-11-20T09:00+01:00"),
    int: (_whole, "a whole number"),
    float: (_number, "a number"),
    bool: (_yes_or_no, "true or false"),
}
