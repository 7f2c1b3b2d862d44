"""The layers around a provider: what each lets through, holds back, and remembers."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.llm.budget import Budgeted
from bot.llm.circuit import CircuitBreaker
from bot.llm.pace import Pace, Paced
from bot.llm.port import Caps, Meta, Ok, Outcome, Rate, Request, T, Unavailable, Why
from bot.llm.prices import PRICES, price_of
from bot.llm.retry import RetryBudget, Retrying
from bot.llm.scripted import CAPS, Off, Scripted
from bot.llm.stored import Cassette, Stored
from tests.bot.llm.asking import GOOD, Accounts, Form, Ticking, model, request
from tests.fakes.business import TODAY

FORM = Form.model_validate(GOOD)
DOWN = Unavailable(why=Why.OVERLOADED)


@dataclass
class Provider:
    """Gives the outcomes that it was given, then right answers; each call takes `seconds`."""

    clock: Ticking
    waiting: list[Outcome[Any]] = field(default_factory=list)
    seconds: float = 0.0
    rate: Rate | None = None
    calls: int = 0
    caps: Caps = CAPS

    async def fill(self, request: Request[T], within: float) -> Outcome[T]:
        self.calls += 1
        self.clock.at += self.seconds
        if self.waiting:
            return self.waiting.pop(0)
        value = request.spec.form.model_validate(GOOD)
        return Ok(value=value, meta=Meta(rate=self.rate, micros=10))


def _retrying(provider: Provider, **given: Any) -> Retrying:
    clock = provider.clock
    return Retrying(inner=provider, clock=clock, chance=lambda: 0.5, sleep=clock.sleep, **given)


async def test_a_retry_waits_as_long_as_it_was_told() -> None:
    provider = Provider(Ticking(), [Unavailable(why=Why.RATE_LIMITED, retry_after=7)])
    assert isinstance(await _retrying(provider).fill(request(), 30), Ok)
    assert provider.clock.at == 7


async def test_no_retry_begins_after_the_callers_time() -> None:
    provider = Provider(Ticking(), [Unavailable(why=Why.RATE_LIMITED, retry_after=7)])
    assert isinstance(await _retrying(provider).fill(request(), 5), Unavailable)
    assert provider.calls == 1


async def test_three_attempts_are_the_most() -> None:
    provider = Provider(Ticking(), [DOWN] * 9)
    await _retrying(provider).fill(request(), 300)
    assert provider.calls == 3


async def test_a_provider_in_trouble_is_not_hit_twice_as_hard() -> None:
    provider = Provider(Ticking(), [DOWN] * 900)
    retrying = _retrying(provider, budget=RetryBudget(share=0.1, most=5, left=5))
    for _ in range(100):
        await retrying.fill(request(), 300)
    assert provider.calls <= 100 + 5 + 10


async def test_after_five_failures_it_rests_and_then_one_call_tries() -> None:
    provider = Provider(Ticking(), [DOWN] * 6)
    breaker = CircuitBreaker(inner=provider, clock=provider.clock)
    for _ in range(9):
        await breaker.fill(request(), 5)
    assert provider.calls == 5
    provider.clock.at += 31
    assert await breaker.fill(request(), 5) == DOWN
    assert isinstance(await breaker.fill(request(), 5), Unavailable)
    assert provider.calls == 6
    provider.clock.at += 31
    assert isinstance(await breaker.fill(request(), 5), Ok)
    assert isinstance(await breaker.fill(request(), 5), Ok)


async def test_while_one_call_tries_the_others_are_not_let_through() -> None:
    clock, gate = Ticking(), asyncio.Event()

    @dataclass
    class Slow(Provider):
        async def fill(self, request: Request[T], within: float) -> Outcome[T]:
            await gate.wait()
            return await Provider.fill(self, request, within)

    provider = Slow(clock)
    breaker = CircuitBreaker(inner=provider, clock=clock, reason=Why.OVERLOADED)
    trying = asyncio.ensure_future(breaker.fill(request(), 5))
    await asyncio.sleep(0)
    assert isinstance(await breaker.fill(request(), 5), Unavailable)
    gate.set()
    assert isinstance(await trying, Ok)


async def _raced(count: int, per_minute: float, burst: int, within: float = 3_600) -> Provider:
    """`count` calls at once against a limit that nobody knows beforehand."""
    clock = Ticking()
    left = float(burst)
    at = 0.0

    @dataclass
    class Limited(Provider):
        refused: int = 0

        async def fill(self, request: Request[T], within: float) -> Outcome[T]:
            nonlocal left, at
            left = min(burst, left + (clock.at - at) * per_minute / 60)
            at = clock.at
            if left < 1:
                self.refused += 1
                return Unavailable(why=Why.RATE_LIMITED, retry_after=1)
            left -= 1
            self.rate = Rate(per_minute=per_minute, left=int(left))
            await asyncio.sleep(0)
            return await Provider.fill(self, request, within)

    provider = Limited(clock)
    paced = Paced(inner=provider, pace=Pace(clock=clock), clock=clock, sleep=clock.sleep)
    ends = await asyncio.gather(*(paced.fill(request(f"{n}"), within) for n in range(count)))
    assert provider.refused == 0
    assert provider.calls == sum(isinstance(end, Ok) for end in ends)
    return provider


async def test_a_limit_is_learnt_from_the_first_answer_and_kept_to() -> None:
    provider = await _raced(400, per_minute=50, burst=50)
    assert provider.calls == 400
    pace_of_the_limit = (400 - 50) / 50 * 60
    assert provider.clock.at == pytest.approx(pace_of_the_limit, rel=0.05)


async def test_who_would_wait_too_long_is_told_at_once() -> None:
    provider = await _raced(400, per_minute=50, burst=50, within=60)
    assert 90 <= provider.calls <= 101
    assert provider.clock.at <= 61


async def test_no_more_calls_run_at_once_than_allowed() -> None:
    running, most = 0, 0

    @dataclass
    class Counting(Provider):
        async def fill(self, request: Request[T], within: float) -> Outcome[T]:
            nonlocal running, most
            running += 1
            most = max(most, running)
            await asyncio.sleep(0.001)
            running -= 1
            return await Provider.fill(self, request, within)

    clock = Ticking()
    provider = Counting(clock)
    paced = Paced(inner=provider, pace=Pace(clock=clock), clock=clock, at_once=4)
    await asyncio.gather(*(paced.fill(request(f"{n}"), 60) for n in range(40)))
    assert most == 4


def _budgeted(provider: Provider, purse: Accounts, cap: int) -> Budgeted:
    provider.caps = Caps(
        provider="claude",
        models=dict.fromkeys(CAPS.models, "claude-haiku-5-5"),
        json_schema=True,
        prompt_caching=True,
        batches=True,
        token_counting=True,
        local=False,
    )
    return Budgeted(inner=provider, purse=purse, cap=cap, today=lambda: TODAY, price=price_of)


async def test_a_days_budget_is_never_exceeded_by_many_processes() -> None:
    purse, cap = Accounts(), 2_000
    processes = [_budgeted(Provider(Ticking()), purse, cap) for _ in range(3)]
    ends = [await process.fill(request(f"{n}"), 5) for n in range(60) for process in processes]
    assert purse.spent <= cap
    refused = [end for end in ends if isinstance(end, Unavailable)]
    assert {end.why for end in refused} == {Why.OVER_BUDGET}
    for process in processes:
        await process.settle()
    assert purse.spent == 10 * (len(ends) - len(refused))


async def test_what_was_taken_and_not_spent_is_given_back() -> None:
    purse = Accounts()
    budgeted = _budgeted(Provider(Ticking()), purse, 10_000_000)
    await budgeted.fill(request(), 5)
    assert purse.spent == 250_000
    await budgeted.settle()
    assert purse.spent == 10


def test_a_model_without_a_known_price_counts_as_the_dearest() -> None:
    assert price_of("claude-of-tomorrow").written == max(p.written for p in PRICES.values())


async def test_the_same_question_is_asked_once() -> None:
    provider, shelf = Provider(Ticking()), Cassette()
    stored = Stored(inner=provider, shelf=shelf)
    first = await stored.fill(request(), 5)
    second = await stored.fill(request(), 5)
    assert isinstance(first, Ok)
    assert isinstance(second, Ok)
    assert second.value == first.value
    assert (provider.calls, second.meta.stored, second.meta.micros) == (1, True, 0)


@pytest.mark.parametrize("what", ["text", "prompt", "model"])
async def test_another_text_prompt_or_model_is_another_question(what: str) -> None:
    base, key = request(), request().key("m")
    other = base.spec.prompt.__class__(task="judge", version="2", text="Other.")
    changed = {
        "text": request("something else").key("m"),
        "prompt": Request(
            spec=base.spec.__class__(form=Form, prompt=other), blocks=base.blocks
        ).key("m"),
        "model": base.key("m2"),
    }
    assert changed[what] != key


async def test_a_cassette_that_has_no_answer_asks_nobody() -> None:
    provider = Provider(Ticking())
    replay = Stored(inner=provider, shelf=Cassette(), ask=False)
    outcome = await replay.fill(request(), 5)
    assert isinstance(outcome, Unavailable)
    assert (outcome.why, provider.calls) == (Why.NOT_RECORDED, 0)


async def test_a_cassette_plays_what_was_recorded_and_holds_no_name() -> None:
    accounts = Accounts()
    recorded = Cassette()
    layers = model(Scripted(lambda _: FORM), accounts)
    shelf = layers.shelf
    assert isinstance(shelf, Cassette)
    await layers.fill(request(), 5)
    recorded.replies = shelf.replies
    assert "Petersen" not in recorded.lines()
    assert Cassette(recorded.lines()).replies == shelf.replies


async def test_a_model_that_is_switched_off_says_so_and_costs_nothing() -> None:
    accounts = Accounts()
    layers = model(Off(), accounts)
    outcome = await layers.fill(request(), 5)
    await layers.settle()
    assert isinstance(outcome, Unavailable)
    assert [(call.outcome, call.micros) for call in accounts.calls] == [("switched_off", 0)]
