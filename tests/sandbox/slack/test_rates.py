"""So many calls a minute and not one more; then 429 with the time to wait."""

from datetime import timedelta

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import Clock, Trouble
from sandbox.slack.methods import METHODS, OPEN
from sandbox.slack.rules.rates import BURST, POSTS_PER_WORKSPACE, TIERS, Rates
from sandbox.slack.rules.refusal import RateLimited
from tests.sandbox.slack.conftest import NOW, Room


@pytest.mark.parametrize(("method", "per_minute"), sorted(TIERS.items()))
def test_a_method_has_its_calls_a_minute(method: str, per_minute: int) -> None:
    clock = Clock(NOW, is_still=True)
    rates = Rates(clock)
    for _ in range(per_minute):
        rates.spend(method)
    with pytest.raises(RateLimited) as limit:
        rates.spend(method)
    clock.moves(timedelta(seconds=limit.value.retry_after))
    rates.spend(method)


def test_every_method_has_a_tier() -> None:
    assert set(METHODS) - set(TIERS) <= OPEN | {"chat.postMessage", "conversations.mark",
                                                "auth.revoke"}  # fmt: skip


def test_a_channel_takes_one_message_a_second_after_a_short_burst() -> None:
    clock = Clock(NOW, is_still=True)
    rates = Rates(clock)
    for _ in range(BURST):
        rates.spend("chat.postMessage", "C1")
    with pytest.raises(RateLimited) as limit:
        rates.spend("chat.postMessage", "C1")
    assert limit.value.retry_after == 1
    rates.spend("chat.postMessage", "C2")
    clock.moves(timedelta(seconds=1))
    rates.spend("chat.postMessage", "C1")


def test_a_workspace_takes_several_hundred_messages_a_minute() -> None:
    rates = Rates(Clock(NOW, is_still=True))
    for number in range(POSTS_PER_WORKSPACE):
        rates.spend("chat.postMessage", f"C{number}")
    with pytest.raises(RateLimited):
        rates.spend("chat.postMessage", "C-new")


def test_rates_can_be_switched_off() -> None:
    rates = Rates(Clock(NOW, is_still=True))
    rates.is_on = False
    for _ in range(500):
        rates.spend("users.list")


async def test_on_the_wire_it_is_a_429_with_a_time_to_wait(room: Room) -> None:
    for _ in range(TIERS["users.list"]):
        await room.client.users_list()
    with pytest.raises(SlackApiError) as refused:
        await room.client.users_list()
    assert refused.value.response.status_code == 429
    assert refused.value.response.headers["Retry-After"] == "3"


async def test_the_clients_own_handler_waits_and_gets_through(room: Room) -> None:
    client = AsyncWebClient(
        token=room.workspace.app.bot_token,
        base_url=room.address.api_url,
        retry_handlers=[AsyncRateLimitErrorRetryHandler(max_retry_count=1)],
    )
    room.workspace.faults.start(Trouble.RATE_LIMITED, "auth.test", times=1, value="0")
    assert (await client.auth_test())["ok"]
