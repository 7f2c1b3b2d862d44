"""A manager asks, and asks for changes, in a channel of the real product, in a real browser."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.sandbox.page.conftest import Screens
from tests.sandbox.page.product import product
from tests.sandbox.page.test_browser_looks import WIDE, serious

pytestmark = pytest.mark.browser
TEAM = ("rep-01", "rep-04")  # the manager's


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    url: str
    manager: str
    deal: str


@pytest.fixture(scope="module")
def demo(chromium: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    home = tmp_path_factory.mktemp("questions")
    with product(home) as url:
        with (home / "small" / "people.csv").open(encoding="utf-8") as file:
            people = list(csv.DictReader(file))
        manager = next(one["name"] for one in people if one["team"] == "EMEA")
        with (home / "small" / "deals.csv").open(encoding="utf-8") as file:
            deals = [one for one in csv.DictReader(file) if one["status"] == "open"]
        theirs = [one for one in deals if one["owner_id"] in TEAM and one["currency"] == "GBP"]
        deal = next(one["name"] for one in theirs if "2026-11-17" < one["close_date"] < "2027")
        yield Demo(url=url, manager=manager, deal=deal)


async def _at(page: Page, demo: Demo, channel: str) -> None:
    await page.get_by_role("button", name="Be somebody else").click()
    await page.get_by_role("combobox", name="Be somebody else").fill(demo.manager)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name=f"You are {demo.manager}")).to_be_visible()
    await page.get_by_role("button", name=channel, exact=True).click()
    await expect(page.get_by_label(f"Message to {channel}")).to_be_visible()


async def _asks(page: Page, label: str, text: str) -> None:
    await page.get_by_label(label).fill(text)
    await page.keyboard.press("Enter")


async def _fits(page: Page) -> None:
    assert await page.evaluate(WIDE) == []
    assert await serious(page) == []


async def _on_a_phone(screens: Screens, page: Page) -> Page:
    return await screens.open(page.url, width=390, height=844)


async def test_a_mention_is_asked_back_answered_and_gone_on_with(
    demo: Demo, screens: Screens
) -> None:
    page = await screens.open(demo.url)
    await _at(page, demo, "emea")
    await _asks(page, "Message to emea", "@Daybreak open pipeline by stage")
    await page.get_by_role("button", name=re.compile(r"^1 reply")).last.click()
    pane = page.get_by_role("complementary", name="Thread")
    # Amounts of two currencies are not added up: which is meant is a click.
    await pane.get_by_role("button", name="Only EUR").click()
    await expect(pane.get_by_text(re.compile("Read as: pipeline .*currency = EUR"))).to_be_visible()
    await expect(pane.get_by_role("table")).to_have_count(1)
    await expect(pane.locator("figure")).to_have_count(1)
    await _asks(page, "Reply in this thread", "@Daybreak by rep")
    await expect(pane.get_by_text(re.compile("Read as: pipeline .*by owner"))).to_be_visible()
    await _asks(page, "Reply in this thread", "@Daybreak who is that last one?")
    await expect(pane.get_by_text(re.compile(r"^That is "))).to_be_visible()
    await _fits(page)
    await pane.get_by_role("button", name="As CSV").first.click()
    await expect(page.get_by_text(re.compile("^The file is in your messages"))).to_be_visible()
    phone = await _on_a_phone(screens, page)
    await phone.get_by_role("button", name=re.compile(r"^\d repl")).last.click()
    await expect(phone.get_by_role("complementary", name="Thread")).to_be_visible()
    await _fits(phone)
    await page.get_by_role("button", name="Daybreak", exact=True).first.click()
    await page.get_by_role("tab", name="Messages").click()
    await expect(page.get_by_text("daybreak.csv").first).to_be_visible()


async def _approves(page: Page, demo: Demo, amount: str) -> None:
    """Asks for another amount in words, and says yes to the card."""
    await _at(page, demo, "emea")
    await _asks(page, "Message to emea", f"@Daybreak set amount of {demo.deal} to {amount}")
    await page.get_by_role("button", name=re.compile(r"^1 reply")).last.click()
    pane = page.get_by_role("complementary", name="Thread")
    await expect(pane.get_by_text(re.compile("Nothing has changed yet"))).to_be_visible()
    await page.get_by_role("button", name="Daybreak", exact=True).first.click()
    await page.get_by_role("tab", name="Messages").click()
    approve = page.get_by_role("button", name=re.compile(r"^Approve: "))
    await approve.last.click()
    await expect(approve).to_have_count(0)
    done = page.get_by_text(re.compile(r"Done\. Approved by")).last
    await expect(done).to_be_visible(timeout=15_000)


async def test_a_change_in_words_is_a_card_to_approve(demo: Demo, screens: Screens) -> None:
    page = await screens.open(demo.url)
    await _approves(page, demo, "99,500")
    await _fits(page)


async def test_the_week_comes_to_the_channel_that_wants_it(demo: Demo, screens: Screens) -> None:
    """The last one here: from now on it is another week."""
    page = await screens.open(demo.url)
    await _approves(page, demo, "88,000")
    await page.get_by_role("button", name="emea", exact=True).click()
    await _asks(page, "Message to emea", "/pipeline weekly")
    await expect(page.get_by_text(re.compile("^This channel gets a summary"))).to_be_visible()
    await page.get_by_role("button", name="World", exact=True).click()
    await page.get_by_role("button", name="+1 week").click()
    await page.keyboard.press("Escape")
    week = page.get_by_role("heading", name="The week 16 Nov – 22 Nov 2026")
    await expect(week).to_be_visible(timeout=30_000)
    await expect(page.get_by_role("heading", name="Who needs help")).to_be_visible()
    # What was approved is a part of the sum.
    await expect(
        page.get_by_text(re.compile(r"^£[\d,]+ [+−] (raised|lowered) £[\d,]+ = £"))
    ).to_be_visible()
    await expect(page.locator("figure", has_text="From opening to closing")).to_be_visible()
    await _fits(page)
    phone = await _on_a_phone(screens, page)
    await expect(phone.get_by_role("heading", name="Who needs help")).to_be_visible()
    await _fits(phone)
