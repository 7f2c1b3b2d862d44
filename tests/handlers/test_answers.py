"""Questions in Slack: answered where they are asked, with the rights of whoever asks."""

import json
from dataclasses import replace
from typing import Any

from bot.domain.people import Role
from handlers.boundary import Heard
from tests.fakes.business import person
from tests.handlers.room import ADA, Room

MAX = "U0MAX"
SALES = "C0SALES"


async def _mentions(here: Room, text: str, user: str = ADA, **given: Any) -> None:
    event = {
        "type": "app_mention",
        "channel": SALES,
        "user": user,
        "text": f"<@UBOT> {text}",
        "ts": "1770009000.000100",
    }
    status, _ = await here.event(event | given)
    assert status == 200


async def _ready(here: Room, *members: str) -> None:
    await here.morning()
    here.fake.members[SALES] = [*members]


async def test_a_direct_message_that_is_no_command_is_a_question(here: Room) -> None:
    await here.morning()
    await here.says("how many open deals do I have?")
    assert "1" in here.messages()[-1]["text"].splitlines()[0]


async def test_a_mention_is_answered_in_its_thread(here: Room) -> None:
    await _ready(here, ADA, MAX)
    await _mentions(here, "how many open deals do I have?")
    answer = here.fake.messages[SALES][-1]
    assert answer["thread_ts"] == "1770009000.000100"
    assert answer["text"].startswith("1")


async def test_who_would_show_others_too_much_is_answered_alone(here: Room) -> None:
    await _ready(here, ADA, MAX)
    await _mentions(here, "how many open deals are there?", user=MAX)
    assert not here.fake.messages[SALES]
    told = here.fake.ephemeral[-1]
    assert told["user"] == MAX
    assert "Only you see this" in told["text"]


async def test_a_stranger_in_the_channel_keeps_figures_out_of_it(here: Room) -> None:
    await _ready(here, ADA, "U0NOBODY")
    await _mentions(here, "how many open deals do I have?")
    assert not here.fake.messages[SALES]
    assert "Only you see this" in here.fake.ephemeral[-1]["text"]


async def test_the_next_question_of_a_thread_changes_the_last_one(here: Room) -> None:
    await _ready(here, ADA)
    await _mentions(here, "total open pipeline")
    await _mentions(here, "by stage", ts="1770009001.000100", thread_ts="1770009000.000100")
    tables = [b for b in here.fake.messages[SALES][-1]["blocks"] if b["type"] == "table"]
    assert len(tables) == 1


async def test_another_person_goes_on_with_their_own_rights(here: Room) -> None:
    await _ready(here, ADA)
    await _mentions(here, "total open pipeline")
    await _mentions(
        here,
        "by owner",
        user="U0NOBODY",
        ts="1770009001.000100",
        thread_ts="1770009000.000100",
    )
    assert len(here.fake.messages[SALES]) == 2
    assert "members of this workspace only" in here.fake.messages[SALES][-1]["text"]


async def test_the_command_answers_who_asked_alone(here: Room) -> None:
    await here.morning()
    answer = await here.command("/ask how many open deals do I have?")
    assert answer["response_type"] == "ephemeral"
    assert answer["text"].startswith("1")


async def test_a_button_that_was_forged_does_nothing(here: Room) -> None:
    await here.morning()
    for value in ("", "{}", "[1]", '{"p": 1}', '{"p": {"entity": "secrets"}}', "x" * 2000):
        status, _ = await here.clicks(
            {"type": "button", "action_id": "answer.plan.0", "value": value}
        )
        assert status == 200
        assert "can't read" in here.fake.ephemeral[-1]["text"]


async def test_a_plan_from_a_button_is_answered_within_the_clickers_rights(here: Room) -> None:
    await here.morning()
    plan = {"measures": ["open_deals"], "filters": [{"field": "owner", "values": ["max"]}]}
    await here.clicks(
        {"type": "button", "action_id": "answer.plan.0", "value": json.dumps({"p": plan})}
    )
    assert "1" not in here.messages()[-1]["text"].splitlines()[0]


async def test_summaries_speak_of_what_their_asker_may_see(here: Room) -> None:
    await here.morning()
    for user in (ADA, MAX):
        assert "48,000" in (await here.command("/pipeline", user=user))["text"]
        assert "Ada" in (await here.command("/pipeline rep", user=user))["text"]
        assert "this quarter" in (await here.command("/forecast", user=user))["text"]
        assert "Acme rollout" in (await here.command("/risks", user=user))["text"]
        assert (await here.command("/stale", user=user))["text"].startswith("No")


async def test_an_unknown_way_to_group_is_said_to_be_one(here: Room) -> None:
    await here.morning()
    assert "nothing to group" in (await here.command("/pipeline moon"))["text"]


async def test_an_answer_for_one_alone_leaves_no_placeholder_for_the_others(here: Room) -> None:
    await _ready(here, ADA, MAX)
    questions = replace(here.slack.listeners.questions, patience_seconds=0)
    event = {"channel": SALES, "ts": "1.1", "text": "how many open deals are there?"}
    await questions.mentioned(
        Heard(
            person=await here.daybreak.people.find("max"),
            user_id=MAX,
            channel=SALES,
            body={"type": "event_callback", "event": event},
            payload=event,
            client=here.slack.app.client,
            key="k",
            is_form=False,
        )
    )
    assert [one["text"] for one in here.fake.called("chat.postMessage")][-1] == "Looking …"
    assert here.fake.messages[SALES] == []
    assert "Only you see this" in here.fake.ephemeral[-1]["text"]


async def test_words_that_nobody_knew_are_shown_to_revops_alone(here: Room) -> None:
    await here.holds(person("ops", role=Role.REVOPS))
    here.fake.join("U0OPS", "ops@us.example")
    await here.morning()
    for _ in range(2):
        await here.says("how many open flurbs do I have?")
    for user in ("U0OPS", MAX):
        await here.event({"type": "app_home_opened", "user": user, "tab": "home", "channel": "D1"})
    shown = json.dumps(here.fake.homes["U0OPS"])
    assert "flurbs" in shown
    assert " 2 " in shown
    assert "flurbs" not in json.dumps(here.fake.homes[MAX])
