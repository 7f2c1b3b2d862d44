"""What a mapping makes of one cell: texts in, texts out, or a reason why not."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from bot.crm.loading.faults import Refused, shown
from bot.crm.loading.mapping import Cell, Condition

Columns = Mapping[str, Sequence[str]]
_FIELD = re.compile(r"\{([^{}|]+)(?:\|([^{}]*))?\}")


def rendered(template: str, columns: Columns, size: int) -> list[str]:
    """`{column}` stands for a cell, `{column|words}` for the words where the cell is empty.

    A row in which an empty cell has no words gives nothing.
    """
    fields = _FIELD.findall(template)
    if not fields:
        return [template] * size
    frame = _FIELD.sub("{}", template)
    parts = [[text or words for text in columns[name]] for name, words in fields]
    return [frame.format(*row) if all(row) else "" for row in zip(*parts, strict=True)]


def fields_of(template: str) -> list[str]:
    return [name for name, _ in _FIELD.findall(template)]


def steps_of(cell: Cell) -> Callable[[str], str]:
    """All steps of a cell as one; an empty text stays empty until the default."""
    values = {theirs.casefold(): ours for theirs, ours in cell.values.items()}

    def apply(text: str) -> str:
        text = text.strip()
        if text and cell.remove:
            text = text.translate({ord(each): None for each in cell.remove}).strip()
        if text and values:
            text = _translated(text, values, cell)
        if text and cell.date:
            text = _iso(text, cell.date)
        if text and cell.multiply:
            text = _product(text, cell.multiply)
        if text and cell.slug:
            text = slug(text, cell.slug)
        if text and cell.hash:
            text = hashlib.sha256(text.encode()).hexdigest()[: cell.hash]
        if text and cell.format:
            text = cell.format.replace("{}", text)
        return text or cell.default

    return apply


def slug(text: str, separator: str) -> str:
    """`Mei-Mei Johns` as `mei-mei.johns`: small letters without accents, for ids and addresses."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    made = re.sub(r"[^a-z0-9-]+", separator, plain.replace("'", "")).strip(separator + "-")
    if not made:
        raise Refused(f"{shown(text)} has no letters to make an id of; use hash instead of slug")
    return made


def holds(condition: Condition, text: str) -> bool:
    match condition:
        case "filled":
            return bool(text.strip())
        case "empty":
            return not text.strip()
        case wanted:
            return text.strip().casefold() in {each.casefold() for each in wanted}


def _translated(text: str, values: Mapping[str, str], cell: Cell) -> str:
    found = values.get(text.casefold(), cell.otherwise)
    if found is None:
        raise Refused(f"{shown(text)} is not among the mapping's values {', '.join(cell.values)}")
    return found


def _iso(text: str, form: str) -> str:
    try:
        at = datetime.strptime(text, form)  # noqa: DTZ007 (a zone is read where the form has one)
    except ValueError:
        raise Refused(f"{shown(text)} does not look like {form}") from None
    if "%H" not in form and "%I" not in form:
        return at.date().isoformat()
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).isoformat()


def _product(text: str, factor: str) -> str:
    try:
        made = Decimal(text) * Decimal(factor)
    except InvalidOperation:
        raise Refused(f"{shown(text)} is not a number to multiply by {factor}") from None
    return format(made.normalize(), "f")
