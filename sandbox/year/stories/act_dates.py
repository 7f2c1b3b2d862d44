"""Act now: a close date, a renewal or a meeting that comes, and nothing is ready."""

from sandbox.year.model import Story
from sandbox.year.script import Script
from sandbox.year.stories.kinds import ACT, EVERYWHERE, LATE, MIDDLE, Kind, told


def close_past(s: Script) -> Story:
    s.plan.close = s.time.ago(3, 22)
    s.plan.next_step = ""
    day = s.call(s.time.ago(12, 18), "note.quiet")
    if s.rng.random() < 0.6:
        s.open("subject.chat")
        s.rep(s.time.ago(8, 10), "out.chat")
    return told(
        s, ACT, ("close_date_past", "no_next_step"),
        "The close date has passed, no next step is agreed.", dates=(s.plan.close, day),
    )  # fmt: skip


def close_near(s: Script) -> Story:
    s.plan.close = s.time.ahead(2, 7)
    s.plan.next_step = "" if s.rng.random() < 0.6 else "nextstep.loose"
    s.open("subject.terms")
    s.rep(s.time.ago(15, 17), "out.terms")
    day = s.rep(s.time.ago(7, 9), "out.draft_reminder")
    s.note(s.time.ago(4, 5), "note.no_reply")
    return told(
        s, ACT, ("close_date_at_risk", "champion_unresponsive", "no_next_step"),
        "It should close within days, but the paper is not back and nothing is agreed.",
        dates=(s.plan.close, day),
    )  # fmt: skip


def silent_late(s: Script) -> Story:
    s.plan.close = s.time.ahead(6, 9)
    s.plan.next_step = ""
    s.open("subject.terms")
    s.rep(s.time.ago(21, 24), "out.terms")
    s.rep(s.time.ago(14, 16), "out.draft_reminder")
    s.call(s.time.ago(9, 11), "note.voicemail")
    s.note(s.time.ago(4, 6), "note.no_reply")
    return told(
        s, ACT, ("champion_unresponsive", "close_date_at_risk", "no_next_step"),
        "The champion has gone silent just before the close date.", dates=(s.plan.close,),
    )  # fmt: skip


def no_budget_holder(s: Script) -> Story:
    s.plan.close = s.time.ahead(5, 8)
    s.plan.next_step = "nextstep.loose"
    s.plan.tags.append("one_contact")
    s.call(s.time.ago(11, 14), "note.call")
    s.note(s.time.ago(5, 7), "note.no_buyer_above")
    return told(
        s, ACT,
        ("missing_economic_buyer", "single_threaded", "close_date_at_risk", "no_next_step"),
        "Close to the date, only one contact, and nobody knows who signs.",
        dates=(s.plan.close,),
    )  # fmt: skip


def renewal_near(s: Script) -> Story:
    s.plan.close = s.time.ahead(9, 17)
    s.plan.next_step = ""
    s.plan.tags.append("renewal")
    day = s.call(s.time.ago(48, 62), "note.account_review")
    return told(
        s, ACT, ("renewal_near", "close_date_at_risk", "no_next_step"),
        "The contract ends within weeks and nothing is under way.", dates=(s.plan.close, day),
    )  # fmt: skip


def meeting_today(s: Script) -> Story:
    on = s.words.clock.on
    today = s.time.ahead(0) == on and s.rng.random() < 0.7
    day = on if today else s.time.ahead(1)
    s.open("subject.plan")
    s.new_minute()
    s.rep(s.time.ago(5, 6), "out.next_step", when=day)
    s.planned(day)
    s.plan.next_step = "nextstep.booked"
    s.plan.due = day
    return told(
        s, ACT, ("meeting_to_prepare",),
        "A meeting with the customer comes up and needs preparation.", dates=(day,),
    )  # fmt: skip


KINDS = (
    Kind(name="close_past", write=close_past, stages=MIDDLE, languages=EVERYWHERE),
    Kind(name="close_near", write=close_near, stages=("Negotiation",)),
    Kind(name="silent_late", write=silent_late, stages=("Negotiation",)),
    Kind(name="no_budget_holder", write=no_budget_holder, stages=LATE),
    Kind(
        name="renewal_near", write=renewal_near, stages=("Review",), pipeline="Renewal",
        customer=True,
    ),
    Kind(name="meeting_today", write=meeting_today, stages=MIDDLE, languages=EVERYWHERE),
)  # fmt: skip
