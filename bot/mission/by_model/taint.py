"""What a model may change of a verdict: it may raise attention with evidence, and never lower it.

Everything that a model has seen may have been written by somebody who wants something. So its
conclusion counts as far as it makes a person look, and not where it would make one look away.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.domain.facts import Fact, FactKind
from bot.domain.missions import (
    Context,
    Evidence,
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
from bot.mission.reasons import words_of
from bot.mission.thresholds import MissionRules

Judge = Callable[[Context, Moment, Norms, MissionRules], Judgement]
MOST_OBSERVATIONS = 10  # the rules' seven, and room for three notes
MOST_SURE = 0.6
_STRENGTH = 0.5
ATTENTION: Mapping[VerdictKind, int] = {
    VerdictKind.NO_ACTION: 0,
    VerdictKind.MONITOR: 1,
    VerdictKind.ACT_NOW: 2,
}
# What a reason must rest on before a model's word for it counts.
BACKING: Mapping[ReasonCode, tuple[SignalKind, frozenset[FactKind]]] = {
    ReasonCode.UNANSWERED_QUESTION: (
        SignalKind.UNANSWERED_QUESTION,
        frozenset({FactKind.QUESTION, FactKind.REQUEST}),
    ),
    ReasonCode.OUR_PROMISE_MISSED: (SignalKind.OUR_PROMISE, frozenset({FactKind.PROMISE})),
    ReasonCode.THEIR_PROMISE_MISSED: (SignalKind.THEIR_PROMISE, frozenset({FactKind.PROMISE})),
    ReasonCode.OBJECTION: (
        SignalKind.OBJECTION,
        frozenset({FactKind.OBJECTION, FactKind.NEGATIVE}),
    ),
    ReasonCode.COMPETITOR: (SignalKind.COMPETITOR, frozenset({FactKind.COMPETITOR})),
    ReasonCode.PRICING_REQUEST: (SignalKind.PRICING, frozenset({FactKind.PRICING})),
    ReasonCode.REVIEW_STEP: (SignalKind.REVIEW, frozenset({FactKind.REVIEW})),
    ReasonCode.SUPPORT_BLOCKER: (SignalKind.SUPPORT, frozenset({FactKind.SUPPORT})),
    ReasonCode.CHAMPION_GONE: (SignalKind.CHAMPION_GONE, frozenset({FactKind.LEFT})),
    ReasonCode.MEETING_TO_PREPARE: (SignalKind.MEETING, frozenset({FactKind.MEETING})),
    ReasonCode.CLOSE_DATE_AT_RISK: (SignalKind.CLOSE_DATE, frozenset({FactKind.DEADLINE})),
    ReasonCode.READY_TO_CLOSE: (
        SignalKind.POSITIVE,
        frozenset({FactKind.COMMITMENT, FactKind.SIGNED}),
    ),
}
# What the rules conclude for these is not to be talked away: sources are old, the buyer asked to
# be left alone, or said no.
SETTLED = frozenset(
    {
        ReasonCode.STALE_SOURCE,
        ReasonCode.THIN_DATA,
        ReasonCode.WAITING_ON_BUYER,
        ReasonCode.OUT_OF_OFFICE,
        ReasonCode.DEAD,
        ReasonCode.DISQUALIFIED,
        ReasonCode.CONTACT_OPTED_OUT,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """A model's conclusion, its references resolved and its prose checked; what failed is gone.

    `invented` is how many references were to facts that there are not; `unheard`: some of its prose
    said what no fact says.
    """

    verdict: VerdictKind
    reason_code: ReasonCode
    confidence: float
    evidence: tuple[Fact, ...] = ()
    against: tuple[Fact, ...] = ()
    reasoning: str = ""
    would_change_if: str = ""
    invented: int = 0
    unheard: bool = False


def informed(judge: Judge) -> Judge:
    """The rules' judge over facts of which a model read some: those may only raise a verdict."""

    def judged(context: Context, moment: Moment, norms: Norms, rules: MissionRules) -> Judgement:
        with_all = judge(context, moment, norms, rules)
        own_facts = tuple(fact for fact in context.facts if not fact.by_model)
        if len(own_facts) == len(context.facts):
            return with_all
        own = judge(replace(context, facts=own_facts), moment, norms, rules)
        if own.reason_code not in SETTLED and _is_higher(with_all.verdict, own.verdict):
            return with_all
        if with_all.verdict is own.verdict or with_all.driver is None:
            return own
        return _noted(own, [_read_otherwise(with_all.driver)])

    return judged


