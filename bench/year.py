"""A simulated year of mornings: zones, clock changes, days off, replicas that die and come back.

Time moves from one instant at which something may happen to the next. Whose morning it is, claims,
leases and saving are the product's own; only the book of business is empty.
"""

import asyncio
import time as timer
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bench.year_plan import ZONES, Company, Outage, company, outages
from bot.domain.missions import Context, Moment, Norms
from bot.domain.people import Person, WorkHours
from bot.mission.claiming import Pace
from bot.mission.morning import Missions
from bot.mission.thinking import Thinking
from bot.mission.thresholds import MissionRules
from bot.mission.verdict import judge
from storage.claims import Slot
from storage.database import Database
from storage.migrate import Schema, upgrade
from storage.missions import StoredMissions
from storage.people_calendar import PeopleCalendar
from storage.tables.missions import missions

WORKSPACE = "year"
REPLICAS = 3
_TICK_SECONDS = 30
_PACE = Pace(at_once=16)


class Turns(Database):
    """A database in memory has one connection: whoever wants it waits for their turn."""

    def __init__(self, writer: AsyncEngine, reader: AsyncEngine, *more: Any) -> None:
        super().__init__(writer, reader, *more)
        self._alone = asyncio.Lock()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        async with self._alone, super().write() as connection:
            yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        async with self._alone, super().read() as connection:
            yield connection


