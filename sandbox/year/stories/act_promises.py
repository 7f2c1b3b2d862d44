"""Act now: questions without an answer, and promises that somebody did not keep."""

from sandbox.year.model import Story
from sandbox.year.script import Script
from sandbox.year.stories.kinds import ACT, EVERYWHERE, Kind, told


def question_unanswered(s: Script) -> Story:
    asked, _ = s.words.pair("qa.product")
    day = s.time.ago(3, 6)
    s.open("subject.question")
    s.buyer(day, "", text=asked)
    return told(
        s, ACT, ("unanswered_question", "review_step"),
        "The buyer asked something days ago and nobody answered.", dates=(day,),
    )  # fmt: skip


def question_chased(s: Script) -> Story:
    asked, _ = s.words.pair("qa.product")
    day = s.time.ago(7, 9)
    s.open("subject.question")
    s.buyer(day, "", text=asked)
    again = s.buyer(s.time.ago(2, 4), "ask.chase")
    return told(
        s, ACT, ("unanswered_question",),
        "The buyer has asked twice and waits.", dates=(day, again),
    )  # fmt: skip


def our_promise_missed(s: Script) -> Story:
    due = s.time.ago(2, 5)
    s.open("subject.question")
    asked = s.buyer(s.time.ago(9, 11), "in.ask_doc")
    s.rep(s.time.ago(8), "out.promise", when=due)
    return told(
        s, ACT, ("our_promise_missed",),
        "We promised a document by a date that has passed, and nothing went out.",
        dates=(asked, due),
    )  # fmt: skip


def our_promise_chased(s: Script) -> Story:
    due = s.time.ago(4, 6)
    s.open("subject.question")
    s.buyer(s.time.ago(11, 12), "in.ask_doc")
    s.rep(s.time.ago(10), "out.promise", when=due)
    s.buyer(s.time.ago(2, 3), "ask.chase_promise", when=due)
    return told(
        s, ACT, ("our_promise_missed", "unanswered_question"),
        "Our promise is overdue and the buyer has reminded us.", dates=(due,),
    )  # fmt: skip


def our_promise_today(s: Script) -> Story:
    due = s.words.clock.on
    s.open("subject.question")
    s.buyer(s.time.ago(6, 7), "in.ask_doc")
    s.rep(s.time.ago(5), "out.promise", when=due)
    return told(
        s, ACT, ("our_promise_missed", "our_promise_pending"),
        "What we promised is due today.", dates=(due,),
    )  # fmt: skip


def promise_in_note(s: Script) -> Story:
    due = s.time.ago(2, 4)
    s.call(s.time.ago(7, 9), "note.promise_ours", when=due)
    return told(
        s, ACT, ("our_promise_missed",),
        "A call note holds a promise of ours that is overdue.", dates=(due,),
    )  # fmt: skip


def their_promise_missed(s: Script) -> Story:
    due = s.time.ago(4, 8)
    s.open("subject.plan")
    s.buyer(s.time.ago(11, 15), "in.their_promise", when=due)
    return told(
        s, ACT, ("their_promise_missed",),
        "The buyer promised something by a date that passed days ago.", dates=(due,),
    )  # fmt: skip


KINDS = (
    Kind(name="question_unanswered", write=question_unanswered, languages=EVERYWHERE),
    Kind(name="question_chased", write=question_chased),
    Kind(name="our_promise_missed", write=our_promise_missed, languages=EVERYWHERE),
    Kind(name="our_promise_chased", write=our_promise_chased),
    Kind(name="our_promise_today", write=our_promise_today, languages=EVERYWHERE),
    Kind(name="promise_in_note", write=promise_in_note),
    Kind(name="their_promise_missed", write=their_promise_missed, languages=EVERYWHERE),
)
