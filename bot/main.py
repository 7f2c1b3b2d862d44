"""Composition root: the one module that builds everything and knows every other."""

import os
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from bot.config import Settings
from bot.crm.builtin import BuiltinCrm
from bot.crm.mirror import Mirror, SyncReport
from bot.crm.port import Crm
from bot.domain.missions import Moment
from bot.domain.people import Person, PersonId
from bot.mission.calendar import zone_of
from bot.mission.drafting import Drafter
from bot.mission.freshness import Freshness
from bot.mission.gathering import Gatherer
from bot.mission.morning import Missions
from bot.mission.reading.reader import RulesReader
from bot.mission.thinking import Thinking
from bot.mission.thresholds import MissionRules
from bot.mission.verdict import judge
from bot.mission.wording import Wordings
from bot.policy.permissions import sight
from bot.services import Services
from storage.database import Database
from storage.decisions import StoredDecisions
from storage.migrate import Schema, upgrade
from storage.mirror.book import Books
from storage.mirror.norms import NormsStore
from storage.mirror.scope import Eyes
from storage.mirror.syncing import MirrorSync
from storage.missions import StoredMissions
from storage.people import People
from storage.people_calendar import PeopleCalendar
from storage.readings import Readings

WORKSPACE = "home"
_MORNING = time(8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Daybreak:
    """Everything assembled; what a command or a listener may use."""

    settings: Settings
    database: Database
    crm_database: Database
    crm: Crm
    mirror: Mirror
    reader: RulesReader
    readings: Readings
    people: People
    calendar: PeopleCalendar
    decisions: StoredDecisions
    services: Services

    @property
    def missions(self) -> Missions:
        return self.services.missions

    async def catch_up(self, now: datetime, *, full: bool = False) -> SyncReport:
        """Brings the mirror up to date and has every new document read."""
        report = await self.mirror.sync(full, now)
        await self.readings.read_new(self.reader, now)
        return report

    async def queues_of(self, person: Person) -> list[PersonId] | None:
        """The people whose decisions `person` may read; None for everybody's."""
        seen = sight(person, await self.people.all())
        return None if seen.everything else sorted(seen.owners)


@asynccontextmanager
async def assembled(settings: Settings) -> AsyncIterator[Daybreak]:
    """Opens the databases, brings them to this version's schema, builds all parts, closes them."""
    database = Database.open(settings.database)
    crm_database = Database.open(settings.builtin_crm)
    try:
        await upgrade(database, Schema.DAYBREAK)
        await upgrade(crm_database, Schema.CRM)
        yield _assemble(settings, database, crm_database)
    finally:
        await database.close()
        await crm_database.close()


def moment_of(person: Person, on: date | None) -> Moment:
    """08:00 of that day where the person lives, or this very moment."""
    zone = zone_of(person)
    now = datetime.combine(on, _MORNING, zone) if on else datetime.now(zone)
    return Moment(now=now.astimezone(UTC), today=now.date(), zone=zone.key)


def _assemble(settings: Settings, database: Database, crm_database: Database) -> Daybreak:
    reader = RulesReader()
    people = People(database=database, workspace=WORKSPACE)
    calendar = PeopleCalendar(database=database, workspace=WORKSPACE)
    mirror_store = MirrorSync(database, WORKSPACE)
    crm = BuiltinCrm(crm_database)
    mirror = Mirror(crm, mirror_store)
    readings = Readings(database=database, workspace=WORKSPACE)
    missions = _missions(database, reader, people, calendar, mirror_store)
    freshness = Freshness(mirror=mirror, syncs=mirror_store, readings=readings, reader=reader)
    return Daybreak(
        settings=settings,
        database=database,
        crm_database=crm_database,
        crm=crm,
        mirror=mirror,
        reader=reader,
        readings=readings,
        people=people,
        calendar=calendar,
        decisions=StoredDecisions(database=database, workspace=WORKSPACE),
        services=Services(missions=missions, freshness=freshness),
    )


def _missions(
    database: Database,
    reader: RulesReader,
    people: People,
    calendar: PeopleCalendar,
    mirror_store: MirrorSync,
) -> Missions:
    drafter = Drafter(wordings=Wordings.load())
    return Missions(
        store=StoredMissions(database=database, workspace=WORKSPACE),
        calendar=calendar,
        reps=people.reps,
        gathering=Gatherer(
            books=Books(database, WORKSPACE, Eyes(reader=reader.version)),
            yardsticks=NormsStore(database=database, workspace=WORKSPACE),
            mirror=mirror_store,
        ),
        thinking=Thinking(judge=judge, propose=drafter.propose, drafter=drafter.version),
        rules=MissionRules.load(),
        clock=lambda: datetime.now(UTC),
        new_id=lambda: uuid.uuid4().hex,
        worker=f"{os.getpid()}-{uuid.uuid4().hex[:8]}",
    )
