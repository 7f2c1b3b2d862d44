"""Nouns of the synthetic year: who is in it, what is sold, and the hidden story of a deal."""

from dataclasses import dataclass, field
from datetime import date

Row = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody of the selling organisation."""

    id: str
    name: str
    first: str
    email: str
    role: str
    manager_id: str
    team: str
    region: str
    territory: str
    timezone: str
    sex: str
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One thing on the price list; `key` names its words in the phrase files."""

    id: str
    key: str
    name: str
    family: str
    list_price: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A firm that buys, or might."""

    id: str
    name: str
    short: str
    domain: str
    industry: str
    country: str
    place: str
    timezone: str
    language: str
    currency: str
    cities: tuple[str, str]
    employees: int
    owner: Person
    customer_since: date | None
    parent_id: str = ""
    twin_of: str = ""  # the account that this one duplicates


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody at an account, with the writing habits that make a hand recognisable."""

    id: str
    account_id: str
    name: str
    first: str
    last: str
    sex: str
    email: str
    phone: str
    title: str
    role: str
    timezone: str
    language: str
    consent: str
    hand: int  # seeds greeting, sign-off and signature, so that one person keeps to one style


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What truly goes on in an open deal. For tests only: no file of the year carries it."""

    kind: str
    verdicts: tuple[str, ...]  # any of these is right on the day
    reasons: tuple[str, ...]
    line: str
    until: date | None = None
    dates: tuple[date, ...] = ()
    language: str = "en"
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """The tables by contract file name (without .csv), and the hidden story per open deal."""

    seed: int
    on: date
    tables: dict[str, list[Row]]
    stories: dict[str, Story] = field(default_factory=dict)
