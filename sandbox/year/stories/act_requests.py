"""Act now: something that waits for us, from an objection to a signature."""

from collections.abc import Callable

from sandbox.year.model import Story
from sandbox.year.script import Script
from sandbox.year.stories.kinds import ACT, EVERYWHERE, LATE, MIDDLE, Kind, told


def waiting_for_us(
    key: str, subject: str, reasons: tuple[str, ...], line: str
) -> Callable[[Script], Story]:
    """A mail of the buyer that nobody has answered."""

    def write(s: Script) -> Story:
        s.open(subject)
        day = s.buyer(s.time.ago(2, 4), key)
        return told(s, ACT, reasons, line, dates=(day,))

    return write


def said_yes(s: Script) -> Story:
    s.open("subject.terms")
    day = s.buyer(s.time.ago(1, 2), "ask.yes")
    return told(
        s, ACT, ("ready_to_close", "unanswered_question"),
        "The buyer said yes and waits for the paper.", dates=(day,),
    )  # fmt: skip


def champion_left(s: Script) -> Story:
    s.open("subject.plan")
    if s.rng.random() < 0.3:
        s.rep(s.time.ago(5, 6), "out.nudge")
        day = s.buyer(s.time.ago(4), "ask.gone_auto", bare=True)
    else:
        day = s.buyer(s.time.ago(2, 5), "ask.gone", by=s.cast.other)
    return told(
        s, ACT, ("champion_gone", "unanswered_question"),
        "The champion has left and nobody has spoken to a successor.", dates=(day,),
    )  # fmt: skip


def usage_drop(s: Script) -> Story:
    s.plan.close = s.time.ahead(40, 70)
    s.plan.tags += ["renewal", "usage:drop"]
    day = s.call(s.time.ago(30, 40), "note.account_review")
    return told(
        s, ACT, ("usage_drop", "renewal_near"),
        "Usage has fallen by half for three weeks without a reason on record.", dates=(day,),
    )  # fmt: skip


def request(
    name: str,
    line: str,
    reason: str,
    stages: tuple[str, ...] = MIDDLE,
    languages: tuple[str, ...] = EVERYWHERE,
) -> Kind:
    reasons = (reason, "unanswered_question")
    write = waiting_for_us(f"ask.{name}", "subject.trouble", reasons, line)
    return Kind(name=name, write=write, stages=stages, languages=languages)


KINDS = (
    request("objection", "An objection waits for an answer.", "objection"),
    request("competitor", "A competitor is in the race and we should react.", "competitor"),
    request("discount", "The buyer asks for a better price.", "pricing_request"),
    request("security", "IT or procurement wants papers from us.", "review_step"),
    request("legal", "Their lawyers want our view.", "review_step", LATE, ("en",)),
    request("support", "An open case blocks the purchase.", "support_blocker", LATE, ("en",)),
    Kind(name="said_yes", write=said_yes, stages=LATE, languages=EVERYWHERE),
    Kind(name="champion_left", write=champion_left, stages=MIDDLE),
    Kind(
        name="usage_drop", write=usage_drop, stages=("Review",), pipeline="Renewal", alone=True,
        customer=True,
    ),
)  # fmt: skip
