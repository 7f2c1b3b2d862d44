"""A configuration on labelled cases: how often right, how sure, how dear, how slow; and two side by
side.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bench.cases import Case, load_cases, read_case
from bench.verdicts import wilson
from bot.domain.missions import DealVerdict, Norms, VerdictKind
from bot.domain.people import REVOPS
from bot.llm.memory import Memory
from bot.mind import Mind
from bot.mission.thinking import Task
from bot.mission.thresholds import MissionRules
from storage.codec import Codec
from storage.grounds import Inputs, grounds_of

_BINS = 10
LEAST_CASES = 60  # for a gate: fewer show nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    case: Case
    verdict: DealVerdict

    @property
    def is_right(self) -> bool:
        return self.verdict.verdict in self.case.expected.verdicts

    @property
    def kind(self) -> str:
        """A refusal is a verdict that says itself that it rests on too little."""
        if self.verdict.thin_data:
            return "right_refusal" if self.is_right else "over_refusal"
        return "right" if self.is_right else "silently_wrong"


async def run(mind: Mind, part: str, memory: Memory | None = None) -> dict[str, Any]:
    """Every case of a part by one mind; `memory` is where its model's calls are noted."""
    began = time.perf_counter()
    codec, rules = Codec(), MissionRules.load()
    judged = [await _judge(case, mind, codec, rules) for case in load_cases(part)]
    if mind.model is not None:
        await mind.model.settle()
    seconds = time.perf_counter() - began
    return measured(judged) | _calls(memory) | {"seconds": round(seconds, 1), "part": part}


async def _judge(case: Case, mind: Mind, codec: Codec, rules: MissionRules) -> Judged:
    context = await read_case(case, mind.reader)
    inputs = Inputs(contexts=(context,), norms=Norms(), rules="")
    task = Task(
        run_id=case.id,
        rep=REVOPS,
        moment=case.moment,
        inputs=inputs,
        grounds=grounds_of(inputs, codec),
        data_as_of=datetime.now(UTC),
        reader=mind.reader.version,
    )
    mission = await mind.thinking.conclude(task, rules)
    return Judged(case=case, verdict=mission.verdicts[0])


def measured(judged: Sequence[Judged]) -> dict[str, Any]:
    total = len(judged)
    figures: dict[str, Any] = {"cases": total}
    for kind in ("right", "right_refusal", "over_refusal", "silently_wrong"):
        count = sum(one.kind == kind for one in judged)
        figures[kind] = count
        figures[f"{kind}_interval"] = wilson(count, total)
    alone = sum(
        any(o.text.startswith("Judged by rules alone") for o in one.verdict.observations)
        for one in judged
    )
    raised = sum(
        any(o.text.startswith("Raised by the model") for o in one.verdict.observations)
        for one in judged
    )
    written = [one for one in judged if one.verdict.proposal and one.verdict.proposal.draft]
    by_model = sum(bool(one.verdict.proposal and one.verdict.proposal.options) for one in written)
    acts = sum(one.verdict.verdict is VerdictKind.ACT_NOW for one in judged)
    table, error = calibration([(one.verdict.confidence, one.is_right) for one in judged])
    return figures | {
        "act_now": acts,
        "by_rules_alone": alone,
        "raised_by_model": raised,
        "drafts": len(written),
        "drafts_by_model": by_model,
        "reliability": table,
        "expected_calibration_error": error,
    }


def calibration(
    pairs: Sequence[tuple[float, bool]],
) -> tuple[list[tuple[float, float, int]], float]:
    """Per bin the mean confidence, the share that was right, and how many; and the ECE over all."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(_BINS)]
    for sure, right in pairs:
        bins[min(int(sure * _BINS), _BINS - 1)].append((sure, right))
    table, error = [], 0.0
    for held in (each for each in bins if each):
        sure = sum(s for s, _ in held) / len(held)
        share = sum(r for _, r in held) / len(held)
        table.append((round(sure, 3), round(share, 3), len(held)))
        error += abs(sure - share) * len(held) / len(pairs)
    return table, round(error, 4)


def passes(figures: dict[str, Any], baseline: dict[str, Any]) -> str | None:
    """None if a configuration may be put in force, else why it is worse than rules alone."""
    if figures["cases"] < LEAST_CASES:
        return f"{figures['cases']} cases are too few, {LEAST_CASES} are needed"
    if figures["by_rules_alone"] > figures["cases"] * 0.05:
        return f"{figures['by_rules_alone']} cases got no answer of the model"
    good = figures["right"] + figures["right_refusal"]
    base = baseline["right"] + baseline["right_refusal"]
    if good < base:
        return f"{good} right, where rules alone have {base}"
    if figures["silently_wrong"] > baseline["silently_wrong"]:
        more, less = figures["silently_wrong"], baseline["silently_wrong"]
        return f"{more} silently wrong, where rules alone have {less}"
    return None


def _calls(memory: Memory | None) -> dict[str, Any]:
    calls = memory.calls if memory else []
    if not calls:
        return {"calls": 0, "dollars": 0.0}
    times = sorted(call.millis for call in calls)
    return {
        "calls": len(calls),
        "answered": sum(call.outcome == "ok" for call in calls),
        "tokens_in": sum(call.fresh + call.cache_read + call.cache_written for call in calls),
        "tokens_out": sum(call.written for call in calls),
        "dollars": round(sum(call.micros for call in calls) / 1e6, 4),
        "p50_ms": times[len(times) // 2],
        "p95_ms": times[int(len(times) * 0.95)],
    }
