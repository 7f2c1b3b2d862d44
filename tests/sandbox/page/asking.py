"""What people do on the page to ask for something, to edit it and to look it up, for tests."""

import re
from collections.abc import Mapping

from playwright.async_api import Locator, Page, expect

_FOCUS = """() => {
  const at = document.activeElement;
  return at.getAttribute('aria-label') || at.labels?.[0]?.textContent || at.textContent || '';
}"""
_MOST_KEYS = 120


async def becomes(page: Page, name: str) -> None:
    me = page.get_by_role("button", name=f"You are {name}")
    if not await me.count():
        await page.get_by_role("button", name="Be somebody else").press("Enter")
        await page.get_by_role("combobox", name="Be somebody else").fill(name)
        await page.keyboard.press("Enter")
    await expect(me).to_be_visible()


async def says(page: Page, words: str) -> None:
    await page.get_by_label("Message to Daybreak").fill(words)
    await page.keyboard.press("Enter")


async def sends(page: Page, button: str, values: Mapping[str, str]) -> None:
    """Fills the form that is open, by the names of its fields, and sends it."""
    dialog = page.get_by_role("dialog")
    for label, value in values.items():
        field = dialog.get_by_label(label, exact=True)
        if await field.evaluate("field => field.tagName") == "SELECT":
            await field.select_option(label=value)
        else:
            await field.fill(value)
    await dialog.get_by_role("button", name=button).click()
    await expect(dialog).to_have_count(0)


async def asks_for(page: Page, deal: str, wish: str, values: Mapping[str, str]) -> Locator:
    """The card of what was asked for under the deal."""
    await says(page, f"/deal {deal}")
    shown = page.get_by_role("article").filter(has_text=f"{deal} rollout").last
    await shown.get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name=wish).click()
    await sends(page, "Propose", values)
    return card(page, f"{deal} rollout")


def card(page: Page, about: str) -> Locator:
    asked = page.get_by_role("article").filter(has_text="roposed this")
    return asked.filter(has_text=about).last


async def edits(page: Page, one: Locator, values: Mapping[str, str], shows: str) -> None:
    """Who clicks on before the card `shows` it would say yes to what it was before."""
    await presses(one, "Edit")
    await sends(page, "Save", values)
    await expect(one).to_contain_text(shows)


async def presses(one: Locator, button: str) -> None:
    await one.get_by_role("button", name=re.compile(f"^{button}")).click()


async def record(page: Page, deal: str) -> Locator:
    """The deal as the CRM has it now."""
    pane = page.get_by_role("complementary", name="CRM")
    if not await pane.count():
        await page.get_by_role("button", name="CRM", exact=True).click()
    else:
        await pane.get_by_role("button", name="All deals").click()
    await pane.get_by_label("Whose deals").select_option("all")
    await pane.get_by_label("Find a deal").fill(deal)
    await pane.get_by_role("button", name=re.compile(deal)).click()
    await expect(pane.get_by_role("heading", name=f"{deal} rollout")).to_be_visible()
    return pane


async def goes_to(page: Page, name: str, key: str = "Tab") -> None:
    """By the keyboard alone, to what is called so: `name` is a pattern for its beginning."""
    for _ in range(_MOST_KEYS):
        if re.match(name, str(await page.evaluate(_FOCUS)).strip()):
            return
        await page.keyboard.press(key)
    raise AssertionError(f"{name!r} can't be reached with {key}")
