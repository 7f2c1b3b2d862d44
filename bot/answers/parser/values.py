"""The names that a workspace knows: people, accounts, products, stages, and what they stand for.

Built once per state of the mirror for everybody; whose names somebody may hear is asked when a
name is looked up.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.answers.parser.countries import names_of_country
from bot.answers.parser.tokens import folded, spelled_out, words_of
from bot.answers.parser.translations import other_names
from storage.answers.names import Named
from storage.answers.names import NameKind as Kind

__all__ = ["Kind", "Match", "Named", "Value", "ValueIndex"]

_LEGAL = frozenset(
    [
        "ag",
        "ab",
        "as",
        "asa",
        "aps",
        "bv",
        "co",
        "corp",
        "corporation",
        "company",
        "gmbh",
        "group",
        "holding",
        "holdings",
        "inc",
        "incorporated",
        "kg",
        "kk",
        "limited",
        "llc",
        "llp",
        "ltd",
        "nv",
        "oy",
        "plc",
        "pte",
        "pty",
        "sa",
        "sarl",
        "sas",
        "sl",
        "spa",
        "srl",
        "se",
        "ltda",
        "cv",
        "de",
        "rl",
    ]
)
_SHORT = 3  # letters that one word of a longer name must have to stand for it
_MOST_WORDS = 8
_STATUS_WORDS = frozenset({"deal", "deals", "closed", "won", "lost", "opportunity"})
_GLUED = 3  # words of a name that some write as one: GTXPro


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What a name stands for: several values where they differ only in writing."""

    kind: Kind
    field: str
    values: tuple[str, ...]
    shown: str
    entity: str | None = None
    owners: frozenset[str] | None = None
    leads: bool = False
    owns: bool = False

    def is_seen_by(self, owners: frozenset[str] | None) -> bool:
        return owners is None or self.owners is None or not self.owners.isdisjoint(owners)

    def lies_within(self, owners: frozenset[str] | None) -> bool:
        return owners is None or self.owners is None or self.owners <= owners


@dataclass(frozen=True, slots=True)
class Match:
    """`whole`: the words are the whole name; `shouted`: only meant if written in capitals."""

    value: Value
    whole: bool
    shouted: bool = False


Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueIndex:
    """Lookup by words. `words` are all that occur in names, for those who misspell them."""

    phrases: dict[Phrase, tuple[Match, ...]]
    longest: dict[str, int]
    words: frozenset[str]
    fields: frozenset[str]
    owning: frozenset[str]  # people who have deals of their own
    has_one_currency: bool  # amounts of all deals can be added up

    @classmethod
    def of(cls, names: Iterable[Named], common: frozenset[str] = frozenset()) -> "ValueIndex":
        """`common` words never stand for a longer name by themselves."""
        phrases: dict[Phrase, list[Match]] = {}
        merged = _merged(names)
        for value in merged:
            for phrase, whole, shouted in _phrases(value, common):
                known = phrases.setdefault(phrase, [])
                if not any(match.value is value for match in known):
                    known.append(Match(value, whole, shouted))
        longest: dict[str, int] = {}
        for phrase in phrases:
            longest[phrase[0]] = max(longest.get(phrase[0], 0), len(phrase))
        return cls(
            phrases={phrase: _best(found) for phrase, found in phrases.items()},
            longest=longest,
            words=frozenset(word for phrase in phrases for word in phrase),
            fields=frozenset(value.field for value in merged),
            has_one_currency=sum(value.field == "currency" for value in merged) == 1,
            owning=frozenset(v.values[0] for v in merged if v.kind is Kind.PERSON and v.owns),
        )

    def at(self, words: Sequence[str], start: int) -> Iterator[tuple[int, tuple[Match, ...]]]:
        """Names that begin there, the longest first, with where they end."""
        for length in range(self.longest.get(words[start], 0), 0, -1):
            found = self.phrases.get(tuple(words[start : start + length]))
            if found and start + length <= len(words):
                yield start + length, found


