"""A small company for questions: two teams, three accounts, and who asks."""

from datetime import date
from functools import lru_cache
from typing import Any

from bot.answers.answer import Refused
from bot.answers.model import Model
from bot.answers.parser.parser import Parser
from bot.answers.parser.sheet import Reader
from bot.answers.parser.values import Kind, Named, ValueIndex
from bot.answers.plan import Plan, plan_json
from bot.domain.people import REVOPS, Person, PersonId, Role

TODAY = date(2026, 6, 15)
ANA = Person(id=PersonId("ana"), name="Ana Costa", role=Role.REP, manager_id=PersonId("boss"))
BOSS = Person(id=PersonId("boss"), name="Marta Nowak", role=Role.MANAGER)


def _person(value: str, name: str, *, leads: bool = False) -> Named:
    owners = frozenset({value})
    return Named(kind=Kind.PERSON, field="owner", value=value, name=name, owners=owners,
                 leads=leads, owns=not leads)  # fmt: skip


def _choice(field: str, name: str, entity: str | None = None) -> Named:
    return Named(kind=Kind.CHOICE, field=field, value=name, name=name, entity=entity)


def _account(value: str, name: str, *owners: str) -> Named:
    return Named(
        kind=Kind.ACCOUNT, field="account", value=value, name=name, owners=frozenset(owners)
    )


NAMES = (
    _person("ana", "Ana Costa"),
    _person("jorg", "Jörg Müller"),
    _person("tom-b", "Tom Baker"),
    _person("tom-l", "Tom Lindqvist"),
    _person("boss", "Marta Nowak", leads=True),
    _account("a1", "Nordsee Brauerei GmbH", "ana", "jorg"),
    _account("a2", "Kan-code", "jorg"),
    _account("a3", "Harbor Foods Ltd", "ana"),
    *(Named(kind=Kind.PRODUCT, field="product", value=f"p{at}", name=name)
      for at, name in enumerate(("HydroMax 100", "HydroMax 200", "GTX Pro"))),
    *(_choice("stage", name) for name in ("Demo Scheduled", "Negotiation", "Won", "Lost")),
    *(_choice("region", name) for name in ("North", "South", "EMEA")),
    _choice("team", "EMEA"),
    *(_choice("industry", name) for name in ("Food & Beverage", "Mining")),
    _choice("country", "DE"),
    _choice("lost_reason", "Price too high"),
    _choice("forecast_category", "commit"),
    _choice("source", "Webinar"),
    _choice("status", "working", "leads"),
)  # fmt: skip


@lru_cache(maxsize=1)
def parser() -> Parser:
    return Parser(model=Model.load())


@lru_cache(maxsize=1)
def _index() -> ValueIndex:
    return ValueIndex.of(NAMES, parser().lexicon.words)


def reader(person: Person = REVOPS) -> Reader:
    owners = {
        Role.REP: frozenset({str(person.id)}),
        Role.MANAGER: frozenset({"boss", "ana", "jorg", "tom-b", "tom-l"}),
    }.get(person.role)
    return Reader(
        person=person,
        owners=owners,
        leads=person.role is Role.MANAGER,
        owns=person.role is Role.REP,
        today=TODAY,
        model=parser().model,
        values=_index(),
    )


def plan_of(question: str, person: Person = REVOPS, previous: Plan | None = None) -> Plan:
    return parser().parse(question, reader(person), previous).plan


def read(question: str, person: Person = REVOPS) -> dict[str, Any]:
    return plan_json(plan_of(question, person))


def refused(question: str, person: Person = REVOPS) -> Refused:
    try:
        plan = plan_of(question, person)
    except Refused as error:
        return error
    raise AssertionError(f"“{question}” was read as {plan_json(plan)}")
