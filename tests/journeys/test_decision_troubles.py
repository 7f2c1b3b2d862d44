"""What goes otherwise than planned: each click has its sentence, and nothing happens twice."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.deals import Consent, Direction
from bot.domain.decisions import ChangeStage, UpdateField
from sandbox.slack import Trouble
from tests.fakes.business import contact, mail
from tests.journeys.office import MORNING, Office

DEAL = "Acme rollout"
STEP = UpdateField(record="deal:d1", field="next_step", old=None, new="Send the paper")


async def test_who_may_not_see_the_deal_learns_nothing_of_it(here: Office) -> None:
    await here.proposes(STEP)
    ada, ben = here.as_("ada"), here.as_("ben")
    await ada.sees("Set next step")
    assert DEAL not in ben.screen
    await ben.runs("/deal acme").sees("No deal that you may see")


async def test_a_click_on_what_is_settled_is_told_so(here: Office) -> None:
    await here.proposes(STEP)
    ada = here.as_("ada")
    here.workspace.faults.start(Trouble.API_ERROR, "chat.update", value="internal_error")
    await ada.clicks("Approve", near="Set next step")
    await ada.clicks("Approve", near="Set next step").sees("You have approved this already")
    await ada.clicks("Reject", near="Set next step").sees("You have approved this already")
    assert (await here.deal()).deal.next_step == "Send the paper"
    here.workspace.faults.end(Trouble.API_ERROR)
    await here.later(minutes=5)
    await ada.sees("next step: empty → Send the paper")


async def test_what_changed_in_the_crm_meanwhile_is_shown_and_not_overwritten(here: Office) -> None:
    await here.proposes(STEP)
    await here.changes(next_step="Call their lawyer")
    ada = here.as_("ada")
    await ada.clicks("Approve", near="Set next step").sees("Not done:")
    await ada.sees("was empty, now Call their lawyer, wanted Send the paper")
    assert (await here.deal()).deal.next_step == "Call their lawyer"
    await ada.clicks("Correct and try again", near="Set next step").sees("Now: Call their lawyer")


async def test_what_failed_is_told_once_and_goes_on_where_it_was_told(here: Office) -> None:
    await here.proposes(STEP)
    await here.changes(next_step="Call their lawyer")
    ada, max_ = here.as_("ada"), here.as_("max")
    await ada.clicks("Approve", near="Set next step").sees("This was not done. It needs a look:")
    await here.later(minutes=5)
    assert ada.screen.count("This was not done. It needs a look:") == 1
    await ada.sees("This goes on in a newer message below.")
    assert "This was not done" not in max_.screen
    await ada.clicks("Correct and try again", near="This was not done").submits()
    await ada.sees("Taken up again by Ada Field").sees("This is for you to decide.")
    await ada.clicks("Approve", near="This is for you to decide.")
    await ada.sees("next step: Call their lawyer → Send the paper")
    assert (await here.deal()).deal.next_step == "Send the paper"


async def test_what_could_not_be_taken_back_is_tried_again(here: Office) -> None:
    await here.proposes(STEP)
    ada = here.as_("ada")
    await ada.clicks("Approve", near="Set next step").sees("next step: empty → Send the paper")
    await here.changes(next_step="Call their lawyer")
    await ada.clicks("Undo (until 10:10)", near="Set next step").sees("Not taken back:")
    await here.changes(next_step="Send the paper")
    await ada.clicks("Take it back again", near="Set next step").sees("Taken back by Ada Field")
    assert (await here.deal()).deal.next_step is None


async def test_what_was_taken_back_by_hand_is_said_so(here: Office) -> None:
    await here.proposes(STEP)
    ada = here.as_("ada")
    await ada.clicks("Approve", near="Set next step").sees("next step: empty → Send the paper")
    await here.changes(next_step="Call their lawyer")
    await ada.clicks("Undo (until 10:10)", near="Set next step").sees("Not taken back:")
    await ada.clicks("I took it back", near="Set next step").sees("Taken back: Ada Field says so")


async def test_a_crm_that_says_no_asks_for_what_is_missing(here: Office) -> None:
    await here.proposes(ChangeStage(from_stage="Proposal", to_stage="Contract"))
    await here.changes(next_step="Send it")
    await here.later(minutes=1)
    await here.refuses("A forecast is needed in Contract.", field="forecast_category")
    ada = here.as_("ada")
    await ada.clicks("Approve", near="Move from").sees("A forecast is needed in Contract.")
    await ada.clicks("Correct and try again", near="Move from").sees("Forecast category")


async def test_consent_that_is_withdrawn_after_the_yes_stops_the_mail(here: Office) -> None:
    ada = here.as_("ada")
    await ada.clicks("Send (no undo once sent)", near=DEAL).sees("Goes out at 10:01")
    gone = contact(email_consent=Consent.WITHDRAWN, timezone="Europe/Berlin", language="en")
    await here.holds(replace(gone, version=2))
    await here.later(seconds=30)
    await here.later(seconds=31)
    await ada.sees("asked not to be written to").sees("This was stopped, and nothing has happened:")
    assert not here.mailbox.mails


async def test_a_reply_withdraws_the_mail_that_waits(here: Office) -> None:
    await here.holds(
        mail(
            "m2",
            direction=Direction.INBOUND,
            at=MORNING + timedelta(seconds=20),
            body="We have signed.",
            thread_id="t1",
        )
    )
    await here.later(minutes=1)
    ada = here.as_("ada")
    await ada.sees("they have written meanwhile").sees("Nothing was done.")


async def test_what_is_put_off_comes_back(here: Office) -> None:
    ada = here.as_("ada")
    await ada.clicks("Put off …", near=DEAL).fills({"Day": "2026-03-13"}).submits()
    await ada.sees("Put off by Ada Field until Fri 13 Mar")
    await ada.clicks("Bring it back", near=DEAL).sees("Send (no undo once sent)")


async def test_a_manager_decides_when_asked_to(here: Office) -> None:
    ada, max_ = here.as_("ada"), here.as_("max")
    await ada.clicks("Give to a colleague …", near=DEAL)
    await ada.fills({"Who shall decide?": "max", "A word to them": "You know her."}).submits()
    await ada.sees("Waits for Max Field.")
    await max_.sees("Ada Field asks you to decide on this. “You know her.”")
    await max_.clicks("Send (no undo once sent)", near=DEAL).sees(
        "Approved by Max Field for Ada Field"
    )
    await ada.sees("Approved by Max Field for Ada Field")


async def test_a_question_reaches_whom_it_concerns(here: Office) -> None:
    ada, max_ = here.as_("ada"), here.as_("max")
    await ada.clicks("Ask about it …", near=DEAL)
    await ada.fills({"What do you want to know?": "Did legal agree?"}).submits()
    await max_.sees("Ada Field has a question about this.").sees("Did legal agree?")


async def test_a_rejection_asks_why_and_says_so(here: Office) -> None:
    ada = here.as_("ada")
    await ada.clicks("Reject", near=DEAL)
    await ada.fills({"Why not?": "wrong_fact", "Anything to add": "She wrote to Ben."}).submits()
    await ada.sees("a fact is wrong. “She wrote to Ben.” Nothing was done.")


async def test_what_was_done_is_named_in_the_next_brief(here: Office) -> None:
    ada = here.as_("ada")
    await ada.clicks("Send (no undo once sent)", near=DEAL).sees("Goes out at 10:01")
    await here.later(seconds=61)
    await ada.sees("Done. Approved by Ada Field")
    await here.later(hours=23)
    await ada.sees("Done since the last brief:")


async def test_home_shows_how_it_stands(here: Office) -> None:
    ada = here.as_("ada")
    await ada.opens_home().sees("Your brief")
    await ada.clicks("Send (no undo once sent)", near=DEAL).sees("Goes out at 10:01")
    await here.later(seconds=61)
    await ada.sees("Done. Approved by Ada Field")
