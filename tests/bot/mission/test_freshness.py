"""The mirror and the readings are fresh before missions look at them."""

from datetime import timedelta

from bot.domain.deals import Activity, ActivityId, ActivityKind, Deal, DealId, DealStatus, Direction
from bot.mission.gathering import Gatherer
from storage.database import Database
from storage.mirror.book import Books
from storage.mirror.norms import NormsStore
from storage.mirror.scope import Eyes
from storage.mirror.syncing import MirrorSync
from storage.people import People
from tests.fakes.book import MONDAY
from tests.fakes.clock import FakeClock
from tests.fakes.crm import FakeCrm
from tests.fakes.mornings import WORKSPACE, freshness, missions, rep
from tests.fakes.reader import FakeReader

ANN = rep("ann")
DEAL = Deal(id=DealId("d"), name="Seats", owner_id=ANN.id, stage="Proposal", status=DealStatus.OPEN)
MAIL = Activity(
    id=ActivityId("a"),
    kind=ActivityKind.EMAIL,
    at=MONDAY - timedelta(days=2),
    deal_id=DEAL.id,
    direction=Direction.INBOUND,
    body="Is SAML included? Thanks.",
)


async def test_what_the_crm_has_is_mirrored_and_read(database: Database) -> None:
    reader = FakeReader()
    report = await freshness(database, FakeCrm([ANN, DEAL, MAIL]), reader).catch_up(MONDAY)
    assert report is not None
    assert report.complete
    assert [document.id for document in reader.read_documents] == ["activity:a"]


async def test_what_is_fresh_is_left_alone(database: Database) -> None:
    crm = FakeCrm([ANN, DEAL])
    fresh = freshness(database, crm)
    await fresh.catch_up(MONDAY)
    assert await fresh.catch_up(MONDAY + timedelta(seconds=20)) is None
    assert await fresh.catch_up(MONDAY + timedelta(seconds=25)) is not None


async def test_nothing_is_read_of_a_mirror_that_is_not_complete(database: Database) -> None:
    crm, reader = FakeCrm([ANN, DEAL, MAIL]), FakeReader()
    crm.fails_after = 1
    report = await freshness(database, crm, reader).catch_up(MONDAY)
    assert report is not None
    assert report.problem
    assert reader.read_documents == []


async def test_no_morning_is_run_before_the_first_picture_is_complete(database: Database) -> None:
    crm, clock = FakeCrm([ANN, DEAL]), FakeClock(MONDAY + timedelta(hours=2))
    morning = missions(database, [ANN], clock, gathering=_gatherer(database))
    assert (await morning.run_due(clock())).done == ()
    await freshness(database, crm).catch_up(clock())
    assert await People(database=database, workspace=WORKSPACE).reps() == [ANN]
    (slot,) = (await morning.run_due(clock())).done
    mission = await morning.store.find_morning(slot.rep_id, slot.on)
    assert mission is not None
    assert [verdict.deal_id for verdict in mission.verdicts] == [DEAL.id]


async def test_a_real_morning_is_computed_again_after_the_mirror_has_changed(
    database: Database,
) -> None:
    crm, clock = FakeCrm([ANN, DEAL, MAIL]), FakeClock(MONDAY + timedelta(hours=2))
    fresh = freshness(database, crm)
    await fresh.catch_up(clock())
    morning = missions(database, [ANN], clock, gathering=_gatherer(database))
    (slot,) = (await morning.run_due(clock())).done
    stored = await morning.store.find_morning(slot.rep_id, slot.on)
    assert stored is not None
    crm.remove(DEAL)
    clock.passes(timedelta(days=1))
    await fresh.catch_up(clock())
    assert await morning.recompute(stored.run_id) == stored


def _gatherer(database: Database) -> Gatherer:
    return Gatherer(
        books=Books(database, WORKSPACE, Eyes(reader=FakeReader().version)),
        yardsticks=NormsStore(database=database, workspace=WORKSPACE),
        mirror=MirrorSync(database, WORKSPACE),
    )
