"""Takes out of a text what no model needs to know, and puts it back into what comes back."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import phonenumbers
from pydantic import ValidationError
from stdnum import iban, luhn

from bot.llm.port import (
    Block,
    Caps,
    Invalid,
    Known,
    Ok,
    Outcome,
    Request,
    StructuredLLM,
    T,
    Trust,
)
from bot.llm.reply import faults_of

_MASK = re.compile(r"\[([A-Z]+_\d+)\]")
_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(r"\b(?:https?://|www\.)[^\s<>\"')\]]+", re.I)
_SECRET = re.compile(
    r"\b(?:sk|pk|rk|key|tok|token|xox[a-z]|ghp|gho|github_pat|AKIA|eyJ)[-_A-Za-z0-9./+=]{16,}"
)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
# Digits that belong together, as far as they go: a card within them is hidden with the rest.
_DIGITS = re.compile(r"(?<![\w,.])[+(]{0,2}\d(?:[\s()/.-]{0,3}\d){6,}")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_SSN = re.compile(r"(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}")
_CARD_DIGITS = range(13, 20)
_LONG = 9  # digits in a row, dates apart, are no amount that a deal turns on
_SHORTEST_NAME = 3
Kinds = Iterator[tuple[str, int, int]]


def _found(text: str, pattern: re.Pattern[str], kind: Callable[[str], str]) -> Kinds:
    """Kind, begin and end of each match that has a kind."""
    for match in pattern.finditer(text):
        if name := kind(match.group()):
            yield name, match.start(), match.end()


def _digits(text: str) -> str:
    """What a stretch of digits is, empty for one that may be anything."""
    digits = re.sub(r"\D", "", _DATE.sub("", text))
    if len(digits) in _CARD_DIGITS and luhn.is_valid(digits):
        return "CARD"
    if _SSN.fullmatch(text):
        return "SSN"
    if digits and _is_phone(text):
        return "PHONE"
    return "NUMBER" if len(digits) >= _LONG else ""


def _is_phone(text: str) -> bool:
    """Numbers with their country, and American ones; others are caught as long numbers."""
    try:
        number = phonenumbers.parse(text, "US")
    except phonenumbers.NumberParseException:
        return False
    return bool(phonenumbers.is_valid_number(number))


# In this order: what is found first is gone for those that follow.
_FINDERS: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (_LINK, lambda text: "LINK"),
    (_EMAIL, lambda text: "EMAIL"),
    (_SECRET, lambda text: "SECRET"),
    (_IBAN, lambda text: "IBAN" if iban.is_valid(text) else ""),
    (_DIGITS, _digits),
)


@dataclass(frozen=True, slots=True)
class _Name:
    """One spelling of a name that is known, and the kind of its mask."""

    text: str
    kind: str

    def places(self, text: str) -> Kinds:
        """Where it stands as a word of its own."""
        pattern = re.compile(rf"(?<!\w){re.escape(self.text)}(?!\w)")
        return ((self.kind, *match.span()) for match in pattern.finditer(text))


@dataclass(slots=True)
class Mask:
    """The masks of one request. The same thing has the same mask in all of its texts."""

    known: tuple[Known, ...] = ()
    hidden: dict[str, str] = field(default_factory=dict)  # mask -> what it stands for
    _counts: dict[str, int] = field(default_factory=dict)
    _names: list["_Name"] = field(default_factory=list)

    def __post_init__(self) -> None:
        # Longest first: "Anna Petersen" before "Anna".
        names = {name: one.kind for one in self.known for name in _spellings(one.name)}
        longest_first = sorted(names, key=lambda name: (-len(name), name))
        self._names = [_Name(name, names[name]) for name in longest_first]

    def masked(self, text: str) -> str:
        """Without personal data as far as we recognise it, and without names that we know."""
        text = _MASK.sub(r"(\1)", text)  # nobody else's text may hold our masks
        for pattern, kind in _FINDERS:
            text = self._replaced(text, _found(text, pattern, kind))
        for name in self._names:
            if name.text in text:
                text = self._replaced(text, name.places(text))
        return text

    def unmasked(self, text: str) -> str:
        return _MASK.sub(lambda m: self.hidden.get(m.group(), m.group()), text)

    def unmasked_json(self, text: str) -> str:
        """The same for the text of a JSON document, whose strings stay strings."""
        return _MASK.sub(lambda m: json.dumps(self.hidden.get(m.group(), m.group()))[1:-1], text)

    def _replaced(self, text: str, found: Kinds) -> str:
        parts, end = [], 0
        for kind, start, stop in found:
            parts += [text[end:start], self._mask(kind, text[start:stop])]
            end = stop
        return "".join([*parts, text[end:]]) if parts else text

    def _mask(self, kind: str, value: str) -> str:
        for mask, hidden in self.hidden.items():
            if hidden == value:
                return mask
        self._counts[kind] = self._counts.get(kind, 0) + 1
        mask = f"[{kind}_{self._counts[kind]}]"
        self.hidden[mask] = value
        return mask


def _spellings(name: str) -> Iterator[str]:
    """A name whole and in its parts, each as it is written."""
    whole = name.strip()
    if len(whole) >= _SHORTEST_NAME:
        yield whole
    for part in whole.split():
        if len(part) >= _SHORTEST_NAME and part[0].isupper():
            yield part


@dataclass(frozen=True, slots=True, kw_only=True)
class Redacted:
    """Nothing behind this has seen a name, an address or a number of a person."""

    inner: StructuredLLM

    @property
    def caps(self) -> Caps:
        return self.inner.caps

    async def fill(self, request: Request[T], within: float) -> Outcome[T]:
        mask = Mask(request.known)
        blocks = tuple(_masked(block, mask) for block in request.blocks)
        outcome = await self.inner.fill(replace(request, blocks=blocks, known=()), within)
        if not isinstance(outcome, Ok) or not mask.hidden:
            return outcome
        text = mask.unmasked_json(outcome.value.model_dump_json())
        try:
            value = request.spec.form.model_validate_json(text)
        except ValidationError as error:
            return Invalid(faults=faults_of(error), meta=outcome.meta)
        return Ok(value=value, meta=outcome.meta)


def _masked(block: Block, mask: Mask) -> Block:
    """Our own words hold no names but what stands in the fields that they lay out."""
    text = block.text if block.trust is Trust.OURS else mask.masked(block.text)
    return replace(block, text=text)
