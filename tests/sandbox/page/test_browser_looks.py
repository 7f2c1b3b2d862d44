"""How the page looks and reads: every block, narrow and dark, by keyboard, for axe-core."""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.sandbox.page import cards
from tests.sandbox.page.conftest import Screens
from tests.sandbox.page.stage import Stage

pytestmark = pytest.mark.browser
SERIOUS = {"serious", "critical"}
# What stands out of the window, apart from what may be scrolled sideways.
WIDE = """() => [...document.querySelectorAll('body *')].filter((one) =>
  !one.closest('.scroller, .carousel') && one.getBoundingClientRect().right > innerWidth + 1
).map((one) => one.outerHTML.slice(0, 120))"""


async def serious(page: Page) -> list[str]:
    """What axe-core calls serious, with where it is."""
    found = await Axe().run(page)
    return [
        f"{one['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for one in found.response["violations"]
        if one["impact"] in SERIOUS
        for node in one["nodes"]
    ]


async def _gallery(stage: Stage) -> str:
    place = stage.workspace.state.people.place("wins").id
    await stage.bot.post(place, cards.gallery(), "One of everything")
    return f"{stage.url}#me={stage.id('dana')}&at={place}"


async def test_every_block_is_drawn(stage: Stage, screens: Screens) -> None:
    page = await screens.open(await _gallery(stage))
    await expect(page.get_by_role("table", name="Open deals by stage")).to_be_visible()
    await expect(page.locator(".unknown")).to_have_count(0)
    await expect(page.locator(".content > .block")).to_have_count(len(cards.gallery()))
    await page.get_by_role("button", name="Amount").click()
    await page.get_by_role("button", name="Amount").click()
    await expect(page.get_by_role("columnheader", name="Amount")).to_have_attribute(
        "aria-sort", "descending"
    )
    await expect(page.locator(".data-table tbody tr").first).to_contain_text("87,500")
    await page.get_by_role("button", name="Next").click()
    await expect(page.get_by_text("Page 2 of 2")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=["desktop", "narrow"])
async def test_axe_finds_nothingserious(
    stage: Stage, screens: Screens, scheme: str, size: tuple[int, int]
) -> None:
    width, height = size
    page = await screens.open(stage.url, width=width, height=height, scheme=scheme)
    assert await serious(page) == []
    await page.get_by_role("tab", name="Home").click()
    await expect(page.get_by_text("Three deals need Dana")).to_be_visible()
    assert await serious(page) == []
    await page.get_by_role("tab", name="Messages").click()
    await page.get_by_role("button", name="Edit", exact=True).first.click()
    await page.get_by_label("Subject").fill("")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Please complete this required field")).to_be_visible()
    assert await serious(page) == []
    await page.keyboard.press("Escape")
    for name in ("Mail", "World"):
        await page.get_by_role("button", name=name, exact=True).click()
        assert await serious(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_serious_in_any_block(
    stage: Stage, screens: Screens, scheme: str
) -> None:
    page = await screens.open(await _gallery(stage), scheme=scheme)
    await expect(page.get_by_role("table", name="Open deals by stage")).to_be_visible()
    assert await serious(page) == []


@pytest.mark.parametrize("width", [390, 600, 900, 1100])
async def test_nothing_is_wider_than_its_window(stage: Stage, screens: Screens, width: int) -> None:
    page = await screens.open(await _gallery(stage), width=width, height=844)
    assert await page.evaluate(WIDE) == []
    await page.get_by_role("button", name="World").click()
    assert await page.evaluate(WIDE) == []


async def test_a_narrow_screen_goes_from_list_to_room(stage: Stage, screens: Screens) -> None:
    page = await screens.open(stage.url, width=390, height=844)
    await page.get_by_role("button", name="Back to the list").click()
    await page.get_by_role("button", name="sales-dach").click()
    await expect(page.get_by_role("heading", name="sales-dach")).to_be_visible()


async def test_colours_follow_the_system_and_the_switch(stage: Stage, screens: Screens) -> None:
    page = await screens.open(stage.url, scheme="dark")
    background = "() => getComputedStyle(document.querySelector('.room')).backgroundColor"
    assert await page.evaluate(background) == "rgb(26, 29, 33)"
    await page.get_by_role("button", name="Colours: as the system").click()
    assert await page.evaluate(background) == "rgb(255, 255, 255)"
    await page.reload()
    await expect(page.get_by_role("button", name="Colours: light")).to_be_visible()
    assert await page.evaluate(background) == "rgb(255, 255, 255)"


async def test_the_page_is_used_by_keyboard_alone(stage: Stage, screens: Screens) -> None:
    page = await screens.open(stage.url)
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the message field")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Message to Daybreak")).to_be_focused()
    for _ in range(2):
        await page.keyboard.press("F6")
    await expect(page.get_by_role("button", name="Daybreak", exact=True).first).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="sales-dach")).to_be_visible()
    await page.get_by_role("region", name="Messages in sales-dach").focus()
    await page.keyboard.press("ArrowUp")
    await expect(page.get_by_role("article").last).to_be_focused()
    await page.keyboard.press("ArrowUp")
    await expect(page.get_by_role("article").nth(2)).to_be_focused()
    await page.keyboard.press("Control+k")
    await expect(page.get_by_role("combobox", name="Write to somebody")).to_be_focused()
    await page.keyboard.type("mei")
    await expect(page.get_by_role("option", name="Mei Tanaka")).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Mei Tanaka")).to_be_visible()
