"""The trace of a decision: source → facts → versions → decision → approver → write → outcome."""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from bot.domain.lifecycle import Decision
from bot.domain.missions import DealVerdict, Mission
from bot.mission.report import action_document, verdict_document
from storage.audit import AuditLog
from storage.decisions import StoredDecisions
from storage.missions import StoredMissions

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """`decision` or `verdict` is None where it is no longer kept."""

    decision_id: str
    decision: Decision | None
    mission: Mission | None
    verdict: DealVerdict | None
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """The traces of one workspace."""

    log: AuditLog
    decisions: StoredDecisions
    missions: StoredMissions

    async def find(
        self,
        *,
        since: datetime | None = None,
        rep_id: str | None = None,
        deal_id: str | None = None,
    ) -> AsyncIterator[Trace]:
        """Whole traces of the decisions that anything was written about `since`, in that order."""
        ids: dict[str, None] = {}
        async for entry in self.log.entries(since=since, rep_id=rep_id, deal_id=deal_id):
            if entry["decision_id"] is not None:
                ids[entry["decision_id"]] = None
        for decision_id in ids:
            yield await self.one(decision_id)

    async def one(self, decision_id: str) -> Trace:
        entries = [entry async for entry in self.log.entries(decision_id=decision_id)]
        decision = await self.decisions.find(decision_id)
        mission = await self.missions.find(decision.run_id) if decision else None
        verdicts = mission.verdicts if mission and decision else ()
        return Trace(
            decision_id=decision_id,
            decision=decision,
            mission=mission,
            verdict=next((v for v in verdicts if decision and v.deal_id == decision.deal_id), None),
            entries=tuple(entries),
        )


def trace_document(trace: Trace) -> dict[str, Any]:
    """`audit export --json`: one trace."""
    decision, mission = trace.decision, trace.mission
    return {
        "decision_id": trace.decision_id,
        "source": verdict_document(trace.verdict) if trace.verdict else None,
        "versions": None if mission is None else asdict(mission.versions),
        "data_as_of": mission and mission.data_as_of and mission.data_as_of.isoformat(),
        "decision": None if decision is None else _decision(decision),
        "entries": [entry_document(entry) for entry in trace.entries],
    }


def entry_document(entry: Entry) -> dict[str, Any]:
    """One entry with its place in the chain; `readable` is None where there is or was none."""
    readable = entry["readable"]
    return {
        **{name: entry[name] for name in ("seq", "at", "by", "kind", "rep_id", "deal_id")},
        "effect_id": entry["effect_id"],
        "body": json.loads(entry["body"]),
        "readable": None if readable is None else json.loads(readable),
        "prev": entry["prev"],
        "hash": entry["hash"],
    }


def _decision(decision: Decision) -> dict[str, Any]:
    execution = decision.execution
    return {
        "state": decision.state,
        "version": decision.version,
        "digest": decision.digest,
        "rep_id": decision.rep_id,
        "deal_id": decision.deal_id,
        "run_id": decision.run_id,
        "read_versions": dict(decision.read_versions),
        **action_document(decision.action, decision.draft),
        "words": [
            {**asdict(word), "at": word.at.isoformat(), "on_behalf_of": word.on_behalf_of}
            for word in decision.words
        ],
        "outcome": None
        if execution is None
        else {
            "effect_id": execution.id,
            "state": execution.state,
            "attempt": execution.attempt,
            "problem": execution.problem,
            "changes": [asdict(c) for c in execution.receipt.changes] if execution.receipt else [],
            "created": list(execution.receipt.created) if execution.receipt else [],
        },
    }
