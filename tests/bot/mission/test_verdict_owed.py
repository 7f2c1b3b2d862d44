"""What the rules conclude from what one side owes the other."""

from bot.domain.facts import FactKind, Party
from bot.domain.missions import ReasonCode, VerdictKind
from tests.bot.mission.scenes import (
    Scene,
    concludes,
    contact,
    days,
    fact,
    march,
    ours,
    question,
    theirs,
)

ACT, MONITOR, NOTHING = VerdictKind.ACT_NOW, VerdictKind.MONITOR, VerdictKind.NO_ACTION


class TestQuestions:
    def test_a_question_wants_an_answer_after_a_full_working_day(self) -> None:
        judged = Scene().they(march(10), question()).judged()
        assert concludes(judged, ACT, ReasonCode.UNANSWERED_QUESTION)
        assert judged.driver is not None
        assert judged.driver.quote == "Does it run on ships?"

    def test_a_question_of_this_morning_may_wait_until_tomorrow(self) -> None:
        judged = Scene().they(march(12), question(), hour=7).judged()
        assert judged.verdict is MONITOR
        assert judged.until == march(13)

    def test_a_question_with_a_yes_is_due_the_same_morning(self) -> None:
        yes = fact(FactKind.COMMITMENT, "We sign today.")
        assert Scene().they(march(12), yes, question(), hour=7).judged().verdict is ACT

    def test_late_in_a_deal_a_question_is_due_the_same_morning(self) -> None:
        scene = Scene().with_deal(stage="Negotiation").they(march(12), question(), hour=7)
        assert scene.judged().verdict is ACT

    def test_a_question_asked_on_a_weekend_waits_for_the_first_working_day(self) -> None:
        asked = Scene(today=march(16)).they(march(14), question())
        assert asked.judged().verdict is MONITOR
        asked.today = march(17)
        assert asked.judged().verdict is ACT

    def test_our_later_mail_answers_it(self) -> None:
        judged = Scene().they(march(9), question()).we(march(10)).judged()
        assert concludes(judged, MONITOR, ReasonCode.AWAITING_REPLY)

    def test_a_mail_to_somebody_else_about_something_else_does_not(self) -> None:
        scene = Scene(contacts=(contact(), contact("ben", "Ben Ito", None)))
        scene.they(march(9), question()).we(march(10), who="ben", subject="Parking")
        assert scene.judged().reason_code is ReasonCode.UNANSWERED_QUESTION

    def test_a_note_that_says_so_answers_it(self) -> None:
        told = fact(FactKind.ANSWER, "Told her that it does.", Party.US)
        judged = Scene().they(march(9), question()).note(march(10), told).judged()
        assert judged.verdict is not ACT

    def test_a_call_that_reached_nobody_does_not(self) -> None:
        judged = Scene().they(march(9), question()).we(march(10), kind="call").judged()
        assert judged.verdict is ACT

    def test_an_unsure_question_is_left_aside(self) -> None:
        doubtful = fact(FactKind.QUESTION, "Who knows?", confidence=0.2)
        assert Scene().they(march(9), doubtful).judged().verdict is not ACT


