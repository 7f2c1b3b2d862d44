"""Monitor: nothing to do today, but somebody should keep an eye on it."""

from sandbox.year.model import Story
from sandbox.year.script import Script
from sandbox.year.stories.kinds import ANY_STAGE, CALM, EVERYWHERE, LATE, MIDDLE, WATCH, Kind, told


def waits(s: Script, key: str, low: int, high: int, line: str) -> Story:
    """The buyer asked to wait until a day that is still to come."""
    until = s.time.ahead(low, high)
    asked = s.time.ago(4, 28)
    s.open("subject.wait")
    if s.rng.random() < 0.5:
        s.rep(s.time.later(asked, -9, -6), "out.nudge")
    s.buyer(asked, key, when=until)
    s.rep(s.time.later(asked, 0, 2), "out.ok_wait")
    s.plan.close = s.time.later(until, 15, 60)
    if s.rng.random() < 0.5:
        s.plan.next_step, s.plan.due = "nextstep.wait", until
    return told(s, WATCH, ("waiting_on_buyer",), line, until=until, dates=(asked, until))


def waits_for_date(s: Script) -> Story:
    return waits(s, "ask.wait_date", 6, 60, "The buyer asked to wait until a date.")


def waits_for_event(s: Script) -> Story:
    return waits(s, "ask.wait_event", 4, 30, "The buyer waits for an event with a date.")


def budget_freeze(s: Script) -> Story:
    return waits(s, "ask.freeze", 25, 95, "No budget until a date; then it is open again.")


def conditional_yes(s: Script) -> Story:
    return waits(s, "ask.conditional", 4, 25, "Yes, but only if a meeting agrees on a date.")


def out_of_office(s: Script) -> Story:
    back = s.time.ahead(3, 12)
    s.open("subject.plan")
    day = s.rep(s.time.ago(2, 4), "out.nudge")
    s.buyer(day, "ask.ooo", when=back, bare=True)
    return told(
        s, WATCH, ("out_of_office", "awaiting_reply"),
        "The buyer is away and returns on a date.", until=back, dates=(day, back),
    )  # fmt: skip


def their_promise_pending(s: Script) -> Story:
    due = s.time.ahead(2, 8)
    s.open("subject.plan")
    day = s.buyer(s.time.ago(1, 5), "in.their_promise", when=due)
    return told(
        s, WATCH, ("their_promise_pending",),
        "The buyer promised something that is not due yet.", until=due, dates=(day, due),
    )  # fmt: skip


def our_promise_pending(s: Script) -> Story:
    due = s.time.ahead(3, 8)
    s.open("subject.question")
    s.buyer(s.time.ago(4, 5), "in.ask_doc")
    day = s.rep(s.time.ago(2, 3), "out.promise", when=due)
    return told(
        s, WATCH, ("our_promise_pending", "awaiting_reply"),
        "We promised something that is due later.", until=due, dates=(day, due),
    )  # fmt: skip


def awaiting_reply(s: Script) -> Story:
    asked, answered = s.words.pair("qa.product")
    s.open("subject.question")
    s.buyer(s.time.ago(4, 6), "", text=asked)
    day = s.rep(s.time.ago(1, 3), "", text=answered)
    return told(
        s, CALM, ("awaiting_reply", "on_track"),
        "We answered a short while ago; the ball is with the buyer.", dates=(day,),
    )  # fmt: skip


def review_running(s: Script) -> Story:
    until = s.time.ahead(4, 15)
    s.open("subject.terms")
    s.rep(s.time.ago(12, 14), "out.terms")
    day = s.buyer(s.time.ago(3, 9), "ask.review", when=until)
    s.plan.close = s.time.later(until, 12, 40)
    return told(
        s, WATCH, ("review_running", "waiting_on_buyer", "their_promise_pending"),
        "Their review runs and ends on a stated date.", until=until, dates=(day, until),
    )  # fmt: skip


def quiet(s: Script) -> Story:
    s.plan.close = s.time.ahead(25, 70)
    s.plan.next_step = "" if s.rng.random() < 0.6 else "nextstep.loose"
    day = s.call(s.time.ago(17, 30), "note.quiet")
    return told(
        s, WATCH, ("no_recent_engagement", "stalled_in_stage", "awaiting_reply", "no_next_step"),
        "Quiet for some weeks without any other sign.", dates=(day,),
    )  # fmt: skip


def thin(s: Script) -> Story:
    """Just opened, or opened and never fed: no contact, hardly a line."""
    s.plan.bare = True
    s.plan.close = s.time.ahead(40, 90)
    s.plan.next_step = ""
    s.plan.opened = s.time.ago(4, 15)
    if s.rng.random() < 0.5:
        s.note(s.time.ago(2, 3), "note.thin")
    return told(
        s, WATCH, ("thin_data", "no_recent_engagement"), "Too little on record to judge.",
    )  # fmt: skip


def feed_missing(s: Script) -> Story:
    s.plan.close = s.time.ahead(70, 120)
    s.plan.tags += ["renewal", "usage:missing"]
    day = s.call(s.time.ago(12, 20), "note.account_review")
    return told(
        s, CALM, ("stale_source", "no_recent_engagement", "on_track"),
        "The usage feed of the account stopped weeks ago: missing, not zero.", dates=(day,),
    )  # fmt: skip


def known_pause(s: Script) -> Story:
    back = s.time.ahead(5, 12)
    s.plan.close = s.time.ahead(60, 110)
    s.plan.tags += ["renewal", "usage:pause"]
    s.open("subject.renewal")
    day = s.buyer(s.time.ago(13, 15), "ask.pause", when=back)
    s.rep(s.time.later(day, 1), "out.ok_wait")
    return told(
        s, CALM, ("waiting_on_buyer", "on_track"),
        "Usage is down because the plant stands still, as announced.",
        until=back, dates=(day, back),
    )  # fmt: skip


KINDS = (
    Kind(name="waits_for_date", write=waits_for_date, stages=MIDDLE, languages=EVERYWHERE),
    Kind(name="waits_for_event", write=waits_for_event, stages=MIDDLE, languages=EVERYWHERE),
    Kind(name="budget_freeze", write=budget_freeze, stages=MIDDLE, languages=EVERYWHERE),
    Kind(name="conditional_yes", write=conditional_yes, stages=LATE),
    Kind(name="out_of_office", write=out_of_office, stages=MIDDLE, languages=EVERYWHERE),
    Kind(name="their_promise_pending", write=their_promise_pending, languages=EVERYWHERE),
    Kind(name="our_promise_pending", write=our_promise_pending, languages=EVERYWHERE),
    Kind(name="awaiting_reply", write=awaiting_reply, stages=MIDDLE, languages=EVERYWHERE),
    Kind(name="review_running", write=review_running, stages=("Negotiation",)),
    Kind(name="quiet", write=quiet, stages=ANY_STAGE, languages=EVERYWHERE),
    Kind(name="thin", write=thin, stages=("Discovery",), languages=EVERYWHERE),
    Kind(
        name="feed_missing", write=feed_missing, stages=("Review",), pipeline="Renewal",
        alone=True, customer=True,
    ),
    Kind(
        name="known_pause", write=known_pause, stages=("Review",), pipeline="Renewal",
        alone=True, customer=True,
    ),
)  # fmt: skip
