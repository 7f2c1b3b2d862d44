"""A question that takes longer shows at once that it was heard, in one message that becomes it."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from blocks.answers import answer_message
from bot.answers.answer import Answer, Status
from handlers.waiting import Waiting
from tests.fakes.slack import TOKEN, FakeSlack

ANSWER = answer_message(Answer(status=Status.ANSWERED, text="EUR 7 pipeline."))


@pytest.fixture
async def fake() -> AsyncIterator[FakeSlack]:
    slack = FakeSlack()
    async with slack.running():
        yield slack


def _waiting(fake: FakeSlack, channel: str = "C1") -> Waiting:
    client = AsyncWebClient(token=TOKEN, base_url=fake.url)
    return Waiting(client=client, channel=channel, thread="1.1", patience_seconds=0)


async def _slow() -> str:
    await asyncio.sleep(0.05)
    return "seven"


async def test_in_a_channel_a_message_stands_there_and_becomes_the_answer(fake: FakeSlack) -> None:
    waiting = _waiting(fake)
    assert await waiting.during(_slow()) == "seven"
    (shown,) = fake.messages["C1"]
    assert (shown["text"], shown["thread_ts"]) == ("Looking …", "1.1")
    assert await waiting.become(ANSWER)
    assert [one["text"] for one in fake.messages["C1"]] == [ANSWER.text]


async def test_a_quick_answer_shows_nothing_before_itself(fake: FakeSlack) -> None:
    waiting = _waiting(fake)
    waiting.patience_seconds = 5
    assert await waiting.during(_slow()) == "seven"
    assert not await waiting.become(ANSWER)
    assert fake.calls == []


async def test_in_a_direct_message_it_is_slacks_own_status(fake: FakeSlack) -> None:
    waiting = _waiting(fake, "D1")
    await waiting.during(_slow())
    assert fake.statuses == ["is looking …"]
    assert not await waiting.become(ANSWER)
    assert fake.messages["D1"] == []


async def test_where_slack_has_no_status_a_message_stands_there(fake: FakeSlack) -> None:
    fake.faults["assistant.threads.setStatus"] = ["channel_type_not_supported"]
    waiting = _waiting(fake, "D1")
    await waiting.during(_slow())
    assert await waiting.become(ANSWER)


async def test_what_fails_leaves_nothing_standing(fake: FakeSlack) -> None:
    async def fails() -> None:
        await asyncio.sleep(0.05)
        raise LookupError

    for channel in ("C1", "D1"):
        with pytest.raises(LookupError):
            await _waiting(fake, channel).during(fails())
    assert fake.messages["C1"] == []
    assert fake.statuses == ["is looking …", ""]


async def test_a_placeholder_that_can_not_be_posted_costs_no_answer(fake: FakeSlack) -> None:
    fake.faults["chat.postMessage"] = ["channel_not_found"]
    waiting = _waiting(fake)
    assert await waiting.during(_slow()) == "seven"
    assert not await waiting.become(ANSWER)
