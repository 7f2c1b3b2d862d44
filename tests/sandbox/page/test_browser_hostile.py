"""Whatever stands in names, messages and fields is shown as text: it never runs and never links."""

from contextlib import suppress
from datetime import timedelta
from random import Random

import pytest
from playwright.async_api import Page, expect

from sandbox.slack.rules.refusal import Refused
from sandbox.slack.shapes import Json
from tests.sandbox.page.cards import rich, text
from tests.sandbox.page.conftest import Screens
from tests.sandbox.page.stage import NOW, Stage

pytestmark = pytest.mark.browser
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "javascript:alert(1)",
    "<javascript:alert(1)|click me>",
    "<data:text/html,<script>alert(1)</script>|click me>",
    "[click me](javascript:alert(1))",
    "![x](https://evil.example/x.png)",
    "<https://evil.example\u202e/moc.elgoog|bank>",
    "<https://user@evil.example|bank>",
    "\u202eevil\u2066 \x00\x07\x1b[31m\x7f",
    "\ud800 lone",
    "{{constructor.constructor('alert(1)')()}}",
    "&lt;b&gt;not bold&lt;/b&gt;",
    "*" * 20_000,
    "[" * 5_000 + "](" * 2_000,
    "a\u0301" * 2_000,
    "W" * 30_000,
)
# Everything that a page may be attacked with, should text ever become markup.
SUSPECT = """() => [...document.querySelectorAll(
  'script:not([src$="js/main.js"]), iframe, object, embed, base, form[action], [onerror], [onload],'
  + '[onclick], a:not([href^="http://"]):not([href^="https://"]):not(.skip),'
  + 'img:not([src="daybreak.svg"]), style, [style*="url"]'
)].map((one) => one.outerHTML.slice(0, 200))"""
LINKS = """() => [...document.querySelectorAll('a.link')].map((one) => [one.href, one.rel])"""
RENDER = """async ([module, name, texts]) => {
  const found = (await import(`./js/${module}.js`))[name];
  const store = { users: new Map(), channels: new Map(), team: { name: "T" }, me: "U1" };
  const context = { store, calendar: { zone: "UTC", full: String, ago: String }, actions: {} };
  const box = document.createElement("div");
  box.id = "box";
  document.body.append(box);
  const began = performance.now();
  for (const text of texts) box.append(...found(text, context));
  return performance.now() - began;
}"""


async def test_hostile_text_is_only_ever_text(stage: Stage, screens: Screens) -> None:
    workspace = stage.workspace
    evil = workspace.hires("evil", "<img src=x onerror=alert(1)>\u202e", title="</b>\x00")
    place = workspace.opens("xss", ["dana", evil.name])
    for words in HOSTILE:
        for kind in ("mrkdwn", "plain_text"):
            await _post(stage, place.id, {"type": "section", "text": _object(kind, words)})
        await _post(stage, place.id, rich([text(words[:3_000])]))
        await _post(stage, place.id, {"type": "markdown", "text": words[:11_000]})
        link: Json = {"type": "link", "url": words[:100], "text": "click me"}
        await _post(stage, place.id, rich([link]))
    assert len(workspace.state.messages.history(place.id, limit=200).messages) > 60
    workspace.acting.say(evil, "<b>hello</b> javascript:alert(1)", place)
    page = await screens.open(f"{stage.url}#me={stage.id('dana')}&at={place.id}")
    await expect(page.get_by_text("<b>hello</b>")).to_be_visible()
    await _scroll_through(page)
    assert await page.evaluate(SUSPECT) == []
    for address, rel in await page.evaluate(LINKS):
        assert address.startswith(("http://", "https://"))
        assert "@" not in address
        assert "noopener" in rel
    shown = await page.evaluate("() => document.body.textContent")
    assert not set(shown) & set("\x00\x07\x1b\x7f\u202e\u2066")


def _object(kind: str, words: str) -> Json:
    return {"type": kind, "text": words[:3_000]}


async def _post(stage: Stage, channel: str, block: Json) -> None:
    """Whatever Slack itself would take; what its limits refuse can't reach the page."""
    stage.workspace.moves_clock(timedelta(seconds=2))  # within the rates, too
    with suppress(Refused):
        await stage.bot.post(channel, [block], "hostile")


async def _scroll_through(page: Page) -> None:
    for _ in range(4):
        await page.evaluate("() => { document.querySelector('.scroll').scrollTop = 0 }")
        await page.wait_for_timeout(150)
        assert await page.evaluate(SUSPECT) == []


@pytest.mark.parametrize(("module", "name"), [("mrkdwn", "mrkdwn"), ("markdown", "markdown")])
async def test_random_markup_makes_no_element_that_acts(
    stage: Stage, screens: Screens, module: str, name: str
) -> None:
    parts = [*HOSTILE[:13], "*", "_", "~", "`", "```", "\n", "> ", "<", ">", "|", "[", "](", ")",
             "<@U1>", "<#C1|x>", "<!here>", "<!date^1^{date}|x>", "# ", "- ", "1. ", "|---|", "a",
             " ", "https://a.example/x", "<https://a.example|x>"]  # fmt: skip
    random = Random(7)  # noqa: S311 -- repeatable is what is wanted
    texts = ["".join(random.choices(parts, k=random.randint(1, 30))) for _ in range(400)]
    page = await screens.open(stage.url)
    await page.evaluate(RENDER, [module, name, texts])
    assert await page.evaluate(SUSPECT) == []


@pytest.mark.parametrize(("module", "name"), [("mrkdwn", "mrkdwn"), ("markdown", "markdown")])
async def test_endless_marks_take_no_time(
    stage: Stage, screens: Screens, module: str, name: str
) -> None:
    marks = ["*", "_a ", "*a", "`", "[", "[](", "<", "> ", "~~", "- \n", "| a ", "**a*", "```\n"]
    page = await screens.open(stage.url)
    spent = await page.evaluate(RENDER, [module, name, [one * 8_000 for one in marks]])
    assert spent < 5_000


async def test_a_thousand_people_and_a_long_channel_stay_quick(
    stage: Stage, screens: Screens
) -> None:
    workspace = stage.workspace
    for number in range(900):
        workspace.hires(f"person{number}", f"Person {number}")
    place = workspace.opens("long", ["dana"])
    for number in range(5_000):
        at = NOW - timedelta(minutes=5_000 - number)
        workspace.remembers("dana", f"number {number}", in_="long", at=at)
    page = await screens.open(f"{stage.url}#me={stage.id('dana')}&at={place.id}")
    await expect(page.get_by_text("number 4999", exact=True)).to_be_visible()
    opened = "() => performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
    assert await page.evaluate(opened) < 2_000
    for _ in range(8):
        await page.evaluate("() => { document.querySelector('.scroll').scrollTop = 0 }")
        await page.wait_for_timeout(80)
    assert await page.locator(".row").count() <= 250
    await page.evaluate("() => { document.querySelector('.scroll').scrollTop = 4000 }")
    await page.get_by_role("button", name="Jump to the latest").click()
    await expect(page.get_by_text("number 4999", exact=True)).to_be_visible()
    await page.get_by_role("button", name="Be somebody else").click()
    await page.get_by_role("combobox", name="Be somebody else").fill("person 77")
    await expect(page.get_by_role("option", name="Person 77", exact=False).first).to_be_visible()
