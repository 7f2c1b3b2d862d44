"""Clicks, commands, words and the Home tab, as Slack sends them and as people read the answers."""

import json
from datetime import time, timedelta

from bot.domain.people import PersonId
from storage.slack_people import Membership
from tests.fakes.business import NOW, deal, person
from tests.handlers.room import ADA, Room

MAX = "U0MAX"


async def test_why_opens_the_reasoning_with_its_sources(here: Room) -> None:
    await here.morning()
    await here.chooses("Why?", here.messages()[0])
    (view,) = here.fake.views
    shown = json.dumps(view, ensure_ascii=False)
    assert "SAML" in shown
    assert "urgency" in shown
    assert "This would change if" in shown


async def test_a_click_delivered_twice_counts_once(here: Room) -> None:
    await here.morning()
    click = {**here.button("decision.approve", here.messages()[0]), "action_ts": "5.5"}
    await here.clicks(click)
    await here.clicks(click)
    assert here.fake.ephemeral == []
    (decision,) = await here.daybreak.decisions.queue()
    assert [word.event for word in decision.words] == ["approve"]


async def test_every_choice_of_the_menu_is_answered(here: Room) -> None:
    await here.morning()
    menu = next(
        element
        for block in here.messages()[0]["blocks"]
        for element in block.get("elements", ())
        if element["type"] == "overflow"
    )
    for option in menu["options"]:
        await here.clicks(
            {"type": "overflow", "action_id": "decision.more", "selected_option": option}
        )
    assert len(here.fake.views) + len(here.fake.ephemeral) == len(menu["options"]) - 1
    (decision,) = await here.daybreak.decisions.queue()
    assert decision.state == "rejected"


async def test_a_strange_button_is_answered_and_does_nothing(here: Room) -> None:
    for action_id in ("decision.approve", "mission.why", "old.button", "deal.show.2"):
        await here.clicks({"type": "button", "action_id": action_id, "value": "{}"})
    assert len(here.fake.ephemeral) == 4


async def test_a_changed_card_is_out_of_date(here: Room) -> None:
    await here.morning()
    button = here.button("decision.approve", here.messages()[0])
    head, _, _ = str(button["value"]).rpartition(".")
    await here.clicks({**button, "value": f"{head}.{'0' * 16}"})
    assert "has changed" in here.fake.ephemeral[0]["text"]


async def test_a_colleague_can_not_click_on_what_they_may_not_see(here: Room) -> None:
    await here.holds(person("eve"))
    here.fake.join("U0EVE", "eve@us.example")
    await here.morning()
    await here.clicks(here.button("decision.approve", here.messages()[0]), user="U0EVE")
    await here.chooses("Why?", here.messages()[0], user="U0EVE")
    assert here.fake.views == []
    assert all("may see" in one["text"] for one in here.fake.ephemeral)


async def test_a_manager_may_see_why(here: Room) -> None:
    await here.morning()
    await here.chooses("Why?", here.messages()[0], user=MAX)
    assert len(here.fake.views) == 1


async def test_deals_shows_the_list_and_offers_a_look_before_there_is_one(here: Room) -> None:
    await here.daybreak.catch_up(NOW)
    assert "no list for you yet" in (await here.command("/deals"))["text"]
    await here.morning()
    answer = await here.command("/deals")
    assert answer["response_type"] == "ephemeral"
    assert "Acme rollout" in answer["text"]


async def test_a_deal_is_found_by_name_part_and_what_looks_alike(here: Room) -> None:
    await here.holds(deal("d2", name="Acme support"))
    await here.morning()
    assert "€48,000" in (await here.command("/deal acme ROLLOUT"))["text"]
    assert "€48,000" in (await here.command("/deal rollout"))["text"]
    several = await here.command("/deal acme")
    assert "Several deals fit" in several["text"]
    near = await here.command("/deal acme rolout")
    assert "Did you mean" in near["text"]
    none = await here.command("/deal zzzz")
    assert "No deal that you may see" in none["text"]
    button = several["blocks"][1]["elements"][0]
    await here.clicks({k: button[k] for k in ("type", "action_id", "value")})
    assert "Acme rollout" in here.fake.ephemeral[-1]["text"]


async def test_a_deal_of_somebody_else_is_not_there(here: Room) -> None:
    await here.holds(person("eve"), deal("d9", name="Secret", owner_id=PersonId("eve")))
    await here.morning()
    mine = await here.command("/deal Secret")
    assert "No deal" in mine["text"]
    assert "d9" not in json.dumps(mine)


async def test_why_answers_by_name(here: Room) -> None:
    await here.morning()
    answer = await here.command("/why rollout")
    assert "SAML" in answer["text"]
    assert "urgency" in answer["text"]


async def test_words_do_what_commands_do(here: Room) -> None:
    await here.morning()
    for said, told in (
        ("why rollout", "urgency"),
        ("deals", "Acme"),
        ("hello", "Ask me"),
        ("help", "/deals"),
    ):
        await here.says(said)
        assert told in here.messages()[-1]["text"]


async def test_home_shows_the_list_and_keeps_the_settings(here: Room) -> None:
    await here.morning()
    await here.event({"type": "app_home_opened", "user": ADA, "tab": "home", "channel": "D0ADA"})
    assert "Acme rollout" in json.dumps(here.fake.homes[ADA])
    await here.clicks(
        {"type": "timepicker", "action_id": "hours.brief_at", "selected_time": "09:30"},
        channel=None,
    )
    options = [{"value": str(n), "text": {"type": "plain_text", "text": "x"}} for n in (0, 3)]
    await here.clicks(
        {"type": "checkboxes", "action_id": "hours.weekdays", "selected_options": options},
        channel=None,
    )
    ada = await here.daybreak.people.find("ada")
    hours = await here.daybreak.calendar.hours([ada], NOW.date(), NOW.date())
    assert hours[ada.id].brief_at == time(9, 30)
    assert hours[ada.id].weekdays == {0, 3}
    await here.clicks(
        {"type": "checkboxes", "action_id": "hours.weekdays", "selected_options": []},
        channel=None,
    )
    assert "At least one" in json.dumps(here.fake.homes[ADA])


async def test_home_tells_of_a_brief_that_did_not_arrive(here: Room) -> None:
    here.fake.faults["chat.postMessage"] = ["messages_tab_disabled"]
    await here.morning()
    await here.event({"type": "app_home_opened", "user": ADA, "tab": "home", "channel": "D0ADA"})
    assert "has not been delivered" in json.dumps(here.fake.homes[ADA])


async def test_an_unknown_persons_home_says_so(here: Room) -> None:
    await here.morning()
    here.fake.join("U0NEW", "new@us.example")
    await here.event({"type": "app_home_opened", "user": "U0NEW", "tab": "home"})
    assert "not linked" in json.dumps(here.fake.homes["U0NEW"])


async def test_what_slack_said_of_a_person_is_asked_again_after_hours(here: Room) -> None:
    await here.morning()
    here.fake.users[ADA]["is_restricted"] = True
    assert "Acme" in (await here.command("/deals"))["text"]
    here.clock[0] = NOW + timedelta(hours=7)
    assert "Acme" not in (await here.command("/deals"))["text"]
    found = await here.slack.deliverer.identities.known.find(ADA)
    assert found is not None
    assert found.standing is Membership.GUEST


async def test_nobody_asked_while_slack_is_away_is_shown_anything(here: Room) -> None:
    await here.daybreak.catch_up(NOW)
    here.fake.faults["users.info"] = ["fatal_error"]
    assert "did not say who you are" in (await here.command("/deals"))["text"]
    assert "no list" in (await here.command("/deals"))["text"]