class TestOurPromises:
    def test_due_today_and_not_kept_wants_action(self) -> None:
        judged = Scene().we(march(6), ours("The quote follows by Thursday.", days(march(12))))
        assert concludes(judged.judged(), ACT, ReasonCode.OUR_PROMISE_MISSED)

    def test_not_due_yet_is_kept_an_eye_on_until_then(self) -> None:
        judged = Scene().we(march(6), ours("The quote follows.", days(march(20)))).judged()
        assert concludes(judged, MONITOR, ReasonCode.OUR_PROMISE_PENDING)
        assert judged.until == march(20)

    def test_a_delivery_keeps_it(self) -> None:
        sent = fact(FactKind.DELIVERED, "Here is the quote.", Party.US)
        scene = Scene().we(march(5), ours("The quote follows.", days(march(6))))
        assert scene.we(march(6), sent).judged().reason_code is ReasonCode.AWAITING_REPLY

    def test_a_delivery_of_another_thing_does_not(self) -> None:
        scene = Scene().we(
            march(4),
            ours("The revised quote follows.", days(march(6))),
            ours("The floor drawings follow.", days(march(6))),
        )
        scene.we(march(6), fact(FactKind.DELIVERED, "Attached the floor drawings.", Party.US))
        judged = scene.judged()
        assert judged.driver is not None
        assert judged.driver.quote == "The revised quote follows."

    def test_a_newer_date_replaces_the_old_one(self) -> None:
        scene = Scene().we(march(4), ours("The plan comes on Tuesday.", days(march(10))))
        scene.we(march(10), ours("The plan will be there on the 24th.", days(march(24))))
        assert scene.judged().until == march(24)

    def test_a_promised_call_is_kept_by_calling(self) -> None:
        scene = Scene().we(march(9), ours("I will ring you on Wednesday.", days(march(11))))
        assert scene.judged().verdict is ACT
        assert scene.we(march(11), kind="call").judged().verdict is MONITOR

    def test_an_open_task_that_is_overdue_wants_action(self) -> None:
        scene = Scene().note(march(5), kind="task", subject="Send the sheet", due=march(10))
        assert concludes(scene.judged(), ACT, ReasonCode.OUR_PROMISE_MISSED)

    def test_a_done_task_does_not(self) -> None:
        scene = Scene().note(
            march(5), kind="task", subject="Send the sheet", due=march(10), done=march(9)
        )
        assert scene.judged().verdict is not ACT

    def test_they_may_release_us(self) -> None:
        scene = Scene().we(march(4), ours("The drawings come on Monday.", days(march(9))))
        scene.they(march(6), fact(FactKind.ANSWER, "We found the drawings ourselves."))
        assert scene.judged().verdict is not ACT


class TestTheirPromises:
    def test_late_beyond_the_grace_wants_a_nudge(self) -> None:
        scene = Scene().they(march(3), theirs("The list comes by Friday.", days(march(6))))
        assert concludes(scene.judged(), ACT, ReasonCode.THEIR_PROMISE_MISSED)

    def test_two_working_days_late_is_normal(self) -> None:
        scene = Scene().they(march(3), theirs("The list comes by Tuesday.", days(march(10))))
        assert concludes(scene.judged(), MONITOR, ReasonCode.THEIR_PROMISE_PENDING)

    def test_after_our_reminder_we_wait(self) -> None:
        scene = Scene().they(march(2), theirs("The list comes by Tuesday.", days(march(3))))
        assert scene.we(march(11)).judged().verdict is MONITOR

    def test_a_colleague_of_theirs_may_keep_it(self) -> None:
        scene = Scene(contacts=(contact(), contact("ben", "Ben Ito", None)))
        scene.they(march(2), theirs("You get the logs by Tuesday.", days(march(3))))
        scene.they(march(3), fact(FactKind.DELIVERED, "Here are the logs."), who="ben")
        assert scene.judged().verdict is not ACT

    def test_their_newer_date_counts(self) -> None:
        scene = Scene().they(march(2), theirs("By Tuesday.", days(march(3))))
        scene.they(march(3), theirs("Make that the 20th.", days(march(20))))
        assert scene.judged().until == march(20)


class TestNotes:
    def test_a_note_may_tell_of_a_question_and_its_answer(self) -> None:
        told = fact(FactKind.ANSWER, "Answered on the spot.", Party.US)
        scene = Scene().they(march(9), question("asked about gloves"), told, kind="call")
        assert scene.judged().verdict is not ACT

    def test_a_question_that_became_a_promise_is_due_with_the_promise(self) -> None:
        later = ours("I find out by the 20th.", days(march(20)))
        scene = Scene().they(march(9), question("asked about gloves"), later, kind="call")
        judged = scene.judged()
        assert concludes(judged, MONITOR, ReasonCode.OUR_PROMISE_PENDING)
        assert judged.until == march(20)

    def test_a_question_that_became_a_task_is_due_with_the_task(self) -> None:
        scene = Scene().they(march(3), question("She needs the gift sheet."), kind="call")
        scene.note(march(3), kind="task", subject="Gift sheet for Anna", due=march(18), hour=11)
        assert scene.judged().until == march(18)

    def test_a_promise_that_became_a_task_is_due_with_the_task(self) -> None:
        scene = Scene().we(march(3), ours("I put together a gift example."), kind="call")
        scene.note(march(3), kind="task", subject="Gift example to Anna", due=march(18))
        assert scene.judged().until == march(18)