def advised(own: Judgement, opinion: Opinion) -> Judgement:
    """The rules' judgement with what the model adds to it."""
    backing = _backing(opinion)
    may_raise = own.reason_code not in SETTLED and not own.thin_data
    if _is_higher(opinion.verdict, own.verdict) and may_raise and backing is not None:
        return _raised(own, opinion, backing)
    notes = [_reasoning(opinion)] if opinion.verdict is own.verdict and opinion.reasoning else []
    notes += [_against(fact) for fact in _doubts(own, opinion)[:1]]
    return _noted(own, [*notes, *_left_out(opinion)])


def alone(own: Judgement, why: str) -> Judgement:
    """The rules' judgement where the model gave none, which is said."""
    text = f"Judged by rules alone: {why}."
    return _noted(own, [Observation(kind=ObservationKind.POLICY, text=text)])


def _is_higher(one: VerdictKind, other: VerdictKind) -> bool:
    return ATTENTION[one] > ATTENTION[other]


def _backing(opinion: Opinion) -> Fact | None:
    """The first fact that is of a kind that the reason can rest on."""
    if opinion.verdict is not VerdictKind.ACT_NOW or opinion.reason_code not in BACKING:
        return None
    kinds = BACKING[opinion.reason_code][1]
    return next((fact for fact in opinion.evidence if fact.kind in kinds), None)


def _raised(own: Judgement, opinion: Opinion, fact: Fact) -> Judgement:
    words = words_of(opinion.reason_code)
    kind = BACKING[opinion.reason_code][0]
    said = Observation(
        kind=ObservationKind.EVIDENCE, text=f"“{fact.quote}”", evidence=_evidence(fact)
    )
    because = own.observations[0].text if own.observations else words_of(own.reason_code).why
    signal = Signal(
        kind=kind,
        strength=_STRENGTH,
        text="The model sees something here that the rules do not.",
        evidence=(_evidence(fact),),
        fact=replace(fact, confidence=min(fact.confidence, MOST_SURE)),
    )
    return replace(
        own,
        verdict=VerdictKind.ACT_NOW,
        reason_code=opinion.reason_code,
        confidence=round(min(opinion.confidence, fact.confidence, MOST_SURE), 2),
        observations=(
            said,
            *([_reasoning(opinion)] if opinion.reasoning else []),
            Observation(kind=ObservationKind.REASONING, text=words.why),
            Observation(kind=ObservationKind.COUNTER_EVIDENCE, text=because),
            Observation(
                kind=ObservationKind.POLICY,
                text="Raised by the model. By rules alone this deal would not ask for you today.",
            ),
            *_left_out(opinion),
            Observation(kind=ObservationKind.RECOMMENDATION, text=words.do),
        ),
        would_change_if=(opinion.would_change_if or words.unless,),
        until=None,
        driver=fact,
        signals=(*own.signals, signal),
    )


def _doubts(own: Judgement, opinion: Opinion) -> tuple[Fact, ...]:
    """What speaks against the rules: a lower verdict's evidence, or what the model holds against
    its own.
    """
    known = {one.evidence.quote for one in own.observations if one.evidence is not None}
    lower = _is_higher(own.verdict, opinion.verdict)
    facts = (*opinion.evidence, *opinion.against) if lower else opinion.against
    return tuple(fact for fact in facts if fact.quote not in known)


def _left_out(opinion: Opinion) -> list[Observation]:
    """What of the model's answer rested on nothing and is not shown, in one sentence."""
    facts = "1 fact" if opinion.invented == 1 else f"{opinion.invented} facts"
    parts = [f"named {facts} that do not exist"] if opinion.invented else []
    parts += ["said what no fact says"] if opinion.unheard else []
    if not parts:
        return []
    text = f"The model {' and '.join(parts)}; that was left out."
    return [Observation(kind=ObservationKind.POLICY, text=text)]


def _reasoning(opinion: Opinion) -> Observation:
    return Observation(kind=ObservationKind.REASONING, text=f"The model: {opinion.reasoning}")


def _against(fact: Fact) -> Observation:
    return Observation(
        kind=ObservationKind.COUNTER_EVIDENCE,
        text="The model holds this against it.",
        evidence=_evidence(fact),
    )


def _read_otherwise(fact: Fact) -> Observation:
    return Observation(
        kind=ObservationKind.COUNTER_EVIDENCE,
        text="The model reads this as more settled than the rules do.",
        evidence=_evidence(fact),
    )


def _evidence(fact: Fact) -> Evidence:
    return Evidence(source=fact.source, quote=fact.quote)


def _noted(own: Judgement, notes: list[Observation]) -> Judgement:
    """Before the recommendation, which comes last; as many as fit."""
    room = MOST_OBSERVATIONS - len(own.observations)
    if room <= 0 or not notes:
        return own
    *before, last = own.observations or (None,)
    kept = [one for one in (*before, *notes[:room], last) if one is not None]
    return replace(own, observations=tuple(kept))
