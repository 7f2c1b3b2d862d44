"""What the rules conclude from waits, and from a yes or a no."""

from datetime import date

import pytest

from bot.domain.facts import FactKind, Party
from bot.domain.missions import ReasonCode, VerdictKind
from tests.bot.mission.scenes import (
    Scene,
    concludes,
    contact,
    days,
    fact,
    march,
    question,
    wait,
)

ACT, MONITOR, NOTHING = VerdictKind.ACT_NOW, VerdictKind.MONITOR, VerdictKind.NO_ACTION


class TestWaits:
    def test_until_april_means_the_first_of_april(self) -> None:
        april = days(date(2026, 4, 1), date(2026, 4, 30))
        judged = Scene().they(march(3), wait("Come back in April.", april)).judged()
        assert concludes(judged, MONITOR, ReasonCode.WAITING_ON_BUYER)
        assert judged.until == date(2026, 4, 1)

    def test_after_a_day_means_the_next_working_day(self) -> None:
        judged = (
            Scene().they(march(3), wait("After the 20th.", days(march(20), march(23)))).judged()
        )
        assert judged.until == march(23)

    def test_mid_april_means_the_middle_of_it(self) -> None:
        middle = days(date(2026, 4, 11), date(2026, 4, 20))
        judged = Scene().they(march(3), wait("Mid-April.", middle)).judged()
        assert judged.until == date(2026, 4, 15)

    def test_asking_to_come_back_later_is_no_open_request(self) -> None:
        april = days(date(2026, 4, 1), date(2026, 4, 30))
        words = "Please get back to me in April."
        scene = Scene().they(march(3), wait(words, april), fact(FactKind.REQUEST, words))
        assert scene.judged().reason_code is ReasonCode.WAITING_ON_BUYER

    def test_a_wait_without_a_date_takes_the_one_in_the_same_message(self) -> None:
        away = fact(FactKind.OUT_OF_OFFICE, "She is back on the 23rd.", when=days(march(23)))
        judged = Scene().they(march(3), away, wait("We decide once she is back.")).judged()
        assert concludes(judged, MONITOR, ReasonCode.WAITING_ON_BUYER)
        assert judged.until == march(23)

    def test_nobody_waits_for_the_end_of_the_century(self) -> None:
        never = wait("Postpone until 2099.", days(date(2099, 12, 31)))
        scene = Scene().they(march(3), question()).they(march(5), never)
        assert scene.judged().reason_code is ReasonCode.UNANSWERED_QUESTION

    def test_a_call_asked_for_after_an_absence_rests_with_it(self) -> None:
        away = fact(FactKind.OUT_OF_OFFICE, "She is back on the 23rd.", when=days(march(23)))
        later = fact(FactKind.REQUEST, "Please call us then.")
        judged = Scene().they(march(3), away, later).judged()
        assert concludes(judged, MONITOR, ReasonCode.OUT_OF_OFFICE)

    def test_ring_me_in_march_is_a_wait(self) -> None:
        asked = fact(FactKind.REQUEST, "Ring me on the 20th.", when=days(march(20)))
        scene = Scene().they(march(3), asked)
        assert concludes(scene.judged(), MONITOR, ReasonCode.WAITING_ON_BUYER)
        scene.today = march(20)
        assert concludes(scene.judged(), ACT, ReasonCode.WAIT_IS_OVER)

    def test_once_the_day_has_come_it_is_our_turn(self) -> None:
        judged = Scene().they(march(3), wait("Call me on the 12th.", days(march(12)))).judged()
        assert concludes(judged, ACT, ReasonCode.WAIT_IS_OVER)

    def test_once_we_have_taken_it_up_it_is_theirs(self) -> None:
        scene = Scene().they(march(3), wait("Not before the 10th.", days(march(10))))
        assert scene.we(march(11)).judged().verdict is MONITOR

    def test_an_event_without_a_date_has_no_until(self) -> None:
        judged = Scene().they(march(3), wait("Once the ERP is live.")).judged()
        assert concludes(judged, MONITOR, ReasonCode.WAITING_ON_BUYER)
        assert judged.until is None

    def test_news_of_the_event_ends_the_wait(self) -> None:
        scene = Scene().they(march(3), wait("Once the ERP is live."))
        scene.note(march(10), fact(FactKind.RESUME, "Their ERP went live."))
        assert concludes(scene.judged(), ACT, ReasonCode.WAIT_IS_OVER)

    def test_a_pause_of_our_own_making_is_none(self) -> None:
        scene = Scene().they(march(3), question())
        scene.note(march(4), fact(FactKind.WAIT, "Parking this until May.", Party.US))
        assert scene.judged().reason_code is ReasonCode.UNANSWERED_QUESTION

    def test_a_wait_does_not_hide_a_newer_question(self) -> None:
        may = days(date(2026, 5, 1))
        scene = Scene().they(march(3), wait("Wait until May.", may)).they(march(9), question())
        assert scene.judged().reason_code is ReasonCode.UNANSWERED_QUESTION

    def test_a_newer_wait_puts_an_older_question_to_rest(self) -> None:
        may = days(date(2026, 5, 1))
        scene = Scene().they(march(3), question()).they(march(9), wait("Wait until May.", may))
        assert scene.judged().reason_code is ReasonCode.WAITING_ON_BUYER

    def test_an_absence_lasts_until_the_return(self) -> None:
        away = fact(FactKind.OUT_OF_OFFICE, "Back on the 23rd.", when=days(march(23)))
        judged = Scene().we(march(9)).they(march(9), away, hour=11, automatic=True).judged()
        assert concludes(judged, MONITOR, ReasonCode.OUT_OF_OFFICE)
        assert judged.until == march(23)

    def test_who_writes_is_back(self) -> None:
        away = fact(FactKind.OUT_OF_OFFICE, "Back on the 23rd.", when=days(march(23)))
        scene = Scene().they(march(9), away, automatic=True).they(march(10), question())
        assert scene.judged().verdict is ACT


