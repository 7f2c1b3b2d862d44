"""A desk: decisions with all that stands behind them, spoken to as a handler would."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count

from bot.crm.port import CrmSchema, Rule, Stage
from bot.decisions.approving import Approving
from bot.decisions.clock import DecisionClock
from bot.decisions.editing import Editing
from bot.decisions.gate import Gate
from bot.decisions.lifecycle import Decisions
from bot.decisions.pace import Pace
from bot.domain.briefs import DecisionRef
from bot.domain.deals import Consent, ContactId, DealId
from bot.domain.decisions import Action, Draft, Proposal, SendEmail
from bot.domain.effects import Receipt
from bot.domain.lifecycle import Decision
from bot.domain.missions import DealVerdict, Mission, ReasonCode, Score, VerdictKind, Versions
from bot.domain.people import Person, Role
from bot.policy.approvals import Approvals
from bot.policy.policies import Policies
from storage.caps import Caps
from storage.cases import Cases
from storage.codec import Codec
from storage.database import Database
from storage.decision_news import DecisionNews
from storage.decisions import StoredDecisions
from storage.executions import Executions
from storage.mirror.rows import Record
from storage.mirror.syncing import MirrorSync
from storage.overrides import Overrides
from storage.people import People
from storage.proposals import proposed, write_proposals
from storage.recipients import Recipients
from tests.fakes.business import account, contact, deal, link, person

WORKSPACE = "home"
NOON = datetime(2026, 11, 25, 11, tzinfo=UTC)  # a Wednesday
ADA = person("ada", manager_id="mona", timezone="UTC")
BEN = person("ben", manager_id="mona", timezone="UTC")
MONA = person("mona", role=Role.MANAGER, manager_id="vera", timezone="UTC")
VERA = person("vera", role=Role.MANAGER, timezone="UTC")
NOAH = person("noah", role=Role.MANAGER, timezone="UTC")  # of another team
OPS = person("ops", role=Role.REVOPS, timezone="UTC")
CARL = person("carl", role=Role.COMPLIANCE, timezone="UTC")
ENA = person("ena", role=Role.ENABLEMENT, timezone="UTC")
AUDE = person("aude", role=Role.AUDITOR, timezone="UTC")
EVERYBODY = (ADA, BEN, MONA, VERA, NOAH, OPS, CARL, ENA, AUDE)
ANNA = contact(
    "anna", email_consent=Consent.GRANTED, timezone="UTC", title="Head of Operations", language="en"
)
CLEO = contact("cleo", email_consent=Consent.GRANTED, timezone="UTC", title="CFO")
ACME = account("acme", domain="acme.example")
DEAL = deal("d1", name="Acme 2026", amount=Decimal(50_000), currency="EUR", pipeline="new")
SCHEMA = CrmSchema(
    stages=(
        Stage(pipeline="new", name="Proposal", position=1),
        Stage(pipeline="new", name="Contract", position=2, required=("amount", "next_step")),
    ),
    picklists={
        "deal.forecast_category": ("commit", "pipeline"),
        "deal.lost_reason": ("price", "timing"),
    },
    rules=(
        Rule(
            field="deal.lost_reason",
            message="Say why it was lost.",
            when=("deal.status", "lost"),
        ),
    ),
)
DRAFT = Draft(to="anna@acme.example", subject="Offer", body="Dear Anna, here is our offer.")
MAIL = Proposal(
    id="r1",
    deal_id=DealId("d1"),
    action=SendEmail(contact_id=ContactId("anna"), sender_id=ADA.id, thread_id="t1"),
    draft=DRAFT,
    reason="She asked four days ago.",
    read_versions={"deal:d1": 1},
    proposed_at=NOON,
    grounds="asked",
)
_KINDS = {
    "Person": "person",
    "Account": "account",
    "Contact": "contact",
    "Deal": "deal",
    "Lead": "lead",
    "Activity": "activity",
}


def ref(decision: Decision) -> DecisionRef:
    """What a button on the card carries."""
    return DecisionRef(id=decision.id, version=decision.version, digest=decision.digest[:16])


def proposing(action: Action, risk: str = "r1", deal_id: str = "d1") -> Proposal:
    return replace(MAIL, id=risk, deal_id=DealId(deal_id), action=action, draft=None)


class Desk:
    """`sent` are the effects that were given to the engine."""

    def __init__(
        self, database: Database, workspace: str = WORKSPACE, schema: CrmSchema = SCHEMA
    ) -> None:
        self.database, self.workspace, self.schema = database, workspace, schema
        self.codec = Codec()
        self.sent: list[str] = []
        self.store = StoredDecisions(database=database, workspace=workspace, codec=self.codec)
        self.executions = Executions(database=database, workspace=workspace, codec=self.codec)
        self.cases = Cases(database=database, workspace=workspace, codec=self.codec)
        self.approvals = Approvals.load()
        self.approving = Approving(gate=self._gate(), approvals=self.approvals, pace=Pace())
        self.decisions = Decisions(
            store=self.store,
            cases=self.cases,
            approving=self.approving,
            editing=Editing(cases=self.cases, schema=self._schema),
            clock=DecisionClock(
                store=self.store,
                cases=self.cases,
                news=DecisionNews(database=database, workspace=workspace, codec=self.codec),
                approving=self.approving,
            ),
            send=self._send,
        )
        self._numbers = count()

    async def furnish(self, *records: Record) -> "Desk":
        """Everything that the mirror holds."""
        told = (*EVERYBODY, ACME, ANNA, CLEO, DEAL, link(), link(contact_key="cleo"), *records)
        await self.put(*told)
        return self

    async def put(self, *records: Record) -> None:
        sync = MirrorSync(self.database, self.workspace)
        state = await sync.begin("test", NOON, full=False)
        for record in records:
            kind = _KINDS.get(type(record).__name__, "deal_contact")
            await sync.apply(state, kind, [record], [], NOON)

    async def propose(
        self, first: Proposal = MAIL, *more: Proposal, rep: Person = ADA, at: datetime = NOON
    ) -> Decision:
        """A mission proposes exactly these; the newest decision about the first of them."""
        await self.mission(first, *more, rep=rep, at=at)
        return (await self.store.history(first.id))[-1]

    async def mission(self, *proposals: Proposal, rep: Person = ADA, at: datetime = NOON) -> None:
        mission = mission_of(proposals, rep, at, next(self._numbers))
        async with self.database.write() as connection:
            await write_proposals(connection, proposed(mission, self.workspace, self.codec))

    async def get(self, decision_id: str = "r1") -> Decision:
        found = await self.store.find(decision_id)
        assert found is not None
        return found

    async def carry_out(
        self, effect: str, at: datetime, *, undo: timedelta = timedelta(minutes=10)
    ) -> Receipt | None:
        """As a worker does; None if there was nothing to claim."""
        claimed = await self.executions.claim(effect, "w", at, timedelta(seconds=30))
        if claimed is None:
            return None
        receipt = Receipt(effect_id=effect, at=at)
        await self.executions.finish(claimed, receipt, at, at + undo)
        return receipt

    def _gate(self) -> Gate:
        policies = Policies.load()
        return Gate(
            policies=policies,
            recipients=Recipients(
                database=self.database,
                workspace=self.workspace,
                no_contact=policies.limits.no_contact_fields,
            ),
            caps=Caps(database=self.database, workspace=self.workspace, most=policies.caps),
            overrides=Overrides(database=self.database, workspace=self.workspace),
            people=People(database=self.database, workspace=self.workspace).all,
            codec=self.codec,
        )

    async def _schema(self) -> CrmSchema | None:
        return self.schema

    async def _send(self, effect_id: str) -> None:
        self.sent.append(effect_id)


def mission_of(proposals: Sequence[Proposal], rep: Person, at: datetime, number: int) -> Mission:
    return Mission(
        run_id=f"run-{number}",
        rep=rep,
        on=at.date(),
        now=at,
        data_as_of=None,
        reasoner="rules",
        versions=Versions(reader="r", rules="r", weights="w", drafter="d"),
        verdicts=tuple(_verdict(one) for one in proposals),
        shown=(),
    )


def _verdict(proposal: Proposal) -> DealVerdict:
    return DealVerdict(
        deal_id=proposal.deal_id,
        name="A deal",
        rank=1,
        verdict=VerdictKind.ACT_NOW,
        reason_code=ReasonCode.UNANSWERED_QUESTION,
        until=None,
        confidence=0.8,
        thin_data=False,
        score=Score(urgency=1, impact=1, confidence=1, effort=1, priority=1),
        observations=(),
        would_change_if=(),
        proposal=proposal,
    )
