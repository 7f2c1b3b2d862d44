"""The real product in a real browser: three reps' morning, and all that they may do with it."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from tests.sandbox.page.conftest import Screens
from tests.sandbox.page.product import TUESDAY, product
from tests.sandbox.page.test_browser_looks import WIDE, serious

pytestmark = pytest.mark.browser
AWAKE = {"Europe/London", "Europe/Berlin", "Australia/Sydney"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    url: str
    reps: tuple[str, ...]
    manager: str


@pytest.fixture(scope="module")
def demo(chromium: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    home = tmp_path_factory.mktemp("product")
    with product(home) as url:
        with (home / "small" / "people.csv").open(encoding="utf-8") as file:
            people = list(csv.DictReader(file))
        reps = [
            one["name"]
            for one in people
            if one["role"] == "rep" and one["active"] == "true" and one["timezone"] in AWAKE
        ]
        manager = next(one["name"] for one in people if one["role"] == "manager")
        yield Demo(url=url, reps=tuple(reps), manager=manager)


async def _be(page: Page, name: str) -> None:
    await page.get_by_role("button", name="Be somebody else").click()
    await page.get_by_role("combobox", name="Be somebody else").fill(name)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name=f"You are {name}")).to_be_visible()


async def _as(screens: Screens, demo: Demo, name: str, **how: object) -> Page:
    page = await screens.open(demo.url, **how)  # type: ignore[arg-type]
    if not await page.get_by_role("button", name=f"You are {name}").count():
        await _be(page, name)
    await expect(_morning(page, name)).to_be_visible()
    return page


def _morning(page: Page, name: str) -> Locator:
    return page.get_by_role("heading", name=f"Good morning, {name.split()[0]}.")


async def test_three_reps_read_their_morning_message(demo: Demo, screens: Screens) -> None:
    assert len(demo.reps) == 3
    page = await screens.open(demo.url)
    for name in demo.reps:
        await _be(page, name)
        await expect(_morning(page, name)).to_be_visible()
        # A mail can't be taken back, and its button says so.
        yes = re.compile(r"^(Approve|Send \(no undo once sent\)): ")
        cards = await page.get_by_role("button", name=yes).count()
        assert 1 <= cards <= 5
        assert await page.get_by_role("button", name="More actions").count() == cards
    assert await serious(page) == []


async def test_why_shows_the_evidence_and_the_four_numbers(demo: Demo, screens: Screens) -> None:
    page = await _as(screens, demo, demo.reps[0])
    await page.get_by_role("button", name="More actions").first.click()
    await page.get_by_role("menuitem", name="Why?").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_have_accessible_name("Why this deal?")
    await expect(dialog.get_by_text("Evidence:").first).to_be_visible()
    for number in ("urgency", "impact", "confidence", "effort"):
        await expect(dialog.get_by_text(re.compile(rf"{number} [\d.]+ of 10"))).to_be_visible()
    assert await serious(page) == []
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)


async def test_the_cards_menu_offers_what_is_wanted_less_often(
    demo: Demo, screens: Screens
) -> None:
    page = await _as(screens, demo, demo.reps[0])
    await page.get_by_role("button", name="More actions").first.click()
    await expect(page.get_by_role("menuitem")).to_have_count(5)
    assert await serious(page) == []
    await page.get_by_role("menuitem", name="Put off").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_label("Put it off")).to_be_visible()
    await dialog.get_by_role("button", name="Close").last.click()
    await expect(dialog).to_have_count(0)


async def test_a_form_with_an_error_is_sent_a_second_time(demo: Demo, screens: Screens) -> None:
    page = await _as(screens, demo, demo.reps[0])
    await page.get_by_role("tab", name="Home").click()
    await page.get_by_role("button", name="Add days off").click()
    dialog = page.get_by_role("dialog")
    last = dialog.get_by_label("Last day off")
    await last.fill((TUESDAY - timedelta(days=1)).isoformat())
    await dialog.get_by_role("button", name="Save").click()
    await expect(last).to_have_attribute("aria-invalid", "true")
    await expect(last).to_be_focused()
    await expect(last).to_have_accessible_description(re.compile("before the first day"))
    await expect(dialog.get_by_label("First day off")).to_have_value(TUESDAY.isoformat())
    assert await serious(page) == []
    await last.fill(TUESDAY.isoformat())
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_have_count(0)
    await expect(page.get_by_text("Away on Tuesday 17 November 2026", exact=True)).to_be_visible()
    await page.get_by_role("button", name=re.compile("^Remove on Tue")).click()
    await expect(page.get_by_text("You are not away from Tue 17 Nov any more.")).to_be_visible()
    await expect(page.get_by_role("button", name=re.compile("^Remove"))).to_have_count(0)


async def test_home_shows_the_list_and_keeps_the_hours(demo: Demo, screens: Screens) -> None:
    page = await _as(screens, demo, demo.reps[2])
    await page.get_by_role("tab", name="Home").click()
    await expect(
        page.get_by_role("heading", name="Today, Tuesday 17 November 2026")
    ).to_be_visible()
    await expect(page.get_by_role("heading", name=re.compile("Watched"))).to_be_visible()
    await page.get_by_label(re.compile("Time of the brief")).fill("09:15")
    await expect(page.get_by_text("Your brief comes at 09:15 from now on.")).to_be_visible()
    assert await serious(page) == []


async def test_slash_commands_answer_where_only_one_sees_it(demo: Demo, screens: Screens) -> None:
    page = await _as(screens, demo, demo.reps[1])
    field = page.get_by_label("Message to Daybreak")
    await field.press_sequentially("/wh")
    options = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    await expect(options).to_have_count(1)
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    asked = page.get_by_role("article").filter(has_text="Which deal?").last
    await expect(asked).to_be_visible()
    await expect(page.get_by_text("Only visible to you").last).to_be_visible()
    await asked.locator(".block button").first.click()
    await expect(page.get_by_text(re.compile("Judged on Tue 17 Nov")).last).to_be_visible()
    await field.fill("/deals")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Your deals on Tue 17 Nov.").last).to_be_visible()


async def test_a_run_streams_into_a_thread(demo: Demo, screens: Screens) -> None:
    page = await _as(screens, demo, demo.reps[1])
    await page.get_by_label("Message to Daybreak").fill("look at my deals now")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name=re.compile(r"^\d repl")).last.click()
    pane = page.get_by_role("complementary", name="Thread")
    await expect(pane.locator(".task").first).to_be_visible()
    await expect(pane.get_by_text("Your deals on Tue 17 Nov.")).to_be_visible()
    await expect(pane.locator("[aria-busy=true]")).to_have_count(0)
    assert await serious(page) == []
    await page.get_by_label("Reply in this thread").fill("help")
    await page.keyboard.press("Enter")
    await expect(pane.get_by_text("Nothing is sent or changed without your word.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=["desktop", "narrow"])
async def test_it_is_readable_at_every_size_by_day_and_night(
    demo: Demo, screens: Screens, scheme: str, size: tuple[int, int]
) -> None:
    width, height = size
    page = await _as(screens, demo, demo.reps[0], width=width, height=height, scheme=scheme)
    assert await page.evaluate(WIDE) == []
    assert await serious(page) == []
    await page.get_by_role("tab", name="Home").click()
    await expect(page.get_by_role("heading", name=re.compile("Today"))).to_be_visible()
    assert await page.evaluate(WIDE) == []
    for name in ("CRM", "World", "Mail"):
        await page.get_by_role("button", name=name, exact=True).click()
        if name == "CRM":
            await page.locator(".row-button").first.click()
            await expect(page.locator(".record").first).to_be_visible()
        assert await page.evaluate(WIDE) == []
        assert await serious(page) == []


async def test_a_mail_is_stopped_or_goes_out_on_a_phone(demo: Demo, screens: Screens) -> None:
    page = await _as(screens, demo, demo.reps[0], width=390, height=844)
    send = page.get_by_role("button", name=re.compile(r"^Send \(no undo once sent\): "))
    for goes_out in (False, True):
        await send.first.focus()
        await page.keyboard.press("Enter")
        stop = page.get_by_role("button", name=re.compile("^Stop it"))
        await expect(stop).to_have_count(1)
        await expect(page.get_by_text(re.compile("until then it can be stopped"))).to_be_visible()
        assert await page.evaluate(WIDE) == []
        assert await serious(page) == []
        if not goes_out:
            await stop.click()
            await expect(stop).to_have_count(0)
            await expect(page.get_by_text(re.compile("[Ss]topped")).first).to_be_visible()
    await page.get_by_role("button", name="World", exact=True).click()
    await page.get_by_role("button", name="+1 hour").click()
    await page.get_by_role("button", name="Mail", exact=True).click()
    await expect(page.locator(".row-button")).to_have_count(1, timeout=15_000)
    assert await page.evaluate(WIDE) == []


async def test_a_manager_asks_in_a_thread(demo: Demo, screens: Screens) -> None:
    page = await screens.open(demo.url)
    await _be(page, demo.manager)
    await page.get_by_label("Message to Daybreak").fill("open deals by stage")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name=re.compile(r"^\d repl")).last.click()
    pane = page.get_by_role("complementary", name="Thread")
    await expect(pane.get_by_text(re.compile("Read as: open deals"))).to_be_visible()
    await page.get_by_label("Reply in this thread").fill("only over 50k")
    await page.keyboard.press("Enter")
    await expect(pane.get_by_text(re.compile("Read as: .*amount over 50000"))).to_be_visible()
    await expect(pane.get_by_role("table")).to_have_count(2)
    await pane.get_by_role("button", name="Definition").last.click()
    assert await serious(page) == []


async def test_the_next_morning_updates_what_is_still_open(demo: Demo, screens: Screens) -> None:
    """The last one here: from now on it is another day for everybody."""
    name = demo.reps[0]
    page = await _as(screens, demo, name)
    before = await page.get_by_role("button", name="Approve").count()
    await page.get_by_role("button", name="World").click()
    await page.get_by_role("button", name="Tomorrow morning").click()
    tomorrow: date = TUESDAY + timedelta(days=1)
    await expect(page.get_by_role("button", name=re.compile("Wed, 18 Nov 2026"))).to_be_visible()
    await page.keyboard.press("Escape")
    second = page.get_by_role("heading", name=f"{tomorrow:Wednesday %-d %B %Y}")
    await expect(second).to_be_visible(timeout=15_000)
    await expect(_morning(page, name)).to_have_count(2)
    await expect(page.get_by_text(re.compile("Still open")).first).to_be_visible()
    after = await page.get_by_role("button", name="Approve").count()
    assert before <= after <= before + 5