class TestEnds:
    @pytest.mark.parametrize(
        ("kind", "reason"),
        [
            (FactKind.REFUSAL, ReasonCode.DEAD),
            (FactKind.LOST_TO, ReasonCode.DEAD),
            (FactKind.DISQUALIFIED, ReasonCode.DEAD),
        ],
    )
    def test_a_no_ends_the_deal_and_proposes_to_clean_up(
        self, kind: FactKind, reason: ReasonCode
    ) -> None:
        judged = Scene().they(march(3), fact(kind, "We went another way.")).judged()
        assert concludes(judged, NOTHING, reason)
        assert "lost" in judged.observations[-1].text

    def test_what_never_was_a_project_is_disqualified(self) -> None:
        scene = Scene().with_deal(stage="Discovery")
        scene.note(march(3), fact(FactKind.DISQUALIFIED, "No budget, no fit."))
        assert concludes(scene.judged(), NOTHING, ReasonCode.DISQUALIFIED)

    def test_a_later_question_takes_the_no_back(self) -> None:
        scene = Scene().they(march(3), fact(FactKind.REFUSAL, "We chose another."))
        assert scene.they(march(9), question("Is it still valid?")).judged().verdict is ACT

    def test_half_a_no_counts_only_beside_a_goodbye(self) -> None:
        half = fact(FactKind.REFUSAL, "It makes no sense.", confidence=0.48)
        goodbye = fact(FactKind.REFUSAL, "A pleasure.", about="farewell", confidence=0.3)
        alone = Scene().they(march(10), half).judged()
        both = Scene().they(march(10), half, goodbye).judged()
        polite = Scene().they(march(10), goodbye).judged()
        assert concludes(both, NOTHING, ReasonCode.DEAD)
        assert ReasonCode.DEAD not in (alone.reason_code, polite.reason_code)

    def test_a_no_to_a_part_with_a_request_is_no_end(self) -> None:
        no = fact(FactKind.REFUSAL, "We decided against on-premises.")
        judged = Scene().they(march(3), no, fact(FactKind.PRICING, "Re-quote hosted.")).judged()
        assert concludes(judged, ACT, ReasonCode.PRICING_REQUEST)

    def test_a_no_with_an_opt_out_stays_one(self) -> None:
        scene = Scene().they(
            march(3),
            fact(FactKind.REFUSAL, "We are not buying."),
            fact(FactKind.OPT_OUT, "Stop e-mailing me."),
            fact(FactKind.REQUEST, "Take me off your list."),
        )
        assert scene.judged().verdict is NOTHING

    def test_the_only_contact_who_wants_no_more_mail_ends_it(self) -> None:
        stop = fact(FactKind.OPT_OUT, "Take me off your list.")
        assert concludes(Scene().they(march(3), stop).judged(), NOTHING, ReasonCode.DEAD)

    def test_not_where_they_still_want_something(self) -> None:
        stop = fact(FactKind.OPT_OUT, "No more mails please.")
        call = fact(FactKind.REQUEST, "Call me about the warranty.")
        assert Scene().they(march(3), stop, call).judged().verdict is ACT

    def test_not_where_there_is_somebody_else(self) -> None:
        scene = Scene(contacts=(contact(), contact("ben", "Ben Ito", None)))
        scene.they(march(3), fact(FactKind.OPT_OUT, "Take me off your list."))
        assert scene.judged().verdict is MONITOR

    def test_a_yes_wants_the_paperwork(self) -> None:
        judged = Scene().they(march(11), fact(FactKind.COMMITMENT, "It is a yes.")).judged()
        assert concludes(judged, ACT, ReasonCode.READY_TO_CLOSE)
