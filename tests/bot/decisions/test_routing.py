"""Whose leads somebody may give away: their own, and for who leads a team, nobody's."""

from datetime import timedelta

import pytest

from bot.decisions.routing import Routing
from bot.domain.deals import DealId, Lead
from bot.domain.decisions import LogNote, RouteLead
from bot.domain.people import Person
from storage.database import Database
from storage.deals import Deals
from storage.leads import Leads
from storage.mirror.syncing import MirrorSync
from tests.fakes.desk import ADA, BEN, CARL, ENA, MONA, NOON, OPS, WORKSPACE, Desk, proposing

NOBODYS = Lead(id="l1", name="Ines", created_at=NOON)
OLDER = Lead(id="l2", name="Tom", status="new", created_at=NOON - timedelta(days=9))
OF_ADA = Lead(id="l3", name="Lena", owner_id=ADA.id)
OVER = (
    Lead(id="l4", name="Done", converted_deal_id=DealId("d1")),
    Lead(id="l5", name="Bad", status="Disqualified"),
)


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await Desk(database).furnish(OF_ADA, OLDER, NOBODYS, *OVER)


async def theirs(desk: Desk, person: Person) -> list[str]:
    routing = Routing(
        leads=Leads(database=desk.database, workspace=WORKSPACE),
        deals=Deals(database=desk.database, workspace=WORKSPACE),
    )
    return [lead.id for lead in await routing.theirs(person)]


@pytest.mark.parametrize(
    ("who", "leads"),
    [
        (ADA, ["l3"]),
        (BEN, []),
        (MONA, ["l1", "l2"]),
        (OPS, ["l1", "l2"]),
        (CARL, []),
        (ENA, []),
    ],
    ids=lambda one: getattr(one, "id", ""),
)
async def test_nobodys_are_for_who_leads_and_ones_own_for_oneself(
    desk: Desk, who: Person, leads: list[str]
) -> None:
    assert await theirs(desk, who) == leads


async def test_one_that_waits_for_a_yes_is_not_offered_again(desk: Desk) -> None:
    note = proposing(LogNote(text="x"), "r1", "l1")  # a deal may have the same id
    await desk.propose(note)
    assert await theirs(desk, MONA) == ["l1", "l2"]
    route = proposing(RouteLead(lead_id="l1", to_person_id=BEN.id), "r2", "l1")
    await desk.propose(note, route)
    assert await theirs(desk, MONA) == ["l2"]


async def test_who_may_not_see_the_name_of_a_lead_is_shown_none(desk: Desk) -> None:
    sync = MirrorSync(desk.database, WORKSPACE)
    await sync.describe("{}", {"manager": ["lead.name"]}, NOON)
    assert await theirs(desk, MONA) == []
    assert await theirs(desk, OPS) == ["l1", "l2"]
