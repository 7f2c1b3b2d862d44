"""Leads are given to colleagues in the Home tab: as cards, and only by whose it is to give them."""

from bot.domain.deals import Lead
from bot.domain.people import PersonId
from tests.fakes.business import deal
from tests.journeys.office import Office

# A deal of somebody else's has the same id: it must not be taken for the lead.
STRAY = Lead(id="d1", name="Tom Weaver", company="Loom", source="web form")


async def test_a_manager_gives_a_lead_that_nobody_has_and_takes_it_back(here: Office) -> None:
    await here.holds(STRAY)
    await here.later(minutes=1)
    max_ = here.as_("max")
    await max_.opens_home().sees("Leads: 1 without an owner").sees("Tom Weaver · Loom · web form")
    await max_.clicks("Give to …", near="Tom Weaver").fills({"New owner": "ben"}).submits()
    await max_.sees("It waits for your yes, in a message to you.").sees(
        "Give the lead to Ben Field"
    )
    assert "without an owner" not in max_.screen
    await max_.clicks("Approve", near="Tom Weaver (Loom)").sees("owner: empty → Ben Field")
    assert await owner(here) == "ben"
    await here.later(seconds=5)
    await here.as_("ben").opens_home().sees("Tom Weaver · Loom · web form · yours")
    await max_.clicks("Undo (until 10:11)", near="Tom Weaver (Loom)").sees("Taken back by Max")
    assert await owner(here) is None


async def test_a_rep_gives_away_their_own_and_sees_no_others(here: Office) -> None:
    await here.holds(STRAY, deal("d1", owner_id=PersonId("ben")))
    ada, ben = here.as_("ada"), here.as_("ben")
    await ben.opens_home().sees("Your brief")
    assert "Ines Duarte" not in ben.screen
    await ada.opens_home().sees("Ines Duarte · Vela · yours")
    assert "Tom Weaver" not in ada.screen
    await ada.clicks("Give to …", near="Ines Duarte").fills({"New owner": "ben"}).submits()
    await ada.clicks("Approve", near="Ines Duarte (Vela)").sees("owner: Ada Field → Ben Field")
    assert await owner(here, "l1") == "ben"


async def owner(here: Office, lead_id: str = "d1") -> str | None:
    found = await here.crm.store.find("lead", lead_id)
    assert isinstance(found, Lead)
    return found.owner_id
