"""Missions, cards and briefs made up for tests of what is drawn."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from bot.domain.briefs import Brief, Card, CardState, Carried, Judged, Shown, judged
from bot.domain.deals import ContactId, Deal, DealId, DealStatus
from bot.domain.decisions import CreateTask, Draft, Proposal, SendEmail
from bot.domain.facts import Source
from bot.domain.missions import (
    DealVerdict,
    Evidence,
    Mission,
    Observation,
    ObservationKind,
    ReasonCode,
    Score,
    VerdictKind,
    Versions,
)
from bot.domain.people import Person, PersonId, Role
from tests.blocks.standings import decision, shown

TUESDAY = date(2026, 3, 3)
DANA = Person(
    id=PersonId("dana"), name="Dana Reyes", role=Role.REP, email="dana@us.example", timezone="UTC"
)
_ASKED = "Could you tell us by Friday whether SAML is included?"


def observations(ask: str = _ASKED) -> tuple[Observation, ...]:
    at = datetime(2026, 2, 26, 9, tzinfo=UTC)
    asked = Source(record="activity:a1", field="body", at=at)
    return (
        Observation(
            kind=ObservationKind.EVIDENCE,
            text="Anke Petersen asked on Thu 26 Feb, and nobody has answered.",
            evidence=Evidence(source=asked, quote=ask, url="https://crm.example/activity/a1"),
        ),
        Observation(
            kind=ObservationKind.REASONING, text="They are waiting for us, and waiting costs trust."
        ),
        Observation(
            kind=ObservationKind.COUNTER_EVIDENCE,
            text="A call is noted for Fri 27 Feb without what was said.",
            evidence=Evidence(
                source=Source(record="activity:a2", field="subject"), quote="Call with Anke"
            ),
        ),
        Observation(kind=ObservationKind.RECOMMENDATION, text="Answer today."),
    )


def mail(deal_id: str = "d1", **given: Any) -> Proposal:
    draft = Draft(
        to="anke@nordlicht.example",
        subject="Re: Offer",
        body="Hello Anke,\n\nyes, SAML is included in the plan we offered.\n\nBest regards\nDana",
    )
    made = Proposal(
        id="d_0123456789abcdef",
        deal_id=DealId(deal_id),
        action=SendEmail(contact_id=ContactId("c1")),
        draft=draft,
        reason="They asked, and nobody has answered.",
    )
    return replace(made, **given)


def task(deal_id: str = "d2") -> Proposal:
    action = CreateTask(title="Call Anke", due=TUESDAY, note="She asked about SAML.")
    return mail(deal_id, id="d_fedcba9876543210", action=action, draft=None)


def verdict(key: str = "d1", **given: Any) -> DealVerdict:
    made = DealVerdict(
        deal_id=DealId(key),
        name=f"Nordlicht {key}",
        rank=1,
        verdict=VerdictKind.ACT_NOW,
        reason_code=ReasonCode.UNANSWERED_QUESTION,
        until=None,
        confidence=0.81,
        thin_data=False,
        score=Score(urgency=8.5, impact=6, confidence=8.1, effort=2, priority=5.97),
        observations=observations(),
        would_change_if=("it was answered by phone or in person",),
        proposal=mail(key),
        amount=Decimal("48000"),
        currency="EUR",
        close_date=date(2026, 3, 31),
    )
    return replace(made, **given)


def watched(key: str = "d8", until: date | None = date(2026, 4, 1)) -> DealVerdict:
    text = "They asked to wait until April."
    return verdict(
        key,
        rank=None,
        verdict=VerdictKind.MONITOR,
        reason_code=ReasonCode.WAITING_ON_BUYER,
        until=until,
        proposal=None,
        observations=(Observation(kind=ObservationKind.EVIDENCE, text=text),),
    )


def mission(*verdicts: DealVerdict, on: date = TUESDAY, **given: Any) -> Mission:
    made = Mission(
        run_id="5f0c2d6e8b9a4c1e9d7f3a2b1c0d4e5f",
        rep=DANA,
        on=on,
        now=datetime(on.year, on.month, on.day, 8, tzinfo=UTC),
        data_as_of=datetime(on.year, on.month, on.day, 7, 55, tzinfo=UTC),
        reasoner="rules",
        versions=Versions(reader="rules-1", rules="r1", weights="w1", drafter="drafts-1"),
        verdicts=verdicts,
        shown=tuple(v.deal_id for v in verdicts if v.verdict is VerdictKind.ACT_NOW)[:5],
    )
    return replace(made, **given)


def of(one: DealVerdict, on: date = TUESDAY) -> Judged:
    return judged(one, mission(one, on=on))


def card(one: DealVerdict | None = None, on: date = TUESDAY, **given: Any) -> Card:
    one = one or verdict()
    return replace(Card(judged=of(one, on), state=CardState.LIVE, shown=_shown(one)), **given)


def _shown(one: DealVerdict) -> Shown | None:
    """The proposal's decision, waiting."""
    if one.proposal is None:
        return None
    proposal = one.proposal
    waiting = decision(risk=proposal.id, action=proposal.action, draft=proposal.draft)
    return shown(replace(waiting, id=f"{proposal.id}-1"), one.name)


def withdrawn(one: DealVerdict, note: str) -> Card:
    return card(one, state=CardState.WITHDRAWN, note=note)


def brief(*cards: Card, carried: tuple[Carried, ...] = (), others: Any = ()) -> Brief:
    verdicts = [c.judged.verdict for c in cards] + [c.judged.verdict for c in carried]
    return Brief(mission=mission(*verdicts, *others), cards=cards, carried=carried)


def carried(key: str = "d5", url: str | None = "https://acme.slack.example/p1") -> Carried:
    return Carried(judged=of(verdict(key)), since=date(2026, 3, 2), url=url)


def deal(**given: Any) -> Deal:
    made = Deal(
        id=DealId("d1"),
        name="Nordlicht d1",
        owner_id=DANA.id,
        stage="Proposal",
        status=DealStatus.OPEN,
        amount=Decimal("48000"),
        currency="EUR",
        close_date=date(2026, 3, 31),
        next_step="Send the security paper",
        next_step_due=date(2026, 3, 5),
    )
    return replace(made, **given)
