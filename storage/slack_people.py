"""Who somebody in Slack is, as Slack said last: their address, and whether they belong here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, delete, select

from storage.database import Database
from storage.statements import insert
from storage.tables.slack import slack_people
from storage.together import Together

_OF = slack_people.c


class Membership(StrEnum):
    MEMBER = "member"
    GUEST = "guest"
    FOREIGN = "foreign"
    BOT = "bot"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackPerson:
    user_id: str
    email: str | None
    standing: Membership
    checked_at: datetime


class SlackPeople:
    """A cache of one workspace: what is too old is asked again."""

    def __init__(self, database: Database, workspace: str) -> None:
        self.database = database
        self.workspace = workspace
        self._asked = Together(self._read)

    async def find(self, user_id: str) -> SlackPerson | None:
        return await self._asked.ask(user_id)

    async def by_email(self, email: str) -> SlackPerson | None:
        """The one who was asked about last, should an address have moved."""
        query = (
            select(slack_people)
            .where(_OF.workspace == self.workspace, _OF.email == email.casefold())
            .order_by(_OF.checked_at.desc())
            .limit(1)
        )
        async with self.database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else _person(row)

    async def save(self, person: SlackPerson) -> None:
        row = {
            "workspace": self.workspace,
            "user_id": person.user_id,
            "email": person.email.casefold() if person.email else None,
            "standing": person.standing,
            "checked_at": person.checked_at,
        }
        async with self.database.write() as connection:
            statement = insert(slack_people, connection)
            changes = {
                name: statement.excluded[name] for name in ("email", "standing", "checked_at")
            }
            await connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["workspace", "user_id"], set_=changes
                ),
                row,
            )

    async def forget(self, user_id: str) -> None:
        async with self.database.write() as connection:
            await connection.execute(
                delete(slack_people).where(
                    slack_people.c.workspace == self.workspace,
                    slack_people.c.user_id == user_id,
                )
            )

    async def _read(self, asked: Sequence[str]) -> Sequence[SlackPerson | None]:
        query = select(slack_people).where(
            _OF.workspace == self.workspace, _OF.user_id.in_(set(asked))
        )
        async with self.database.read() as connection:
            found = {row.user_id: _person(row) for row in await connection.execute(query)}
        return [found.get(user_id) for user_id in asked]


def _person(row: Row[Any]) -> SlackPerson:
    return SlackPerson(
        user_id=row.user_id,
        email=row.email,
        standing=Membership(row.standing),
        checked_at=row.checked_at,
    )
