"""How often the verdict is the one that a sensible sales manager would reach."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bench.cases import Case, load_cases, read_case
from bot.domain.missions import Judgement, Norms
from bot.mission.reading.reader import RulesReader
from bot.mission.thresholds import MissionRules
from bot.mission.verdict import judge

_SURE = 1.96  # standard deviations of a 95 % interval
_SHOWN_TAGS = 2  # cases a tag must have to be listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    case: Case
    judgement: Judgement

    @property
    def is_right(self) -> bool:
        return self.judgement.verdict in self.case.expected.verdicts

    @property
    def fits_reason(self) -> bool:
        return self.judgement.reason_code in self.case.expected.reasons

    @property
    def fits_until(self) -> bool:
        window = self.case.expected.until
        until = self.judgement.until
        return window is None or (until is not None and window[0] <= until <= window[1])


async def run(part: str = "practice") -> dict[str, Any]:
    """Judges every case of a part and prints the figures; details only for practice."""
    reader, rules = RulesReader(), MissionRules.load()
    outcomes = []
    for case in load_cases(part):
        context = await read_case(case, reader)
        outcomes.append(Outcome(case=case, judgement=judge(context, case.moment, Norms(), rules)))
    figures = measure(outcomes)
    _print(figures)
    if part != "heldout":
        _print_wrong(outcomes)
    return figures


def measure(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The figures of one run; none of them names a case."""
    right = [o for o in outcomes if o.is_right]
    dated = [o for o in right if o.case.expected.until is not None]
    return {
        "cases": len(outcomes),
        "right": len(right),
        "accuracy": _share(len(right), len(outcomes)),
        "interval": wilson(len(right), len(outcomes)),
        "confusion": _confusion(outcomes),
        "by_tag": _by_tag(outcomes),
        "until_exact": _share(sum(o.fits_until for o in dated), len(dated)),
        "reason_agrees": _share(sum(o.fits_reason for o in right), len(right)),
    }


def wilson(right: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share after Wilson, which also holds for few cases."""
    if total == 0:
        return (0.0, 1.0)
    share, square = right / total, _SURE**2
    middle = (share + square / (2 * total)) / (1 + square / total)
    reach = math.sqrt(share * (1 - share) / total + square / (4 * total**2))
    reach *= _SURE / (1 + square / total)
    return (round(middle - reach, 4), round(middle + reach, 4))


def _share(part: int, total: int) -> float:
    return round(part / total, 4) if total else 0.0


def _confusion(outcomes: Sequence[Outcome]) -> dict[str, int]:
    """Counts of "expected > concluded"; a right one counts as what it concluded."""
    counts: Counter[str] = Counter()
    for o in outcomes:
        got = o.judgement.verdict
        wanted = got if o.is_right else min(o.case.expected.verdicts)
        counts[f"{wanted} > {got}"] += 1
    return dict(sorted(counts.items()))


def _by_tag(outcomes: Sequence[Outcome]) -> dict[str, tuple[int, int]]:
    totals: Counter[str] = Counter()
    rights: Counter[str] = Counter()
    for o in outcomes:
        for tag in o.case.tags:
            totals[tag] += 1
            rights[tag] += o.is_right
    return {tag: (rights[tag], total) for tag, total in totals.most_common()}


def _print(figures: dict[str, Any]) -> None:
    low, high = figures["interval"]
    print(  # noqa: T201  (a benchmark speaks on stdout)
        f"{figures['right']} of {figures['cases']} right: {figures['accuracy']:.1%}"
        f" (95 %: {low:.1%} to {high:.1%});"
        f" until exact {figures['until_exact']:.1%}, reason agrees {figures['reason_agrees']:.1%}"
    )
    for pair, count in figures["confusion"].items():
        print(f"  {count:4d}  {pair}")  # noqa: T201
    for tag, (right, total) in figures["by_tag"].items():
        if total >= _SHOWN_TAGS:
            print(f"  {tag:24s} {right:3d} of {total}")  # noqa: T201


def _print_wrong(outcomes: Sequence[Outcome]) -> None:
    for o in outcomes:
        if not o.is_right:
            wanted = "/".join(sorted(o.case.expected.verdicts))
            got = f"{o.judgement.verdict} ({o.judgement.reason_code})"
            print(f"{o.case.id}: {got}, wanted {wanted}: {o.case.expected.why}")  # noqa: T201
