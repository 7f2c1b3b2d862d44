"""Channels that asked for a summary of each week, and who asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from bot.domain.people import PersonId
from storage.database import Database
from storage.statements import insert_new
from storage.tables.slack import weekly_channels

_OF = weekly_channels.c


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyChannel:
    """The week is told as `person_id` may see it; the first is due after `since`."""

    channel: str
    person_id: PersonId
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Weeklies:
    """Those of one workspace."""

    database: Database
    workspace: str

    async def all(self) -> Sequence[WeeklyChannel]:
        query = select(_OF.channel, _OF.person_id, _OF.since).where(_OF.workspace == self.workspace)
        async with self.database.read() as connection:
            rows = await connection.execute(query.order_by(_OF.since, _OF.channel))
        return [
            WeeklyChannel(channel=row.channel, person_id=row.person_id, since=row.since)
            for row in rows
        ]

    async def turn_on(self, wanted: WeeklyChannel) -> WeeklyChannel:
        """What is in force now: whoever asked first keeps it until it is turned off."""
        row = {
            "workspace": self.workspace,
            "channel": wanted.channel,
            "person_id": wanted.person_id,
            "since": wanted.since,
        }
        async with self.database.write() as connection:
            await connection.execute(insert_new(weekly_channels, connection).values(row))
        return next(one for one in await self.all() if one.channel == wanted.channel)

    async def turn_off(self, channel: str) -> bool:
        """False if it was not on."""
        query = delete(weekly_channels).where(
            _OF.workspace == self.workspace, _OF.channel == channel
        )
        async with self.database.write() as connection:
            done = await connection.execute(query)
        return done.rowcount == 1
