"""Labelled cases become contexts, and the benchmark counts honestly."""

from datetime import date, datetime
from typing import Any

import pytest
import yaml

from bench.cases import Case, case_of
from bench.verdicts import Outcome, measure, wilson
from bot.domain.missions import Norms, ReasonCode, VerdictKind
from bot.mission.verdict import judge
from tests.bot.mission.scenes import RULES

ROW = """
id: lantern-wait
"on": 2026-03-12
timezone: Europe/London
tags: [wait]
deal: {name: "Lantern – 80 seats", stage: Proposal, amount: 24000, created_at: 2026-01-08}
contacts: [{id: ann, name: "Ann Poe", role: champion, email_consent: withdrawn}]
activities:
- {kind: email, direction: outbound, at: "2026-03-11T10:00:00+00:00", contact: ann, body: "Hi"}
- {kind: email, direction: inbound, at: "2026-03-02T09:14:00+00:00", contact: ann, body: "Later."}
usage: {logins: {2026-02-02: 118, 2026-02-01: 120}}
expect: {verdict: [monitor, no_action], until: {from: 2026-04-01, to: 2026-04-03}, why: "Asked."}
"""


@pytest.fixture
def row() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(ROW)
    return loaded


def test_a_case_is_a_morning_at_eight_in_the_rep_s_zone(row: dict[str, Any]) -> None:
    case = case_of(row)
    assert case.moment.today == date(2026, 3, 12)
    assert case.moment.now == datetime.fromisoformat("2026-03-12T08:00:00+00:00")


def test_activities_come_oldest_first_with_one_document_each(row: dict[str, Any]) -> None:
    case = case_of(row)
    assert [t.direction for t in case.context.touches] == ["inbound", "outbound"]
    assert [d.id for d in case.documents] == [f"activity:{t.id}" for t in case.context.touches]


def test_usage_comes_oldest_first_and_old_usage_is_stale(row: dict[str, Any]) -> None:
    case = case_of(row)
    assert list(case.context.usage[0].values) == [120.0, 118.0]
    assert [s.stale for s in case.context.sources] == [False, True]


def outcome(case: Case) -> Outcome:
    return Outcome(case=case, judgement=judge(case.context, case.moment, Norms(), RULES))


def test_what_is_right_is_in_the_accepted_verdicts(row: dict[str, Any]) -> None:
    found = outcome(case_of(row))
    assert found.judgement.verdict is VerdictKind.MONITOR
    assert found.judgement.reason_code is ReasonCode.AWAITING_REPLY
    assert found.is_right
    assert not found.fits_until


def test_figures_name_no_case(row: dict[str, Any]) -> None:
    figures = measure([outcome(case_of(row))])
    assert figures["accuracy"] == 1
    assert figures["until_exact"] == 0
    assert figures["by_tag"] == {"wait": (1, 1)}
    assert "lantern" not in str(figures)


def test_the_interval_holds_for_few_cases_too() -> None:
    assert wilson(0, 0) == (0, 1)
    assert wilson(9, 10) == pytest.approx((0.5958, 0.9821), abs=1e-3)
    low, high = wilson(270, 300)
    assert low < 0.9 < high
