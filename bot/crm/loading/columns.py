"""Reading whole columns at once: what is usual costs little, what is odd is looked at alone."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Protocol

from bot.crm.loading.faults import Refused, shown
from bot.crm.loading.shortcuts import shortcut_for

_REMEMBERED = 50_000  # texts per column
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# What a spreadsheet takes for the beginning of a formula, in their wide forms too, and the blanks
# that may hide one.
_STARTS = frozenset("=+-@＝＋－＠ \t\r\n\u00a0\u3000")
_WIDE = str.maketrans("＝＋－＠", "=+-@")
_RULER = re.compile(r"={2,}(?:\s|$)|=\s*$")
# A call (`@SUM(`), a command (`+1+cmd|`): never what a name or a note begins with.
_EXECUTED = re.compile(r"[-+@](?:[-+@\s]*[A-Za-z_.]+\(|\S*\|)")

Faults = Mapping[int, str]


class ColumnReader(Protocol):
    """Turns a column of texts into values that the database takes; faults by place."""

    def read(self, texts: Sequence[str], *, lines: bool) -> tuple[Sequence[Any], Faults]:
        """`lines`: some cell of the batch has a line break."""
        ...


class ParsedColumn:
    """Cells that mean something else than their text: each text is parsed once and remembered."""

    def __init__(
        self,
        parse: Callable[[str], Any],
        encode: Callable[[Any], Any] | None,
        default: Any,
        *,
        required: bool,
    ) -> None:
        self._parse = parse
        self._shortcut = shortcut_for(parse, encode)
        self._encode = encode
        self._default = default
        self._required = required
        self._values: dict[str, Any] = {}
        self._refused: dict[str, str] = {}

    def read(self, texts: Sequence[str], *, lines: bool) -> tuple[Sequence[Any], Faults]:
        if self._shortcut is None:
            return self._read(texts)
        values = self._shortcut(texts)
        if None not in values:
            return values, {}
        places = [place for place, value in enumerate(values) if value is None]
        rest, faults = self._read([texts[place] for place in places])
        for place, value in zip(places, rest, strict=True):
            values[place] = value
        return values, {places[n]: fault for n, fault in faults.items()}

    def _read(self, texts: Sequence[str]) -> tuple[list[Any], Faults]:
        values = self._values
        if len(values) > _REMEMBERED:
            values.clear()
        self._refused.clear()
        for text in set(texts).difference(values):
            values[text] = self._value(text)
        faults = {}
        if self._refused:
            faults = {n: self._refused[t] for n, t in enumerate(texts) if t in self._refused}
            for text in self._refused:
                values.pop(text)
        return list(map(values.get, texts)), faults

    def _value(self, text: str) -> Any:
        clean = text.strip()
        if not clean:
            if self._required:
                self._refused[text] = "is empty, but it is required"
            return self._encoded(self._default)
        try:
            return self._encoded(self._parse(clean))
        except Refused as error:
            self._refused[text] = str(error)
            return None

    def _encoded(self, value: Any) -> Any:
        return value if self._encode is None else self._encode(value)


class ReferenceColumn:
    """Ids of other records. They are looked up anyway: what is odd about them will not be found."""

    def __init__(self, *, required: bool) -> None:
        self._required = required

    def read(self, texts: Sequence[str], *, lines: bool) -> tuple[Sequence[Any], Faults]:
        if "" not in texts:
            return texts, {}
        faults = {}
        if self._required:
            empty = "is empty, but it is required"
            faults = {place: empty for place, text in enumerate(texts) if not text}
        return [text or None for text in texts], faults


class TextColumn:
    """Cells that are kept as they are, once they are known to be harmless."""

    def __init__(
        self, *, limit: int, required: bool, lines: bool, controls: bool, said: bool = False
    ) -> None:
        self._limit = limit
        self._required = required
        self._lines = lines
        self._controls = controls
        self._said = said
        self._repetitive = True

    def read(self, texts: Sequence[str], *, lines: bool) -> tuple[Sequence[Any], Faults]:
        if not texts:
            return (), {}
        different: Collection[str] = set(texts) if self._repetitive else texts
        self._repetitive = len(different) < len(texts) / 4
        firsts = {text[:1] for text in different}
        odd = (
            self._controls
            or (lines and not self._lines)
            or (self._required and "" in firsts)
            or not firsts.isdisjoint(_STARTS)
            or max(map(len, different)) > self._limit
        )
        if not odd:
            return ([text or None for text in texts] if "" in firsts else texts), {}
        faults = {n: fault for n, text in enumerate(texts) if (fault := self._fault(text))}
        return [None if not text or text.isspace() else text for text in texts], faults

    def _fault(self, text: str) -> str | None:
        if not text or text.isspace():
            return "is empty, but it is required" if self._required else None
        if len(text) > self._limit:
            return f"is {len(text):,} characters long, {self._limit:,} are allowed"
        if self._controls and (found := _CONTROLS.search(text)):
            return f"holds the control character U+{ord(found[0]):04X}"
        if not self._lines and ("\n" in text or "\r" in text):
            return f"{shown(text)} has a line break"
        # A mail may begin as its writer likes: one hostile text must not keep a whole load out.
        if not self._said and is_formula(text):
            return f"{shown(text)} is a formula that a spreadsheet would execute"
        return None


def is_formula(text: str) -> bool:
    """Whether a spreadsheet that opens an export would execute this cell.

    Everything after `=`, but rulers (`====`); after `+`, `-`, `@` only calls and commands:
    phone numbers, lists, mentions and signatures begin with those too.
    """
    start = text.lstrip()[:200].translate(_WIDE)
    if start.startswith("="):
        return not _RULER.match(start)
    return bool(_EXECUTED.match(start))
