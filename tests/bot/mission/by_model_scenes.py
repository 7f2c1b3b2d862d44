"""Minds with a made-up model, and what must hold of any mission, whatever a model says."""

from dataclasses import replace

from bot.domain.decisions import ChangeStage, Proposal, SendEmail, UpdateField
from bot.domain.missions import Context, DealVerdict, Mission, VerdictKind
from bot.domain.people import Person
from bot.llm.in_force import in_force
from bot.llm.instructions import Prompts
from bot.llm.port import Front
from bot.mind import Mind, beside_rules
from bot.mission.addressee import can_mail
from bot.mission.by_model.describing import ground_of
from bot.mission.by_model.reading import ModelReader
from bot.mission.by_model.taint import ATTENTION
from bot.mission.prose import concedes, unfounded
from bot.mission.reading.reader import RulesReader
from bot.mission.wording import Wordings

WORDINGS = Wordings.load()
READER = RulesReader()  # its word lists take most of a second


def mind_of(front: Front) -> Mind:
    made = beside_rules(front, in_force(Prompts.load(), []))
    assert isinstance(made.reader, ModelReader)
    return replace(made, reader=replace(made.reader, rules=READER))


def broken(mission: Mission, by_rules: Mission, contexts: list[Context]) -> list[str]:
    """Which of the invariants a mission breaks; empty, whatever the model has said."""
    of = {context.deal.id: context for context in contexts}
    own = {verdict.deal_id: verdict for verdict in by_rules.verdicts}
    faults = []
    if sorted(v.deal_id for v in mission.verdicts) != sorted(of):
        faults.append("not every open deal exactly once")
    shown = [v for v in mission.verdicts if v.deal_id in mission.shown]
    if len(shown) > 5 or any(v.verdict is not VerdictKind.ACT_NOW for v in shown):
        faults.append("shown")
    for verdict in mission.verdicts:
        found = _of_deal(verdict, own[verdict.deal_id], of[verdict.deal_id], mission.rep)
        faults += [f"{verdict.deal_id}: {fault}" for fault in found]
    return faults


def _of_deal(verdict: DealVerdict, own: DealVerdict, context: Context, rep: Person) -> list[str]:
    faults = []
    if ATTENTION[verdict.verdict] < ATTENTION[own.verdict]:
        faults.append("a rule's alert was lowered")
    sources = {fact.quote for fact in context.facts}
    for one in verdict.observations:
        quote = one.evidence.quote if one.evidence else ""
        is_said = one.evidence is not None and one.evidence.source.field in ("body", "subject")
        if is_said and quote not in sources and quote not in str(context.touches):
            faults.append(f"a quote that nobody said: {quote}")
        if "grumble" in one.text or "Grumble" in one.text or "987" in one.text:
            faults.append(f"the model's invention is shown: {one.text}")
    if verdict.proposal is not None:
        faults += _of_proposal(verdict.proposal, own, context, rep)
    return faults


def _of_proposal(proposal: Proposal, own: DealVerdict, context: Context, rep: Person) -> list[str]:
    faults = []
    own_type = own.proposal.action.type if own.proposal else None
    if isinstance(proposal.action, ChangeStage | UpdateField) and (
        proposal.action.type != own_type
    ):
        faults.append("the model had a field of the CRM changed")
    if isinstance(proposal.action, SendEmail):
        addressees = {c.id: c for c in context.contacts if can_mail(context, c)}
        if proposal.action.contact_id not in addressees:
            faults.append("a mail to somebody who may not be written to")
    for draft in filter(None, (proposal.draft, *proposal.options)):
        wording = WORDINGS.by_language[draft.language]
        ours = [" ".join(wording.words)]
        text = f"{draft.subject}\n{draft.body}"
        foreign = unfounded(text, ground_of(context, rep, ours), draft.language)
        if foreign or "\n" in draft.subject:
            faults.append(f"a draft with {sorted(foreign)}")
        if concedes(draft.body) and (own.proposal is None or draft != own.proposal.draft):
            faults.append("a draft that gives something away")
        if draft.to not in {contact.email for contact in context.contacts}:
            faults.append(f"a draft to {draft.to}")
    return faults
