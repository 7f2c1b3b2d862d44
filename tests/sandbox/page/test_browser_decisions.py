"""All that is no mail, in a real browser: asked for, edited, approved, seen in the CRM, undone."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from tests.sandbox.page.asking import (
    asks_for,
    becomes,
    card,
    edits,
    goes_to,
    presses,
    record,
    says,
    sends,
)
from tests.sandbox.page.conftest import Screens
from tests.sandbox.page.firm import small_firm
from tests.sandbox.page.product import product
from tests.sandbox.page.test_browser_looks import WIDE, serious

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def firm(chromium: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("firm")
    with product(home, small_firm(home / "files")) as url:
        yield url


@pytest.fixture
async def ada(firm: str, screens: Screens) -> Page:
    page = await screens.open(firm)
    await becomes(page, "Ada Field")
    return page


async def _approved(one: Locator, who: str = "Ada Field") -> None:
    await presses(one, "Approve")
    await expect(one).to_contain_text(f"Done. Approved by {who}")


async def _undone(one: Locator, who: str = "Ada Field") -> None:
    await presses(one, "Undo")
    await expect(one).to_contain_text(f"Taken back by {who}")


async def test_a_note_is_logged_and_taken_back(ada: Page) -> None:
    one = await asks_for(ada, "Alder", "Log a note", {"Note": "Anna likes it."})
    await edits(ada, one, {"Note": "Anna loves it."}, "Anna loves it.")
    await _approved(one)
    await expect(await record(ada, "Alder")).to_contain_text("Anna loves it.")
    await _undone(one)
    await expect(await record(ada, "Alder")).not_to_contain_text("Anna loves it.")


async def test_a_task_is_planned_by_keyboard_alone_on_a_phone(firm: str, screens: Screens) -> None:
    page = await screens.open(firm, width=390, height=844)
    await becomes(page, "Ada Field")
    press, write = page.keyboard.press, page.keyboard.type
    await goes_to(page, "Message to Daybreak")
    await write("/deal Birch")
    await press("Enter")
    shown = page.get_by_role("article").filter(has_text="Birch rollout").last
    await expect(shown).to_be_visible()
    await goes_to(page, "More actions", "Shift+Tab")  # from the field up to the newest message
    await press("Enter")
    await expect(page.get_by_role("menu")).to_be_visible()
    await goes_to(page, "Plan a task", "ArrowDown")
    await press("Enter")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await goes_to(page, "Task")
    await write("Call Anna")
    await goes_to(page, "Propose")
    await press("Enter")
    one = card(page, "Birch rollout")
    await expect(one).to_contain_text("Call Anna")
    await goes_to(page, "Edit: Birch", "Shift+Tab")
    await press("Enter")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await goes_to(page, "Note")
    await write("About SAML.")
    await goes_to(page, "Save")
    await press("Enter")
    await expect(one).to_contain_text("About SAML.")
    assert await page.evaluate(WIDE) == []
    await goes_to(page, "Approve: Birch")
    await press("Enter")
    await expect(one).to_contain_text("Done. Approved by Ada Field")
    assert await page.evaluate(WIDE) == []
    assert await serious(page) == []
    await goes_to(page, "Undo .*Birch")
    await press("Enter")
    await expect(one).to_contain_text("Taken back by Ada Field")


async def test_a_meeting_is_announced_and_called_off(ada: Page) -> None:
    wanted = {"With": "Anna Berg <anna@acme.example>", "Title": "Demo"}
    one = await asks_for(ada, "Cedar", "Plan a meeting", wanted | {"Begins": "2026-11-18T14:00"})
    await edits(ada, one, {"Title": "Security review"}, "Security review")
    await _approved(one)
    await expect(await record(ada, "Cedar")).to_contain_text("Security review")
    await ada.get_by_role("button", name="Mail", exact=True).click()
    mails = ada.get_by_role("complementary", name="Mailbox")
    await expect(mails.get_by_role("button", name="Invitation: Security review")).to_be_visible()
    await _undone(one)
    await expect(mails.get_by_role("button", name="Cancelled: Security review")).to_be_visible()


async def test_a_stage_is_changed_and_changed_back(ada: Page) -> None:
    one = await asks_for(ada, "Dogwood", "Change the stage", {"Status": "open"})
    await edits(ada, one, {"Stage (optional)": "Contract"}, "Move from Proposal to Contract")
    await _approved(one)
    await expect(one).to_contain_text("stage: Proposal → Contract")
    await expect(await record(ada, "Dogwood")).to_contain_text("StageContract")
    await _undone(one)
    await expect(await record(ada, "Dogwood")).to_contain_text("StageProposal")


async def test_a_field_is_set_as_it_was_said_in_words(ada: Page) -> None:
    await says(ada, "set the next step of Elm rollout to Send the paper")
    one = card(ada, "Elm rollout")
    await edits(ada, one, {"Next step": "Send the contract"}, "Send the contract")
    await _approved(one)
    await expect(await record(ada, "Elm")).to_contain_text("Next stepSend the contract")
    await _undone(one)
    await expect(await record(ada, "Elm")).to_contain_text("Next stepempty")


async def test_a_deal_is_handed_off_and_comes_back(ada: Page) -> None:
    given = {"New owner": "Max Field", "Note": "You know their CFO."}
    one = await asks_for(ada, "Fir", "Hand it off", given)
    await edits(ada, one, {"New owner": "Ben Stone"}, "Hand the deal off to Ben Stone")
    await _approved(one)
    await expect(await record(ada, "Fir")).to_contain_text("OwnerBen Stone")
    await _undone(one)
    await expect(await record(ada, "Fir")).to_contain_text("OwnerAda Field")


async def test_a_manager_gives_a_lead_to_a_rep_who_finds_it_at_home(
    firm: str, screens: Screens
) -> None:
    page = await screens.open(firm)
    await becomes(page, "Max Field")
    await page.get_by_role("tab", name="Home").click()
    await page.get_by_role("button", name=re.compile("Give Ines Duarte to")).click()
    await sends(page, "Propose", {"New owner": "Ada Field"})
    await expect(page.get_by_text("It waits for your yes, in a message to you.")).to_be_visible()
    assert await serious(page) == []
    await page.get_by_role("tab", name="Messages").click()
    one = card(page, "Ines Duarte (Vela)")
    await edits(page, one, {"New owner": "Ben Stone"}, "Give the lead to Ben Stone")
    await _approved(one, "Max Field")
    await becomes(page, "Ben Stone")
    await page.get_by_role("tab", name="Home").click()
    await expect(
        page.get_by_text(re.compile("Ines Duarte · Vela · web form · yours"))
    ).to_be_visible()
    await becomes(page, "Max Field")
    await _undone(one, "Max Field")
