"""Ranking: published, monotone, stable and total, for stories nobody would think of."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.deals import DealId
from bot.domain.facts import Dated, FactKind, Party
from bot.domain.missions import (
    Context,
    Judgement,
    Norms,
    ReasonCode,
    Signal,
    SignalKind,
    SourceState,
    VerdictKind,
)
from bot.mission.ranking import Scored, rank, score, shown
from bot.mission.reasons import PRECEDENCE
from bot.mission.signals.findings import find
from bot.mission.verdict import judge
from tests.bot.mission.scenes import (
    ANNA,
    RULES,
    TODAY,
    Scene,
    contact,
    fact,
    march,
    moment,
    question,
)

NORMS = Norms(amounts=tuple(Decimal(n * 10_000) for n in range(1, 10)))
_DAYS = st.integers(-60, 60).map(lambda n: TODAY + timedelta(days=n))
_PAST = st.integers(0, 90).map(lambda n: TODAY - timedelta(days=n))
_WHENS = st.none() | st.builds(
    lambda first, length: Dated(first=first, last=first + timedelta(days=length), reading=""),
    _DAYS,
    st.integers(0, 40),
)
_FACTS = st.builds(
    fact,
    st.sampled_from(FactKind),
    st.sampled_from(["Does it float?", "The quote follows.", "call me", "after the fair", "x"]),
    st.sampled_from(Party),
    _WHENS,
    st.sampled_from([None, "Anna Berg", "price", "solved"]),
    st.sampled_from([0.2, 0.5, 0.9]),
)


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    """Any deal with up to eight messages, notes and tasks, and whatever was said in them."""
    scene = Scene(
        contacts=draw(st.sampled_from([(), (contact(),), (contact(), contact("ben", "Ben"))])),
        sources=draw(
            st.sampled_from([(), (SourceState(source="activities", newest_at=None, stale=True),)])
        ),
    )
    scene.with_deal(
        stage=draw(st.sampled_from(["Discovery", "Proposal", "Negotiation", ""])),
        amount=draw(st.none() | st.integers(0, 900_000).map(Decimal)),
        close_date=draw(st.none() | _DAYS),
        next_step_due=draw(st.none() | _DAYS),
        created_at=None,
    )
    for _ in range(draw(st.integers(0, 8))):
        scene.message(
            draw(_PAST | _DAYS),
            *draw(st.lists(_FACTS, max_size=3)),
            direction=draw(st.sampled_from(["inbound", "outbound", "internal"])),
            kind=draw(st.sampled_from(["email", "call", "meeting", "note", "task"])),
            hour=draw(st.integers(0, 23)),
            who=draw(st.sampled_from([None, ANNA, "ben", "nobody"])),
            subject=draw(st.sampled_from([None, "Re: The quote", "Fair"])),
            automatic=draw(st.booleans()),
            due=draw(st.none() | _DAYS),
            done=draw(st.none() | _PAST),
        )
    return scene


def judged(context: Context) -> Judgement:
    return judge(context, moment(), NORMS, RULES)


def scored(scene: Scene, key: str = "d1") -> Scored:
    scene.with_deal(id=DealId(key))
    context = scene.context()
    judgement = judged(context)
    numbers = score(context, judgement, moment(), NORMS, RULES)
    return Scored(deal=context.deal, judgement=judgement, score=numbers)


def texts_of(context: Context) -> set[str]:
    """Everything that a quote may be: what was said, and fields as text."""
    values: list[object] = [f.quote for f in context.facts]
    for touch in context.touches:
        values += [touch.at, touch.due_at, touch.subject]
    deal = context.deal
    values += [deal.stage, deal.close_date, deal.next_step_due]
    values += [c.email_consent.value for c in context.contacts]
    return {"" if value is None else str(value) for value in values}


@settings(max_examples=120, deadline=None)
@given(scenes())
def test_every_context_gets_one_judgement_with_quotes_from_it(scene: Scene) -> None:
    context = scene.context()
    judgement = judged(context)
    quotes = {o.evidence.quote for o in judgement.observations if o.evidence is not None}
    quotes |= {e.quote for s in judgement.signals for e in s.evidence}
    assert quotes <= texts_of(context)
    assert 3 <= len(judgement.observations) <= 7
    assert 0 <= judgement.confidence <= 1
    assert judgement == judged(context)


@settings(max_examples=60, deadline=None)
@given(scenes())
def test_every_finding_that_may_decide_has_its_place_in_the_table(scene: Scene) -> None:
    found = find(scene.context(), moment(), NORMS, RULES).findings
    pairs = {(f.verdict, f.reason) for f in found if f.verdict is not None}
    assert pairs <= set(PRECEDENCE)


@settings(max_examples=60, deadline=None)
@given(scenes())
def test_a_stale_source_is_never_a_ground_to_act(scene: Scene) -> None:
    scene.sources = (SourceState(source="crm", newest_at=None, stale=True),)
    assert scene.judged().verdict is not VerdictKind.ACT_NOW


@settings(max_examples=60, deadline=None)
@given(scenes())
def test_numbers_stay_between_nought_and_ten_and_make_the_priority(scene: Scene) -> None:
    numbers = scored(scene).score
    parts = (numbers.urgency, numbers.impact, numbers.confidence, numbers.effort)
    assert all(0 <= part <= 10 for part in parts)
    urgency, impact, confidence, effort = parts
    formula = 0.30 * urgency + 0.35 * impact + 0.20 * confidence - 0.15 * effort
    assert numbers.priority == round(formula, 2)


@settings(max_examples=80, deadline=None)
@given(scenes(), st.sampled_from(SignalKind), st.sampled_from([0.1, 0.5, 1.0]))
def test_one_more_signal_never_lowers_the_priority(
    scene: Scene, kind: SignalKind, strength: float
) -> None:
    before = scored(scene)
    more = Signal(kind=kind, strength=strength, text="More.", evidence=())
    richer = replace(before.judgement, signals=(*before.judgement.signals, more))
    after = score(scene.context(), richer, moment(), NORMS, RULES)
    assert after.priority >= before.score.priority


@settings(max_examples=80, deadline=None)
@given(scenes(), scenes())
def test_an_unanswered_question_never_lowers_the_rank(scene: Scene, other: Scene) -> None:
    scene.sources = ()
    scene.message(march(10), kind="email", who=ANNA)
    before = scored(scene)
    if before.judgement.verdict is VerdictKind.NO_ACTION:
        return  # a deal that was over may come alive, which is another story
    rival = scored(other, "d2")
    place = rank([before, rival]).get(before.deal.id)
    scene.facts.append(
        replace(
            question(), source=replace(question().source, record=f"activity:a{len(scene.touches)}")
        )
    )
    after = scored(scene)
    assert after.score.priority >= before.score.priority
    new_place = rank([after, rival]).get(after.deal.id)
    assert place is None or (new_place is not None and new_place <= place)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 2)), max_size=12))
def test_ranks_are_total_and_do_not_depend_on_the_order(rows: list[tuple[int, int, int]]) -> None:
    asked = scored(Scene().they(march(9), question()))
    items = [
        Scored(
            deal=replace(
                asked.deal,
                id=DealId(f"d{n}"),
                amount=Decimal(amount) if amount else None,
                close_date=TODAY + timedelta(days=close) if close else None,
            ),
            judgement=asked.judgement,
            score=replace(asked.score, priority=float(priority)),
        )
        for n, (priority, amount, close) in enumerate(rows)
    ]
    ranks = rank(items)
    assert sorted(ranks.values()) == list(range(1, len(items) + 1))
    assert ranks == rank(reversed(items))
    assert len(shown(ranks, RULES)) == min(5, len(items))


def test_only_deals_to_act_on_are_ranked() -> None:
    quiet, asked = scored(Scene(), "quiet"), scored(Scene().they(march(9), question()), "asked")
    assert rank([quiet, asked]) == {DealId("asked"): 1}


def test_ties_go_to_amount_then_close_date_then_id() -> None:
    asked = scored(Scene().they(march(9), question()))

    def like(key: str, amount: int, close: date) -> Scored:
        deal = replace(asked.deal, id=DealId(key), amount=Decimal(amount), close_date=close)
        return replace(asked, deal=deal)

    late, soon = date(2026, 9, 1), date(2026, 8, 1)
    items = [like("b", 1, soon), like("a", 1, soon), like("c", 1, late), like("d", 2, late)]
    assert list(rank(items)) == ["d", "a", "b", "c"]


def test_a_larger_deal_comes_first_where_all_else_is_equal() -> None:
    small = scored(Scene().with_deal(amount=Decimal(5_000)).they(march(9), question()), "small")
    large = scored(Scene().with_deal(amount=Decimal(80_000)).they(march(9), question()), "large")
    assert list(rank([small, large])) == ["large", "small"]


def test_thin_data_keeps_confidence_low() -> None:
    numbers = scored(Scene()).score
    assert numbers.confidence <= RULES.weights.ceilings.thin_confidence


def test_stale_sources_keep_confidence_lower_still() -> None:
    old = SourceState(source="crm", newest_at=None, stale=True)
    stale = scored(Scene(sources=(old,)).they(march(9), question()))
    assert stale.judgement.reason_code is ReasonCode.STALE_SOURCE
    assert stale.score.confidence <= RULES.weights.ceilings.stale_confidence
