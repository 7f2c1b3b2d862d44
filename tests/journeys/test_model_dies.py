"""The model's provider dies in the middle of a morning: every rep has the brief, once, labelled."""

import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.domain.deals import AccountId, ContactId, ContactRole
from bot.domain.people import PersonId
from sandbox.llm.messages import messages_api
from sandbox.llm.replies import Reply
from sandbox.llm.server import StandIn
from sandbox.slack import Workspace
from tests.fakes.business import NOW, account, contact, days_ago, deal, link, mail, person
from tests.journeys.slack_team import bot_for, workspace_of

NAMES = ("ada", "ben", "cy")
TEAM = [person(name) for name in NAMES]
DEALS = 4  # of each
ALONE = re.compile(r"(\d+) of 4 deals were judged by rules alone: ([^.]+)\.")


def records() -> list[object]:
    made: list[object] = [*TEAM]
    for name in NAMES:
        made += [account(name), contact(f"c-{name}", account_id=AccountId(name),
                                        role=ContactRole.CHAMPION)]  # fmt: skip
        of, whose = AccountId(name), PersonId(name)
        for n in range(DEALS):
            key = f"{name}-{n}"
            asks = f"Could you tell us by Friday whether SAML {n} is included? Yours, C"
            made += [
                deal(key, name=f"Rollout {key}", owner_id=whose, account_id=of),
                link(key, f"c-{name}"),
                mail(f"m-{key}", deal_id=key, person_id=whose, body=asks,
                     contact_id=ContactId(f"c-{name}"), at=days_ago(5)),
            ]  # fmt: skip
    return made


def agreeing(stand_in: list[StandIn], dies_after: int) -> Any:
    judged = 0

    def fill(body: Mapping[str, Any]) -> dict[str, Any]:
        nonlocal judged
        schema = body["output_config"]["format"]["schema"]["properties"]
        if "facts" in schema:
            return {"facts": []}
        if "subject" in schema:
            return {
                "subject": "Re: Your offer",
                "body": "Hi,\n\nI am on it for you.\n\nBest regards",
            }
        judged += 1
        if judged == dies_after:
            stand_in[0].waiting.extend([Reply(drop=True)] * 1_000)
        return {
            "verdict": "act_now",
            "reason_code": "unanswered_question",
            "confidence": 0.8,
            "evidence": ["F1"],
            "counter_evidence": [],
            "reasoning": "",
            "would_change_if": "",
        }

    return fill


def _briefs(workspace: Workspace, name: str) -> list[str]:
    user = workspace.person(name)
    channels = workspace.seeing.conversations(user)
    return [m.text for one in channels for m in workspace.seeing.messages(user, one)]


async def test_every_rep_has_the_brief_once_and_is_told_who_judged(tmp_path: Path) -> None:
    half = len(NAMES) * DEALS // 2
    made: list[StandIn] = []
    made.append(StandIn(fill=agreeing(made, dies_after=half)))
    async with messages_api(made[0]), workspace_of(TEAM, NOW) as (workspace, address):
        settings: dict[str, Any] = {"anthropic_api_key": "k", "llm_base_url": made[0].url}
        async with bot_for(workspace, address, tmp_path, **settings) as bot:
            await bot.holds(*records())
            began = time.perf_counter()
            await bot.ticks()
            took = time.perf_counter() - began
            first = {name: _briefs(workspace, name) for name in NAMES}
            asked = len(made[0].asked)
            await bot.ticks()
        async with bot_for(workspace, address, tmp_path, **settings) as bot:
            await bot.ticks()
        assert {name: _briefs(workspace, name) for name in NAMES} == first
    assert took < 30
    assert [len(texts) for texts in first.values()] == [1, 1, 1]
    told = [ALONE.search(texts[0]) for texts in first.values()]
    alone = sum(int(found[1]) for found in told if found)
    assert 1 <= alone <= DEALS * len(NAMES) - half
    assert {found[2] for found in told if found} <= {
        "the model could not be reached",
        "the model failed several times and is left alone for a while",
    }
    assert all("Judged by rules and claude" in texts[0] for texts in first.values())
    assert len(made[0].asked) == asked, "nobody is asked again for what was judged"
