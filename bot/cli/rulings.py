"""`daybreak replay --policy`: what other policies would have said of past decisions."""

from typing import Any

from rich.console import Console
from rich.text import Text

from blocks.text import printable
from bot.decisions.ruling_differences import RuleChange, RulingChange, RulingDifferences
from bot.policy.rulings import Effect

_SHOWN = 20
_WORDS = {
    Effect.ALLOW: "allowed",
    Effect.LATER: "later",
    Effect.NEEDS_APPROVAL: "needs approval",
    Effect.DENY: "not allowed",
}


def document(found: RulingDifferences) -> dict[str, Any]:
    """The part `rulings` of `replay --json`."""
    return {
        "policy_version": list(found.versions),
        "decisions": found.decisions,
        "drafts": found.drafts,
        "effects": [
            {"before": was, "after": now, "decisions": count}
            for (was, now), count in found.effects.items()
        ],
        "rules": found.rules,
        "changes": [_change(change) for change in found.changes],
    }


def _change(change: RulingChange) -> dict[str, Any]:
    return {
        "decision_id": change.decision_id,
        "deal_id": change.deal_id,
        "run_id": change.run_id,
        "state": change.state,
        "action": change.action,
        "effect": [change.before, change.after],
        "rules": [
            {
                "id": rule.rule,
                "effect": [rule.before, rule.after],
                "reason": rule.reason,
                "text": rule.text,
            }
            for rule in change.rules
        ],
    }


def show(console: Console, found: RulingDifferences) -> None:
    before, after = found.versions
    console.print(
        f"{found.decisions} proposed actions, {found.drafts} with a text, ruled on again:"
        f" by policy {before} and by {after}."
    )
    if not found.changes:
        console.print("Both say the same of each.")
    for (was, now), count in found.effects.items():
        console.print(f"  {count:5d}  {_WORDS[was]} → {_WORDS[now]}")
    for rule, turns in found.rules.items():
        counts = ", ".join(f"{count} {_turned(turn)}" for turn, count in turns.items())
        console.print(Text(f"  {printable(rule)}: {counts}"))
    for change in found.changes[:_SHOWN]:
        console.print(Text(_line(change)))
    if len(found.changes) > _SHOWN:
        console.print(f"… and {len(found.changes) - _SHOWN} more; --json has them all.")


def _turned(turn: str) -> str:
    return "with another approver" if turn == "approver" else turn


def _line(change: RulingChange) -> str:
    head = f"{change.deal_id}, {change.action} ({change.state}): {_WORDS[change.before]}"
    moved = "" if change.before is change.after else f" → {_WORDS[change.after]}"
    return printable(f"{head}{moved}. {' '.join(_rule(rule) for rule in change.rules)}")


def _rule(rule: RuleChange) -> str:
    quote = f" “{rule.text}”" if rule.text else ""
    if rule.after is None:
        return f"{rule.rule} no longer holds{quote}."
    return f"{rule.rule}{quote}: {rule.reason}"
