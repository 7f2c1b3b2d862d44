"""When people work: set by an admin or the person, read by the clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.people import Person, PersonId, WorkHours
from storage.database import Database
from storage.statements import insert
from storage.tables.people_calendar import absences, holidays, work_hours

EVERYWHERE = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Days off of one person, both inclusive."""

    person_id: PersonId
    first_day: date
    last_day: date
    reason: str | None = None

    def days(self) -> Iterable[date]:
        return (
            self.first_day + timedelta(days=n)
            for n in range((self.last_day - self.first_day).days + 1)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday:
    """A day off of a region, or of everybody."""

    day: date
    name: str
    region: str = EVERYWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleCalendar:
    """The calendar of one workspace."""

    database: Database
    workspace: str

    async def set_hours(self, person_id: PersonId, hours: WorkHours) -> None:
        """When the person's day begins and on which weekdays; their days off are kept apart."""
        await self._put(
            work_hours,
            ["workspace", "person_id"],
            [
                {
                    "workspace": self.workspace,
                    "person_id": person_id,
                    "brief_at": hours.brief_at,
                    "weekdays": "".join(str(day) for day in sorted(hours.weekdays)),
                }
            ],
        )

    async def add_leave(self, leave: Sequence[Absence]) -> None:
        await self._put(
            absences,
            ["workspace", "person_id", "first_day"],
            [
                {
                    "workspace": self.workspace,
                    "person_id": one.person_id,
                    "first_day": one.first_day,
                    "last_day": one.last_day,
                    "reason": one.reason,
                }
                for one in leave
            ],
        )

    async def drop_leave(self, person_id: PersonId, first_day: date) -> bool:
        """Takes a leave back; False if there is none that begins on that day."""
        return await self._drop(
            absences, absences.c.person_id == person_id, absences.c.first_day == first_day
        )

    async def add_holidays(self, days: Sequence[Holiday]) -> None:
        await self._put(
            holidays,
            ["workspace", "region", "day"],
            [
                {
                    "workspace": self.workspace,
                    "region": one.region,
                    "day": one.day,
                    "name": one.name,
                }
                for one in days
            ],
        )

    async def drop_holiday(self, day: date, region: str = EVERYWHERE) -> bool:
        """Makes it a working day again; False if it was no holiday."""
        return await self._drop(holidays, holidays.c.region == region, holidays.c.day == day)

    async def leave(self, first: date, last: date) -> list[Absence]:
        """Everybody's leave that touches these days."""
        async with self.database.read() as connection:
            return await self._leave(connection, first, last)

    async def hours(
        self, people: Iterable[Person], first: date, last: date
    ) -> Mapping[PersonId, WorkHours]:
        """Everybody's hours, with their days off between two days, both inclusive."""
        async with self.database.read() as connection:
            own = await self._own_hours(connection)
            leave = await self._leave(connection, first, last)
            closed = await self._closed(connection, first, last)
        off: dict[PersonId, set[date]] = {}
        for absence in leave:
            off.setdefault(absence.person_id, set()).update(absence.days())
        everywhere, usual = closed.get(EVERYWHERE, frozenset()), WorkHours()
        found: dict[PersonId, WorkHours] = {}
        for person in people:
            days_off = everywhere | closed.get(person.region or EVERYWHERE, frozenset())
            if person.id in off:
                days_off |= off[person.id]
            found[person.id] = replace(own.get(person.id, usual), days_off=days_off)
        return found

    async def _leave(self, connection: AsyncConnection, first: date, last: date) -> list[Absence]:
        rows = await connection.execute(
            select(absences)
            .where(
                absences.c.workspace == self.workspace,
                absences.c.first_day <= last,
                absences.c.last_day >= first,
            )
            .order_by(absences.c.first_day, absences.c.person_id)
        )
        return [
            Absence(
                person_id=row.person_id,
                first_day=row.first_day,
                last_day=row.last_day,
                reason=row.reason,
            )
            for row in rows
        ]

    async def _closed(
        self, connection: AsyncConnection, first: date, last: date
    ) -> Mapping[str, frozenset[date]]:
        """The holidays of each region."""
        rows = await connection.execute(
            select(holidays.c.region, holidays.c.day).where(
                holidays.c.workspace == self.workspace, holidays.c.day.between(first, last)
            )
        )
        days: dict[str, set[date]] = {}
        for region, day in rows:
            days.setdefault(region, set()).add(day)
        return {region: frozenset(found) for region, found in days.items()}

    async def _own_hours(self, connection: AsyncConnection) -> dict[PersonId, WorkHours]:
        rows = await connection.execute(
            select(work_hours).where(work_hours.c.workspace == self.workspace)
        )
        return {
            row.person_id: WorkHours(
                brief_at=row.brief_at, weekdays=frozenset(int(day) for day in row.weekdays)
            )
            for row in rows
        }

    async def _put(self, table: Any, key: list[str], rows: list[dict[str, Any]]) -> None:
        if not rows:
            return
        async with self.database.write() as connection:
            statement = insert(table, connection)
            changes = {
                column.name: statement.excluded[column.name]
                for column in table.columns
                if column.name not in key
            }
            await connection.execute(
                statement.on_conflict_do_update(index_elements=key, set_=changes), rows
            )

    async def _drop(self, table: Any, *which: Any) -> bool:
        async with self.database.write() as connection:
            done = await connection.execute(
                delete(table).where(table.c.workspace == self.workspace, *which)
            )
            return bool(done.rowcount)
