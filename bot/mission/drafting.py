"""The next best action for a verdict, with a finished draft where a mail is the right channel."""

from dataclasses import dataclass
from hashlib import sha256

from bot.domain.deals import Contact
from bot.domain.decisions import (
    Action,
    ChangeStage,
    CreateTask,
    Draft,
    Proposal,
    SendEmail,
    UpdateField,
)
from bot.domain.missions import Context, Judgement, Moment, ReasonCode, VerdictKind
from bot.domain.people import Person
from bot.mission.addressee import addressee, opted_out, thread_of, touch_of
from bot.mission.grounding import foreign_words, goes_astray
from bot.mission.letters import Letter, fill, language_of
from bot.mission.wording import Wordings

_TASKS = {
    ReasonCode.UNANSWERED_QUESTION: "Answer {who}",
    ReasonCode.OUR_PROMISE_MISSED: "Keep our promise to {who}",
    ReasonCode.THEIR_PROMISE_MISSED: "Ask {who} for what they promised",
    ReasonCode.WAIT_IS_OVER: "Get back to {who}: the wait is over",
    ReasonCode.CLOSE_DATE_PAST: "Agree a new close date with {who}",
    ReasonCode.CLOSE_DATE_AT_RISK: "Settle the open steps with {who} before the close date",
    ReasonCode.CHAMPION_GONE: "Find out who takes over at {account}",
    ReasonCode.CHAMPION_UNRESPONSIVE: "Call {who}",
    ReasonCode.SINGLE_THREADED: "Win a second contact at {account}",
    ReasonCode.MISSING_ECONOMIC_BUYER: "Find out who signs at {account}",
    ReasonCode.STALLED_IN_STAGE: "Call {who} and find out what holds it up",
    ReasonCode.NO_NEXT_STEP: "Agree a next step with {who}",
    ReasonCode.OBJECTION: "Answer the objection of {who}",
    ReasonCode.COMPETITOR: "Ask {who} how the comparison stands",
    ReasonCode.PRICING_REQUEST: "Answer {who} on the price",
    ReasonCode.REVIEW_STEP: "Send {who} what the review needs",
    ReasonCode.USAGE_DROP: "Call {who} about the falling use",
    ReasonCode.SUPPORT_BLOCKER: "Clear the support problem for {who}",
    ReasonCode.RENEWAL_NEAR: "Open the renewal with {who}",
    ReasonCode.MEETING_TO_PREPARE: "Prepare the meeting with {who}",
    ReasonCode.READY_TO_CLOSE: "Send {who} the paperwork",
}
_DEAD = {ReasonCode.DEAD, ReasonCode.DISQUALIFIED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafter:
    """Writes from packaged sentences and facts alone; the same input gives the same draft."""

    wordings: Wordings

    @property
    def version(self) -> str:
        return self.wordings.version

    def propose(
        self, context: Context, judgement: Judgement, rep: Person, moment: Moment
    ) -> Proposal | None:
        """One action for `act_now`, a clean-up for a dead deal, else None."""
        if judgement.reason_code in _DEAD:
            return _proposal(context, judgement, moment, _clean_up(context, judgement), None)
        if judgement.reason_code is ReasonCode.CONTACT_OPTED_OUT:
            note_it = _record_opt_out(context)
            return _proposal(context, judgement, moment, note_it, None) if note_it else None
        if judgement.verdict is not VerdictKind.ACT_NOW:
            return None
        to = addressee(context, judgement)
        draft = self._draft(context, judgement, rep, to) if to else None
        if to is None or draft is None:
            task = _task(context, judgement, moment)
            return _proposal(context, judgement, moment, task, None)
        thread = thread_of(context, judgement, to)
        mail = SendEmail(
            contact_id=to.id, sender_id=rep.id, thread_id=thread.thread_id if thread else None
        )
        return _proposal(context, judgement, moment, mail, draft)

    def _draft(
        self, context: Context, judgement: Judgement, rep: Person, to: Contact
    ) -> Draft | None:
        """None where no mail can be written honestly: then a task says what to do."""
        wording = self.wordings.by_language.get(language_of(context, to))
        if wording is None:
            return None
        draft = Letter(context, judgement, rep, to, wording).draft()
        if draft is None or goes_astray(draft, context):
            return None
        return None if foreign_words(draft, context, rep, wording) else draft


def _task(context: Context, judgement: Judgement, moment: Moment) -> Action:
    touch = judgement.driver and touch_of(context, judgement.driver)
    wanted = touch.contact_id if touch else None
    barred = {contact.id for contact in opted_out(context)}
    people = [c for c in context.contacts if wanted in (None, c.id)] or list(context.contacts)
    person = next((c for c in people if c.id not in barred), people[0] if people else None)
    account = context.account.name if context.account else context.deal.name
    who = person.name if person else account
    title = fill(_TASKS[judgement.reason_code], {"who": who, "account": account})
    note = f"“{judgement.driver.quote}”" if judgement.driver else ""
    if person and person.id in barred:
        note = f"{person.name} does not want e-mail from us; find another way. {note}".strip()
    return CreateTask(
        title=title, due=moment.today, note=note, contact_id=person.id if person else None
    )


def _clean_up(context: Context, judgement: Judgement) -> Action:
    return ChangeStage(
        from_stage=context.deal.stage,
        to_stage=None,
        to_status="lost",
        lost_reason=judgement.driver.about if judgement.driver else None,
    )


def _record_opt_out(context: Context) -> Action | None:
    for contact in opted_out(context):
        if contact.email_consent.value != "withdrawn":
            return UpdateField(
                record=f"contact:{contact.id}",
                field="email_consent",
                old=contact.email_consent.value,
                new="withdrawn",
            )
    return None


def _proposal(
    context: Context, judgement: Judgement, moment: Moment, action: Action, draft: Draft | None
) -> Proposal:
    """The id is the same for the same risk of the same deal, so that tomorrow's card updates it."""
    key = f"{context.deal.id}|{judgement.reason_code}|{action.type}"
    read = {f"deal:{context.deal.id}": context.deal.version}
    read |= {f"contact:{contact.id}": contact.version for contact in context.contacts}
    return Proposal(
        id=f"d_{sha256(key.encode()).hexdigest()[:16]}",
        deal_id=context.deal.id,
        action=action,
        draft=draft,
        reason=judgement.observations[0].text if judgement.observations else "",
        read_versions=read,
        proposed_at=moment.now,
        grounds=_grounds(judgement),
    )


def _grounds(judgement: Judgement) -> str:
    """Names the words or the value that drive the verdict, not how they are told that day."""
    first = judgement.observations[0].evidence if judgement.observations else None
    said = f"{first.source.record}|{first.source.field}|{first.quote}" if first else ""
    return sha256(f"{judgement.reason_code}|{said}".encode()).hexdigest()[:16]