class Nothing:
    """Gathers no deals: this year is about when, not about what."""

    reader = "none"

    async def gather(self, rep: Person, moment: Moment) -> Sequence[Context]:
        return ()

    async def norms(self, now: datetime) -> Norms:
        return Norms()

    async def as_of(self, now: datetime) -> datetime | None:
        return now


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came out; every list of faults should be empty."""

    expected: int
    done: int
    missed: list[Slot]
    twice: list[Slot]
    not_asked_for: list[Slot]
    early: list[Slot]
    at_night: list[Slot]
    taken_over: int
    ticks: int
    seconds: float

    @property
    def faults(self) -> int:
        wrong = (self.missed, self.twice, self.not_asked_for, self.early, self.at_night)
        return sum(map(len, wrong))


_Event = tuple[datetime, Outage | None, int]


@dataclass(slots=True)
class Year:
    """The company, its replicas, and the clock on the wall."""

    made: Company
    down: list[list[Outage]]
    random: Random
    now: datetime
    ticks: int = 0

    async def live(self, database: Database) -> Result:
        """The whole span, instant by instant."""
        began = timer.monotonic()
        await self._settle_in(PeopleCalendar(database=database, workspace=WORKSPACE))
        replicas = [self._replica(database, number) for number in range(len(self.down))]
        due = sorted((self.made.opens(slot), slot) for slot in self.made.expected())
        for at, dying, number in self._events({at for at, _ in due}):
            self.now = at
            if dying is None:
                await self._tick(replicas)
            elif dying.holding:
                recent = [slot for opens, slot in due if at - timedelta(hours=1) < opens <= at]
                await self._die(replicas[number], recent, dying.holding)
        return await self._result(database, timer.monotonic() - began)

    async def _settle_in(self, calendar: PeopleCalendar) -> None:
        await calendar.add_leave(self.made.leave)
        await calendar.add_holidays(self.made.holidays)
        for person_id, hours in self.made.hours.items():
            if hours != WorkHours():
                await calendar.set_hours(person_id, hours)

    def _events(self, opening: set[datetime]) -> list[_Event]:
        """When mornings begin, now and then just before, at odd hours, and around outages."""
        ticks = {at + self._within(_TICK_SECONDS) for at in opening}
        ticks |= {at - self._within(_TICK_SECONDS) for at in opening if self.random.random() < 0.1}
        midnight = datetime.combine(self.made.first, time(), UTC)
        ticks |= {
            midnight + timedelta(days=day) + self._within(86_400)
            for day in range(len(self.made.days))
        }
        deaths: list[_Event] = []
        for number, outage in ((n, one) for n, own in enumerate(self.down) for one in own):
            ticks |= {outage.ends, outage.begins + _PACE.lease + timedelta(seconds=2)}
            deaths.append((outage.begins, outage, number))
        alive: list[_Event] = [(at, None, 0) for at in ticks]
        return sorted([*alive, *deaths], key=lambda event: event[0])

    def _within(self, seconds: float) -> timedelta:
        return timedelta(seconds=self.random.uniform(0, seconds))

    async def _tick(self, replicas: Sequence[Missions]) -> None:
        """Mostly one replica comes first; now and then all that are up race each other."""
        up = [
            replica
            for replica, own in zip(replicas, self.down, strict=True)
            if not any(outage.covers(self.now) for outage in own)
        ]
        racing = len(up) if self.random.random() < 0.2 else min(1, len(up))
        chosen = self.random.sample(up, racing)
        self.ticks += len(chosen)
        for ran in await asyncio.gather(*(replica.run_due(self.now) for replica in chosen)):
            if ran.failed:
                raise ran.failed[0][1]

    async def _die(self, replica: Missions, recent: Sequence[Slot], holding: int) -> None:
        """A process that was killed leaves claims behind, and nothing else."""
        wanted = {slot: f"{replica.worker}-died-{slot.rep_id}-{slot.on}" for slot in recent}
        claims = replica.store.claims
        await claims.claim(wanted, replica.worker, self.now, _PACE.lease, limit=holding)

    def _replica(self, database: Database, number: int) -> Missions:
        ids = count()

        async def reps() -> Sequence[Person]:
            return self.made.reps

        return Missions(
            store=StoredMissions(database=database, workspace=WORKSPACE),
            calendar=PeopleCalendar(database=database, workspace=WORKSPACE),
            reps=reps,
            gathering=Nothing(),
            thinking=Thinking(judge=judge, propose=lambda *known: None, drafter="none"),
            rules=MissionRules.load(),
            clock=lambda: self.now,
            new_id=lambda: f"{number}-{next(ids)}",
            worker=f"replica{number}",
            pace=_PACE,
        )

    async def _result(self, database: Database, seconds: float) -> Result:
        """Judged from the rows alone, by local time worked out anew."""
        async with database.read() as connection:
            found = await connection.execute(select(missions).where(missions.c.kind == "morning"))
            rows = [
                (Slot(row.rep_id, row.local_date), row)
                for row in found
                if self.made.first <= row.local_date <= self.made.last
            ]
        zones = {rep.id: ZoneInfo(rep.timezone) for rep in self.made.reps}
        expected = self.made.expected()
        done = [(slot, row) for slot, row in rows if row.state == "done"]
        local = {slot: row.finished_at.astimezone(zones[slot.rep_id]) for slot, row in done}
        times = Counter(slot for slot, _ in rows)
        return Result(
            expected=len(expected),
            done=len(done),
            missed=sorted(expected - local.keys()),
            twice=sorted(slot for slot, number in times.items() if number > 1),
            not_asked_for=sorted(times.keys() - expected),
            early=sorted(s for s, row in done if row.finished_at < self.made.opens(s)),
            at_night=sorted(
                slot
                for slot, at in local.items()
                if at.date() != slot.on or not time(7) <= at.time() < time(21)
            ),
            taken_over=sum(row.attempt > 1 for _, row in done),
            ticks=self.ticks,
            seconds=round(seconds, 1),
        )


async def simulate(
    reps: int, zones: Sequence[str], first: date, last: date, seed: int = 7
) -> Result:
    """Lives through the days from `first` to `last`, both included."""
    made = company(reps, zones, first, last, seed)
    year = Year(
        made=made,
        down=outages(made, REPLICAS, seed),
        random=Random(seed),
        now=datetime.combine(first, time(), UTC),
    )
    database = Turns.open("sqlite://")
    try:
        await upgrade(database, Schema.DAYBREAK)
        return await year.live(database)
    finally:
        await database.close()


async def run() -> dict[str, Any]:
    """1,000 reps in 24 zones over a whole year."""
    result = await simulate(1_000, ZONES, date(2026, 1, 1), date(2026, 12, 31))
    return {
        "reps": 1_000,
        "zones": len(ZONES),
        "replicas": REPLICAS,
        "mornings_expected": result.expected,
        "mornings_done": result.done,
        "missed": len(result.missed),
        "twice": len(result.twice),
        "early": len(result.early),
        "at_night": len(result.at_night),
        "not_asked_for": len(result.not_asked_for),
        "taken_over_from_the_dead": result.taken_over,
        "ticks": result.ticks,
        "seconds": result.seconds,
    }
