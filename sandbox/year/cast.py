"""Who takes part in one deal and what it is about: the source of every slot in its texts."""

from dataclasses import dataclass
from random import Random

from sandbox.year.model import Account, Contact, Person, Product
from sandbox.year.money import money
from sandbox.year.phrasebook import Book

ARTICLES = ("the ", "a ", "an ")
CAPITALS = ("team", "event", "project", "doc", "cause")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """The people and the matter of one deal."""

    rep: Person
    account: Account
    buyer: Contact
    other: Contact
    boss: Contact
    tech: Contact
    product: Product
    seats: int
    amount: int
    language: str
    ref: str
    erp: str
    rival: str
    pct: int
    ticket: str


def bare(phrase: str) -> str:
    """A noun phrase without its English article."""
    for article in ARTICLES:
        if phrase.startswith(article):
            return phrase[len(article) :]
    return phrase


def with_capitals(slots: dict[str, str]) -> None:
    """Adds `team_cap` and the like for use at the start of a sentence."""
    for key in CAPITALS:
        word = slots[key]
        slots[f"{key}_cap"] = word[:1].upper() + word[1:]


def fixed_slots(cast: Cast, book: Book, language: str) -> dict[str, str]:
    """What stays the same over all texts of the deal in one language."""
    key = cast.product.key
    unit = book.raw(language, f"unit.{key}")
    doc = book.raw(language, "doc")
    monthly = max(1, round(cast.amount / max(1, cast.seats) / 12))
    slots = {
        "buyer": cast.buyer.first,
        "gone": cast.buyer.first,
        "other": cast.other.first,
        "boss": cast.boss.first,
        "boss_title": cast.boss.title,
        "tech": cast.tech.first,
        "rep": cast.rep.first,
        "territory": cast.rep.territory,
        "account": cast.account.short,
        "product": cast.product.name.removeprefix("Fernhill "),
        "suite": cast.product.name,
        "seats": str(cast.seats),
        "unit": unit,
        "unit_one": unit.removesuffix("s"),
        "amount": money(cast.amount, cast.account.currency, language),
        "price": money(monthly, cast.account.currency, language),
        "city": cast.account.cities[0],
        "city2": cast.account.cities[1],
        "erp": cast.erp,
        "rival": cast.rival,
        "project": book.raw(language, "project"),
        "event": book.raw(language, "event"),
        "cause": book.raw(language, "cause"),
        "team": book.raw(language, f"team.{key}"),
        "doc": doc,
        "doc_bare": bare(doc),
        "pct": str(cast.pct),
        "ref": cast.ref,
        "ticket": cast.ticket,
    }
    with_capitals(slots)
    return slots


def loose_slots(cast: Cast, book: Book, rng: Random, language: str) -> dict[str, str]:
    """What may differ from text to text, so that two mails of a deal don't echo each other."""
    key = f"feature.{cast.product.key}"
    topic = book.raw(language, "topic")
    feature, feature2 = book.raw(language, key), book.raw(language, key)
    if feature == feature2:
        feature2 = book.raw(language, key)
    return {
        "feature": feature,
        "feature_bare": bare(feature),
        "feature_cap": feature[:1].upper() + feature[1:],
        "feature2": feature2,
        "topic": topic,
        "topic_bare": bare(topic),
        "n1": str(2 + int(rng.random() * 7)),
        "n2": str(11 + int(rng.random() * 37)),
    }
