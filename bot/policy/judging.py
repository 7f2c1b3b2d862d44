"""Judges a situation by the rules: deny before approval before later before allow, else deny."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime

from bot.domain.people import Role
from bot.policy.rules import Rule, RuleBook
from bot.policy.rulings import Effect, Matched, Ruling, covers
from bot.policy.situation import Details, Finding, Moment, Situation

_UNKNOWN = Matched(
    rule="default_deny",
    category="default_deny",
    effect=Effect.DENY,
    reason="No policy allows this action. Nothing was done. Ask an admin for a rule.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Pure: the same book, situation and details always give the same ruling."""

    book: RuleBook

    def judge(
        self,
        situation: Situation,
        details: Details,
        overruled: frozenset[str] = frozenset(),
    ) -> Ruling:
        """`overruled` are the rules that somebody with the right to has lifted this once."""
        allowed = False
        against: list[Matched] = []
        for rule in self.book.rules:
            if not rule.holds(situation):
                continue
            if rule.effect is Effect.ALLOW:
                allowed = True
                continue
            against += [m for m in _matched(rule, situation, details) if m.rule not in overruled]
        if not allowed:
            against.append(_UNKNOWN)
        return self._ruling(against)

    def _ruling(self, against: list[Matched]) -> Ruling:
        against.sort(key=lambda each: (-each.effect.strictness, each.span))
        effect = against[0].effect if against else Effect.ALLOW
        return Ruling(
            effect=effect,
            policy_version=self.book.version,
            matched=tuple(against),
            approver=_approver(against) if effect is Effect.NEEDS_APPROVAL else None,
            until=max((m.until for m in against if m.until), default=None),
        )


def _approver(against: list[Matched]) -> Role | None:
    """The least role that satisfies all; of two that do not cover each other, the first named."""
    needed = [m.approver for m in against if m.approver is not None]
    return max(needed, key=lambda role: sum(covers(role, other) for other in needed), default=None)


def _matched(rule: Rule, situation: Situation, details: Details) -> Iterator[Matched]:
    if rule.limits is not None:
        yield from _over_limit(rule, situation, details)
        return
    if rule.effect is Effect.NEEDS_APPROVAL and _is_given(rule.approver, situation):
        return
    places = [each for each in details.findings if each.category == rule.category]
    for place in places or [Finding(category=rule.category, start=0, end=0)]:
        yield _one(rule, rule.effect, details, place=place, approver=rule.approver)


def _is_given(approver: Role | None, situation: Situation) -> bool:
    """At execution the word that was needed may be there already."""
    given = situation.moment is Moment.EXECUTION and not situation.automatic
    return given and approver is not None and covers(situation.by_role, approver)


def _over_limit(rule: Rule, situation: Situation, details: Details) -> Iterator[Matched]:
    """A discount that can't be told counts as the most that anybody may give."""
    limits = rule.limits or {}
    most = max(limits.values())
    own = max((share for role, share in limits.items() if role is situation.by_role), default=0.0)
    for place in details.findings:
        if place.category != rule.category:
            continue
        size = most if place.size is None else place.size
        if size <= own:
            continue
        enough = sorted((share, role) for role, share in limits.items() if share >= size)
        effect = Effect.NEEDS_APPROVAL if enough else Effect.DENY
        approver = enough[0][1] if enough else None
        yield _one(rule, effect, details, place=place, approver=approver, own=own, most=most)


def _one(
    rule: Rule,
    effect: Effect,
    details: Details,
    *,
    place: Finding,
    approver: Role | None,
    own: float = 0.0,
    most: float = 0.0,
) -> Matched:
    until: datetime | None = getattr(details, rule.until) if rule.until else None
    until = until.astimezone(UTC) if until else None
    size = "an amount that can't be told" if place.size is None else f"{place.size:g} %"
    limit = f"{most if effect is Effect.DENY else own:g} %"
    words = {each.name: _word(getattr(details, each.name)) for each in fields(details)}
    return Matched(
        rule=rule.id,
        category=rule.category,
        effect=effect,
        reason=rule.reason.format_map(
            words | {"role": approver or "nobody", "size": size, "limit": limit}
        ),
        span=(place.start, place.end),
        approver=approver,
        overruled_by=rule.overruled_by,
        until=until,
    )


def _word(value: object) -> str:
    """Times as the recipient's wall shows them, with the zone."""
    return f"{value:%a %d %b %H:%M %Z}" if isinstance(value, datetime) else str(value)
