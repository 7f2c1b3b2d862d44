"""Small exchanges of the ordinary course of a deal; each begins on a day and returns its last."""

from datetime import date

from sandbox.year.script import Script


def inbound_start(s: Script, day: date) -> date:
    s.open("subject.inquiry")
    day = s.buyer(day, "in.inquiry")
    meet = s.time.later(day, 2, 4)
    s.new_minute()
    s.rep(s.time.later(day, 0, 1), "out.reply_inquiry", when=meet)
    return s.call(meet, "note.discovery", agreed=True)


def outbound_start(s: Script, day: date, key: str = "out.intro") -> date:
    s.open("subject.intro")
    day = s.rep(day, key)
    day = s.buyer(s.time.later(day, 1, 2), "in.reply_intro")
    return s.call(s.time.later(day, 1, 3), "note.discovery")


def event_start(s: Script, day: date) -> date:
    day = s.note(day, "note.met_at_event")
    return outbound_start(s, s.time.later(day, 1, 2), "out.intro_met")


def recap(s: Script, day: date) -> date:
    s.open("subject.call")
    day = s.rep(day, "out.recap")
    return s.buyer(s.time.later(day, 0, 2), "in.thanks_call") if s.rng.random() < 0.7 else day


def visit(s: Script, day: date) -> date:
    if s.rng.random() < 0.4:
        s.task(day, "task.prepare", day)
    return s.held(s.time.later(day, 0, 1), "note.qualify")


def material(s: Script, day: date) -> date:
    s.open("subject.chat")
    return s.rep(day, "out.material")


def colleague(s: Script, day: date) -> date:
    s.open("subject.plan")
    day = s.buyer(day, "in.intro_colleague")
    return s.rep(s.time.later(day, 0, 1), "out.thanks_intro")


def demo(s: Script, day: date) -> date:
    s.open("subject.demo")
    meet = s.time.later(day, 3, 5)
    s.new_minute()
    day = s.rep(day, "out.demo", when=meet)
    s.buyer(s.time.later(day, 1), "in.confirm_demo", when=meet)
    day = s.held(meet, "note.demo", agreed=True)
    return s.buyer(s.time.later(day, 1), "in.demo_feedback") if s.rng.random() < 0.7 else day


def question(s: Script, day: date) -> date:
    asked, answered = s.words.pair("qa.product")
    s.open("subject.question")
    day = s.buyer(day, "", text=asked)
    day = s.rep(s.time.later(day, 0, 1), "", text=answered)
    return s.buyer(s.time.later(day, 0, 2), "in.tech_thanks") if s.rng.random() < 0.6 else day


def legal_question(s: Script, day: date) -> date:
    asked, answered = s.words.pair("qa.legal")
    s.open("subject.terms")
    day = s.buyer(day, "", text=asked)
    return s.rep(s.time.later(day, 1, 2), "", text=answered)


def pilot(s: Script, day: date) -> date:
    s.open("subject.demo")
    day = s.rep(day, "out.pilot")
    return s.buyer(s.time.later(day, 3, 6), "in.pilot_feedback")


def pilot_note(s: Script, day: date) -> date:
    return s.call(day, "note.pilot")


def proposal(s: Script, day: date) -> date:
    s.open("subject.proposal")
    day = s.rep(day, "out.proposal")
    return s.buyer(s.time.later(day, 1, 2), "in.proposal_ack")


def kept_promise(s: Script, day: date) -> date:
    """A promise of ours that was kept: only what comes later counts."""
    s.open("subject.question")
    day = s.buyer(day, "in.ask_doc")
    due = s.time.later(day, 3, 4)
    s.rep(day, "out.promise", when=due)
    return s.rep(s.time.later(day, 2), "out.kept")


def their_kept_promise(s: Script, day: date) -> date:
    s.open("subject.plan")
    due = s.time.later(day, 3, 5)
    s.buyer(day, "in.their_promise", when=due)
    return s.buyer(s.time.later(day, 2, 3), "in.their_kept")


def terms(s: Script, day: date) -> date:
    s.open("subject.terms")
    day = s.rep(day, "out.terms")
    return s.buyer(s.time.later(day, 1, 3), "in.terms_ack")


def price_call(s: Script, day: date) -> date:
    return s.call(day, "note.price")


def status_call(s: Script, day: date) -> date:
    return s.call(day, "note.call")


def voicemail(s: Script, day: date) -> date:
    day = s.call(day, "note.voicemail")
    return s.call(s.time.later(day, 1, 2), "note.call")


def internal(s: Script, day: date) -> date:
    return s.note(day, "note.internal")


def chore(s: Script, day: date) -> date:
    s.task(day, "task.admin" if s.rng.random() < 0.5 else "task.call", day)
    return day


def chat(s: Script, day: date) -> date:
    s.open("subject.chat")
    day = s.rep(day, "out.chat")
    if s.cast.language == "en" and s.rng.random() < 0.5:
        return s.buyer(s.time.later(day, 0, 2), "in.chat")
    return day


def moved(s: Script, day: date) -> date:
    s.open("subject.plan")
    meet = s.time.later(day, 3, 5)
    s.new_minute()
    s.buyer(day, "in.reschedule", when=meet)
    s.rep(day, "out.reschedule_ok", when=meet)
    return s.held(meet, agreed=True)


def review(s: Script, day: date) -> date:
    return s.call(day, "note.account_review")


def feedback(s: Script, day: date) -> date:
    s.open("subject.renewal")
    day = s.rep(day, "out.feedback_ask")
    return s.buyer(s.time.later(day, 1, 3), "in.customer_feedback")


def met(s: Script, day: date) -> date:
    return s.held(day)


def usage_note(s: Script, day: date) -> date:
    return s.note(day, "note.usage_ok")
