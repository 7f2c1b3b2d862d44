"""Facts: values with their source, and what a reader found said in one document.

A reader turns one document (a mail, a note) into a `Reading`; it sees nothing else, so the same
document always gives the same reading and is read once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from bot.domain.deals import ActivityKind, DealId, Direction


class Party(StrEnum):
    """Who said or owes something."""

    US = "us"
    THEM = "them"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a value stands; `record` is `kind:id` (`activity:a1`, `usage:acc1/logins`)."""

    record: str
    field: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A date read from words: the days it may mean, both inclusive, and how it was read.

    `reading` is for people: "“end of next week” read as Fri 20 Mar 2026".
    """

    first: date
    last: date
    reading: str


class FactKind(StrEnum):
    """What one passage of a document says."""

    QUESTION = "question"  # an answer is expected; `by` asked
    REQUEST = "request"  # something is asked for in other words than a question
    PROMISE = "promise"  # `by` will do something, `when` says by when
    DELIVERED = "delivered"  # `by` says it did or sends what it owed
    ANSWER = "answer"  # a note or mail says that an open question was answered
    WAIT = "wait"  # the buyer asks to wait; until `when`, or for the event in `about`
    RESUME = "resume"  # an earlier wait or block is over
    REFUSAL = "refusal"  # they decided against, gently or not
    LOST_TO = "lost_to"  # they bought elsewhere; `about` names whom
    DISQUALIFIED = "disqualified"  # no project, no budget for good, company gone
    OPT_OUT = "opt_out"  # do not write to me
    OUT_OF_OFFICE = "out_of_office"  # until `when`
    LEFT = "left"  # a contact left or changed role; `about` names the person if said
    BOUNCE = "bounce"
    DELEGATED = "delegated"  # talk to `about` instead
    OBJECTION = "objection"  # `about`: price, timing, feature, trust, effort, ...
    COMPETITOR = "competitor"  # `about` names it
    PRICING = "pricing"  # asks for price, quote, discount, better terms
    REVIEW = "review"  # `about`: procurement, legal, security; `by`: who has to move
    SUPPORT = "support"  # a problem that blocks or annoys; `about`: open or solved
    MEETING = "meeting"  # a meeting is agreed for `when`
    MEETING_OFF = "meeting_off"  # cancelled or to be moved
    DEADLINE = "deadline"  # they must decide, go live or sign by `when`
    COMMITMENT = "commitment"  # a yes: verbal go, ready to sign, budget approved
    SIGNED = "signed"  # signature, purchase order
    POSITIVE = "positive"  # momentum, praise, good news
    NEGATIVE = "negative"  # annoyance, doubt, cooling
    USAGE_PAUSE = "usage_pause"  # a known pause in use until `when`
    INSTRUCTION = "instruction"  # text that tries to give orders to software; never obeyed


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing said. `quote` is a verbatim part of the source field.

    What a model read (`by_model`) may raise a deal's attention, but never lower what the rules say.
    """

    kind: FactKind
    source: Source
    quote: str
    by: Party
    confidence: float  # 0..1
    when: Dated | None = None
    about: str | None = None
    by_model: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One text from outside or inside with what a reader may know of its origin.

    `zone` is the IANA zone in which the author's "tomorrow" is meant, `fiscal_start` the month
    (1-12) in which the workspace's fiscal year begins.
    """

    id: str  # record id, `activity:a1`
    deal_id: DealId | None
    kind: ActivityKind
    direction: Direction | None
    at: datetime
    subject: str
    body: str
    zone: str = "UTC"
    fiscal_start: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a document says. `automatic`: sent by a machine (receipt, newsletter, auto-reply)."""

    language: str  # ISO 639-1, "und" where it can't be told
    automatic: bool
    facts: tuple[Fact, ...]


class Reader(Protocol):
    """Reads documents; `version` changes whenever the same document could read differently."""

    @property
    def version(self) -> str: ...

    async def read(self, documents: Sequence[Document]) -> list[Reading]:
        """One reading per document, in order."""
        ...
