"""Missions and verdicts as rows, and rows as missions."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from bot.domain.missions import DealVerdict, Mission, ReasonCode, Score, VerdictKind
from storage.claims import Kind, State
from storage.codec import Codec, Reasoning
from storage.grounds import Grounds


def outcome_row(
    mission: Mission, grounds: Grounds, finished_at: datetime, codec: Codec
) -> dict[str, Any]:
    """What a mission's row says once it is done."""
    return {
        "state": State.DONE,
        "lease_until": None,
        "reason": None,
        "finished_at": finished_at,
        "now": mission.now,
        "data_as_of": mission.data_as_of,
        "reasoner": mission.reasoner,
        "rep": codec.person.dump_json(mission.rep).decode(),
        "versions": codec.versions.dump_json(mission.versions).decode(),
        "norms_hash": grounds.norms,
        "rules_hash": grounds.rules,
        "shown": codec.ids.dump_json(mission.shown).decode(),
        "note": mission.note,
    }


def on_demand_row(mission: Mission, workspace: str) -> dict[str, Any]:
    """The part of a row that a morning gets from its claim."""
    return {
        "workspace": workspace,
        "run_id": mission.run_id,
        "rep_id": mission.rep.id,
        "local_date": mission.on,
        "kind": Kind.ON_DEMAND,
        "attempt": 1,
        "started_at": mission.now,
    }


def verdict_rows(
    mission: Mission, grounds: Grounds, workspace: str, codec: Codec
) -> list[dict[str, Any]]:
    """One row per deal, in the mission's order."""
    return [
        {
            "workspace": workspace,
            "run_id": mission.run_id,
            "position": position,
            "sources_hash": grounds.deals[verdict.deal_id].sources,
            **_verdict_row(verdict, codec),
        }
        for position, verdict in enumerate(mission.verdicts)
    ]


def mission_from(row: Row[Any], verdicts: Iterable[Row[Any]], codec: Codec) -> Mission:
    return Mission(
        run_id=row.run_id,
        rep=codec.person.validate_json(row.rep),
        on=row.local_date,
        now=row.now,
        data_as_of=row.data_as_of,
        reasoner=row.reasoner,
        versions=codec.versions.validate_json(row.versions),
        verdicts=tuple(_verdict_from(verdict, codec) for verdict in verdicts),
        shown=codec.ids.validate_json(row.shown),
        note=row.note,
    )


def _verdict_row(verdict: DealVerdict, codec: Codec) -> dict[str, Any]:
    score, proposal = verdict.score, verdict.proposal
    reasoning = Reasoning(
        observations=verdict.observations, would_change_if=verdict.would_change_if
    )
    return {
        "deal_id": verdict.deal_id,
        "name": verdict.name,
        "verdict": verdict.verdict,
        "reason_code": verdict.reason_code,
        "until": verdict.until,
        "confidence": verdict.confidence,
        "thin_data": verdict.thin_data,
        "rank": verdict.rank,
        "urgency": score.urgency,
        "impact": score.impact,
        "score_confidence": score.confidence,
        "effort": score.effort,
        "priority": score.priority,
        "amount": verdict.amount,
        "currency": verdict.currency,
        "close_date": verdict.close_date,
        "reasoning": codec.reasoning.dump_json(reasoning).decode(),
        "decision_id": None if proposal is None else proposal.id,
        "proposal": None if proposal is None else codec.proposal.dump_json(proposal).decode(),
        "context_hash": verdict.context_hash,
    }


def _verdict_from(row: Row[Any], codec: Codec) -> DealVerdict:
    reasoning = codec.reasoning.validate_json(row.reasoning)
    return DealVerdict(
        deal_id=row.deal_id,
        name=row.name,
        rank=row.rank,
        verdict=VerdictKind(row.verdict),
        reason_code=ReasonCode(row.reason_code),
        until=row.until,
        confidence=row.confidence,
        thin_data=row.thin_data,
        score=Score(
            urgency=row.urgency,
            impact=row.impact,
            confidence=row.score_confidence,
            effort=row.effort,
            priority=row.priority,
        ),
        observations=reasoning.observations,
        would_change_if=reasoning.would_change_if,
        proposal=None if row.proposal is None else codec.proposal.validate_json(row.proposal),
        context_hash=row.context_hash,
        amount=row.amount,
        currency=row.currency,
        close_date=row.close_date,
    )
