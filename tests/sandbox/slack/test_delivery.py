"""Events come signed, come again until they are taken, and then no more; clicks come once."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
from slack_sdk.signature import SignatureVerifier

from sandbox.slack import Clock, Command, signed
from sandbox.slack.transport import HttpTransport
from tests.sandbox.slack import cards
from tests.sandbox.slack.conftest import Room
from tests.sandbox.slack.receiver import Answer, Receiver, listening


@pytest.fixture
async def receiver(room: Room) -> AsyncIterator[Receiver]:
    async with listening() as made:
        room.workspace.connects_to(made.url)
        yield made


async def test_everything_is_signed(room: Room, receiver: Receiver) -> None:
    await room.workspace.as_("dana").says("hello")
    (body,), (headers,) = receiver.bodies, receiver.headers
    verifier = SignatureVerifier(room.workspace.app.signing_secret)
    assert verifier.is_valid_request(body, dict(headers))
    assert not verifier.is_valid_request(body + " ", dict(headers))
    assert headers["User-Agent"].startswith("Slackbot")
    assert "X-Slack-Retry-Num" not in headers


def test_a_signature_is_of_its_time() -> None:
    assert signed("secret", "body", 1.0) == signed("secret", "body", 1.9)
    assert signed("secret", "body", 1.0) != signed("secret", "body", 2.0)


async def test_an_event_carries_what_slack_puts_in_it(room: Room, receiver: Receiver) -> None:
    await room.workspace.as_("dana").says("see https://x.example and @omar in #sales")
    (sent,) = receiver.events
    assert sent["type"] == "event_callback"
    assert sent["event_id"].startswith("Ev")
    assert sent["authorizations"][0]["user_id"] == room.workspace.app.bot_user
    event = sent["event"]
    omar = room.workspace.person("omar").id
    assert event["text"] == f"see <https://x.example> and <@{omar}> in <#{room.sales}|sales>"
    assert event["channel_type"] == "im"
    assert event["client_msg_id"]
    kinds = [one["type"] for one in event["blocks"][0]["elements"][0]["elements"]]
    assert kinds == ["text", "link", "text", "user", "text", "channel"]


async def test_an_event_comes_again_at_once_then_after_a_minute_then_after_five(
    room: Room, receiver: Receiver, clock: Clock
) -> None:
    receiver.answers = [Answer(status=500)] * 4
    await room.workspace.as_("dana").says("hello")
    await receiver.got(2)
    await room.workspace.settled()
    clock.moves(timedelta(minutes=1))
    await receiver.got(3)
    await room.workspace.settled()
    clock.moves(timedelta(minutes=5))
    await receiver.got(4)
    clock.moves(timedelta(hours=1))
    await room.workspace.settled()
    assert len({one["event_id"] for one in receiver.events}) == 1
    retries = [one.get("X-Slack-Retry-Num") for one in receiver.headers]
    reasons = [one.get("X-Slack-Retry-Reason") for one in receiver.headers]
    assert retries == [None, "1", "2", "3"]
    assert reasons == [None, "http_error", "http_error", "http_error"]


async def test_an_app_may_say_that_it_wants_no_retry(room: Room, receiver: Receiver) -> None:
    receiver.answers = [Answer(status=500, headers={"X-Slack-No-Retry": "1"})]
    await room.workspace.as_("dana").says("hello")
    await room.workspace.settled()
    assert len(receiver.bodies) == 1


async def test_who_answers_late_hears_it_again(room: Room, receiver: Receiver) -> None:
    transport = room.workspace.delivery.transport
    assert isinstance(transport, HttpTransport)
    assert transport.ack_within == 3.0
    transport.ack_within = 0.05
    receiver.answers = [Answer(after=0.3)]
    await room.workspace.as_("dana").says("hello")
    await receiver.got(2)
    await room.workspace.settled()
    assert receiver.headers[1]["X-Slack-Retry-Reason"] == "http_timeout"


async def test_who_is_away_hears_it_later(room: Room, receiver: Receiver, clock: Clock) -> None:
    url = receiver.url
    room.workspace.connects_to("http://127.0.0.1:9/slack/events")
    await room.workspace.as_("dana").says("hello")
    await room.workspace.settled()
    room.workspace.connects_to(url)
    clock.moves(timedelta(minutes=1))
    await receiver.got(1)
    assert receiver.headers[0]["X-Slack-Retry-Reason"] == "connection_failed"


async def test_what_goes_in_circles_is_given_up(room: Room, receiver: Receiver) -> None:
    circle = Answer(status=307, headers={"Location": receiver.url})
    receiver.answers = [circle, circle, circle]
    await room.workspace.as_("dana").says("hello")
    await receiver.got(4)
    await room.workspace.settled()
    assert room.workspace.delivery.log[0].reply.failure == "too_many_redirects"


async def test_only_what_was_subscribed_to_is_sent(room: Room, receiver: Receiver) -> None:
    room.workspace.reconfigures(events=frozenset({"app_mention"}))
    await room.workspace.as_("dana").says("hello")
    await room.workspace.as_("dana").says("hello @daybreak", in_="#sales")
    assert [one["event"]["type"] for one in receiver.events] == ["app_mention"]


async def test_where_the_app_is_not_it_hears_nothing(room: Room, receiver: Receiver) -> None:
    room.workspace.opens("#random", ["dana"], has_app=False)
    await room.workspace.as_("dana").says("hello @daybreak", in_="#random")
    await room.workspace.as_("dana").says("just us", in_="@omar")
    assert receiver.bodies == []


async def test_its_own_messages_changes_and_deletions_are_told(
    room: Room, receiver: Receiver
) -> None:
    posted = await room.client.chat_postMessage(channel=room.dana, text="one")
    await room.client.chat_update(channel=room.dm, ts=posted["ts"], text="two")
    await room.client.chat_delete(channel=room.dm, ts=posted["ts"])
    await room.workspace.settled()
    found = {one["event"].get("subtype", "new"): one["event"] for one in receiver.events}
    assert set(found) == {"new", "message_changed", "message_deleted"}
    assert found["new"]["bot_id"] == room.workspace.app.bot_id
    assert found["message_changed"]["previous_message"]["text"] == "one"


async def test_a_redelivered_event_is_the_same_event(room: Room, receiver: Receiver) -> None:
    await room.workspace.as_("dana").says("hello")
    (first,) = receiver.events
    assert room.workspace.delivery.redeliver(first["event_id"])
    await room.workspace.settled()
    assert receiver.events == [first, first]
    assert not room.workspace.delivery.redeliver("Ev-nothing")


async def test_a_click_is_a_form_with_what_was_clicked(room: Room, receiver: Receiver) -> None:
    await room.client.chat_postMessage(channel=room.dana, text="card", blocks=cards.card("A"))
    await room.workspace.settled()
    await room.workspace.as_("dana").clicks("Approve")
    (payload,) = receiver.payloads
    assert payload["type"] == "block_actions"
    assert payload["user"]["username"] == "dana"
    assert payload["message"]["text"] == "card"
    assert payload["container"]["is_ephemeral"] is False
    assert payload["response_url"].startswith(f"{room.address.base}/actions/")
    action = payload["actions"][0]
    assert (action["block_id"], action["action_id"]) == ("a1", "decision.approve")


async def test_a_click_that_fails_is_shown_and_not_repeated(room: Room, receiver: Receiver) -> None:
    await room.client.chat_postMessage(channel=room.dana, text="card", blocks=cards.card("A"))
    await room.workspace.settled()
    receiver.answers = [Answer(status=500)]
    await room.workspace.as_("dana").clicks("Approve").sees("Daybreak did not respond.")
    assert len(receiver.payloads) == 1


async def test_an_ephemeral_card_sends_no_content_with_its_click(
    room: Room, receiver: Receiver
) -> None:
    await room.client.chat_postEphemeral(
        channel=room.sales, user=room.dana, text="card", blocks=cards.card("A")
    )
    await room.workspace.as_("dana").clicks("Approve")
    (payload,) = receiver.payloads
    assert payload["container"]["is_ephemeral"] is True
    assert "message" not in payload


async def test_a_command_is_a_form_of_its_own(room: Room, receiver: Receiver) -> None:
    room.workspace.reconfigures(commands=(Command(name="/deals", should_escape=True),))
    receiver.answers = [Answer(body={"text": "Here", "response_type": "in_channel"})]
    await room.workspace.as_("dana").runs("/deals @omar", in_="#sales").sees("Here")
    form = parse_qs(receiver.bodies[0])
    assert form["command"] == ["/deals"]
    assert form["text"] == [f"<@{room.workspace.person('omar').id}>"]
    assert form["channel_name"] == ["sales"]
    assert form["trigger_id"][0] in room.workspace.state.triggers._made


@pytest.mark.parametrize(
    ("answer", "word"),
    [(Answer(status=500), "dispatch_failed"), (Answer(after=0.3), "operation_timeout")],
)
async def test_a_command_that_fails_says_so(
    room: Room, receiver: Receiver, answer: Answer, word: str
) -> None:
    room.workspace.reconfigures(commands=(Command(name="/deals"),))
    transport = room.workspace.delivery.transport
    assert isinstance(transport, HttpTransport)
    transport.ack_within = 0.05 if answer.after else 3.0
    receiver.answers = [answer]
    await room.workspace.as_("dana").runs("/deals").sees(f'/deals failed with the error "{word}"')


async def test_a_modal_whose_answer_makes_no_sense_stays(room: Room, receiver: Receiver) -> None:
    trigger = room.workspace.state.triggers.make(room.dana)
    await room.client.views_open(trigger_id=trigger, view=cards.modal())
    dana = room.workspace.as_("dana").fills({"Subject": "Renewal"})
    odd: list[dict[str, Any]] = [
        {"response_action": "dance"},
        {"response_action": "errors", "errors": {"nowhere": "x"}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "update", "view": {"type": "modal"}},
        {"response_action": "push", "view": "no view"},
    ]
    receiver.answers = [Answer(status=500), *(Answer(body=one) for one in odd)]
    for _ in range(6):
        dana = await dana.submits().sees("We had some trouble connecting.")
    assert len(room.workspace.seeing.modals(room.workspace.person("dana"))) == 1
    assert len(receiver.payloads) == 6


async def test_answers_to_a_modal_change_push_and_clear(room: Room, receiver: Receiver) -> None:
    trigger = room.workspace.state.triggers.make(room.dana)
    await room.client.views_open(trigger_id=trigger, view=cards.modal())
    dana = room.workspace.as_("dana").fills({"Subject": "Renewal"})
    other = cards.modal(title=cards.text("Another"))
    receiver.answers = [
        Answer(body={"response_action": "update", "view": other}),
        Answer(body={"response_action": "push", "view": cards.modal()}),
        Answer(body={"response_action": "clear"}),
    ]
    dana = await dana.submits().sees("Another").submits()
    user = room.workspace.person("dana")
    assert len(room.workspace.seeing.modals(user)) == 2
    await dana.fills({"Subject": "Again"}).submits()
    assert room.workspace.seeing.modals(user) == ()


async def test_nothing_leaves_this_machine(room: Room) -> None:
    with pytest.raises(ValueError, match="this machine only"):
        room.workspace.connects_to("https://bot.example/slack/events")


async def test_nothing_is_sent_to_nobody(room: Room) -> None:
    await room.workspace.as_("dana").says("hello")
    assert list(room.workspace.delivery.log) == []
    assert json.dumps(room.workspace.as_("dana").screen) == '"hello"'
