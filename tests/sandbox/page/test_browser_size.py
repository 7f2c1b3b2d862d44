"""A thousand members and fifty thousand messages: the page opens at once and does not stutter."""

from collections.abc import AsyncIterator
from datetime import timedelta
from statistics import median
from time import perf_counter

import pytest
from playwright.async_api import Page, expect

from sandbox.page.app import page_app
from sandbox.page.serving import bound, serving
from sandbox.slack import App, Clock, Workspace
from sandbox.slack.messages import MOST_MESSAGES
from sandbox.slack.shapes import NO_BODY, Message, packed
from tests.sandbox.page.conftest import Screens
from tests.sandbox.slack.cards import card
from tests.sandbox.slack.conftest import NOW

pytestmark = pytest.mark.browser
MEMBERS = 1_000
NEWEST = f"message {MOST_MESSAGES - 1}"
# Scrolls up by so many steps and gives how long each frame took, in milliseconds.
SCROLL = """async (steps) => {
  const box = document.querySelector('.scroll'), frames = [];
  let last = performance.now();
  for (let step = 0; step < steps; step++) {
    box.scrollBy(0, -600);
    await new Promise((done) => requestAnimationFrame(done));
    frames.push(performance.now() - last);
    last = performance.now();
  }
  return frames;
}"""


@pytest.fixture
async def full() -> AsyncIterator[str]:
    """The page of a workspace that holds all that it can."""
    workspace = Workspace(App(), clock=Clock(NOW, is_still=True))
    users = [workspace.hires(f"user{n}", f"Person Number {n}") for n in range(MEMBERS)]
    channel = workspace.opens("#sales", [user.id for user in users])
    body = packed({"blocks": card("Acme")})
    for number in range(MOST_MESSAGES):
        at = NOW - timedelta(minutes=MOST_MESSAGES - number)
        workspace.state.messages.add(
            Message(
                channel=channel.id,
                ts=f"{at.timestamp():.6f}",
                user=users[number % MEMBERS].id,
                text=f"message {number}",
                body=body if number % 5 == 0 else NO_BODY,
            )
        )
    with bound(0) as at_port:
        async with serving(page_app(workspace), at_port) as url:
            yield f"{url}#me={users[0].id}&at={channel.id}"


async def _opened(page: Page, url: str) -> float:
    await page.goto("about:blank")
    began = perf_counter()
    await page.goto(url)
    await page.get_by_text(NEWEST).wait_for()
    return perf_counter() - began


async def test_a_full_workspace_opens_within_a_second(full: str, screens: Screens) -> None:
    page = await screens.open(full)
    # The best of a few: the machine may be busy with something else.
    assert min([await _opened(page, full) for _ in range(5)]) < 1.0


async def test_a_full_workspace_scrolls_and_posts_without_stutter(
    full: str, screens: Screens
) -> None:
    page = await screens.open(full)
    await page.get_by_text(NEWEST).wait_for()
    for _ in range(2):
        frames = await page.evaluate(SCROLL, 120)
        assert median(frames) < 50
        assert max(frames) < 1_000
    shown = page.get_by_role("article")
    assert await shown.count() <= 300
    await expect(page.get_by_text(NEWEST)).to_have_count(0)
    await page.get_by_role("button", name="Jump to the latest").click()
    field = page.get_by_label("Message to sales")
    times = []
    for number in range(10):
        await field.fill(f"quick {number}!")
        began = perf_counter()
        await page.keyboard.press("Enter")
        await page.get_by_text(f"quick {number}!", exact=True).wait_for()
        times.append(perf_counter() - began)
    assert median(times) < 0.3
    await field.press_sequentially("@Person")
    offered = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    await expect(offered.first).to_be_visible()
    assert await offered.count() <= 50


async def test_what_is_on_the_page_is_bounded(full: str, screens: Screens) -> None:
    page = await screens.open(full)
    await page.get_by_text(NEWEST).wait_for()
    session = await page.context.new_cdp_session(page)
    await session.send("Performance.enable")
    for _ in range(3):
        await page.evaluate(SCROLL, 120)
    await session.send("HeapProfiler.collectGarbage")
    found = (await session.send("Performance.getMetrics"))["metrics"]
    measured = {one["name"]: one["value"] for one in found}
    assert measured["JSHeapUsedSize"] < 30_000_000
    assert measured["Nodes"] < 40_000
