"""The gate: what the policies say of an action when it is proposed, and again before it runs."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.deals import ContactId, DealId
from bot.domain.decisions import Action, CreateTask, Draft, ScheduleMeeting, SendEmail
from bot.domain.effects import Approved
from bot.domain.people import REVOPS, Person, PersonId
from bot.errors import NotAllowed
from bot.policy.describing import Facts, domain_of
from bot.policy.links import FREE_MAIL
from bot.policy.policies import Policies
from bot.policy.rulings import Effect, Matched, Ruling, covers
from bot.policy.situation import Moment
from storage.caps import Caps, Reached, Sending
from storage.codec import Codec, named
from storage.overrides import Override, Overrides
from storage.recipients import Recipients

_NOBODY = Matched(
    rule="approver_unknown",
    category="approval",
    effect=Effect.DENY,
    reason="Whoever approved this does not work here any more. Nothing was done."
    " Have somebody else approve it.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Reads the recipient, the deal and the consent anew each time. `people` is everybody here."""

    policies: Policies
    recipients: Recipients
    caps: Caps
    overrides: Overrides
    people: Callable[[], Awaitable[list[Person]]]
    codec: Codec

    async def at_proposal(
        self,
        action: Action,
        draft: Draft | None,
        deal_id: DealId | None,
        by: Person,
        at: datetime,
        *,
        automatic: bool = False,
        decision_id: str | None = None,
    ) -> Ruling:
        """What would be said if `by` let this happen now; takes no place under any cap.

        With `decision_id`, what was lifted for exactly this content stays lifted.
        """
        facts = await self._facts(action, draft, deal_id, by, at)
        facts = replace(facts, automatic=automatic)
        if isinstance(action, SendEmail):
            facts = _full(facts, await self.caps.reached(_sending(action, draft, by), at))
        lifted = await self._lifted(decision_id, action, draft, at) if decision_id else frozenset()
        return self.policies.rule(facts, lifted)

    async def at_execution(self, approved: Approved, at: datetime) -> Ruling:
        """The last word before the effect. Allowed mail has its place under the caps afterwards;
        give it back with `caps.give_back` if it surely never goes out.

        An approval counts as the approver's word; a denial holds unless it was overridden for
        exactly this content.
        """
        if approved.undoes is not None:
            return Ruling(effect=Effect.ALLOW, policy_version=self.policies.version)
        by = await self._person(approved.by)
        if by is None:
            return Ruling(
                effect=Effect.DENY, policy_version=self.policies.version, matched=(_NOBODY,)
            )
        facts = await self._facts(approved.action, approved.draft, approved.deal_id, by, at)
        facts = replace(facts, moment=Moment.EXECUTION)
        decision_id, action, draft = approved.decision_id, approved.action, approved.draft
        lifted = await self._lifted(decision_id, action, draft, at)
        ruling = self.policies.rule(facts, lifted)
        if ruling.effect is not Effect.ALLOW or not isinstance(action, SendEmail):
            return ruling
        sending = _sending(action, approved.draft, by)
        full = await self.caps.take(approved.effect_id, sending, at)
        return ruling if full is None else self.policies.rule(_full(facts, full), lifted)

    async def override(
        self,
        decision_id: str,
        action: Action,
        draft: Draft | None,
        rule: str,
        *,
        by: Person,
        reason: str,
        at: datetime,
    ) -> Override:
        """Lifts a denial for exactly this content. Raises NotAllowed for who may not, and without
        a reason.
        """
        who = self.policies.overruled_by(rule)
        if not by.active or not any(covers(by.role, role) for role in who):
            named_roles = ", ".join(who) or "nobody"
            raise NotAllowed(
                f"The rule “{rule}” may be lifted by {named_roles} only. Nothing was changed."
                " Ask one of them, or change the text."
            )
        if not reason.strip():
            raise NotAllowed("An override needs a reason. Nothing was changed. Say why.")
        made = Override(
            decision_id=decision_id,
            rule=rule,
            content=self.content_of(action, draft),
            by=by.id,
            role=by.role,
            reason=reason.strip(),
            at=at,
            until=at + timedelta(days=self.policies.limits.override_days),
        )
        await self.overrides.save(made)
        return made

    def content_of(self, action: Action, draft: Draft | None) -> str:
        """Names the exact content that an override holds for."""
        text = b"" if draft is None else self.codec.draft.dump_json(draft)
        return named(self.codec.action.dump_json(action) + b"\n" + text)

    async def _lifted(
        self, decision_id: str, action: Action, draft: Draft | None, at: datetime
    ) -> frozenset[str]:
        content = self.content_of(action, draft)
        standing = await self.overrides.standing(decision_id, content, at)
        return frozenset(
            each.rule
            for each in standing
            if any(covers(each.role, role) for role in self.policies.overruled_by(each.rule))
        )

    async def _person(self, person_id: PersonId) -> Person | None:
        """None for who is not known here or has left."""
        everybody = [REVOPS, *await self.people()]
        return next((p for p in everybody if p.id == person_id and p.active), None)

    async def _facts(
        self,
        action: Action,
        draft: Draft | None,
        deal_id: DealId | None,
        by: Person,
        at: datetime,
    ) -> Facts:
        own = [domain_of(person.email) for person in await self.people()]
        return Facts(
            action=action,
            draft=draft,
            by=by,
            at=at,
            setting=await self.recipients.setting(deal_id, written_to(action)),
            own_domains=frozenset(domain for domain in own if domain not in FREE_MAIL),
        )


def written_to(action: Action) -> ContactId | None:
    """The contact whose consent and peace an action has to respect; None where nobody is."""
    if isinstance(action, SendEmail | ScheduleMeeting | CreateTask):
        return action.contact_id
    return None


def _sending(action: SendEmail, draft: Draft | None, by: Person) -> Sending:
    """Counted for whose mail it is, whoever let it go."""
    return Sending(
        contact_id=action.contact_id,
        rep_id=action.sender_id or by.id,
        domain=domain_of(draft.to if draft else None),
    )


def _full(facts: Facts, reached: Reached | None) -> Facts:
    if reached is None:
        return facts
    return replace(facts, caps=reached.caps, caps_until=reached.until)
