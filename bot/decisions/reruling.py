"""Past decisions ruled on again, by two sets of policies side by side, with what was known then.

What is compared is each decision's content as it stands, before anybody's word: as of a rep's. Both
sides are ruled on the same facts, so whatever differs is the policies' doing. How many mails had
gone out by then is not counted, and nothing here is given anything that could write or send.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.decisions.setting_then import setting_then
from bot.domain.deals import DealId
from bot.domain.lifecycle import Decision
from bot.domain.missions import Context
from bot.domain.people import Person, Role
from bot.policy.describing import Facts, domain_of
from bot.policy.links import FREE_MAIL
from bot.policy.policies import Policies
from bot.policy.rulings import Ruling
from storage.past import PastMissions
from storage.past_decisions import PastDecisions


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """One decision, and what both sets of policies say of it."""

    decision: Decision
    before: Ruling
    after: Ruling


@dataclass(frozen=True, slots=True, kw_only=True)
class Reruling:
    """`before` are the policies in force, `after` those to be tried."""

    past: PastMissions
    decisions: PastDecisions
    before: Policies
    after: Policies

    @property
    def versions(self) -> tuple[str, str]:
        return self.before.version, self.after.version

    async def again(self, run_id: str) -> list[Ruled]:
        """The decisions that this mission was the last to propose.

        Raises LookupError where no such mission is done, and ValidationError where another version
        kept other facts.
        """
        found = await self.decisions.of_run(run_id)
        mission = await self.past.find(run_id)
        if mission is None:
            raise LookupError(run_id)
        contexts = {c.deal.id: c for c in (await self.past.inputs(run_id)).contexts}
        return [self._ruled(decision, contexts, mission.rep) for decision in found]

    def _ruled(self, decision: Decision, contexts: Mapping[DealId, Context], rep: Person) -> Ruled:
        context = contexts[decision.deal_id]
        return Ruled(
            decision=decision,
            before=_ruling(self.before, decision, context, rep),
            after=_ruling(self.after, decision, context, rep),
        )


def _ruling(policies: Policies, decision: Decision, context: Context, rep: Person) -> Ruling:
    no_contact, own = policies.limits.no_contact_fields, domain_of(rep.email)
    facts = Facts(
        action=decision.action,
        draft=decision.draft,
        by=replace(rep, role=Role.REP),
        at=decision.proposed_at,
        setting=setting_then(context, decision.action, no_contact),
        own_domains=frozenset([own] if own not in FREE_MAIL else []),
    )
    return policies.rule(facts)
