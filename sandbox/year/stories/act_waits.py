"""Act now: the wait that the buyer asked for is over, by the calendar or by their own word."""

from sandbox.year.model import Story
from sandbox.year.script import Script
from sandbox.year.stories.kinds import ACT, EVERYWHERE, MIDDLE, Kind, told


def wait_over(s: Script) -> Story:
    until = s.time.ago(1, 4) if s.rng.random() < 0.75 else s.words.clock.on
    asked = s.time.ago(22, 45)
    s.open("subject.wait")
    s.buyer(asked, "ask.wait_date", when=until)
    s.rep(s.time.later(asked, 0, 1), "out.ok_wait")
    s.plan.next_step = "nextstep.wait"
    s.plan.due = until
    return told(
        s, ACT, ("wait_is_over",),
        "The date until which the buyer asked us to wait has come.", dates=(asked, until),
    )  # fmt: skip


def event_over(s: Script) -> Story:
    day = s.time.ago(3, 6)
    asked = s.time.ago(14, 30)
    s.open("subject.wait")
    s.buyer(asked, "ask.wait_event", when=day)
    s.rep(s.time.later(asked, 0, 1), "out.ok_wait")
    return told(
        s, ACT, ("wait_is_over",),
        "The meeting that the buyer wanted to wait for is over, and nobody asked how it went.",
        dates=(asked, day),
    )  # fmt: skip


def freeze_over(s: Script) -> Story:
    until = s.time.ago(1, 5)
    asked = s.time.ago(30, 60)
    s.open("subject.wait")
    s.buyer(asked, "ask.freeze", when=until)
    s.rep(s.time.later(asked, 0, 1), "out.ok_wait")
    return told(
        s, ACT, ("wait_is_over",),
        "The budget freeze ended and nobody went back.", dates=(asked, until),
    )  # fmt: skip


def wait_cancelled(s: Script) -> Story:
    until = s.time.ahead(30, 60)
    asked = s.time.ago(18, 40)
    s.open("subject.wait")
    s.buyer(asked, "ask.wait_date", when=until)
    s.rep(s.time.later(asked, 0, 1), "out.ok_wait")
    day = s.buyer(s.time.ago(2, 3), "ask.resumed")
    s.plan.next_step = "nextstep.wait"
    s.plan.due = until
    return told(
        s, ACT, ("wait_is_over", "unanswered_question", "ready_to_close", "pricing_request"),
        "The buyer had asked to wait, then wrote that it can start now; unanswered.",
        dates=(asked, until, day),
    )  # fmt: skip


KINDS = (
    Kind(name="wait_over", write=wait_over, stages=MIDDLE, languages=EVERYWHERE),
    Kind(name="event_over", write=event_over, stages=MIDDLE, languages=EVERYWHERE),
    Kind(name="freeze_over", write=freeze_over, stages=MIDDLE, languages=EVERYWHERE),
    Kind(name="wait_cancelled", write=wait_cancelled, stages=MIDDLE),
)