def _merged(names: Iterable[Named]) -> list[Value]:
    """Choices that differ only in case or accents are one; so are fields of several entities."""
    found: dict[tuple[str, ...], Value] = {}
    for name in names:
        key: tuple[str, ...] = (name.kind, name.field, name.value, name.entity or "")
        if name.kind is Kind.CHOICE:
            key = (name.kind, name.field, folded(name.name), name.entity or "")
        known = found.get(key)
        values: tuple[str, ...] = (name.value,)
        owners = name.owners
        if known is not None:
            values = tuple(dict.fromkeys((*known.values, name.value)))
            both = known.owners is not None and owners is not None
            owners = known.owners | owners if both and known.owners and owners else owners
        found[key] = Value(
            kind=name.kind,
            field=name.field,
            values=values,
            shown=known.shown if known else name.name,
            entity=name.entity,
            owners=owners,
            leads=name.leads,
            owns=name.owns,
        )
    return list(found.values())


def _best(found: Sequence[Match]) -> tuple[Match, ...]:
    """Who is called so wholly is meant before those who are called so in part."""
    whole = [match for match in found if match.whole]
    return tuple(whole or found)


def _phrases(value: Value, common: frozenset[str]) -> Iterator[tuple[Phrase, bool, bool]]:
    """The words by which it may be called: all, whether that is its whole name, and whether it
    must be in capitals.
    """
    for words in {words_of(value.shown), words_of(spelled_out(value.shown))}:
        if not words or (value.field == "stage" and _STATUS_WORDS.issuperset(words)):
            continue  # "Deal Lost" and "Closed Won" are statuses by another name
        is_code = value.field == "country" and len(words) == 1 and len(words[0]) <= 2
        yield words[:_MOST_WORDS], True, is_code
        if 1 < len(words) <= _GLUED and value.kind in (Kind.PRODUCT, Kind.ACCOUNT):
            yield ("".join(words),), True, False
        yield from ((phrase, False, False) for phrase in _parts(value, words, common))
        yield from ((phrase, True, False) for phrase in other_names(value.field, words))
        if value.kind in (Kind.PRODUCT, Kind.CHOICE) and (several := _plural(words, common)):
            yield several, True, False
    if value.field == "country":
        yield from ((words_of(name), True, name == "US") for name in names_of_country(value.shown))


def _plural(words: Phrase, common: frozenset[str]) -> Phrase | None:
    """ "GTK 500s", "webinars": several of them, unless that is a word of its own."""
    several = f"{words[-1]}s"
    if len(words[-1]) < _SHORT or words[-1].endswith("s") or several in common:
        return None
    return (*words[:-1], several)


def _parts(value: Value, words: Phrase, common: frozenset[str]) -> Iterator[Phrase]:
    match value.kind:
        case Kind.PERSON:
            yield from _of_person(words)
        case Kind.ACCOUNT:
            short = _without_legal_form(words)
            yield short
            yield from _beginnings(short, common)
        case Kind.PRODUCT:
            yield from _beginnings(words, common)
            yield from (words[at:] for at in range(1, len(words)) if _stands(words[at:], common))
        case Kind.CONTACT | Kind.DEAL | Kind.CHOICE:
            return


def _of_person(words: Phrase) -> Iterator[Phrase]:
    """First names, the first name alone, the last name alone."""
    if len(words) > 1:
        yield words[:1]
        yield words[:-1]
        yield words[-1:]


def _beginnings(words: Phrase, common: frozenset[str]) -> Iterator[Phrase]:
    return (words[:n] for n in range(1, len(words)) if _stands(words[:n], common))


def _stands(words: Phrase, common: frozenset[str]) -> bool:
    """Whether a part of a name is telling enough to stand for it."""
    if not any(word.isalpha() for word in words):
        return False  # a number is a number
    if len(words) > 1:
        return not all(word in common for word in words)
    return len(words[0]) >= _SHORT and words[0] not in common


def _without_legal_form(words: Phrase) -> Phrase:
    while len(words) > 1 and (words[-1] in _LEGAL or len(words[-1]) == 1):
        words = words[:-1]
    return words
