"""Composition root: the one module that builds everything and knows every other."""

import os
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from bot.answers.ask import Answers
from bot.answers.changes.changing import Changing
from bot.answers.model import Model
from bot.assembly import Effects, deciding, effects
from bot.config import Settings
from bot.crm.builtin import BuiltinCrm
from bot.crm.mirror import Mirror, SyncReport
from bot.crm.port import Crm
from bot.decisions.lifecycle import Decisions
from bot.decisions.proposing import Proposing
from bot.decisions.routing import Routing
from bot.decisions.viewing import Viewing
from bot.domain.people import Person, PersonId
from bot.mind import Mind, minded
from bot.mission.freshness import Freshness
from bot.mission.gathering import Gatherer
from bot.mission.lookup import Lookup
from bot.mission.morning import Missions
from bot.mission.thresholds import MissionRules
from bot.policy.permissions import sight
from bot.services import Services
from handlers.courier import Bell
from storage.database import Database
from storage.deals import Deals
from storage.decisions import StoredDecisions
from storage.deliveries import Deliveries
from storage.leads import Leads
from storage.migrate import Schema, upgrade
from storage.mirror.book import Books
from storage.mirror.norms import NormsStore
from storage.mirror.scope import Eyes
from storage.mirror.syncing import MirrorSync
from storage.missions import StoredMissions
from storage.own_proposals import OwnProposals
from storage.people import People
from storage.people_calendar import PeopleCalendar
from storage.readings import Readings

WORKSPACE = "home"


# No repr: asyncio writes out what a task came to, and this would be all that is in memory.
@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Daybreak:
    """Everything assembled; what a command or a listener may use."""

    settings: Settings
    database: Database
    crm_database: Database
    crm: Crm
    mirror: Mirror
    mind: Mind
    readings: Readings
    people: People
    calendar: PeopleCalendar
    decisions: StoredDecisions
    effects: Effects
    deliveries: Deliveries
    lookup: Lookup
    services: Services
    bell: Bell = field(default_factory=Bell)

    @property
    def missions(self) -> Missions:
        return self.services.missions

    @property
    def viewing(self) -> Viewing:
        its = self.services.decisions
        return Viewing(store=its.store, cases=its.cases, editing=its.editing)

    @property
    def proposing(self) -> Proposing:
        return _proposing(self.database, self.services.decisions)

    @property
    def routing(self) -> Routing:
        leads = Leads(database=self.database.small, workspace=WORKSPACE)
        return Routing(leads=leads, deals=self.lookup.deals)

    async def catch_up(self, now: datetime, *, full: bool = False) -> SyncReport:
        """Brings the mirror up to date and has every new document read."""
        report = await self.mirror.sync(full, now)
        await self.readings.read_new(self.mind.reader, now)
        return report

    async def queues_of(self, person: Person) -> list[PersonId] | None:
        """The people whose decisions `person` may read; None for everybody's."""
        seen = sight(person, await self.people.all())
        return None if seen.everything else sorted(seen.owners)


def real_time() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def assembled(
    settings: Settings, clock: Callable[[], datetime] = real_time
) -> AsyncIterator[Daybreak]:
    """Opens the databases, brings them to this version's schema, builds all parts, closes them."""
    database = Database.open(settings.database)
    crm_database = Database.open(settings.builtin_crm)
    try:
        await upgrade(database, Schema.DAYBREAK)
        await upgrade(crm_database, Schema.CRM)
        async with minded(settings, database, WORKSPACE, clock) as mind:
            daybreak = _assemble(settings, database, crm_database, clock, mind)
            async with aclosing(daybreak.effects.engine):
                yield daybreak
    finally:
        await database.close()
        await crm_database.close()


def _assemble(
    settings: Settings,
    database: Database,
    crm_database: Database,
    clock: Callable[[], datetime],
    mind: Mind,
) -> Daybreak:
    people = People(database=database.small, workspace=WORKSPACE)
    calendar = PeopleCalendar(database=database, workspace=WORKSPACE)
    mirror_store = MirrorSync(database, WORKSPACE)
    crm = BuiltinCrm(crm_database)
    mirror = Mirror(crm, mirror_store)
    readings = Readings(database=database, workspace=WORKSPACE)
    missions = _missions(database, mind, people, calendar, mirror_store, clock)
    parts = effects(settings, database.small, crm_database.small, people)
    decisions = deciding(database.small, people, parts, mirror)
    lookup = _lookup(database.small, people, missions)
    fresh = Freshness(mirror=mirror, syncs=mirror_store, readings=readings, reader=mind.reader)
    services = Services(
        missions=missions,
        decisions=decisions,
        freshness=fresh,
        answers=_answers(settings, database, lookup, decisions, mind),
    )
    return Daybreak(
        settings=settings,
        database=database,
        crm_database=crm_database,
        crm=crm,
        mirror=mirror,
        mind=mind,
        readings=readings,
        people=people,
        calendar=calendar,
        decisions=decisions.store,
        effects=parts,
        deliveries=Deliveries(database=database.small, workspace=WORKSPACE),
        lookup=lookup,
        services=services,
    )


def _proposing(database: Database, decisions: Decisions) -> Proposing:
    store = OwnProposals(database=database, workspace=WORKSPACE)
    return Proposing(store=store, cases=decisions.cases, editing=decisions.editing)


def _answers(
    settings: Settings, database: Database, lookup: Lookup, decisions: Decisions, mind: Mind
) -> Answers:
    proposing = _proposing(database, decisions)
    answers = Answers.over(database, WORKSPACE, Model.at(settings.daybreak_home))
    hearing = replace(answers.hearing, planner=mind.planner)
    changing = Changing(parser=hearing.parser, lookup=lookup, proposing=proposing)
    return replace(answers, hearing=hearing, changing=changing)


def _lookup(database: Database, people: People, missions: Missions) -> Lookup:
    deals = Deals(database=database, workspace=people.workspace)
    return Lookup(people=people, deals=deals, missions=missions.store)


def _missions(
    database: Database,
    mind: Mind,
    people: People,
    calendar: PeopleCalendar,
    mirror_store: MirrorSync,
    clock: Callable[[], datetime],
) -> Missions:
    return Missions(
        store=StoredMissions(database=database, workspace=WORKSPACE),
        calendar=calendar,
        reps=people.reps,
        gathering=Gatherer(
            books=Books(database, WORKSPACE, Eyes(reader=mind.reader.version)),
            yardsticks=NormsStore(database=database, workspace=WORKSPACE),
            mirror=mirror_store,
        ),
        thinking=mind.thinking,
        pace=mind.pace,
        rules=MissionRules.load(),
        clock=clock,
        new_id=lambda: uuid.uuid4().hex,
        worker=f"{os.getpid()}-{uuid.uuid4().hex[:8]}",
    )
