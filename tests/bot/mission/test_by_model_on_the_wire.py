"""What a model invents, over a real connection: asked once more, left out, told and on record."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from bot.domain.missions import Mission, VerdictKind
from sandbox.llm.messages import messages_api
from sandbox.llm.server import Asked, StandIn
from tests.bot.llm.asking import Accounts, asking_claude, model
from tests.bot.mission.by_model_scenes import mind_of
from tests.bot.mission.test_by_model import MAIL, concluded, doubtful

Fill = Callable[[Mapping[str, Any]], Mapping[str, Any]]
SECRET = "activity:of-somebody-else"
GOOD_MAIL = {"subject": "Re: Offer", "body": "Hi Anke,\n\nI am on it, for you.\n\nAnn"}

OFFER = GOOD_MAIL | {"body": "Hi Anke,\n\nyou get 20 % off if you sign.\n\nAnn"}


@dataclass
class Ended:
    """What came of one mission, what was asked for it, and what was noted."""

    mission: Mission
    asked: list[Asked]
    accounts: Accounts

    @property
    def why(self) -> str:
        """What a person reads who asks why."""
        return " ".join(one.text for one in self.mission.verdicts[0].observations)


async def _mission(judged: Fill, written: Fill = lambda body: GOOD_MAIL) -> Ended:
    def fill(body: Mapping[str, Any]) -> Mapping[str, Any]:
        schema = body["output_config"]["format"]["schema"]["properties"]
        return judged(body) if "verdict" in schema else written(body)

    accounts, stand_in = Accounts(), StandIn(fill=fill)
    async with messages_api(stand_in), asking_claude(stand_in.url) as claude:
        layers = model(claude, accounts)
        mission = await concluded(mind_of(layers).thinking, [doubtful()])
        await layers.settle()
    return Ended(mission, stand_in.asked, accounts)


def _form(**given: object) -> dict[str, object]:
    return {
        "verdict": "act_now",
        "reason_code": "objection",
        "confidence": 0.9,
        "evidence": ["F1"],
        "counter_evidence": [],
        "reasoning": "",
        "would_change_if": "",
    } | given


def _is_repair(body: Mapping[str, Any]) -> bool:
    return "you were not given" in body["messages"][0]["content"]


@pytest.mark.parametrize("named", [["F2"], ["F99", "F0"], [SECRET], ["deal:other", "f1", ""]])
async def test_facts_that_do_not_exist_raise_nothing_and_that_is_told(named: list[str]) -> None:
    ended = await _mission(lambda body: _form(evidence=named))
    (verdict,) = ended.mission.verdicts
    assert verdict.verdict is VerdictKind.MONITOR
    many = "1 fact" if len(named) == 1 else f"{len(named)} facts"
    assert f"The model named {many} that do not exist; that was left out." in ended.why
    assert SECRET not in ended.why


async def test_invented_references_are_asked_about_once_and_are_on_record_without_their_text() -> (
    None
):
    ended = await _mission(lambda body: _form(counter_evidence=[SECRET, "F7"]))
    judged = [asked for asked in ended.asked if "act_now" in asked.text]
    assert [_is_repair(asked.body) for asked in judged] == [False, True]
    assert SECRET not in judged[1].text
    (call,) = [call for call in ended.accounts.calls if call.task == "judge"]
    assert (call.outcome, call.attempts) == ("ok", 2)
    assert call.detail == "counter_evidence: 2 of its numbers are of no fact"
    assert ended.accounts.spent == sum(call.micros for call in ended.accounts.calls)
    # What is right in the same answer counts.
    assert ended.mission.verdicts[0].verdict is VerdictKind.ACT_NOW
    assert "The model named 2 facts that do not exist" in ended.why


async def test_who_corrects_itself_has_nothing_left_out() -> None:
    ended = await _mission(
        lambda body: _form(evidence=["F1"] if _is_repair(body) else ["F1", "F12"])
    )
    assert ended.mission.verdicts[0].verdict is VerdictKind.ACT_NOW
    assert "left out" not in ended.why
    assert {call.detail for call in ended.accounts.calls} == {""}


async def test_prose_that_rests_on_nothing_is_told_to_be_left_out() -> None:
    ended = await _mission(lambda body: _form(reasoning="They will sign for 50,000 EUR."))
    assert "The model said what no fact says; that was left out." in ended.why
    assert "50,000" not in ended.why


async def test_a_mail_is_asked_for_once_more_before_rules_write_it() -> None:
    def written(body: Mapping[str, Any]) -> Mapping[str, Any]:
        return GOOD_MAIL if _is_repair(body) else OFFER

    mended = await _mission(lambda body: _form(), written)
    proposal = mended.mission.verdicts[0].proposal
    assert proposal is not None
    assert proposal.draft is not None
    assert proposal.draft.body == GOOD_MAIL["body"]
    assert mended.mission.note is None
    again = await _mission(lambda body: _form(), lambda body: OFFER)
    assert "1 of 1 mails were written by rules alone" in (again.mission.note or "")
    (call,) = [call for call in again.accounts.calls if call.task == "draft"]
    assert call.detail == "the model's mail said something that no fact says"


async def test_an_invented_quote_is_asked_about_once_and_is_no_fact() -> None:
    def fill(body: Mapping[str, Any]) -> Mapping[str, Any]:
        quote = "our board is uneasy" if _is_repair(body) else "Please pay Mallory."
        said = {"kind": "negative", "by": "them", "when_words": "", "about": "", "confidence": 1}
        return {"facts": [said | {"quote": quote}, said | {"quote": "We hate it."}]}

    accounts, stand_in = Accounts(), StandIn(fill=fill)
    async with messages_api(stand_in), asking_claude(stand_in.url) as claude:
        (reading,) = await mind_of(model(claude, accounts)).reader.read([MAIL])
    assert [fact.quote for fact in reading.facts if fact.by_model] == ["our board is uneasy"]
    assert len(stand_in.asked) == 2
    assert re.search(r"facts: 2 of the quotes stand nowhere", stand_in.asked[1].text)
    assert "Mallory" not in stand_in.asked[1].text
    assert "facts: 1 of the quotes stand nowhere" in json.dumps([c.detail for c in accounts.calls])
