"""A finding: a signal with the verdict and reason that it speaks for."""

from dataclasses import dataclass
from datetime import date

from bot.domain.missions import ReasonCode, Signal, VerdictKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """`verdict` is None where the signal is worth noting but decides nothing by itself."""

    signal: Signal
    reason: ReasonCode
    verdict: VerdictKind | None
    until: date | None = None
