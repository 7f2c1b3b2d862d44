"""An endpoint is tried out, and what it can't do is named with what that means."""

from bot.llm.probing import Probe, probed
from sandbox.llm import replies
from sandbox.llm.chat import chat_completions
from sandbox.llm.messages import messages_api
from sandbox.llm.replies import Reply
from sandbox.llm.server import StandIn
from tests.bot.llm.asking import asking_chat, asking_claude

ANSWER = {"kind": "question", "confidence": 0.9, "words": ["May"], "summary": "Start in May?"}


def _by_name(probes: list[Probe]) -> dict[str, Probe]:
    return {probe.what.split(",")[0]: probe for probe in probes}


async def test_an_endpoint_that_can_do_all_is_not_degraded() -> None:
    stand_in = StandIn(fill=lambda body: ANSWER)
    stand_in.waiting.extend([Reply(), Reply(), Reply(), replies.truncated()])
    async with messages_api(stand_in), asking_claude(stand_in.url) as claude:
        probes = [probe async for probe in probed(claude)]
    assert [probe.what for probe in probes if probe.degraded] == []
    assert _by_name(probes)["truncation"].result == "said so"
    assert "US dollars" in _by_name(probes)["small model"].result


async def test_a_small_endpoint_is_told_what_it_lacks() -> None:
    stand_in = StandIn(fill=lambda body: ANSWER)
    async with chat_completions(stand_in, ()), asking_chat(stand_in.url) as chat:
        probes = _by_name([probe async for probe in probed(chat)])
    assert not any(probe.failed for probe in probes.values())
    assert {name for name, probe in probes.items() if probe.degraded} == {
        "JSON schema",
        "prompt cache",
        "truncation",
    }


async def test_an_endpoint_that_does_not_answer_is_said_so_once() -> None:
    stand_in = StandIn(fill=lambda body: ANSWER)
    stand_in.waiting.append(Reply(status=401, error_type="authentication_error"))
    async with messages_api(stand_in), asking_claude(stand_in.url) as claude:
        (probe,) = [probe async for probe in probed(claude)]
    assert probe.failed
    assert "did not accept our key (401" in probe.result
