"""The rules in force do what their own cases say; a rule without cases, or a misspelt one, is
refused.
"""

from pathlib import Path

import pytest
import yaml

from bot.domain.people import Role
from bot.errors import BadSetting
from bot.policy.judging import Judge
from bot.policy.policies import Policies
from bot.policy.rules import FOLDER, Case, Rule, RuleBook, situation_of
from bot.policy.rulings import Effect
from bot.policy.situation import Details, Finding, Situation

POLICIES = Policies.load()
RULES = POLICIES.book.rules
CASES = [
    pytest.param(rule, case, holds, id=f"{rule.id}-{'holds' if holds else 'passes'}-{number}")
    for rule in RULES
    for holds in (True, False)
    for number, case in enumerate(rule.cases.holds if holds else rule.cases.passes)
]


def spoken(rule: Rule, case: Case) -> bool:
    """Whether the rule has its say in a situation; for one that allows, whether it applies."""
    found = tuple(POLICIES.read(case.text)) if case.text else ()
    situation = situation_of(case, frozenset(each.category for each in found))
    if rule.effect is Effect.ALLOW:
        return rule.holds(situation)
    ruling = Judge(book=POLICIES.book).judge(situation, Details(findings=found))
    return rule.id in {matched.rule for matched in ruling.matched}


@pytest.mark.parametrize(("rule", "case", "holds"), CASES)
def test_a_rule_does_what_its_cases_say(rule: Rule, case: Case, holds: bool) -> None:
    assert spoken(rule, case) is holds


def test_the_strictest_rule_counts() -> None:
    judge = Judge(book=POLICIES.book)
    quiet = Situation(quiet_hours=True)
    assert judge.judge(quiet, Details()).effect is Effect.LATER
    both = Situation(quiet_hours=True, foreign_links=True)
    assert judge.judge(both, Details()).effect is Effect.DENY


def test_what_no_rule_allows_is_denied() -> None:
    ruling = Judge(book=POLICIES.book).judge(Situation(automatic=True), Details())
    assert ruling.effect is Effect.DENY
    assert "default_deny" in {matched.rule for matched in ruling.matched}


@pytest.mark.parametrize(
    ("role", "size", "effect", "approver"),
    [
        (Role.REP, 10, Effect.ALLOW, None),
        (Role.REP, 15, Effect.NEEDS_APPROVAL, Role.MANAGER),
        (Role.REP, 25, Effect.NEEDS_APPROVAL, Role.REVOPS),
        (Role.REP, 35, Effect.DENY, None),
        (Role.REP, None, Effect.NEEDS_APPROVAL, Role.REVOPS),
        (Role.MANAGER, 20, Effect.ALLOW, None),
        (Role.MANAGER, 21, Effect.NEEDS_APPROVAL, Role.REVOPS),
        (Role.REVOPS, 30, Effect.ALLOW, None),
        (Role.REVOPS, None, Effect.ALLOW, None),
        (Role.REVOPS, 31, Effect.DENY, None),
        (Role.ENABLEMENT, 1, Effect.NEEDS_APPROVAL, Role.REP),
    ],
)
def test_a_discount_needs_a_role_whose_limit_covers_it(
    role: Role, size: float | None, effect: Effect, approver: Role | None
) -> None:
    category = "discount_over_limit"
    found = Finding(category=category, start=0, end=4, size=size)
    situation = Situation(by_role=role, content=frozenset({category}))
    ruling = Judge(book=POLICIES.book).judge(situation, Details(findings=(found,)))
    assert (ruling.effect, ruling.approver) == (effect, approver)


def test_a_rule_that_was_lifted_is_silent() -> None:
    situation = Situation(foreign_links=True)
    lifted = frozenset({"foreign_link"})
    assert Judge(book=POLICIES.book).judge(situation, Details(), lifted).effect is Effect.ALLOW


CHANGES = {
    "an unknown field": ("when", [{"field": "weather", "is": "bad"}]),
    "a value of another type": ("when", [{"field": "quiet_hours", "is": "perhaps"}]),
    "an unknown action": ("actions", ["send_fax"]),
    "no case that holds": ("cases", {"holds": [], "passes": [{"foreign_links": False}]}),
    "no case that passes": ("cases", {"holds": [{"foreign_links": True}], "passes": []}),
    "a case that speaks of nothing": (
        "cases",
        {"holds": [{"links": 3}], "passes": [{"foreign_links": False}]},
    ),
    "a misspelt key": ("overuled_by", ["manager"]),
    "a sentence with an unknown word": ("reason", "Because of {moon}."),
    "an approval by nobody": ("effect", "needs_approval"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_mistake_is_named_and_nothing_starts(name: str, tmp_path: Path) -> None:
    key, value = CHANGES[name]
    recipients = yaml.safe_load((FOLDER / "2_recipients.yaml").read_text("utf-8"))
    rule = next(each for each in recipients if each["id"] == "foreign_link")
    (tmp_path / "limits.yaml").write_bytes((FOLDER / "limits.yaml").read_bytes())
    (tmp_path / "mine.yaml").write_text(yaml.safe_dump([rule | {key: value}]), "utf-8")
    with pytest.raises(BadSetting, match=r"mine\.yaml"):
        RuleBook.load(tmp_path)


def test_any_change_of_a_file_is_another_version(tmp_path: Path) -> None:
    for path in FOLDER.glob("*.yaml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    before = RuleBook.load(tmp_path).version
    (tmp_path / "limits.yaml").write_text(
        (FOLDER / "limits.yaml").read_text("utf-8").replace("20:00", "19:00"), "utf-8"
    )
    assert RuleBook.load(tmp_path).version != before
