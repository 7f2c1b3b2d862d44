"""Takes out of a text what no model needs to know, and puts it back into what comes back."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
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
_SSN = re.compile(r"\b(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}\b")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
_CARD = re.compile(r"\b\d(?:[ -]?\d){12,18}\b")
_PHONEISH = re.compile(r"(?:\d[\s()./-]*){7}")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_NUMBER = re.compile(r"\+?\d(?:[\s()/.-]{0,2}\d){8,}")
_SHORTEST_NAME = 3
Finder = Callable[[str], Iterable[tuple[int, int]]]


def _matches(pattern: re.Pattern[str], fits: Callable[[str], bool] = bool) -> Finder:
    def find(text: str) -> Iterator[tuple[int, int]]:
        return (m.span() for m in pattern.finditer(text) if fits(m.group()))

    return find


def _is_card(text: str) -> bool:
    digits = re.sub(r"\D", "", text)
    return bool(luhn.is_valid(digits))


def _is_long(text: str) -> bool:
    """Whatever it is: nine digits in a row, dates apart, are no amount that a deal turns on."""
    return len(re.sub(r"\D", "", _DATE.sub("", text))) >= 9


def _phones(text: str) -> Iterator[tuple[int, int]]:
    """Numbers with their country, and American ones; others are caught as long numbers."""
    if _PHONEISH.search(text):
        for match in phonenumbers.PhoneNumberMatcher(text, "US"):
            yield match.start, match.end


# In this order: what is found first is gone for those that follow.
_FINDERS: tuple[tuple[str, Finder], ...] = (
    ("LINK", _matches(_LINK)),
    ("EMAIL", _matches(_EMAIL)),
    ("SECRET", _matches(_SECRET)),
    ("IBAN", _matches(_IBAN, lambda text: bool(iban.is_valid(text)))),
    ("CARD", _matches(_CARD, _is_card)),
    ("SSN", _matches(_SSN)),
    ("PHONE", _phones),
    ("NUMBER", _matches(_NUMBER, _is_long)),
)


@dataclass(slots=True)
class Mask:
    """The masks of one request. The same thing has the same mask in all of its texts."""

    known: tuple[Known, ...] = ()
    hidden: dict[str, str] = field(default_factory=dict)  # mask -> what it stands for
    _counts: dict[str, int] = field(default_factory=dict)
    _names: list[tuple[re.Pattern[str], str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        # Longest first: "Anna Petersen" before "Anna".
        names = {name: one.kind for one in self.known for name in _spellings(one.name)}
        self._names = [
            (re.compile(rf"(?<!\w){re.escape(name)}(?!\w)"), name, names[name])
            for name in sorted(names, key=lambda name: (-len(name), name))
        ]

    def masked(self, text: str) -> str:
        """Without personal data as far as we recognise it, and without names that we know."""
        text = _MASK.sub(r"(\1)", text)  # nobody else's text may hold our masks
        for kind, find in _FINDERS:
            text = self._replaced(text, kind, find(text))
        for pattern, name, kind in self._names:
            if name in text:
                text = self._replaced(text, kind, (m.span() for m in pattern.finditer(text)))
        return text

    def unmasked(self, text: str) -> str:
        return _MASK.sub(lambda m: self.hidden.get(m.group(), m.group()), text)

    def unmasked_json(self, text: str) -> str:
        """The same for the text of a JSON document, whose strings stay strings."""
        return _MASK.sub(lambda m: json.dumps(self.hidden.get(m.group(), m.group()))[1:-1], text)

    def _replaced(self, text: str, kind: str, spans: Iterable[tuple[int, int]]) -> str:
        parts, end = [], 0
        for start, stop in sorted(set(spans)):
            if start < end:
                continue
            parts += [text[end:start], self._mask(kind, text[start:stop])]
            end = stop
        return "".join([*parts, text[end:]])

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
