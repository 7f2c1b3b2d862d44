"""What somebody's word does to a decision: pure, from the case as it was read just now."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.aftermath import underway
from bot.domain.briefs import DecisionRef
from bot.domain.decisions import ScheduleMeeting, SendEmail, UpdateField, sender_of
from bot.domain.lifecycle import (
    LIVE,
    Decision,
    DecisionEvent,
    DecisionState,
    ExecutionEvent,
    Word,
    WordKind,
    settled_by,
)
from bot.domain.outcomes import (
    Changed,
    Fault,
    Faulty,
    NoSuch,
    NotYours,
    Over,
    Refused,
    Why,
)
from bot.domain.people import REVOPS, Person, PersonId
from bot.policy.approvals import (
    DECIDERS,
    Relation,
    relation,
    sees,
)
from storage.cases import Case
from storage.decision_moves import Move

_SHORTEST_DIGEST = 16
# Who may see the deal may ask; and a policy says itself who may lift it.
_BY_WITNESSES = frozenset({WordKind.ASK_CONTEXT, WordKind.OVERRIDE})
_OF_WHAT_CAME_OF_IT = frozenset({WordKind.UNDO, WordKind.CONFIRM, WordKind.DENY})
_BEGINS_ANEW = frozenset({ExecutionEvent.DENY, ExecutionEvent.AGAIN})
_FOR_OTHERS = frozenset({Relation.DELEGATE, Relation.STAND_IN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """Who says what, when; `click` names what they did in Slack."""

    verb: WordKind
    by: Person
    at: datetime
    reason: str = ""
    note: str = ""
    click: str | None = None

    def refused(self, why: Why) -> Refused:
        return Refused(verb=self.verb, why=why)


def standing(case: Case | None, say: Saying) -> Relation | Refused:
    """How they stand to it; refused without a word about the deal to whom it is not shown."""
    if case is None:
        return say.refused(NoSuch())
    its = relation(say.by, case.circle)
    if its is not None:
        return its
    if say.verb in _OF_WHAT_CAME_OF_IT and settled_by(case.decision, say.by.id):
        # They gave it away by this very yes, and may take that back or say what became of it.
        return Relation.OWNER
    if not sees(say.by, case.circle):
        return say.refused(NoSuch())
    if say.verb in _BY_WITNESSES:
        return Relation.WITNESS
    return say.refused(NotYours(waits_for=name_of(case, case.decision.assignee_id)))


def name_of(case: Case, person_id: PersonId) -> str:
    person = REVOPS if person_id == REVOPS.id else case.people.get(person_id)
    return person.name if person else ""


def no_longer(case: Case, ref: DecisionRef, say: Saying) -> Refused | None:
    """None if it still waits, with exactly the content that they saw."""
    decision = case.decision
    if decision.state not in LIVE:
        return over(case, say)
    return None if is_meant(decision, ref) else say.refused(Changed(decision=decision))


def over(case: Case, say: Saying) -> Refused:
    last = _last_word(case.decision)
    by = last.by if last else PersonId("")
    why = Over(decision=case.decision, by=name_of(case, by), yourself=by == say.by.id)
    return say.refused(why)


def is_meant(decision: Decision, ref: DecisionRef) -> bool:
    return (
        decision.id == ref.id
        and decision.version == ref.version
        and len(ref.digest) >= _SHORTEST_DIGEST
        and decision.digest.startswith(ref.digest)
    )


def word(case: Case, its: Relation, say: Saying) -> Word:
    owner = case.circle.owner
    return Word(
        by=say.by.id,
        at=say.at,
        event=say.verb,
        version=case.decision.version,
        reason=say.reason,
        note=say.note,
        on_behalf_of=owner.id if owner and its in _FOR_OTHERS else None,
    )


def incomplete(decision: Decision, say: Saying) -> Refused | None:
    """What a person has to enter before it can be carried out."""
    action = decision.action
    match action:
        case SendEmail() if decision.draft is None or not decision.draft.body.strip():
            return fault(say, "body", "There is no text to send yet. Write it.")
        case UpdateField() if action.new is None:
            return fault(say, "new", "The new value is not given yet. Enter it.")
        case ScheduleMeeting() if action.starts_at is None:
            return fault(say, "starts_at", "The meeting has no time yet. Choose one.")
        case ScheduleMeeting() if action.starts_at is not None and action.starts_at <= say.at:
            return fault(say, "starts_at", "That time has passed. Choose a later one.")
        case _:
            return None


def unsent(case: Case, say: Saying) -> Refused | None:
    """What goes out to a customer goes out from somebody who has to do with the deal."""
    if not isinstance(case.decision.action, SendEmail | ScheduleMeeting) or has_sender(case):
        return None
    owner = case.circle.owner
    return fault(
        say,
        "sender",
        "Whoever it would go out from has nothing to do with this deal any more. Press Edit and"
        f" save it, then it goes out from {owner.name if owner else 'the owner'}.",
    )


def has_sender(case: Case) -> bool:
    person = case.people.get(sender_of(case.decision.action) or PersonId(""))
    return person is not None and relation(person, case.circle) is not None


def endorsed(case: Case, its: Relation, say: Saying, ask: Person) -> Move:
    """A yes that waits for somebody else's: the content may not change under it."""
    before = case.decision
    after = replace(before, assignee_id=ask.id, held=True, reminded_at=None, escalated_at=None)
    agreed = replace(word(case, its, say), event=WordKind.ENDORSE)
    return Move(before=before, after=after, word=agreed, click=say.click)


def delegated(case: Case, its: Relation, say: Saying, to_id: PersonId) -> Move | Refused:
    to = case.people.get(to_id)
    if to is None:
        return fault(say, "to", "Nobody in the CRM is that person. Choose somebody else.")
    if to.role not in DECIDERS or not to.active:
        return fault(
            say, "to", f"{to.name} may not decide on deals in the CRM. Choose somebody else."
        )
    if not sees(to, case.circle):
        return fault(
            say,
            "to",
            f"{to.name} may not see this deal in the CRM, so it can't be shown to them."
            " Choose one of the owner's managers, or hand the deal off.",
        )
    before = case.decision
    after = replace(before, assignee_id=to.id, reminded_at=None, escalated_at=None)
    return Move(before=before, after=after, word=word(case, its, say), click=say.click)


def effect_of(move: Move) -> str | None:
    """What a worker has to look at now."""
    if move.execute is not None:
        return move.execute.id
    effect = move.before.execution
    return underway(effect).id if effect and move.step in _BEGINS_ANEW else None


def simple(case: Case, its: Relation, say: Saying, event: DecisionEvent | None = None) -> Move:
    """A word that changes nothing but the state."""
    before = case.decision
    return Move(
        before=before, after=before, word=word(case, its, say), event=event, click=say.click
    )


def fault(say: Saying, field: str, sentence: str) -> Refused:
    return say.refused(Faulty(faults=(Fault(field=field, sentence=sentence),)))


def _last_word(decision: Decision) -> Word | None:
    """The word that ended it."""
    ending = {
        DecisionState.APPROVED: WordKind.APPROVE,
        DecisionState.REJECTED: WordKind.REJECT,
    }.get(decision.state)
    return next((w for w in reversed(decision.words) if w.event is ending), None)
