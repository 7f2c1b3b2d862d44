"""A rep's day on the page, in a real browser: messages, clicks, modals, commands, streams, time."""

import re
from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from tests.sandbox.page import cards
from tests.sandbox.page.conftest import Screens
from tests.sandbox.page.stage import Stage

pytestmark = pytest.mark.browser


async def _be(page: Page, name: str) -> None:
    await page.get_by_role("button", name="Be somebody else").click()
    await page.get_by_role("combobox", name="Be somebody else").fill(name)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name=f"You are {name}")).to_be_visible()


async def test_three_reps_read_their_morning_message(stage: Stage, screens: Screens) -> None:
    page = await screens.open(stage.url)
    for name in ("Dana Okafor", "Luis Ferrer", "Mei Tanaka"):
        if name != "Dana Okafor":  # the page opens as the first person there is
            await _be(page, name)
        heading = page.get_by_role("heading", name=f"Good morning, {name.split()[0]}.")
        await expect(heading).to_be_in_viewport()
        await expect(page.get_by_role("button", name="Approve")).to_have_count(3)
    await _be(page, "Ruth Halvorsen")
    await expect(page.get_by_text("very beginning of your messages")).to_be_visible()


async def test_why_opens_a_stack_of_views_that_closes_one_by_one(
    stage: Stage, screens: Screens
) -> None:
    page = await screens.open(stage.url)
    await page.get_by_role("button", name="Why Meridian").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_have_accessible_name("Why this deal?")
    await dialog.get_by_role("button", name="Show the record").click()
    await expect(dialog).to_have_accessible_name("The record")
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_accessible_name("Why this deal?")
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(page.get_by_role("button", name="Why Meridian")).to_be_focused()


async def test_a_modal_with_an_error_is_sent_a_second_time(stage: Stage, screens: Screens) -> None:
    page = await screens.open(stage.url)
    await page.get_by_role("button", name="Edit", exact=True).first.click()
    subject = page.get_by_label("Subject")
    await page.get_by_role("textbox", name="Body").fill("Dear Helena, here it is.")
    await subject.fill("Short")
    await page.get_by_role("button", name="Save").click()
    await expect(subject).to_have_attribute("aria-invalid", "true")
    await expect(subject).to_be_focused()
    await expect(subject).to_have_accessible_description("A subject has at least 12 characters.")
    await expect(page.get_by_role("textbox", name="Body")).to_have_value("Dear Helena, here it is.")
    await subject.fill("The security review")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    sent = stage.bot.heard[-1].payload["view"]["state"]["values"]
    assert sent["body"]["value"]["value"] == "Dear Helena, here it is."
    assert sent["send on"]["value"]["selected_date"] == "2026-11-20"


async def test_all_kinds_of_fields_send_what_was_chosen(stage: Stage, screens: Screens) -> None:
    page = await screens.open(stage.url)
    await page.get_by_role("button", name="Edit", exact=True).first.click()
    await page.get_by_label("Tone").select_option("Warm")
    await page.get_by_label("Terms").check()
    await page.get_by_label("Send on").fill("2026-12-01")
    await page.get_by_role("button", name="Copy to").click()
    await page.get_by_role("combobox", name="Copy to").fill("ruth")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    sent = stage.bot.heard[-1].payload["view"]["state"]["values"]
    assert sent["tone"]["value"]["selected_option"]["value"] == "warm"
    assert [one["value"] for one in sent["with"]["value"]["selected_options"]] == ["terms"]
    assert sent["send on"]["value"]["selected_date"] == "2026-12-01"
    assert sent["copy to"]["value"]["selected_users"] == [stage.id("ruth")]


async def test_a_menu_and_a_confirm_dialog_ask_the_app_once(stage: Stage, screens: Screens) -> None:
    page = await screens.open(stage.url)
    await page.get_by_role("button", name="More actions").first.focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("menuitem", name="Snooze until tomorrow")).to_be_focused()
    await page.keyboard.press("Enter")
    note = page.get_by_role("article").get_by_text("can't be done from here yet")
    await expect(note).to_be_visible()
    await expect(page.get_by_text("Only visible to you")).to_be_visible()
    await page.get_by_role("button", name="Reject").first.click()
    await page.get_by_role("button", name="Keep it").click()
    clicks = len(stage.bot.heard)
    await page.get_by_role("button", name="Reject").first.click()
    await page.get_by_role("alertdialog").get_by_role("button", name="Reject").click()
    await expect(note).to_have_count(2)
    assert len(stage.bot.heard) == clicks + 1


