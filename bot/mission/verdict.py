"""The verdict: what one context means for today, and the steps of reasoning that lead there."""

from datetime import date

from bot.domain.missions import (
    Context,
    Judgement,
    Moment,
    Norms,
    Observation,
    ObservationKind,
    ReasonCode,
    Signal,
    SignalKind,
    VerdictKind,
)
from bot.mission.reasons import PRECEDENCE, words_of
from bot.mission.signals.finding import Finding
from bot.mission.signals.findings import find
from bot.mission.thresholds import MissionRules

_PLACE = {pair: place for place, pair in enumerate(PRECEDENCE)}
_MOST_OBSERVATIONS = 7
_MOST_EVIDENCE = 3
_NOTED = (SignalKind.OPTED_OUT, SignalKind.HYGIENE)
_STATE_OF_TALK = (SignalKind.NO_RECENT_ENGAGEMENT, SignalKind.STALLED_IN_STAGE)
_EASED_BY_WAITING = frozenset(
    {
        ReasonCode.CLOSE_DATE_AT_RISK,
        ReasonCode.CLOSE_DATE_PAST,
        ReasonCode.CHAMPION_UNRESPONSIVE,
        ReasonCode.NO_NEXT_STEP,
        ReasonCode.RENEWAL_NEAR,
        ReasonCode.USAGE_DROP,
    }
)
_UNKNOWN_LIMIT = 0.4  # confidence that a verdict on thin data can't exceed


def judge(context: Context, moment: Moment, norms: Norms, rules: MissionRules) -> Judgement:
    """Exactly one conclusion for every context: the first of `PRECEDENCE` that was found."""
    found = find(context, moment, norms, rules)
    deciding = [f for f in found.findings if f.verdict is not None]
    driver = min(deciding, key=_order, default=found.fallback)
    verdict = driver.verdict or VerdictKind.MONITOR
    words = words_of(driver.reason)
    fact = driver.signal.fact
    confidence = words.sure * (fact.confidence if fact is not None else 1.0)
    return Judgement(
        verdict=verdict,
        reason_code=driver.reason,
        confidence=round(min(confidence, _UNKNOWN_LIMIT) if found.is_thin else confidence, 2),
        thin_data=found.is_thin,
        observations=_observations(driver, found.findings),
        would_change_if=(words.unless,),
        until=driver.until if verdict is not VerdictKind.ACT_NOW else None,
        driver=fact,
        signals=tuple(f.signal for f in found.findings),
    )


def _order(finding: Finding) -> tuple[int, date, float]:
    """Its place in the table; then the sooner day, but the later one of several waits."""
    place = _PLACE.get((finding.verdict or VerdictKind.MONITOR, finding.reason), len(_PLACE))
    day = finding.until or date.max
    if finding.reason is ReasonCode.WAITING_ON_BUYER and finding.until is not None:
        day = date.fromordinal(date.max.toordinal() - finding.until.toordinal())
    return (place, day, -finding.signal.strength)


def _observations(driver: Finding, findings: tuple[Finding, ...]) -> tuple[Observation, ...]:
    words = words_of(driver.reason)
    notes = _notes(driver, findings)
    against = _against(driver, findings)[:1]
    room = _MOST_OBSERVATIONS - 2 - len(notes) - len(against)
    evidence = _support(driver, findings)[: min(room, _MOST_EVIDENCE)]
    return (
        *evidence,
        Observation(kind=ObservationKind.REASONING, text=words.why),
        *against,
        *notes,
        Observation(kind=ObservationKind.RECOMMENDATION, text=words.do),
    )


def _support(driver: Finding, findings: tuple[Finding, ...]) -> list[Observation]:
    """The driver's own evidence, then what else speaks for the same verdict."""
    also = [
        f
        for f in findings
        if f is not driver and f.verdict is driver.verdict and not _is_state_of_talk(f)
    ]
    return [_observe(ObservationKind.EVIDENCE, f.signal) for f in (driver, *also)]


def _against(driver: Finding, findings: tuple[Finding, ...]) -> list[Observation]:
    """What a person might hold against the verdict."""
    return [
        _observe(ObservationKind.COUNTER_EVIDENCE, f.signal)
        for f in findings
        if f is not driver and _speaks_against(driver, f)
    ]


def _notes(driver: Finding, findings: tuple[Finding, ...]) -> list[Observation]:
    """What holds whatever the verdict: no mail to whom, which text was ignored."""
    seen: set[SignalKind] = set()
    notes = []
    for f in findings:
        if f is driver or f.verdict is not None or f.signal.kind not in _NOTED:
            continue
        if f.signal.kind not in seen:
            seen.add(f.signal.kind)
            notes.append(_observe(ObservationKind.POLICY, f.signal))
    return notes


def _observe(kind: ObservationKind, signal: Signal) -> Observation:
    evidence = signal.evidence[0] if signal.evidence else None
    return Observation(kind=kind, text=signal.text, evidence=evidence)


def _speaks_against(driver: Finding, other: Finding) -> bool:
    if other.reason is ReasonCode.AWAITING_REPLY:
        # That we wrote yesterday is no excuse for what we owe, but it is for mere dates.
        return driver.reason in _EASED_BY_WAITING
    if other.signal.kind in _NOTED or _is_state_of_talk(other):
        return False
    if driver.verdict is VerdictKind.ACT_NOW:
        return other.verdict is not VerdictKind.ACT_NOW and (
            other.verdict is not None or other.signal.kind is SignalKind.POSITIVE
        )
    return other.verdict is VerdictKind.ACT_NOW


def _is_state_of_talk(finding: Finding) -> bool:
    return finding.signal.kind in _STATE_OF_TALK
