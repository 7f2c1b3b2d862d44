"""The morning: one mission per rep and working day, whatever the number of processes."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import TracebackType
from typing import Protocol
from zlib import crc32

from pydantic import ValidationError

from bot.domain.missions import Context, Mission, Moment, Norms
from bot.domain.people import Person
from bot.errors import DaybreakError
from bot.mission.calendar import Agenda, DayLimits, Due, agenda, zone_of
from bot.mission.thinking import Task, Thinking
from bot.mission.thresholds import MissionRules
from storage.claims import Claim, Kind, Slot
from storage.grounds import Inputs, grounds_of
from storage.missions import StoredMissions
from storage.people_calendar import PeopleCalendar


class Gathering(Protocol):
    """Where contexts come from."""

    @property
    def reader(self) -> str:
        """The version of the reader whose facts are in the contexts."""
        ...

    async def gather(self, rep: Person, moment: Moment) -> Sequence[Context]: ...

    async def norms(self, now: datetime) -> Norms: ...

    async def as_of(self, now: datetime) -> datetime | None:
        """Up to when what is gathered is complete."""
        ...


class ClaimLost(Exception):
    """Another process took the morning over; what was computed here was not saved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What one look at the clock led to. `failed` holds what each failed morning ended with."""

    done: tuple[Slot, ...] = ()
    failed: tuple[tuple[Slot, BaseException], ...] = ()
    missed: tuple[tuple[Slot, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How missions are run: `lease` is when others may take over a morning that was cut off."""

    at_once: int = 4
    lease: timedelta = timedelta(minutes=5)
    retry_after: timedelta = timedelta(minutes=1)
    # How far back the last morning is looked for; who was away longer than this begins anew.
    look_back: timedelta = timedelta(days=60)

    @property
    def time_limit(self) -> float:
        """Seconds that a mission may take: it must have ended before its lease does."""
        return self.lease.total_seconds() * 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Missions:
    """Runs missions and keeps them. `worker` names this process in its claims."""

    store: StoredMissions
    calendar: PeopleCalendar
    reps: Callable[[], Awaitable[Sequence[Person]]]
    gathering: Gathering
    thinking: Thinking
    rules: MissionRules
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    worker: str
    limits: DayLimits = field(default_factory=DayLimits)
    pace: Pace = field(default_factory=Pace)

    async def prepare(self, rep: Person, moment: Moment, kind: Kind = Kind.ON_DEMAND) -> Mission:
        """One mission now. A morning is prepared once: afterwards the stored one is returned.

        Raises DaybreakError if another process is preparing the same morning.
        """
        if kind is Kind.ON_DEMAND:
            return await self._carry_out(self.new_id(), rep, moment, None)
        slot = Slot(rep.id, moment.today)
        claims = await self._claim([slot])
        if claims:
            return await self._under(claims[0], rep, moment)
        done = await self.store.find_morning(rep.id, moment.today)
        if done is None:
            raise DaybreakError(
                f"The morning of {rep.name} is being prepared by another process right now."
                " Nothing was done here. Look again in a minute."
            )
        return done

    async def run_due(self, now: datetime) -> Ran:
        """Runs every mission that is due and nobody else has claimed; records those lost.

        One that fails does not keep the others: it is given back, and tried again later.
        """
        people = {person.id: person for person in await self.reps()}
        plan = await self._agenda(list(people.values()), now)
        await self._record_missed(plan, now)
        done: list[Slot] = []
        failed: list[tuple[Slot, BaseException]] = []
        waiting = self._own_order(plan.due)
        while batch := self._next(waiting):
            claims = await self._claim([due.slot for due in batch])
            runs = [self._morning(claim, people[claim.slot.rep_id]) for claim in claims]
            ends = await asyncio.gather(*runs, return_exceptions=True)
            for claim, end in zip(claims, ends, strict=True):
                if isinstance(end, BaseException):
                    failed.append((claim.slot, end))
                else:
                    done.append(claim.slot)
            if len(claims) < len(batch):
                waiting = await self._still_free(waiting)
        return Ran(done=tuple(done), failed=tuple(failed), missed=tuple(plan.missed.items()))

    async def recompute(self, run_id: str) -> Mission | None:
        """The mission that the same inputs give now, whatever the CRM says today.

        Equal to the stored one unless the code that concluded it has changed. Raises DaybreakError
        if this version of Daybreak can't read what that one rested on.
        """
        stored = await self.store.find(run_id)
        if stored is None:
            return None
        try:
            inputs = await self.store.inputs(run_id)
            rules = MissionRules.model_validate_json(inputs.rules)
        except ValidationError:
            raise DaybreakError(
                f"The mission {run_id} was made by another version of Daybreak, which kept other"
                " facts or rules. It was not computed again; what it concluded is unchanged."
                " Run that version to compute it again."
            ) from None
        task = Task(
            run_id=run_id,
            rep=stored.rep,
            moment=Moment(now=stored.now, today=stored.on, zone=zone_of(stored.rep).key),
            inputs=inputs,
            grounds=grounds_of(inputs, self.store.codec),
            data_as_of=stored.data_as_of,
            reader=stored.versions.reader,
        )
        return await self.thinking.conclude(task, rules)

    async def _agenda(self, people: Sequence[Person], now: datetime) -> Agenda:
        # Local dates differ from UTC's by one day at most.
        today = now.date()
        first, last = today - self.pace.look_back, today + timedelta(days=1)
        hours = await self.calendar.hours(people, first, last)
        record = await self.store.claims.record(today - timedelta(days=1), first)
        return agenda(people, hours, record, now, self.limits)

    async def _record_missed(self, plan: Agenda, now: datetime) -> None:
        missed = {slot: (self.new_id(), reason) for slot, reason in plan.missed.items()}
        await self.store.claims.miss(missed, now)

    def _own_order(self, due: Sequence[Due]) -> list[Due]:
        """Each process begins somewhere else, so that they meet only at the end."""
        if not due:
            return []
        start = crc32(self.worker.encode()) % len(due)
        return [*due[start:], *due[:start]]

    def _next(self, waiting: list[Due]) -> list[Due]:
        """Takes the next few out of `waiting`, without those that it has become too late for."""
        now = self.clock()
        waiting[:] = [due for due in waiting if now <= due.until]
        batch, waiting[:] = waiting[: self.pace.at_once], waiting[self.pace.at_once :]
        return batch

    async def _still_free(self, waiting: list[Due]) -> list[Due]:
        if not waiting:
            return []
        now = self.clock()
        first = min(due.slot.on for due in waiting)
        record = await self.store.claims.record(first, first)
        return [
            due
            for due in waiting
            if due.slot not in record.settled
            and (due.slot not in record.unfinished or record.unfinished[due.slot].is_free(now))
        ]

    async def _claim(self, slots: Sequence[Slot]) -> list[Claim]:
        return await self.store.claims.claim(
            {slot: self.new_id() for slot in slots},
            by=self.worker,
            now=self.clock(),
            lease=self.pace.lease,
            limit=len(slots),
        )

    async def _morning(self, claim: Claim, rep: Person) -> Mission:
        now = self.clock()
        moment = Moment(now=now, today=claim.slot.on, zone=zone_of(rep).key)
        return await self._under(claim, rep, moment)

    async def _under(self, claim: Claim, rep: Person, moment: Moment) -> Mission:
        async with _Held(self, claim), asyncio.timeout(self.pace.time_limit):
            return await self._carry_out(claim.run_id, rep, moment, claim)

    async def _carry_out(
        self, run_id: str, rep: Person, moment: Moment, claim: Claim | None
    ) -> Mission:
        inputs = Inputs(
            contexts=tuple(await self.gathering.gather(rep, moment)),
            norms=await self.gathering.norms(moment.now),
            rules=self.rules.model_dump_json(by_alias=True),
        )
        task = Task(
            run_id=run_id,
            rep=rep,
            moment=moment,
            inputs=inputs,
            grounds=grounds_of(inputs, self.store.codec),
            data_as_of=await self.gathering.as_of(moment.now),
            reader=self.gathering.reader,
        )
        mission = await self.thinking.conclude(task, self.rules)
        if not await self.store.save(mission, task.grounds, self.clock(), claim):
            raise ClaimLost(f"{run_id} was taken over")
        return mission


@dataclass(frozen=True, slots=True)
class _Held:
    """Gives a claim back if what is done under it fails: at once if this process is stopping."""

    missions: Missions
    claim: Claim

    async def __aenter__(self) -> None: ...

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            return
        free_at, reason = self.missions.clock(), None
        if not isinstance(error, asyncio.CancelledError):
            free_at += self.missions.pace.retry_after * self.claim.attempt
            reason = str(error) if isinstance(error, DaybreakError) else type(error).__name__
        await asyncio.shield(self.missions.store.claims.release(self.claim, free_at, reason))
