"""Changes that are asked for in words: a card first, and the CRM only after a yes."""

from decimal import Decimal

from tests.fakes.business import deal
from tests.journeys.office import Office


async def test_words_become_a_card_and_only_its_yes_changes_the_deal(here: Office) -> None:
    ada = here.as_("ada")
    await ada.says("set the amount of the Acme rollout to 60k").sees("Proposed for “Acme rollout”")
    await ada.sees("You have proposed this").sees("Set amount to 60000 (now 48000)")
    assert (await here.deal()).deal.amount == Decimal(48_000)
    await ada.clicks("Approve", near="Set amount").sees("Done. Approved by Ada Field")
    assert (await here.deal()).deal.amount == Decimal(60_000)


async def test_of_two_deals_one_is_picked_and_gets_the_card(here: Office) -> None:
    await here.holds(deal("d9", name="Acme support", pipeline="new"))
    await here.later(minutes=10)
    ada = here.as_("ada")
    await ada.says("create a task for Acme: send the offer by Friday")
    await ada.clicks("Acme rollout", near="Which one?").sees("Task for Fri 13 Mar: Send the offer")
    await ada.clicks("Approve", near="Send the offer").sees("Done. Approved by Ada Field")
    assert (await here.deal()).activities[0].subject == "Send the offer"


async def test_what_is_not_theirs_is_neither_shown_nor_proposed(here: Office) -> None:
    ben = here.as_("ben")
    await ben.says("move Acme rollout to Contract").sees("No deal that you may see is called")
    await here.as_("ada").sees_nothing_of("You have proposed this")
