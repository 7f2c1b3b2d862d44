"""The CRM, the mailbox and the world beside the conversation, in a real browser."""

import re
from datetime import timedelta

import pytest
from playwright.async_api import expect

from bot.domain.deals import Account, AccountId, Deal, DealId, DealStatus
from bot.domain.people import Person, PersonId, Role
from storage.crm.store import CrmStore
from storage.database import Database
from tests.sandbox.page.conftest import Screens
from tests.sandbox.page.stage import NOW, Stage
from tests.sandbox.page.test_browser_looks import serious

pytestmark = pytest.mark.browser


@pytest.fixture
async def records(crm_database: Database) -> CrmStore:
    store = CrmStore(crm_database)
    dana = Person(id=PersonId("p1"), name="Dana", role=Role.REP, email="dana@example.com")
    account = Account(id=AccountId("a1"), name="<b>Meridian</b>")
    deal = Deal(
        id=DealId("d1"),
        name="Line 4 <script>alert(1)</script>",
        owner_id=dana.id,
        stage="Proposal",
        status=DealStatus.OPEN,
        account_id=account.id,
    )
    await store.put([dana, account, deal], NOW - timedelta(days=9))
    return store


async def test_a_field_is_changed_and_a_wrong_value_is_explained(
    crm_stage: Stage, screens: Screens, records: CrmStore
) -> None:
    page = await screens.open(crm_stage.url)
    await page.get_by_role("button", name="CRM", exact=True).click()
    pane = page.get_by_role("complementary", name="CRM")
    await pane.get_by_label("Find a deal").fill("meridian")
    await pane.get_by_role("button", name=re.compile("Line 4")).click()
    assert await serious(page) == []
    await pane.get_by_role("button", name=re.compile("^Change Amount")).click()
    await pane.get_by_label("Amount").fill("lots")
    await page.keyboard.press("Enter")
    await expect(pane.get_by_role("alert")).to_contain_text("“lots” is no amount.")
    await pane.get_by_label("Amount").fill("48000")
    await page.keyboard.press("Enter")
    await expect(pane.get_by_text("48,000", exact=True)).to_be_visible()
    deal = await records.find("deal", "d1")
    assert isinstance(deal, Deal)
    assert deal.amount == 48_000


async def test_a_mail_shows_as_soon_as_it_is_sent(stage: Stage, screens: Screens) -> None:
    page = await screens.open(stage.url)
    await page.get_by_role("button", name="Mail", exact=True).click()
    pane = page.get_by_role("complementary", name="Mailbox")
    await expect(pane.get_by_text("No mail has been sent yet.")).to_be_visible()
    raw = b"From: dana@example.com\r\nSubject: <i>Hello</i>\r\n\r\n<script>alert(1)</script>\r\n"
    stage.mailbox.keep("dana@example.com", ("helena@meridian.example",), raw)
    await pane.get_by_role("button", name="<i>Hello</i>").click()
    await expect(pane.get_by_text("<script>alert(1)</script>")).to_be_visible()
    assert await serious(page) == []


async def test_a_page_that_lost_its_line_looks_anew(stage: Stage, screens: Screens) -> None:
    page = await screens.open(stage.url)
    await page.context.set_offline(True)
    await page.get_by_label("Message to Daybreak").fill("Are you there?")
    screens.complaints.clear()
    await page.keyboard.press("Enter")
    # The line that was cut may be told of as well.
    told = page.get_by_role("alert").filter(has_text="The sandbox does not answer.")
    await expect(told.first).to_be_visible()
    await expect(page.get_by_label("Message to Daybreak")).to_have_value("Are you there?")
    await page.context.set_offline(False)
    screens.complaints.clear()  # the browser itself complains of the line that was cut
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("article").get_by_text("Are you there?")).to_be_visible()
