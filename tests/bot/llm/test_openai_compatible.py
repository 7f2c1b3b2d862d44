"""A chat-completions endpoint's wire, against a stand-in: the ladder, and what each end becomes."""

import json

import pytest

from bot.llm.openai_compatible import Rung
from bot.llm.port import Invalid, Ok, Outcome, Refused, Unavailable, Why
from sandbox.llm import replies
from sandbox.llm.chat import chat_completions
from sandbox.llm.replies import Reply
from sandbox.llm.server import StandIn
from tests.bot.llm.asking import GOOD, Accounts, Form, asking_chat, model, request

BOTH = ("json_schema", "json_object")


async def _filled(
    *waiting: Reply, formats: tuple[str, ...] = BOTH, within: float = 5
) -> tuple[Outcome[Form], StandIn, Rung]:
    stand_in = StandIn(fill=lambda body: GOOD)
    stand_in.waiting.extend(waiting)
    async with chat_completions(stand_in, formats), asking_chat(stand_in.url) as chat:
        return await chat.fill(request(), within), stand_in, chat.rung


async def test_the_request_names_a_schema_and_no_sampling() -> None:
    outcome, stand_in, _ = await _filled()
    body = stand_in.asked[0].body
    assert isinstance(outcome, Ok)
    assert body["response_format"]["json_schema"]["strict"] is True
    assert not {"temperature", "top_p", "seed", "tools"} & set(body)
    assert "Authorization" not in stand_in.asked[0].headers
    assert [message["role"] for message in body["messages"]] == ["system", "user"]


@pytest.mark.parametrize(
    ("formats", "rung", "asked"),
    [(BOTH, Rung.SCHEMA, 1), (("json_object",), Rung.OBJECT, 2), ((), Rung.ASKED, 3)],
)
async def test_an_endpoint_is_asked_in_the_best_way_that_it_knows(
    formats: tuple[str, ...], rung: Rung, asked: int
) -> None:
    outcome, stand_in, found = await _filled(formats=formats)
    assert isinstance(outcome, Ok)
    assert (found, len(stand_in.asked)) == (rung, asked)
    told = "must fit this JSON schema" in stand_in.asked[-1].text
    assert told is (rung is not Rung.SCHEMA)


async def test_what_an_endpoint_cannot_do_is_asked_once() -> None:
    stand_in = StandIn(fill=lambda body: GOOD)
    async with chat_completions(stand_in, ()), asking_chat(stand_in.url) as chat:
        await chat.fill(request(), 5)
        await chat.fill(request("another"), 5)
        assert not chat.caps.json_schema
    assert len(stand_in.asked) == 4


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (replies.limited(), Why.RATE_LIMITED),
        (replies.overloaded(), Why.OVERLOADED),
        (Reply(status=503), Why.SERVER_FAILED),
        (Reply(status=400), Why.BAD_REQUEST),
        (Reply(status=401), Why.UNAUTHORISED),
        (Reply(drop=True), Why.DISCONNECTED),
        (Reply(delay=5), Why.TIMED_OUT),
    ],
)
async def test_each_failure_is_called_what_it_is(reply: Reply, why: Why) -> None:
    outcome, _, _ = await _filled(reply, within=0.5)
    assert isinstance(outcome, Unavailable)
    assert outcome.why is why


async def test_a_filtered_answer_is_a_refusal() -> None:
    outcome, _, _ = await _filled(replies.refusal())
    assert isinstance(outcome, Refused)


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(GOOD | {"confidence": "72%"}),
        json.dumps(GOOD | {"verdict": "Act Now"}),
        json.dumps({"answer": GOOD}),  # never a form from within another object
        json.dumps(GOOD)[:-9],
        "I can't help with that.",
        "",
    ],
)
async def test_what_does_not_fit_is_invalid(text: str) -> None:
    outcome, _, _ = await _filled(Reply(text=text))
    assert isinstance(outcome, Invalid)


async def test_a_truncated_answer_and_half_a_reply_are_invalid() -> None:
    outcome, _, _ = await _filled(replies.truncated())
    assert isinstance(outcome, Invalid)
    assert outcome.cut_off
    outcome, _, _ = await _filled(Reply(half=True))
    assert isinstance(outcome, Invalid)


async def test_prose_and_thoughts_around_the_form_are_cut_away() -> None:
    outcome, _, _ = await _filled(replies.prose(GOOD))
    assert isinstance(outcome, Ok)


async def test_through_all_layers_it_costs_nothing_and_sees_no_names() -> None:
    stand_in, accounts = StandIn(fill=lambda body: GOOD), Accounts()
    stand_in.waiting.append(replies.limited())
    async with chat_completions(stand_in), asking_chat(stand_in.url) as chat:
        layers = model(chat, accounts, micros_a_day=0)
        outcome = await layers.fill(request(), 30)
        await layers.settle()
    assert isinstance(outcome, Ok)
    assert accounts.calls[0].micros == 0
    assert "Petersen" not in "".join(asked.text for asked in stand_in.asked)
