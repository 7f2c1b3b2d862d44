"""A mission as the JSON document that programs read: shape and names are a published contract."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bot.domain.decisions import Action, Draft, Proposal
from bot.domain.missions import DealVerdict, Evidence, Mission


def mission_document(mission: Mission) -> dict[str, Any]:
    """`mission run --json`: every open deal once, `shown` at most five of them, best first."""
    return {
        "run_id": mission.run_id,
        "rep": mission.rep.name,
        "rep_id": mission.rep.id,
        "on": mission.on.isoformat(),
        "data_as_of": mission.data_as_of.isoformat() if mission.data_as_of else None,
        "reasoner": mission.reasoner,
        "note": mission.note,
        "weights_version": mission.versions.weights,
        "versions": asdict(mission.versions),
        "deals": [verdict_document(verdict) for verdict in mission.verdicts],
        "shown": list(mission.shown),
    }


def verdict_document(verdict: DealVerdict) -> dict[str, Any]:
    return {
        "deal_id": verdict.deal_id,
        "name": verdict.name,
        "rank": verdict.rank,
        "verdict": verdict.verdict.value,
        "reason_code": verdict.reason_code.value,
        "until": verdict.until.isoformat() if verdict.until else None,
        "confidence": verdict.confidence,
        "thin_data": verdict.thin_data,
        "score": asdict(verdict.score),
        "observations": [
            {
                "kind": observation.kind.value,
                "text": observation.text,
                "source": _source(observation.evidence),
            }
            for observation in verdict.observations
        ],
        "would_change_if": list(verdict.would_change_if),
        "decision": decision_document(verdict.proposal) if verdict.proposal else None,
    }


def decision_document(proposal: Proposal) -> dict[str, Any]:
    """One proposed action with its draft, if it has one."""
    return {"id": proposal.id, **action_document(proposal.action, proposal.draft)}


def action_document(action: Action, draft: Draft | None) -> dict[str, Any]:
    return {
        "action": {name: _plain(value) for name, value in asdict(action).items()},
        "draft": {"to": draft.to, "subject": draft.subject, "body": draft.body} if draft else None,
    }


def _source(evidence: Evidence | None) -> dict[str, Any] | None:
    if evidence is None:
        return None
    at = evidence.source.at
    return {
        "record": evidence.source.record,
        "field": evidence.source.field,
        "quote": evidence.quote,
        "at": at.isoformat() if at else None,
        "url": evidence.url,
    }


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    return value if isinstance(value, str | int | float | None) else str(value)
