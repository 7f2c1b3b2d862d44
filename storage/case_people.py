"""The people around decisions: owners with everybody above them, and who is away."""

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.people import Person, PersonId, Role
from storage.mirror.rows import columns_of, person_of
from storage.tables.mirror import people
from storage.tables.people_calendar import absences


async def with_managers(
    connection: AsyncConnection,
    workspace: str,
    owners: Collection[PersonId],
    named: Collection[PersonId],
) -> dict[PersonId, Person]:
    """The owners with all their managers, those who are named, and revops; by id, in its order."""
    of, boss = people.c, people.alias("boss")
    live = (of.workspace == workspace, of.deleted_at.is_(None))
    line = select(of.id, of.manager_id).where(*live, of.id.in_(owners)).cte("line", recursive=True)
    # UNION, not UNION ALL: people who are each other's managers would go on for ever.
    line = line.union(
        select(boss.c.id, boss.c.manager_id).where(
            boss.c.workspace == workspace,
            boss.c.deleted_at.is_(None),
            boss.c.id == line.c.manager_id,
        )
    )
    query = select(*columns_of(people, Person)).where(
        *live, or_(of.id.in_(select(line.c.id)), of.id.in_(named), of.role == Role.REVOPS)
    )
    found = map(person_of, await connection.execute(query.order_by(of.id)))
    return {person.id: person for person in found}


def above(owner: Person | None, known: Mapping[PersonId, Person]) -> tuple[Person, ...]:
    """The owner's managers, the nearest first; circles of managers do no harm."""
    line: list[Person] = []
    person = owner
    while person is not None and person.manager_id is not None:
        person = known.get(person.manager_id)
        if person is None or person == owner or person in line:
            break
        line.append(person)
    return tuple(line)


async def absent(
    connection: AsyncConnection, workspace: str, ids: Collection[PersonId], days: Collection[date]
) -> Mapping[date, frozenset[PersonId]]:
    """Who of them is away, for each of these days."""
    of = absences.c
    rows = (
        await connection.execute(
            select(of.person_id, of.first_day, of.last_day).where(
                of.workspace == workspace,
                of.person_id.in_(ids),
                of.first_day <= max(days),
                of.last_day >= min(days),
            )
        )
    ).all()
    return {
        day: frozenset(row.person_id for row in rows if row.first_day <= day <= row.last_day)
        for day in days
    }
