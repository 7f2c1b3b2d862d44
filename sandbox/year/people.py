"""The selling organisation: reps in their territories, managers, and those who look on."""

from random import Random

from sandbox.year.model import Person, Row
from sandbox.year.names import Names, ascii_local
from sandbox.year.places import TERRITORIES, Territory

FIRM = "Fernhill"
MAIL_DOMAIN = "fernhill.example"
SHARED_FIRST = {9: ("f", "Elena"), 10: ("f", "Elena")}  # two reps with the same given name
OFFICE = (
    ("revops", "Noor Haddad", "Europe/Amsterdam", "f"),
    ("compliance", "Ingrid Solberg", "Europe/Copenhagen", "f"),
    ("enablement", "Caleb Winters", "America/Denver", "m"),
    ("auditor", "Ruth Feldmann", "Europe/Zurich", "f"),
)
MANAGERS = (
    ("EMEA", "Robert Castellan", "Europe/London", "m"),
    ("Americas", "Dolores Whitaker", "America/New_York", "f"),
    ("APAC", "Samuel Thorne", "Australia/Sydney", "m"),
)


def mail_address(name: str) -> str:
    return f"{ascii_local(name)}@{MAIL_DOMAIN}"


def make_people(rng: Random, names: Names, reps: int) -> list[Person]:
    """Managers first, then reps, then the office, and last a rep who has left."""
    managers = [_manager(number, *row) for number, row in enumerate(MANAGERS, 1)]
    bosses = {manager.region: manager for manager in managers}
    sellers = []
    for number in range(reps):
        territory = TERRITORIES[number % len(TERRITORIES)]
        sellers.append(_rep(rng, names, number, territory, bosses[territory.region].id))
    office = [_office(number, *row) for number, row in enumerate(OFFICE, 1)]
    return [*managers, *sellers, *office, _former(bosses["EMEA"].id)]


def _manager(number: int, region: str, name: str, timezone: str, sex: str) -> Person:
    return Person(
        id=f"mgr-{number}",
        name=name,
        first=name.split()[0],
        email=mail_address(name),
        role="manager",
        manager_id="",
        team=region,
        region=region,
        territory=region,
        timezone=timezone,
        sex=sex,
    )


def _rep(rng: Random, names: Names, number: int, territory: Territory, manager_id: str) -> Person:
    sex, first = SHARED_FIRST.get(number, ("", ""))
    sex = sex or rng.choice("fm")
    first, last = names.unique(rng, territory.culture, sex, first)
    name = f"{first} {last}"
    return Person(
        id=f"rep-{number + 1:02d}",
        name=name,
        first=first,
        email=mail_address(name),
        role="rep",
        manager_id=manager_id,
        team=territory.team,
        region=territory.region,
        territory=territory.name,
        timezone=territory.timezone,
        sex=sex,
    )


def _office(number: int, role: str, name: str, timezone: str, sex: str) -> Person:
    return Person(
        id=f"office-{number}",
        name=name,
        first=name.split()[0],
        email=mail_address(name),
        role=role,
        manager_id="",
        team="Operations",
        region="",
        territory="",
        timezone=timezone,
        sex=sex,
    )


def _former(manager_id: str) -> Person:
    """Left in summer; some open deals were never handed over, as happens."""
    return Person(
        id="rep-99",
        name="Gerald Amsel",
        first="Gerald",
        email=mail_address("Gerald Amsel"),
        role="rep",
        manager_id=manager_id,
        team="EMEA North",
        region="EMEA",
        territory="UK South",
        timezone="Europe/London",
        sex="m",
        active=False,
    )


def person_rows(people: list[Person]) -> list[Row]:
    return [
        {
            "id": person.id,
            "email": person.email,
            "name": person.name,
            "role": person.role,
            "manager_id": person.manager_id,
            "team": person.team,
            "region": person.region,
            "territory": person.territory,
            "timezone": person.timezone,
            "active": "true" if person.active else "false",
        }
        for person in people
    ]
