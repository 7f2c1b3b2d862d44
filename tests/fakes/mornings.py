"""Everything that a morning needs, put together for a test: real rows, rules and drafts."""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import count

from bot.crm.mirror import Mirror
from bot.domain.people import Person, PersonId, Role
from bot.mission.claiming import Pace
from bot.mission.drafting import Drafter
from bot.mission.freshness import Freshness
from bot.mission.morning import Gathering, Missions
from bot.mission.thinking import Thinking
from bot.mission.thresholds import MissionRules
from bot.mission.verdict import judge
from bot.mission.wording import Wordings
from storage.database import Database
from storage.mirror.syncing import MirrorSync
from storage.missions import StoredMissions
from storage.people_calendar import PeopleCalendar
from storage.readings import Readings
from tests.fakes.book import Book
from tests.fakes.crm import FakeCrm
from tests.fakes.reader import FakeReader

WORKSPACE = "acme"


def rep(name: str, zone: str = "UTC", region: str | None = None) -> Person:
    return Person(id=PersonId(name), name=name.title(), role=Role.REP, timezone=zone, region=region)


def thinking() -> Thinking:
    drafter = Drafter(wordings=Wordings.load())
    return Thinking(judge=judge, propose=drafter.propose, drafter=drafter.version)


def missions(
    database: Database,
    reps: Sequence[Person],
    clock: Callable[[], datetime],
    *,
    book: Book | None = None,
    gathering: Gathering | None = None,
    worker: str = "one",
    pace: Pace | None = None,
    mind: Thinking | None = None,
) -> Missions:
    numbers = count()

    async def everybody() -> Sequence[Person]:
        return reps

    return Missions(
        store=StoredMissions(database=database, workspace=WORKSPACE),
        calendar=PeopleCalendar(database=database, workspace=WORKSPACE),
        reps=everybody,
        gathering=gathering or book or Book(),
        thinking=mind or thinking(),
        rules=MissionRules.load(),
        clock=clock,
        new_id=lambda: f"{worker}-{next(numbers)}",
        worker=worker,
        pace=pace or Pace(),
    )


def freshness(database: Database, crm: FakeCrm, reader: FakeReader | None = None) -> Freshness:
    syncs = MirrorSync(database, WORKSPACE)
    return Freshness(
        mirror=Mirror(crm, syncs),
        syncs=syncs,
        readings=Readings(database=database, workspace=WORKSPACE),
        reader=reader or FakeReader(),
    )
