"""The morning: one mission per rep and working day, whatever the number of processes."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.missions import Context, Mission, Moment, Norms
from bot.domain.people import Person
from bot.errors import DaybreakError
from bot.mission.calendar import Agenda, DayLimits, agenda, zone_of
from bot.mission.claiming import ClaimLost, Pace, Share, Time
from bot.mission.replay import Replay
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What one look at the clock led to. `failed` holds what each failed morning ended with."""

    done: tuple[Slot, ...] = ()
    failed: tuple[tuple[Slot, BaseException], ...] = ()
    missed: tuple[tuple[Slot, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Missions:
    """Runs missions and keeps them. `worker` names this process in its claims.

    What time it is comes with each call; `clock` only tells how much has passed since.
    """

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
        time = self._time_from(moment.now)
        if kind is Kind.ON_DEMAND:
            return await self._carry_out(self.new_id(), rep, moment, None, time)
        claims = await self._share.claim([Slot(rep.id, moment.today)], time())
        if claims:
            return await self._under(claims[0], rep, moment, time)
        done = await self.store.find_morning(rep.id, moment.today)
        if done is None:
            raise DaybreakError(
                f"The morning of {rep.name} is being prepared by another process right now, or was"
                " missed. Nothing was done here. Look again in a minute, or ask for a mission now."
            )
        return done

    async def run_due(self, now: datetime) -> Ran:
        """Runs every mission that is due and nobody else has claimed; records those lost.

        One that fails does not keep the others: it is given back, and tried again later. Nothing
        is run before there is a first complete picture of the CRM.
        """
        if await self.gathering.as_of(now) is None:
            return Ran()
        people = {person.id: person for person in await self.reps()}
        plan = await self._agenda(list(people.values()), now)
        await self._record_missed(plan, now)
        done: list[Slot] = []
        failed: list[tuple[Slot, BaseException]] = []
        share, time = self._share, self._time_from(now)
        waiting = share.in_own_order(plan.due)
        while batch := share.take(waiting, time()):
            claims = await share.claim([due.slot for due in batch], time())
            runs = [self._morning(claim, people[claim.slot.rep_id], time) for claim in claims]
            ends = await asyncio.gather(*runs, return_exceptions=True)
            for claim, end in zip(claims, ends, strict=True):
                if isinstance(end, BaseException):
                    failed.append((claim.slot, end))
                else:
                    done.append(claim.slot)
            if len(claims) < len(batch):
                waiting = await share.still_free(waiting, time())
        return Ran(done=tuple(done), failed=tuple(failed), missed=tuple(plan.missed.items()))

    async def recompute(self, run_id: str) -> Mission | None:
        """The mission that the same inputs give now, whatever the CRM says today.

        Equal to the stored one unless the code that concluded it has changed. Raises DaybreakError
        if this version of Daybreak can't read what that one rested on.
        """
        if await self.store.find(run_id) is None:
            return None
        replay = Replay(past=self.store.past, thinking=lambda versions: self.thinking)
        return (await replay.again(run_id)).after

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

    @property
    def _share(self) -> Share:
        return Share(
            claims=self.store.claims, worker=self.worker, pace=self.pace, new_id=self.new_id
        )

    def _time_from(self, now: datetime) -> Time:
        began = self.clock()
        return lambda: now + (self.clock() - began)

    async def _morning(self, claim: Claim, rep: Person, time: Time) -> Mission:
        moment = Moment(now=time(), today=claim.slot.on, zone=zone_of(rep).key)
        return await self._under(claim, rep, moment, time)

    async def _under(self, claim: Claim, rep: Person, moment: Moment, time: Time) -> Mission:
        async with self._share.held(claim, time), asyncio.timeout(self.pace.time_limit):
            return await self._carry_out(claim.run_id, rep, moment, claim, time)

    async def _carry_out(
        self, run_id: str, rep: Person, moment: Moment, claim: Claim | None, time: Time
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
        if not await self.store.save(mission, task.grounds, time(), claim):
            raise ClaimLost(f"{run_id} was taken over")
        return mission
