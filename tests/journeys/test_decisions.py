"""All that can be approved, from the proposal to what the CRM and the mailbox show, and back."""

import json
from datetime import UTC, datetime
from decimal import Decimal

from bot.domain.deals import Consent
from bot.domain.decisions import RouteLead, UpdateField
from bot.domain.people import PersonId
from tests.fakes.business import contact
from tests.journeys.office import Office

DEAL = "Acme rollout"


async def test_a_mail_is_edited_sent_and_can_be_stopped_for_a_minute(here: Office) -> None:
    ada = here.as_("ada")
    await ada.clicks("Edit", near=DEAL).fills({"Message": "Hello Anna, yes."}).submits()
    await ada.sees("Hello Anna, yes.")
    await ada.clicks("Send (no undo once sent)", near=DEAL).sees("Goes out at 10:01")
    await ada.clicks("Stop it", near=DEAL).sees("before anything happened")
    await here.later(minutes=2)
    assert not here.mailbox.mails
    await ada.clicks("Propose it again", near=DEAL).submits().sees("Hello Anna, yes.")
    await ada.clicks("Send (no undo once sent)", near=DEAL).sees("Goes out at 10:03")
    await here.later(seconds=61)
    await ada.sees("Done. Approved by Ada Field")
    (sent,) = here.mailbox.mails
    assert sent.recipients == ("anna@acme.example",)
    assert "Hello Anna, yes." in sent.text
    assert "Hello Anna, yes." in ((await here.deal()).activities[0].body or "")


async def test_a_mail_that_a_manager_agrees_to_goes_out_from_the_rep(here: Office) -> None:
    await here.holds(contact(title="CFO", email_consent=Consent.GRANTED, version=2))
    await here.changes(amount=Decimal(150_000))
    await here.later(seconds=30)
    ada, max_ = here.as_("ada"), here.as_("max")
    await ada.clicks("Send (no undo once sent)", near=DEAL).sees("Max Field has to agree too.")
    await max_.sees("It goes out in the name of Ada Field.")
    await max_.clicks("Send (no undo once sent)", near=DEAL).sees("in the name of Ada Field")
    await here.later(seconds=61)
    await ada.sees("Done. Approved by Max Field")
    (sent,) = here.mailbox.mails
    assert (sent.sender, sent.from_line) == ("ada@us.example", "Ada Field <ada@us.example>")
    assert (await here.deal()).activities[0].person_id == "ada"
    log = here.bot.daybreak.effects.audit
    (done,) = [one async for one in log.entries() if one["kind"] == "effect.done"]
    assert (done["by"], json.loads(done["body"])["sender"]) == ("max", "ada")


async def test_a_stage_asks_for_what_it_needs_and_is_taken_back(here: Office) -> None:
    ada = here.as_("ada")
    await ada.runs("/deal acme").clicks("Change the stage …", near=DEAL)
    await ada.clicks("Contract").fills({"Next step": "Send it"}).submits()
    await ada.sees("Move from Proposal to Contract").clicks("Approve", near="Move from")
    await ada.sees("stage: Proposal → Contract")
    assert (await here.deal()).deal.stage == "Contract"
    await ada.clicks("Undo (until 10:10)", near="Move from").sees("Taken back by Ada Field")
    assert (await here.deal()).deal.stage == "Proposal"


async def test_a_note_is_logged_and_taken_back(here: Office) -> None:
    ada = here.as_("ada")
    await ada.runs("/deal acme").clicks("Log a note …", near=DEAL)
    await ada.fills({"Note": "Anna likes it."}).submits()
    await ada.clicks("Approve", near="Note: Anna likes it.").sees("Done. Approved by Ada Field")
    assert (await here.deal()).activities[0].body == "Anna likes it."
    await ada.clicks("Undo (until 10:10)", near="Note: Anna").sees("Taken back by Ada Field")
    assert (await here.deal()).activities[0].body != "Anna likes it."


async def test_a_task_is_planned(here: Office) -> None:
    ada = here.as_("ada")
    await ada.runs("/deal acme").clicks("Plan a task …", near=DEAL)
    await ada.fills({"Task": "Call Anna", "Due": "2026-03-16"}).submits()
    await ada.clicks("Approve", near="Call Anna").sees("Done. Approved by Ada Field")
    assert (await here.deal()).activities[0].subject == "Call Anna"


async def test_a_meeting_goes_out_as_an_invitation(here: Office) -> None:
    ada = here.as_("ada")
    starts = int(datetime(2026, 3, 17, 13, tzinfo=UTC).timestamp())
    await ada.runs("/deal acme").clicks("Plan a meeting …", near=DEAL)
    await ada.fills({"With": "anna", "Title": "Security review", "Begins": starts}).submits()
    await ada.clicks("Approve", near="Security review")
    await here.later(seconds=61)
    await ada.sees("Done. Approved by Ada Field")
    assert "Security review" in here.mailbox.mails[0].subject


async def test_a_deal_is_handed_off_and_its_card_goes_with_it(here: Office) -> None:
    ada = here.as_("ada")
    await ada.runs("/deal acme").clicks("Hand it off …", near=DEAL)
    await ada.fills({"New owner": "ben", "Note": "Ben knows their CFO."}).submits()
    await ada.clicks("Approve", near="Hand the deal off to Ben Field").sees("Done. Approved")
    assert (await here.deal()).deal.owner_id == "ben"
    await here.later(minutes=1)
    await ada.sees("no longer yours").sees("Hand the deal off to Ben Field")
    await ada.clicks("Undo (until 10:10)", near="Hand the deal off").sees("Taken back by Ada")
    assert (await here.deal()).deal.owner_id == "ada"


async def test_a_field_is_set_and_set_back(here: Office) -> None:
    ada = here.as_("ada")
    await here.proposes(
        UpdateField(record="deal:d1", field="next_step", old=None, new="Send the paper")
    )
    await ada.clicks("Approve", near="Set next step").sees("next step: empty → Send the paper")
    assert (await here.deal()).deal.next_step == "Send the paper"
    await ada.clicks("Undo (until 10:10)", near="Set next step").sees("Taken back by Ada Field")
    assert (await here.deal()).deal.next_step is None


async def test_a_lead_is_given_to_somebody(here: Office) -> None:
    ada = here.as_("ada")
    lead = RouteLead(lead_id="l1", to_person_id=PersonId("ben"), from_person_id=PersonId("ada"))
    await here.proposes(lead, deal_id="l1")
    await ada.clicks("Approve", near="Give the lead to Ben").sees("Done. Approved by Ada Field")
    found = await here.crm.store.find("lead", "l1")
    assert getattr(found, "owner_id", None) == "ben"
