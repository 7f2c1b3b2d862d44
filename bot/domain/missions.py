"""A mission: one pass over one rep's open deals, and what it concluded for each."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from bot.domain.deals import Account, Contact, Deal, DealContact, DealId, StageChange
from bot.domain.decisions import Proposal
from bot.domain.facts import Fact, Source
from bot.domain.people import Person


class VerdictKind(StrEnum):
    NO_ACTION = "no_action"
    MONITOR = "monitor"
    ACT_NOW = "act_now"


class ReasonCode(StrEnum):
    """What mainly drives a verdict."""

    UNANSWERED_QUESTION = "unanswered_question"
    OUR_PROMISE_MISSED = "our_promise_missed"
    THEIR_PROMISE_MISSED = "their_promise_missed"
    WAIT_IS_OVER = "wait_is_over"
    CLOSE_DATE_PAST = "close_date_past"
    CLOSE_DATE_AT_RISK = "close_date_at_risk"
    CHAMPION_GONE = "champion_gone"
    CHAMPION_UNRESPONSIVE = "champion_unresponsive"
    SINGLE_THREADED = "single_threaded"
    MISSING_ECONOMIC_BUYER = "missing_economic_buyer"
    STALLED_IN_STAGE = "stalled_in_stage"
    NO_NEXT_STEP = "no_next_step"
    OBJECTION = "objection"
    COMPETITOR = "competitor"
    PRICING_REQUEST = "pricing_request"
    REVIEW_STEP = "review_step"
    USAGE_DROP = "usage_drop"
    SUPPORT_BLOCKER = "support_blocker"
    RENEWAL_NEAR = "renewal_near"
    MEETING_TO_PREPARE = "meeting_to_prepare"
    READY_TO_CLOSE = "ready_to_close"
    WAITING_ON_BUYER = "waiting_on_buyer"
    OUT_OF_OFFICE = "out_of_office"
    THEIR_PROMISE_PENDING = "their_promise_pending"
    OUR_PROMISE_PENDING = "our_promise_pending"
    AWAITING_REPLY = "awaiting_reply"
    REVIEW_RUNNING = "review_running"
    MEETING_BOOKED = "meeting_booked"
    NO_RECENT_ENGAGEMENT = "no_recent_engagement"
    THIN_DATA = "thin_data"
    STALE_SOURCE = "stale_source"
    CONTACT_OPTED_OUT = "contact_opted_out"
    ON_TRACK = "on_track"
    DEAD = "dead"
    DISQUALIFIED = "disqualified"


class ObservationKind(StrEnum):
    EVIDENCE = "evidence"
    REASONING = "reasoning"
    COUNTER_EVIDENCE = "counter_evidence"
    RECOMMENDATION = "recommendation"
    POLICY = "policy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A source with the words or value that stand there, verbatim; `url` opens the record."""

    source: Source
    quote: str
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One step of reasoning that a person may read, in order."""

    kind: ObservationKind
    text: str
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """An activity without its body: who, when, which way, and how it reads."""

    id: str
    kind: str
    direction: str | None
    at: datetime
    contact_id: str | None = None
    person_id: str | None = None
    subject: str | None = None
    thread_id: str | None = None
    due_at: datetime | None = None
    done_at: datetime | None = None
    language: str = "und"
    automatic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageSeries:
    """Daily values of one metric of the deal's account, oldest first, days may be missing."""

    metric: str
    days: tuple[date, ...]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """What is known of one kind of record: None as `newest_at` means that there is none at all."""

    source: str  # "crm", "activities", "usage"
    newest_at: datetime | None
    stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """All that a verdict may look at: gathered by code, only what the rep may see.

    `sources` tells which feeds are missing or stale. Everything in here happened at or before
    the mission's time, planned meetings and due dates apart.
    """

    deal: Deal
    account: Account | None
    contacts: tuple[Contact, ...]
    roles: tuple[DealContact, ...]
    touches: tuple[Touch, ...]  # oldest first
    facts: tuple[Fact, ...]  # in the order of their documents
    stage_changes: tuple[StageChange, ...]  # oldest first
    usage: tuple[UsageSeries, ...]
    sources: tuple[SourceState, ...]
    product: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StageNorm:
    """How long won deals stayed in a stage, in days; `deals` says how many it rests on."""

    pipeline: str | None
    stage: str
    median_days: float
    p80_days: float
    deals: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Norms:
    """What is usual in this workspace: the yardstick for stage age and deal size."""

    stages: tuple[StageNorm, ...] = ()
    median_cycle_days: float | None = None
    amounts: tuple[Decimal, ...] = ()  # deciles of open and won amounts, ascending, 0 or 9 values


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Four numbers, 0-10 each, and what the published formula makes of them."""

    urgency: float
    impact: float
    confidence: float
    effort: float
    priority: float


class SignalKind(StrEnum):
    """The risks and chances that a mission knows; each can be switched off."""

    NO_RECENT_ENGAGEMENT = "no_recent_engagement"
    UNANSWERED_QUESTION = "unanswered_question"
    OUR_PROMISE = "our_promise"
    THEIR_PROMISE = "their_promise"
    WAIT = "wait"
    OUT_OF_OFFICE = "out_of_office"
    CHAMPION_UNRESPONSIVE = "champion_unresponsive"
    CHAMPION_GONE = "champion_gone"
    SINGLE_THREADED = "single_threaded"
    MISSING_ECONOMIC_BUYER = "missing_economic_buyer"
    CLOSE_DATE = "close_date"
    STALLED_IN_STAGE = "stalled_in_stage"
    NO_NEXT_STEP = "no_next_step"
    OBJECTION = "objection"
    COMPETITOR = "competitor"
    PRICING = "pricing"
    REVIEW = "review"
    USAGE_DROP = "usage_drop"
    SUPPORT = "support"
    RENEWAL = "renewal"
    MEETING = "meeting"
    OPTED_OUT = "opted_out"
    DEAD = "dead"
    POSITIVE = "positive"
    HYGIENE = "hygiene"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One risk or chance found in a deal. `strength` 0..1; `due` is when it wants action."""

    kind: SignalKind
    strength: float
    text: str  # one sentence a person may read
    evidence: tuple[Evidence, ...]
    fact: Fact | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """The mission's time: `now` in UTC, `today` and `zone` as the rep lives them."""

    now: datetime
    today: date
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the rules (or a model) conclude from one context; `until` only where there is a date.

    `driver` is the fact that mainly drives it, None where a field or an absence does;
    `signals` names what was found, strongest first, for ranking and for the measures.
    """

    verdict: VerdictKind
    reason_code: ReasonCode
    confidence: float  # 0..1
    thin_data: bool
    observations: tuple[Observation, ...]
    would_change_if: tuple[str, ...]
    until: date | None = None
    driver: Fact | None = None
    signals: tuple["Signal", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DealVerdict:
    deal_id: DealId
    name: str
    rank: int | None
    verdict: VerdictKind
    reason_code: ReasonCode
    until: date | None
    confidence: float
    thin_data: bool
    score: Score
    observations: tuple[Observation, ...]
    would_change_if: tuple[str, ...]
    proposal: Proposal | None
    context_hash: str = ""
    amount: Decimal | None = None
    currency: str | None = None
    close_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """Everything that made a mission, by version, so that it can be explained and recomputed."""

    reader: str
    rules: str
    weights: str
    drafter: str
    norms_hash: str = ""
    judge: str = ""  # the model that was asked besides the rules, and its prompt
    writer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mission:
    """`verdicts` holds every open deal once, best rank first; `shown` at most five of them."""

    run_id: str
    rep: Person
    on: date
    now: datetime
    data_as_of: datetime | None
    reasoner: str
    versions: Versions
    verdicts: tuple[DealVerdict, ...]
    shown: tuple[DealId, ...]
    note: str | None = None  # how it was made, where a person should know
