"""Caps: how many mails go out per contact, rep, domain and workspace; places are taken singly."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, func, literal, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.deals import ContactId
from bot.domain.people import PersonId
from bot.policy.situation import Cap
from storage.database import Database
from storage.statements import insert_new
from storage.tables.policies import policy_sends

_DAY = timedelta(days=1)
_WINDOWS: Mapping[Cap, timedelta] = dict.fromkeys(Cap, _DAY) | {Cap.CONTACT_WEEK: 7 * _DAY}
# Whoever counts and takes does so alone; the number is any that nothing else uses.
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(4871, hashtext(:workspace))")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One mail on its way: to whom, by whom, to which company's domain."""

    contact_id: ContactId
    rep_id: PersonId
    domain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """The caps that are full, and when the last of them has a place again."""

    caps: frozenset[Cap]
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """The caps of one workspace; `most` says how many fit into each window."""

    database: Database
    workspace: str
    most: Mapping[Cap, int]

    async def take(self, effect_id: str, sending: Sending, at: datetime) -> Reached | None:
        """Takes a place under every cap, or none under any and says which are full.

        The same effect again has its place already. Holds for any number of processes at once.
        """
        async with self.database.write() as connection:
            if self.database.dialect == "postgresql":
                await connection.execute(_ONE_AT_A_TIME, {"workspace": self.workspace})
            if await self._has_place(connection, effect_id):
                return None
            if full := await self._reached(connection, sending, at):
                return full
            row = {"workspace": self.workspace, "effect_id": effect_id, "at": at}
            place = {"contact_id": sending.contact_id, "rep_id": sending.rep_id}
            await connection.execute(
                insert_new(policy_sends, connection).values(
                    row | place | {"domain": sending.domain.casefold()}
                )
            )
        return None

    async def give_back(self, effect_id: str) -> None:
        """For an effect that will surely not happen any more."""
        of = policy_sends.c
        async with self.database.write() as connection:
            await connection.execute(
                delete(policy_sends).where(
                    of.workspace == self.workspace, of.effect_id == effect_id
                )
            )

    async def reached(self, sending: Sending, at: datetime) -> Reached | None:
        """Which caps are full now; only `take` makes sure."""
        async with self.database.read() as connection:
            return await self._reached(connection, sending, at)

    async def _has_place(self, connection: AsyncConnection, effect_id: str) -> bool:
        of = policy_sends.c
        query = select(literal(1)).where(of.workspace == self.workspace, of.effect_id == effect_id)
        return await connection.scalar(query) is not None

    async def _reached(
        self, connection: AsyncConnection, sending: Sending, at: datetime
    ) -> Reached | None:
        full: dict[Cap, datetime] = {}
        for cap, which in _counted(sending):
            most = self.most.get(cap)
            if most is None:
                continue
            until = await self._full_until(connection, which, _WINDOWS[cap], most, at)
            if until is not None:
                full[cap] = until
        return Reached(caps=frozenset(full), until=max(full.values())) if full else None

    async def _full_until(
        self,
        connection: AsyncConnection,
        which: tuple[ColumnElement[bool], ...],
        window: timedelta,
        most: int,
        at: datetime,
    ) -> datetime | None:
        """When enough of what is in the window has left it; None if there is a place now."""
        of = policy_sends.c
        mine = (of.workspace == self.workspace, of.at > at - window, *which)
        used = await connection.scalar(select(func.count()).where(*mine)) or 0
        if used < most:
            return None
        if most == 0:
            return at + window
        frees: Any = select(of.at).where(*mine).order_by(of.at).offset(used - most).limit(1)
        freed_at: datetime = (await connection.execute(frees)).scalar_one()
        return freed_at + window


def _counted(sending: Sending) -> Iterator[tuple[Cap, tuple[ColumnElement[bool], ...]]]:
    of = policy_sends.c
    for cap in Cap:
        match cap:
            case Cap.CONTACT_DAY | Cap.CONTACT_WEEK:
                yield cap, (of.contact_id == sending.contact_id,)
            case Cap.REP_DAY:
                yield cap, (of.rep_id == sending.rep_id,)
            case Cap.DOMAIN_DAY:
                yield cap, (of.domain == sending.domain.casefold(),)
            case Cap.WORKSPACE_DAY:
                yield cap, ()
