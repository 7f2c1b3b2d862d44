"""A plan is streamed, moves on before Slack ends it, and is an edited message where it can't be."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from blocks.problems import problem_message
from blocks.runs import Task
from handlers.streaming import LivePlan, Stopped
from tests.fakes.slack import TEAM, TOKEN, FakeSlack


@dataclass
class Watch:
    seconds: float = 0

    def __call__(self) -> float:
        return self.seconds


def step(key: str, status: str = "in_progress") -> Task:
    return Task(id=key, title=f"Step {key}", status=status)  # type: ignore[arg-type]


@pytest.fixture
async def client(fake: FakeSlack) -> AsyncIterator[AsyncWebClient]:
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(token=TOKEN, base_url=fake.url, session=session, retry_handlers=[])


def plan(client: AsyncWebClient, clock: Watch) -> LivePlan:
    return LivePlan(
        client=client, channel="D1", thread_ts="1.0", user_id="U1", team_id=TEAM, clock=clock
    )


async def test_tasks_are_streamed_in_one_message(client: AsyncWebClient, fake: FakeSlack) -> None:
    live = plan(client, Watch())
    await live.show(step("a"), title="Looking")
    await live.show(step("a", "complete"), step("b"))
    await live.finish(problem_message("Done."))
    ((_, chunks),) = fake.streams.items()
    assert [chunk["type"] for chunk in chunks] == ["plan_update", *["task_update"] * 3]
    assert len(fake.ended) == 1
    assert fake.called("chat.startStream")[0]["task_display_mode"] == "plan"
    assert fake.messages["D1"][0]["thread_ts"] == "1.0"


async def test_a_stream_is_rolled_before_five_minutes(
    client: AsyncWebClient, fake: FakeSlack
) -> None:
    clock = Watch()
    live = plan(client, clock)
    await live.show(step("a"), title="Looking")
    clock.seconds = 241
    await live.show(step("b"))
    first, second = fake.streams.values()
    assert len(first) == 2
    assert [chunk.get("id") for chunk in second] == [None, "a", "b"]
    assert len(fake.ended) == 1


async def test_a_stream_that_slack_ended_goes_on_in_another(
    client: AsyncWebClient, fake: FakeSlack
) -> None:
    live = plan(client, Watch())
    await live.show(step("a"))
    fake.ended.update(fake.streams)
    await live.show(step("b"))
    assert len(fake.streams) == 2


async def test_where_nothing_can_be_streamed_a_message_is_edited(
    client: AsyncWebClient, fake: FakeSlack
) -> None:
    fake.faults["chat.startStream"] = ["unknown_method"]
    live = plan(client, Watch())
    await live.show(step("a"), title="Looking")
    await live.show(step("b"))
    (message,) = fake.messages["D1"]
    assert message["edits"] == 1
    assert [task["task_id"] for task in message["blocks"][0]["tasks"]] == ["a", "b"]


async def test_a_person_may_stop_it(client: AsyncWebClient, fake: FakeSlack) -> None:
    live = plan(client, Watch())
    await live.show(step("a"))
    fake.faults["chat.appendStream"] = ["stopped_by_user"]
    with pytest.raises(Stopped):
        await live.show(step("b"))
