"""No action: deals that move, with a date ahead; some only look as if something were open."""

from datetime import timedelta

from sandbox.year.model import Story
from sandbox.year.script import Script
from sandbox.year.stories.kinds import ANY_STAGE, CALM, EVERYWHERE, MIDDLE, Kind, told


def agreed(s: Script, low: int, high: int) -> None:
    """Puts the agreed day into the CRM's own fields, as most reps do."""
    s.new_minute()
    s.plan.due = s.time.ahead(low, high)
    s.plan.next_step = "nextstep.booked"
    s.plan.close = s.time.later(s.plan.due, 18, 80)


def moving(s: Script) -> Story:
    """Recent talk on both sides, next step with a date."""
    agreed(s, 3, 10)
    s.open("subject.plan")
    if s.rng.random() < 0.5:
        s.buyer(s.time.ago(3, 5), "in.next_step", when=s.plan.due)
        day = s.rep(s.time.ago(1, 2), "out.next_step", when=s.plan.due)
    else:
        s.rep(s.time.ago(4, 6), "out.next_step", when=s.plan.due)
        day = s.buyer(s.time.ago(1, 3), "in.next_step", when=s.plan.due)
    return told(
        s, CALM, ("on_track", "meeting_booked"),
        "Moves; the next step has a date and nothing is due.", until=s.plan.due, dates=(day,),
    )  # fmt: skip


def moving_meeting(s: Script) -> Story:
    """The same with the meeting in the calendar."""
    agreed(s, 3, 12)
    day = s.call(s.time.ago(1, 5), "note.next_step", when=s.plan.due)
    if s.plan.due:
        s.planned(s.plan.due)
    if s.rng.random() < 0.3 and s.plan.due:
        s.task(s.time.ago(1), "task.prepare", s.plan.due - timedelta(days=1), done=False)
    return told(
        s, CALM, ("on_track", "meeting_booked"),
        "A meeting is booked for later and the talk is fresh.", until=s.plan.due, dates=(day,),
    )  # fmt: skip


def answered_by_phone(s: Script) -> Story:
    """The mail thread ends with a question; the answer is in a call note."""
    agreed(s, 3, 9)
    asked, _ = s.words.pair("qa.product")
    s.open("subject.question")
    s.buyer(s.time.ago(4, 6), "", text=asked)
    day = s.call(s.time.ago(2, 3), "note.answered", when=s.plan.due)
    return told(
        s, CALM, ("on_track", "meeting_booked"),
        "The question in the mail was answered on the phone.", until=s.plan.due, dates=(day,),
    )  # fmt: skip


def promise_kept(s: Script) -> Story:
    agreed(s, 3, 9)
    due = s.time.ago(3)
    s.open("subject.question")
    s.buyer(s.time.ago(9, 10), "in.ask_doc")
    s.rep(s.time.ago(8), "out.promise", when=due)
    s.rep(s.time.ago(5), "out.kept")
    day = s.buyer(s.time.ago(2, 3), "in.next_step", when=s.plan.due)
    return told(
        s, CALM, ("on_track", "meeting_booked"),
        "We promised something and sent it in time.", until=s.plan.due, dates=(due, day),
    )  # fmt: skip


def their_promise_kept(s: Script) -> Story:
    agreed(s, 3, 9)
    due = s.time.ago(4)
    s.open("subject.plan")
    s.buyer(s.time.ago(10, 11), "in.their_promise", when=due)
    s.buyer(s.time.ago(5), "in.their_kept")
    day = s.rep(s.time.ago(2, 3), "out.next_step", when=s.plan.due)
    return told(
        s, CALM, ("on_track", "meeting_booked", "awaiting_reply"),
        "The buyer promised something and delivered it.", until=s.plan.due, dates=(due, day),
    )  # fmt: skip


def resumed(s: Script) -> Story:
    """An old wait that the buyer has ended, and everything is arranged."""
    agreed(s, 3, 8)
    s.open("subject.wait")
    asked = s.buyer(s.time.ago(20, 35), "ask.wait_date", when=s.time.ahead(20, 40))
    s.rep(s.time.later(asked, 0, 1), "out.ok_wait")
    s.buyer(s.time.ago(3, 4), "ask.resumed_calm", when=s.plan.due)
    day = s.rep(s.time.ago(1, 2), "out.next_step", when=s.plan.due)
    return told(
        s, CALM, ("on_track", "meeting_booked"),
        "The buyer ended the wait early and the next meeting stands.",
        until=s.plan.due, dates=(asked, day),
    )  # fmt: skip


def renewal_moving(s: Script) -> Story:
    """A renewal that is well under way long before the term ends."""
    agreed(s, 3, 12)
    s.plan.close = s.time.ahead(35, 80)
    s.plan.tags.append("renewal")
    s.open("subject.renewal")
    s.rep(s.time.ago(6, 8), "out.feedback_ask")
    s.buyer(s.time.ago(4, 5), "in.customer_feedback")
    day = s.call(s.time.ago(1, 3), "note.next_step", when=s.plan.due)
    return told(
        s, CALM, ("on_track", "meeting_booked"),
        "The renewal is being talked about in good time.", until=s.plan.due, dates=(day,),
    )  # fmt: skip


KINDS = (
    Kind(name="moving", write=moving, stages=ANY_STAGE, languages=EVERYWHERE),
    Kind(name="moving_meeting", write=moving_meeting, stages=ANY_STAGE, languages=EVERYWHERE),
    Kind(name="answered_by_phone", write=answered_by_phone, stages=MIDDLE, languages=EVERYWHERE),
    Kind(name="promise_kept", write=promise_kept, stages=MIDDLE, languages=EVERYWHERE),
    Kind(name="their_promise_kept", write=their_promise_kept, stages=MIDDLE, languages=EVERYWHERE),
    Kind(name="resumed", write=resumed, stages=MIDDLE),
    Kind(
        name="renewal_moving", write=renewal_moving, stages=("Review", "Proposal"),
        pipeline="Renewal", customer=True,
    ),
)  # fmt: skip