async def test_a_slash_command_is_offered_with_its_hint(stage: Stage, screens: Screens) -> None:
    page = await screens.open(stage.url)
    field = page.get_by_label("Message to Daybreak")
    await field.press_sequentially("/de")
    options = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    await expect(options).to_have_count(2)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Tab")
    await expect(field).to_have_value("/deal ")
    await expect(field).to_have_accessible_description(re.compile("name of the deal"))
    await field.press_sequentially("Meridian")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("article").get_by_text("(/deal Meridian)")).to_be_visible()
    await field.fill("/nonsense")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("/nonsense is not a valid command")


async def test_a_thread_streams_while_one_reads(stage: Stage, screens: Screens) -> None:
    stage.bot.pace = 0.15
    page = await screens.open(stage.url)
    await page.get_by_label("Message to Daybreak").fill("What needs me today?")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("is reading your deals").first).to_be_visible()
    await page.get_by_role("button", name=re.compile("1 reply")).click()
    pane = page.get_by_role("complementary", name="Thread")
    await expect(pane.locator("[aria-busy=true]")).to_be_visible()
    await expect(pane.get_by_role("button", name="Stop", exact=True).last).to_be_visible()
    await expect(pane.get_by_text("Observation 5")).to_be_visible()
    await expect(pane.locator("[aria-busy=true]")).to_have_count(0)
    await expect(pane.get_by_role("button", name="Stop", exact=True)).to_have_count(0)
    await expect(page.get_by_label("Reply in this thread")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(pane).to_be_hidden()


async def test_home_and_unread_marks_follow_what_happens(stage: Stage, screens: Screens) -> None:
    page = await screens.open(stage.url)
    await page.get_by_role("tab", name="Home").click()
    await expect(page.get_by_text("Three deals need Dana today.")).to_be_visible()
    await page.get_by_label(re.compile("Time of the brief")).fill("07:30")
    await page.get_by_role("button", name=re.compile("^wins")).is_visible()
    wins = stage.workspace.state.people.place("wins")
    await stage.bot.post(wins.id, [], text="Northgate is won")
    await expect(page.get_by_role("button", name="wins, 1 unread")).to_be_visible()
    await page.get_by_role("button", name="wins, 1 unread").click()
    await expect(page.get_by_text("Northgate is won")).to_be_visible()
    await expect(page.get_by_role("button", name="wins", exact=True)).to_be_visible()
    actions = [one.payload["actions"][0] for one in stage.bot.heard if "actions" in one.payload]
    assert [one["selected_time"] for one in actions] == ["07:30"]


async def test_the_clock_moves_by_a_day(stage: Stage, screens: Screens) -> None:
    page = await screens.open(stage.url)
    before = stage.workspace.clock()
    await page.get_by_role("button", name="World").click()
    await page.get_by_role("button", name="+1 day").click()
    await expect(page.get_by_role("button", name=re.compile("Sat, 21 Nov 2026"))).to_be_visible()
    assert stage.workspace.clock() - before >= timedelta(days=1)
    await stage.bot.post(stage.id("dana"), cards.morning("Dana"), "Good morning again.")
    await expect(page.get_by_role("button", name="Approve")).to_have_count(6)
    await expect(page.get_by_text("Today", exact=True)).to_have_count(1)
    await expect(page.get_by_text("Yesterday", exact=True)).to_have_count(1)


async def test_two_people_write_to_each_other_live(stage: Stage, screens: Screens) -> None:
    general = stage.workspace.state.people.place("general").id
    hers = await screens.open(f"{stage.url}#me={stage.id('dana')}&at={general}")
    his = await screens.open(f"{stage.url}#me={stage.id('luis')}&at={general}")
    await hers.get_by_label("Message to general").press_sequentially("Well done @lu")
    await hers.keyboard.press("Enter")
    await hers.keyboard.press("Enter")
    await expect(his.get_by_role("button", name="@Luis Ferrer")).to_be_visible()
    await expect(his.locator("#spoken")).to_contain_text("Dana Okafor: Well done")
    await his.get_by_role("article").last.focus()
    await his.get_by_role("button", name="Add a reaction").last.click()
    await his.get_by_role("menuitem", name="tada").click()
    await expect(hers.get_by_role("button", name="tada, 1 person")).to_be_visible()
