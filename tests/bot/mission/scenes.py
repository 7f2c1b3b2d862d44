"""Hand-made stories: one deal, a few messages, and what was said in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal

from bot.domain.deals import (
    Account,
    AccountId,
    Consent,
    Contact,
    ContactId,
    ContactRole,
    Deal,
    DealId,
    DealStatus,
    StageChange,
)
from bot.domain.facts import Dated, Fact, FactKind, Party, Source
from bot.domain.missions import (
    Context,
    Judgement,
    Moment,
    Norms,
    ReasonCode,
    Signal,
    SourceState,
    Touch,
    UsageSeries,
    VerdictKind,
)
from bot.domain.people import PersonId
from bot.mission.signals import find_signals
from bot.mission.thresholds import MissionRules
from bot.mission.verdict import judge

RULES = MissionRules.load()
TODAY = date(2026, 3, 12)  # a Thursday
ANNA = "anna"


def moment(today: date = TODAY) -> Moment:
    return Moment(now=datetime.combine(today, time(8), UTC), today=today, zone="UTC")


def at(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), UTC)


def march(day: int) -> date:
    return date(2026, 3, day)


def days(first: date, last: date | None = None) -> Dated:
    return Dated(first=first, last=last or first, reading="as said")


def contact(
    key: str = ANNA,
    name: str = "Anna Berg",
    role: ContactRole | None = ContactRole.CHAMPION,
    consent: Consent = Consent.UNKNOWN,
) -> Contact:
    return Contact(id=ContactId(key), name=name, role=role, email_consent=consent)


@dataclass(slots=True)
class Scene:
    """Grows message by message; `judged` says what the rules make of it."""

    today: date = TODAY
    deal: Deal = field(
        default_factory=lambda: Deal(
            id=DealId("d1"),
            name="Nordlicht – 80 seats",
            owner_id=PersonId("robin"),
            stage="Proposal",
            status=DealStatus.OPEN,
            account_id=AccountId("acc"),
            amount=Decimal(24000),
            created_at=at(date(2026, 1, 12)),
            close_date=date(2026, 6, 30),
        )
    )
    contacts: tuple[Contact, ...] = field(default_factory=lambda: (contact(),))
    touches: list[Touch] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    changes: tuple[StageChange, ...] = ()
    usage: tuple[UsageSeries, ...] = ()
    sources: tuple[SourceState, ...] = ()
    norms: Norms = field(default_factory=Norms)
    customer_since: date | None = None

    def with_deal(self, **values: object) -> "Scene":
        self.deal = replace(self.deal, **values)  # type: ignore[arg-type]  # named by the test
        return self

    def message(
        self,
        day: date,
        *said: Fact,
        direction: str = "inbound",
        kind: str = "email",
        hour: int = 10,
        who: str | None = ANNA,
        subject: str | None = None,
        automatic: bool = False,
        due: date | None = None,
        done: date | None = None,
    ) -> "Scene":
        key = f"a{len(self.touches) + 1}"
        when = at(day, hour)
        self.touches.append(
            Touch(
                id=key,
                kind=kind,
                direction=direction,
                at=when,
                contact_id=who,
                subject=subject,
                automatic=automatic,
                due_at=at(due, 12) if due else None,
                done_at=at(done, 12) if done else None,
            )
        )
        source = Source(record=f"activity:{key}", field="body", at=when)
        self.facts += [replace(fact, source=source) for fact in said]
        return self

    def they(self, day: date, *said: Fact, **values: object) -> "Scene":
        return self.message(day, *said, **values)  # type: ignore[arg-type]  # passed on as they are

    def we(self, day: date, *said: Fact, **values: object) -> "Scene":
        values = {"direction": "outbound", **values}
        return self.message(day, *said, **values)  # type: ignore[arg-type]  # passed on as they are

    def note(self, day: date, *said: Fact, **values: object) -> "Scene":
        values = {"direction": "internal", "kind": "note", **values}
        return self.message(day, *said, **values)  # type: ignore[arg-type]  # passed on as they are

    def context(self) -> Context:
        return Context(
            deal=self.deal,
            account=Account(
                id=AccountId("acc"), name="Nordlicht", customer_since=self.customer_since
            ),
            contacts=self.contacts,
            roles=(),
            touches=tuple(sorted(self.touches, key=lambda t: t.at)),
            facts=tuple(self.facts),
            stage_changes=self.changes,
            usage=self.usage,
            sources=self.sources,
        )

    def judged(self, rules: MissionRules = RULES) -> Judgement:
        return judge(self.context(), moment(self.today), self.norms, rules)

    def signals(self, rules: MissionRules = RULES) -> Mapping[str, Signal]:
        found = find_signals(self.context(), moment(self.today), self.norms, rules)
        return {signal.kind.value: signal for signal in reversed(found)}


def fact(
    kind: FactKind,
    quote: str,
    by: Party = Party.THEM,
    when: Dated | None = None,
    about: str | None = None,
    confidence: float = 0.9,
) -> Fact:
    return Fact(
        kind=kind,
        source=Source(record="activity:?", field="body"),
        quote=quote,
        by=by,
        confidence=confidence,
        when=when,
        about=about,
    )


def concludes(judgement: Judgement, verdict: VerdictKind, reason: ReasonCode) -> bool:
    return (judgement.verdict, judgement.reason_code) == (verdict, reason)


def question(quote: str = "Does it run on ships?") -> Fact:
    return fact(FactKind.QUESTION, quote)


def ours(quote: str, when: Dated | None = None) -> Fact:
    return fact(FactKind.PROMISE, quote, Party.US, when)


def theirs(quote: str, when: Dated | None = None) -> Fact:
    return fact(FactKind.PROMISE, quote, Party.THEM, when)


def wait(quote: str, when: Dated | None = None) -> Fact:
    return fact(FactKind.WAIT, quote, when=when)
