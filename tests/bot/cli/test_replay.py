"""`daybreak replay` on the command line: other policies, and what a model costs."""

import io
import json
from dataclasses import replace
from pathlib import Path

from click.testing import CliRunner, Result
from rich.console import Console

from bot.cli import costs, rulings
from bot.cli.replay import Found, document, replay
from bot.config import Settings
from bot.decisions.ruling_differences import RuleChange, RulingChange, RulingDifferences
from bot.errors import BadInput
from bot.llm.costs import CostDifference, Costs
from bot.mission.differences import Differences
from bot.policy.rules import FOLDER
from bot.policy.rulings import Effect

CHANGE = RulingChange(
    decision_id="x1",
    deal_id="d1",
    run_id="r1",
    state="approved",
    action="send_email",
    before=Effect.ALLOW,
    after=Effect.DENY,
    rules=(
        RuleChange(
            rule="discount_over_limit",
            before=None,
            after=Effect.DENY,
            reason="Too much. Nothing was sent.",
            text="15 %[bold]\u202e",
        ),
    ),
)


def _found(*changes: RulingChange) -> RulingDifferences:
    return RulingDifferences(
        versions=("a", "b"),
        decisions=30,
        drafts=12,
        effects={(Effect.ALLOW, Effect.DENY): 21} if changes else {},
        rules={"discount_over_limit": {"stricter": 20, "approver": 1}} if changes else {},
        changes=changes,
    )


def _shown(found: RulingDifferences) -> str:
    console = Console(file=io.StringIO(), width=200, highlight=False)
    rulings.show(console, found)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def _run(home: Path, *arguments: str) -> Result:
    settings = Settings(daybreak_home=home)
    return CliRunner().invoke(replay, ["--since", "2026-01-01", *arguments], obj=settings)


def test_effects_rules_and_examples_are_told_in_words() -> None:
    lines = _shown(_found(*[CHANGE] * 21)).splitlines()
    assert lines[:3] == [
        "30 proposed actions, 12 with a text, ruled on again: by policy a and by b.",
        "     21  allowed → not allowed",
        "  discount_over_limit: 20 stricter, 1 with another approver",
    ]
    # What stands in a text steers no screen.
    assert lines[3] == (
        "d1, send_email (approved): allowed → not allowed."
        " discount_over_limit “15 %[bold] ”: Too much. Nothing was sent."
    )
    assert lines[-1] == "… and 1 more; --json has them all."
    assert len(lines) == 3 + 20 + 1


def test_where_nothing_differs_that_is_said() -> None:
    assert "Both say the same of each." in _shown(_found())


def test_the_document_names_both_sides_of_every_change() -> None:
    document = json.loads(json.dumps(rulings.document(_found(CHANGE))))
    assert document["policy_version"] == ["a", "b"]
    assert document["effects"] == [{"before": "allow", "after": "deny", "decisions": 21}]
    (change,) = document["changes"]
    assert change["effect"] == ["allow", "deny"]
    assert change["rules"][0]["effect"] == [None, "deny"]
    assert (change["decision_id"], change["state"]) == ("x1", "approved")


def test_rulings_are_there_only_where_other_policies_are_tried(tmp_path: Path) -> None:
    tried = json.loads(_run(tmp_path, "--policy", str(FOLDER), "--json").output)
    assert tried["rulings"]["decisions"] == 0
    assert len(set(tried["rulings"]["policy_version"])) == 1
    assert "rulings" not in json.loads(_run(tmp_path, "--json").output)


def test_costs_are_told_for_both_sides_and_what_is_not_known() -> None:
    then = Costs(calls=4, answered=3, unpriced=0, tokens_in=1200, tokens_out=80, micros=12_300)
    now = replace(then, answered=2, unpriced=1, micros=0)
    found = CostDifference(before=then, after=now)
    console = Console(file=io.StringIO(), width=200, highlight=False)
    costs.show(console, found)
    assert isinstance(console.file, io.StringIO)
    assert console.file.getvalue().splitlines() == [
        "The model then: 3 answers to 4 questions, 1,200 tokens in, 80 out, $0.0123.",
        "The model now: 2 answers to 4 questions, 1,200 tokens in, 80 out, $0.0000,"
        " 1 at a price not known any more.",
    ]
    missions = Differences(missions=1, decisions=1, identical=1, changes=(), by_rules_alone=0)
    written = document(Found(missions=missions, costs=found, rulings=None))
    assert written["costs"]["before"]["micros"] == 12_300
    assert "costs" not in document(Found(missions=missions, costs=None, rulings=None))


def test_a_folder_without_policies_is_named(tmp_path: Path) -> None:
    done = _run(tmp_path, "--policy", str(tmp_path))
    assert isinstance(done.exception, BadInput)
    assert "limits.yaml is missing" in str(done.exception)
    assert "bot/policy/rules/" in str(done.exception)
