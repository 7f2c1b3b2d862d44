"""Who works here, as the mirror knows them, and how a person is found by what people call them."""

from collections.abc import Callable, Sequence
from difflib import get_close_matches

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.people import REVOPS, Person, PersonId, Role
from bot.errors import UnknownPerson
from storage.database import Database
from storage.mirror.rows import columns_of, person_of
from storage.tables.mirror import people
from storage.together import Together

_NEAR = 3


class People:
    """The people of one workspace; `revops` is one of them, whatever the CRM says."""

    def __init__(self, database: Database, workspace: str) -> None:
        self.database = database
        self.workspace = workspace
        self._asked = Together(self._read)

    async def all(self) -> list[Person]:
        """As they are now; whoever asks at the same time is told from one reading."""
        return list(await self._asked.ask(None))

    async def _read(self, asked: Sequence[None]) -> Sequence[Sequence[Person]]:
        async with self.database.read() as connection:
            found = await everybody(connection, self.workspace)
        return [found] * len(asked)

    async def find(self, who: str) -> Person:
        """By id, else by e-mail address, else by full name; case does not matter.

        Of two with one name the one who still works here is meant. Raises UnknownPerson, with
        those that come near, for nobody and for more than one.
        """
        if _folded(who) == REVOPS.id:
            return REVOPS
        known = await self.all()
        by: tuple[Callable[[Person], bool], ...] = (
            lambda person: person.id == who.strip(),
            lambda person: _folded(person.id) == _folded(who),
            lambda person: person.email is not None and _folded(person.email) == _folded(who),
            lambda person: _folded(person.name) == _folded(who),
        )
        for matches in by:
            found = _of_those_here([person for person in known if matches(person)])
            if len(found) == 1:
                return found[0]
            if found:
                raise UnknownPerson(who, tuple(person.email or person.id for person in found))
        raise UnknownPerson(who, _near(who, known))

    async def by_id(self, person_id: PersonId) -> Person | None:
        query = select(*columns_of(people, Person)).where(
            people.c.workspace == self.workspace,
            people.c.id == person_id,
            people.c.deleted_at.is_(None),
        )
        async with self.database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else person_of(row)

    async def reps(self) -> list[Person]:
        """Everybody who sells and still works here, by name."""
        reps = [p for p in await self.all() if p.role is Role.REP and p.active]
        return sorted(reps, key=lambda person: (person.name, person.id))


async def everybody(connection: AsyncConnection, workspace: str) -> list[Person]:
    query = (
        select(*columns_of(people, Person))
        .where(people.c.workspace == workspace, people.c.deleted_at.is_(None))
        .order_by(people.c.id)
    )
    return [person_of(row) for row in (await connection.execute(query)).all()]


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _of_those_here(found: Sequence[Person]) -> Sequence[Person]:
    return [person for person in found if person.active] or found


def _near(who: str, known: Sequence[Person]) -> tuple[str, ...]:
    """Names and addresses that look alike, each person once."""
    called: dict[str, Person] = {}
    for person in known:
        for text in (person.name, person.email, person.id):
            if text:
                called.setdefault(_folded(text), person)
        for part in person.name.split():
            called.setdefault(_folded(part), person)
    near = get_close_matches(_folded(who), called, n=2 * _NEAR, cutoff=0.7)
    return tuple(dict.fromkeys(called[text].name for text in near))[:_NEAR]
