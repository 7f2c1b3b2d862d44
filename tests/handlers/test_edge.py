"""What is not signed by Slack or can't be read does not come in; what comes twice counts once."""

import io
import json
import time
from urllib.parse import urlencode

import pytest
from slack_sdk.signature import SignatureVerifier

from bot.cli.doctor import examined
from tests.fakes.slack import TEAM
from tests.handlers.room import ADA, SECRET, Room

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
PING = json.dumps({"type": "url_verification", "challenge": "x", "token": "t"})


async def test_slack_is_answered_its_challenge(here: Room) -> None:
    status, body = await here.post(PING, JSON)
    assert status == 200
    assert "x" in body


async def test_what_is_not_signed_is_refused(here: Room) -> None:
    for headers, status in (
        ({"X-Slack-Signature": ""}, 401),
        ({"X-Slack-Signature": "v0=00"}, 401),
        ({"X-Slack-Signature": "v0=" + "0" * 64}, 401),
        ({"X-Slack-Signature": "ünsinn"}, 401),
        ({"X-Slack-Request-Timestamp": ""}, 401),
        ({"X-Slack-Request-Timestamp": "soon"}, 400),
        ({"X-Slack-Request-Timestamp": "1.5"}, 400),
        ({"X-Slack-Request-Timestamp": "-1"}, 400),
        ({"X-Slack-Request-Timestamp": "1"}, 401),
        ({"X-Slack-Request-Timestamp": "9" * 40}, 400),
    ):
        assert (await here.post(PING, JSON, headers))[0] == status, headers


async def test_what_is_signed_but_late_is_refused(here: Room) -> None:
    stamp = str(int(time.time()) - 301)
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=PING) or ""
    headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature}
    assert (await here.post(PING, JSON, headers))[0] == 401


async def test_what_can_not_be_read_is_refused_without_a_fault(here: Room) -> None:
    for body, content_type in (
        ("", JSON),
        ("[]", JSON),
        ("{", JSON),
        ("[" * 100_000, JSON),
        ("null", JSON),
        ("payload=", FORM),
        ("payload=%7B", FORM),
        ("payload=[]", FORM),
        ("payload={}&payload={}", FORM),
        ("x=1", FORM),
        ("payload=%ff", FORM),
        ("&".join(f"a{n}=1" for n in range(500)), FORM),
        (PING, "text/plain"),
    ):
        assert (await here.post(body, content_type))[0] == 400, body[:40]


async def test_odd_objects_are_no_fault(here: Room) -> None:
    for body in (
        {"type": "event_callback"},
        {"type": "event_callback", "event": {}},
        {"type": "event_callback", "event": []},
        {"type": "event_callback", "event": {"type": "message"}, "team_id": TEAM},
        {"type": "event_callback", "event": {"type": "app_home_opened", "user": 7}},
        {"type": "block_actions", "actions": [], "user": []},
        {"type": "block_actions", "actions": [{"action_id": 5}], "user": {"id": 3}},
        {"type": 7},
        {},
    ):
        text = json.dumps(body)
        assert (await here.post(text, JSON))[0] in (200, 400, 404), body
        form = urlencode({"payload": text})
        assert (await here.post(form, FORM))[0] in (200, 400, 404), body


async def test_too_large_a_body_is_refused(here: Room) -> None:
    large = io.BytesIO(b"x" * 1_100_000)
    assert (await here.http.post("/slack/events", data=large)).status == 413


async def test_another_path_or_verb_is_not_there(here: Room) -> None:
    assert (await here.http.get("/slack/events")).status == 405
    assert (await here.http.get("/")).status == 404


async def test_health_and_readiness_are_told(here: Room) -> None:
    assert (await here.http.get("/healthz")).status == 200
    assert (await here.http.get("/readyz")).status == 200
    here.slack.installation.forget()
    here.fake.faults["auth.test"] = ["invalid_auth"]
    answer = await here.http.get("/readyz")
    assert answer.status == 503
    assert "token" in (await answer.json())["missing"]


async def test_who_we_are_is_asked_once(here: Room) -> None:
    for _ in range(3):
        await here.command("/help")
    assert len(here.fake.called("auth.test")) == 1
    assert len(here.fake.called("users.info")) == 1


async def test_a_redelivered_event_is_answered_once(here: Room) -> None:
    event = {
        "type": "message",
        "channel_type": "im",
        "channel": "D0ADA",
        "user": ADA,
        "text": "help",
        "ts": "1.5",
    }
    for event_id in ("Ev1", "Ev1", "Ev2"):
        assert (await here.event(event, event_id))[0] == 200
    assert len(here.messages()) == 1


async def test_a_replayed_command_is_not_answered_again(here: Room) -> None:
    assert await here.command("/help", trigger="t1")
    assert await here.command("/help", trigger="t1") is None


async def test_own_and_changed_messages_are_not_answered(here: Room) -> None:
    base = {"type": "message", "channel_type": "im", "channel": "D0ADA", "ts": "1.5"}
    await here.event({**base, "user": ADA, "subtype": "message_changed"})
    await here.event({**base, "user": ADA, "bot_id": "B1", "text": "help"})
    await here.event({**base, "user": "UBOT", "text": "help"})
    assert here.messages() == []


async def test_guests_strangers_and_the_unmapped_learn_nothing(here: Room) -> None:
    await here.morning()
    here.fake.join("U0GUEST", "ada2@us.example", is_restricted=True)
    here.fake.join("U0OTHER", "ada@us.example", team_id="T0OTHER")
    here.fake.join("U0GONE", "ada@us.example", deleted=True)
    here.fake.join("U0NEW", "nobody@us.example")
    here.fake.join("U0BARE", None)
    for user in ("U0GUEST", "U0OTHER", "U0GONE", "U0NEW", "U0BARE", "U0MISSING"):
        answer = await here.command("/deals", user)
        assert "Nothing was done" in answer["text"]
        assert "Acme" not in json.dumps(answer)


async def test_before_the_crm_is_read_nobody_is_called_unknown(here: Room) -> None:
    assert "has not read the CRM yet" in (await here.command("/deals"))["text"]


async def test_what_nobody_foresaw_is_a_sentence_with_a_code(
    here: Room, caplog: pytest.LogCaptureFixture
) -> None:
    broken = {"id": ADA, "team_id": TEAM, "profile": "odd"}
    here.fake.users[ADA] = broken
    answer = await here.command("/deals")
    assert "code" in answer["text"]
    (record,) = [one for one in caplog.records if one.message == "listener.failed"]
    assert record.__dict__["token"] in answer["text"]


async def test_the_doctor_names_what_has_not_arrived(here: Room) -> None:
    assert await here.slack.missing() == ""
    here.fake.faults["chat.postMessage"] = ["messages_tab_disabled"]
    await here.morning()
    findings = {one.part: one async for one in examined(here.daybreak)}
    assert "messages_tab_disabled" in (findings["deliveries"].problem or "")
    assert findings["slack"].problem is None
    here.fake.faults["auth.test"] = ["invalid_auth"]
    findings = {one.part: one async for one in examined(here.daybreak)}
    assert "SLACK_BOT_TOKEN" in (findings["slack"].problem or "")
