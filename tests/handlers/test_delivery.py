"""Each morning is one message, whatever fails; cards are updated, not repeated, and withdrawn."""

from datetime import timedelta

import pytest

from bot.config import Settings
from bot.domain.deals import Direction
from storage.delivery_rows import DeliveryState
from tests.fakes.business import NOW, mail
from tests.fakes.slack import FakeSlack
from tests.handlers.room import ADA, Room, book, room

FRIDAY = NOW + timedelta(days=1)


async def test_a_morning_is_one_message_with_a_card_and_its_fallback(here: Room) -> None:
    await here.morning()
    (message,) = here.messages()
    assert "First: Acme rollout" in message["text"]
    assert "SAML" in message["text"]
    assert here.button("decision.approve", message)
    assert here.button("decision.more", message)
    await here.morning(NOW + timedelta(minutes=1))
    assert len(here.messages()) == 1
    assert not here.fake.called("chat.update")


async def test_an_unresolved_card_is_updated_the_next_day_and_not_repeated(here: Room) -> None:
    await here.morning()
    await here.morning(FRIDAY)
    first, second = here.messages()
    assert first["edits"] == 1
    assert here.button("decision.approve", first)
    assert "Still open, in an earlier message" in second["text"]
    with pytest.raises(AssertionError):
        here.button("decision.approve", second)
    assert "archives/D0ADA/p" in str(second["blocks"])


async def test_a_resolved_card_is_withdrawn_and_says_so(here: Room) -> None:
    await here.morning()
    answer = mail(
        "m2",
        direction=Direction.OUTBOUND,
        at=NOW + timedelta(hours=2),
        subject="Re: Your offer",
        body="Hello Anna, yes, SAML is included in your plan. Yours, Ada",
    )
    await here.holds(answer)
    await here.morning(FRIDAY)
    first, second = here.messages()
    assert "Settled on" in first["text"]
    with pytest.raises(AssertionError):
        here.button("decision.approve", first)
    assert "Acme rollout" not in second["text"]


async def test_a_post_that_arrived_unseen_is_found_and_not_repeated(here: Room) -> None:
    here.fake.faults["chat.postMessage"] = ["lost"]
    sent = await here.morning()
    assert (sent.shown, sent.failed) == (0, 1)
    (troubled,) = await here.daybreak.deliveries.troubled()
    assert troubled.state is DeliveryState.UNDELIVERED
    await here.morning(NOW + timedelta(minutes=2))
    await here.morning(NOW + timedelta(minutes=4))
    assert len(here.messages()) == 1
    assert await here.daybreak.deliveries.troubled() == []


async def test_a_refused_post_is_undelivered_and_tried_again(here: Room) -> None:
    here.fake.faults["chat.postMessage"] = ["messages_tab_disabled", "500"]
    await here.morning()
    assert here.messages() == []
    (troubled,) = await here.daybreak.deliveries.troubled()
    assert troubled.state is DeliveryState.UNDELIVERED
    assert "messages_tab_disabled" in (troubled.problem or "")
    await here.morning(NOW + timedelta(seconds=30))
    assert here.messages() == []
    await here.morning(NOW + timedelta(minutes=2))
    await here.morning(NOW + timedelta(minutes=10))
    assert len(here.messages()) == 1


async def test_a_rate_limit_is_waited_out(here: Room) -> None:
    here.fake.faults["chat.postMessage"] = ["429"]
    await here.morning()
    await here.morning(NOW + timedelta(seconds=5))
    assert here.messages() == []
    await here.morning(NOW + timedelta(seconds=8))
    assert len(here.messages()) == 1


async def test_what_could_not_be_sent_by_day_is_not_sent_at_night(here: Room) -> None:
    here.fake.faults["chat.postMessage"] = ["fatal_error"]
    await here.morning()
    await here.morning(NOW + timedelta(hours=14))
    assert here.messages() == []
    (troubled,) = await here.daybreak.deliveries.troubled()
    assert troubled.state is DeliveryState.GIVEN_UP
    await here.morning(FRIDAY)
    (message,) = here.messages()
    assert here.button("decision.approve", message)


async def test_an_unsure_post_is_not_repeated_while_slack_can_not_be_asked(here: Room) -> None:
    here.fake.faults["chat.postMessage"] = ["lost"]
    here.fake.faults["conversations.history"] = ["missing_scope"]
    await here.morning()
    await here.morning(NOW + timedelta(minutes=2))
    assert len(here.messages()) == 1
    await here.morning(NOW + timedelta(minutes=10))
    assert len(here.messages()) == 1


async def test_a_rep_who_is_not_in_slack_is_named_as_undelivered(
    settings: Settings,
) -> None:
    empty = FakeSlack()
    async with empty.running(), room(settings, empty) as here:
        await here.holds(*book())
        await here.morning()
        (troubled,) = await here.daybreak.deliveries.troubled()
        assert "e-mail address" in (troubled.problem or "")


async def test_a_restarted_process_goes_on_where_the_other_was(
    settings: Settings, fake: FakeSlack
) -> None:
    async with room(settings, fake) as one:
        await one.holds(*book())
        await one.morning()
    async with room(settings, fake) as two:
        await two.morning(NOW + timedelta(minutes=5))
        await two.morning(FRIDAY)
    assert [message.get("edits", 0) for message in fake.messages[f"D{ADA[1:]}"]] == [1, 0]


async def test_a_deleted_message_is_let_go(here: Room) -> None:
    await here.morning()
    here.messages().clear()
    await here.morning(FRIDAY)
    assert len(here.messages()) == 1
    assert await here.daybreak.deliveries.troubled() == []
