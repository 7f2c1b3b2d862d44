"""What two sets of policies say otherwise of decisions: by effect, by rule, one by one."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.decisions.reruling import Ruled
from bot.domain.people import Role
from bot.policy.rulings import Effect, Matched, Ruling


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChange:
    """One rule that speaks against a decision on one side only, or otherwise on each.

    An effect is None where the rule does not hold; `reason` and `text`, the words of the draft that
    it is about, are those of the new side, or of the old where it no longer holds.
    """

    rule: str
    before: Effect | None
    after: Effect | None
    reason: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RulingChange:
    decision_id: str
    deal_id: str
    run_id: str
    state: str
    action: str
    before: Effect
    after: Effect
    rules: tuple[RuleChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RulingDifferences:
    """`effects` counts decisions by what was said before and is said now, only where that differs;
    `rules` counts, by rule, the decisions in which it has become stricter, looser, or asks for
    another person's approval. Changes of an effect come first in `changes`.
    """

    versions: tuple[str, str]  # of the policies before and now
    decisions: int
    drafts: int
    effects: Mapping[tuple[Effect, Effect], int] = field(hash=False)
    rules: Mapping[str, Mapping[str, int]] = field(hash=False)
    changes: tuple[RulingChange, ...]


def ruling_differences(ruled: Sequence[Ruled], versions: tuple[str, str]) -> RulingDifferences:
    changes = [change for one in ruled if (change := _change(one)).rules]
    changes.sort(key=lambda each: each.before is each.after)
    moved = Counter((each.before, each.after) for each in changes if each.before != each.after)
    return RulingDifferences(
        versions=versions,
        decisions=len(ruled),
        drafts=sum(one.decision.draft is not None for one in ruled),
        effects=dict(moved.most_common()),
        rules=_by_rule(changes),
        changes=tuple(changes),
    )


def _by_rule(changes: Iterable[RulingChange]) -> dict[str, dict[str, int]]:
    counted: dict[str, Counter[str]] = {}
    for change in changes:
        for rule in change.rules:
            counted.setdefault(rule.rule, Counter())[_turn(rule)] += 1
    return {rule: dict(counted[rule]) for rule in sorted(counted)}


def _turn(rule: RuleChange) -> str:
    was, now = (0 if e is None else e.strictness for e in (rule.before, rule.after))
    return "approver" if was == now else "stricter" if now > was else "looser"


def _change(one: Ruled) -> RulingChange:
    decision = one.decision
    return RulingChange(
        decision_id=decision.id,
        deal_id=decision.deal_id,
        run_id=decision.run_id,
        state=decision.state.value,
        action=decision.action.type,
        before=one.before.effect,
        after=one.after.effect,
        rules=tuple(_rules(one.before, one.after)),
    )


def _rules(before: Ruling, after: Ruling) -> Iterable[RuleChange]:
    old, new = _strictest(before), _strictest(after)
    for rule in sorted(old | new):
        was, now = old.get(rule), new.get(rule)
        if _said(was) != _said(now):
            shown = now or was
            yield RuleChange(
                rule=rule,
                before=was.effect if was else None,
                after=now.effect if now else None,
                reason=shown.reason if shown else "",
                text=shown.text if shown else "",
            )


def _strictest(ruling: Ruling) -> dict[str, Matched]:
    """A rule may hold in several places; the strictest stands first."""
    found: dict[str, Matched] = {}
    for matched in ruling.matched:
        found.setdefault(matched.rule, matched)
    return found


def _said(matched: Matched | None) -> tuple[Effect, Role | None] | None:
    return (matched.effect, matched.approver) if matched else None
