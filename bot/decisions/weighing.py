"""What a yes weighs: the approval rules and the policies on one side, all words on the other."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from bot.decisions.deciding import Saying
from bot.domain.deals import Deal
from bot.domain.decisions import Action, ChangeStage, ScheduleMeeting, SendEmail, UpdateField
from bot.domain.lifecycle import Decision, WordKind
from bot.domain.outcomes import Forbidden, NobodyMay, Outcome, Refused, Waits
from bot.domain.people import REVOPS, Person
from bot.policy.amounts import Money
from bot.policy.approvals import (
    DECIDERS,
    Approvals,
    Demand,
    Matter,
    Relation,
    Yes,
    relation,
    uncovered,
    who_covers,
)
from bot.policy.rulings import Effect, Ruling, covers
from storage.cases import Case

_AGREED = frozenset({WordKind.ENDORSE, WordKind.APPROVE})


def matter(case: Case, approvals: Approvals) -> Matter:
    """What the decision is about, as the CRM has the deal and the contact now."""
    action = case.decision.action
    to = case.contact if isinstance(action, SendEmail | ScheduleMeeting) else None
    closing = action.to_status if isinstance(action, ChangeStage) else "open"
    return Matter(
        action=action.type,
        worth=approvals.currencies.worth(_sums(case.deal, action)),
        executive=to is not None and approvals.is_executive(to.title),
        closing=None if closing == "open" else closing,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What a yes comes to: enough, or whose word is needed too and why."""

    missing: tuple[Demand, ...]
    ask: Person | None


def weigh(case: Case, its: Relation, say: Saying, demands: Iterable[Demand]) -> Weighed:
    """All yeses to exactly this content together, this one included."""
    wanted = tuple(demands)
    said = (*_yeses(case), Yes(person=say.by, relation=its))
    missing = uncovered(wanted, said, case.circle)
    ask = who_covers(missing, said, case.circle) if missing else None
    return Weighed(missing=missing, ask=ask)


def demands_of(ruling: Ruling) -> tuple[Demand, ...]:
    """What the policies ask for besides."""
    return tuple(
        Demand(
            rule=matched.rule,
            reason=matched.reason,
            covered_by=frozenset(
                role for role in DECIDERS if matched.approver and covers(role, matched.approver)
            ),
        )
        for matched in ruling.matched
        if matched.effect is Effect.NEEDS_APPROVAL
    )


def denied(ruling: Ruling, say: Saying) -> Refused | None:
    if ruling.effect is not Effect.DENY:
        return None
    against = [m for m in ruling.matched if m.effect is Effect.DENY]
    liftable = against and all(m.overruled_by for m in against)
    lifted_by = sorted({role for m in against for role in m.overruled_by}) if liftable else ()
    return say.refused(
        Forbidden(
            sentence=ruling.sentence,
            rules=tuple(dict.fromkeys(m.rule for m in against)),
            lifted_by=tuple(lifted_by),
        )
    )


def waits(decision: Decision, weighed: Weighed) -> Outcome:
    ask = weighed.ask or REVOPS
    return Waits(
        decision=decision,
        asked=ask.id,
        asked_name=ask.name,
        reasons=tuple(demand.reason for demand in weighed.missing),
    )


def nobody(weighed: Weighed, say: Saying) -> Refused:
    return say.refused(NobodyMay(reasons=tuple(d.reason for d in weighed.missing)))


def has_agreed(case: Case, person: Person) -> bool:
    return any(yes.person.id == person.id for yes in _yeses(case))


def _yeses(case: Case) -> tuple[Yes, ...]:
    """Who agreed to the content as it is now, and still may."""
    decision = case.decision
    found = {}
    for said in decision.words:
        person = case.people.get(said.by)
        if said.event not in _AGREED or said.version != decision.version or person is None:
            continue
        its = relation(person, case.circle)
        if its is not None:
            found[person.id] = Yes(person=person, relation=its)
    return tuple(found.values())


def _sums(deal: Deal | None, action: Action) -> Iterator[Money]:
    """What the deal is worth, and what it would be worth after the action."""
    if deal is None:
        return
    amount, currency = deal.amount or Decimal(0), deal.currency
    yield Money(amount=amount, currency=currency)
    fields = _set_by(action)
    if "amount" in fields or "currency" in fields:
        new = _number(fields["amount"]) if "amount" in fields else amount
        yield Money(amount=new, currency=fields.get("currency", currency))


def _set_by(action: Action) -> Mapping[str, str | None]:
    """The deal's own fields with what they are set to."""
    match action:
        case UpdateField() if action.record.startswith("deal:"):
            return {action.field: action.new}
        case ChangeStage():
            return {name.removeprefix("deal."): text for name, text in action.fields.items()}
        case _:
            return {}


def _number(text: str | None) -> Decimal:
    """What is no number is above every limit."""
    try:
        found = Decimal(text or 0)
    except InvalidOperation:
        return Decimal("Infinity")
    return found if found.is_finite() else Decimal("Infinity")
