"""The sheet on which a question is worked out: its pieces, which are used, what they gave."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from bot.answers.answer import Choice, Refused, Status
from bot.answers.calendar import Grain
from bot.answers.model import Model
from bot.answers.parser.lexicon import Sort
from bot.answers.parser.pieces import Piece
from bot.answers.parser.said import Said
from bot.answers.parser.values import ValueIndex
from bot.answers.plan import Filter, Group, Having
from bot.domain.people import Person

RANKS = ("top", "bottom", "most", "least", "longest", "shortest", "newest", "oldest")
# Which field of a deal or an activity stands for a record of these.
LINKED = {"accounts": "account", "people": "owner", "products": "product", "contacts": "contact"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who asks, what they may see (None: everything), on which day, and what is known here."""

    person: Person
    owners: frozenset[str] | None
    leads: bool  # others report to them
    owns: bool  # they have deals of their own
    today: date
    model: Model
    values: ValueIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank:
    """A superlative: which word, how many, whether one alone is asked for, where it stands."""

    word: str
    number: int | None
    single: bool
    at: int

    @property
    def descending(self) -> bool:
        return self.word in ("top", "most", "longest", "newest")


@dataclass(slots=True, kw_only=True)
class Sheet:
    """What has been read so far. Filled by one pass after the other, then made into a plan."""

    pieces: tuple[Piece, ...]
    words: tuple[str, ...]  # of the whole question, also those that mean nothing
    reader: Reader
    entity: str = "deals"
    used: set[int] = field(default_factory=set)
    measures: list[str] = field(default_factory=list)
    statuses: list[tuple[int, str]] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    filters: list[Filter] = field(default_factory=list)
    having: list[Having] = field(default_factory=list)
    times: list[tuple[int, Said]] = field(default_factory=list)
    about: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    total_without: list[str] = field(default_factory=list)
    rank: Rank | None = None
    ranked: str | None = None  # the measure or field that the superlative is of
    subject: str | None = None  # the field that "which …" or "who" asks for
    lists: bool = False
    forecasts: bool = False
    unit: Grain | None = None  # "which month"
    orders: bool = False  # "accounts by revenue": best first
    averaged: bool = False  # "per deal"
    counts: bool = False  # something is counted, though it does not say "how many"
    nothing: bool = False  # "who has not …": those of whom there is none
    together: bool = False
    compared: list[str] = field(default_factory=list)  # fields whose values are set side by side

    def __iter__(self) -> Iterator[tuple[int, Piece]]:
        return iter(enumerate(self.pieces))

    def piece(self, at: int) -> Piece | None:
        return self.pieces[at] if 0 <= at < len(self.pieces) else None

    def free(self, at: int) -> Piece | None:
        """The piece at that place, if nothing has used it."""
        return None if at in self.used else self.piece(at)

    def use(self, *places: int) -> None:
        self.used.update(places)

    def before(self, at: int) -> tuple[str, ...]:
        """The words in front of a piece."""
        return self.words[: self.pieces[at].start]

    def role(self, at: int, *names: str) -> bool:
        piece = self.piece(at)
        return piece is not None and piece.role(*names)

    def says(self, *names: str) -> bool:
        """Whether any of these roles is anywhere in the question."""
        return any(piece.role(*names) for piece in self.pieces)

    def take(self, *names: str) -> bool:
        """The same, and uses it up."""
        found = [at for at, piece in self if piece.role(*names)]
        self.use(*found)
        return bool(found)

    def take_free(self, *names: str) -> bool:
        """The same of what nothing has used yet."""
        found = [at for at, piece in self if piece.role(*names) and at not in self.used]
        self.use(*found)
        return bool(found)

    def has_field(self, name: str, entity: str | None = None) -> bool:
        return name in self.reader.model.entities[entity or self.entity].fields

    def status_names(self) -> list[str]:
        return list(dict.fromkeys(name for _, name in self.statuses))

    def dimension(self, at: int) -> str | None:
        """The field by which the piece there could make groups."""
        piece = self.piece(at)
        if piece is None or piece.named:
            return None
        entity = piece.sense(Sort.ENTITY)
        if entity is not None and self._links(entity):
            return self._link(entity)
        name = piece.sense(Sort.FIELD)
        if name is None or not self.has_field(name):
            return None
        return name if self.reader.model.entities[self.entity].fields[name].groups else None

    def _links(self, entity: str) -> bool:
        name = LINKED.get(entity) or ("deal" if entity == "deals" else None)
        return entity != self.entity and name is not None and self.has_field(name)

    @staticmethod
    def _link(entity: str) -> str:
        return LINKED.get(entity, "deal")

    def add_filter(self, new: Filter) -> None:
        if new not in self.filters:
            self.filters.append(new)

    def group(self, name: str) -> None:
        if all(group.field != name for group in self.groups):
            self.groups.append(Group(field=name))


def declined(reason: str, *choices: Choice) -> Refused:
    return Refused(Status.DECLINED, reason, choices)


def asked_back(reason: str, *choices: Choice) -> Refused:
    return Refused(Status.CLARIFY, reason, choices)
