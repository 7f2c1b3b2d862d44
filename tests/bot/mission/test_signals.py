"""What is found in a deal, and what is rightly not found."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.domain.deals import ContactRole, StageChange
from bot.domain.facts import FactKind
from bot.domain.missions import (
    Norms,
    ReasonCode,
    SignalKind,
    SourceState,
    StageNorm,
    UsageSeries,
    VerdictKind,
)
from bot.mission.signals.topics import same_topic
from bot.mission.signals.workdays import add_workdays, in_words, on_or_after, workdays_after
from bot.mission.thresholds import MissionRules, Phase
from tests.bot.mission.scenes import (
    RULES,
    TODAY,
    Scene,
    at,
    contact,
    days,
    fact,
    march,
    question,
)


def series(values: dict[date, float]) -> tuple[UsageSeries, ...]:
    ordered = sorted(values.items())
    return (
        UsageSeries(
            metric="logins",
            days=tuple(day for day, _ in ordered),
            values=tuple(value for _, value in ordered),
        ),
    )


def daily(today: date, *, before: float, after: float, since: date) -> dict[date, float]:
    """Ninety days of use, low on weekends, that changes on `since`."""
    values: dict[date, float] = {}
    for back in range(90, 0, -1):
        day = today - timedelta(days=back)
        level = after if day >= since else before
        values[day] = level * (0.1 if day.weekday() > 4 else 1)
    return values


class TestUsage:
    def test_a_lasting_drop_is_found(self) -> None:
        values = daily(TODAY, before=100, after=30, since=march(2))
        found = Scene(usage=series(values)).they(march(9)).signals()["usage_drop"]
        assert found.text == "Their logins fell by 70% against the weeks before."
        assert found.evidence[0].source.record == "usage:acc/logins"

    def test_a_weekend_is_none(self) -> None:
        monday = march(16)
        values = daily(monday, before=100, after=100, since=monday)
        scene = Scene(today=monday, usage=series(values)).they(march(9))
        assert "usage_drop" not in scene.signals()

    def test_missing_days_are_not_zero(self) -> None:
        values = daily(TODAY, before=100, after=100, since=TODAY)
        kept = {day: value for day, value in values.items() if day < march(1)}
        assert "usage_drop" not in Scene(usage=series(kept)).they(march(9)).signals()

    def test_gaps_between_days_change_nothing(self) -> None:
        values = daily(TODAY, before=100, after=100, since=TODAY)
        kept = {day: value for day, value in values.items() if day.day % 2}
        assert "usage_drop" not in Scene(usage=series(kept)).they(march(9)).signals()

    def test_christmas_is_expected(self) -> None:
        today = date(2026, 1, 5)
        values = daily(today, before=100, after=9, since=date(2025, 12, 20))
        scene = Scene(today=today, usage=series(values)).they(date(2025, 12, 18))
        assert "usage_drop" not in scene.signals()

    def test_an_announced_pause_is_expected_until_it_ends(self) -> None:
        values = daily(TODAY, before=100, after=2, since=march(2))
        pause = fact(FactKind.USAGE_PAUSE, "Closed until the 20th.", when=days(march(20)))
        judged = Scene(usage=series(values)).they(date(2026, 2, 27), pause).judged()
        assert judged.reason_code is ReasonCode.WAITING_ON_BUYER
        assert judged.until == march(20)

    def test_a_stale_feed_says_nothing(self) -> None:
        values = daily(TODAY, before=100, after=2, since=march(2))
        stale = SourceState(source="usage", newest_at=at(march(2)), stale=True)
        scene = Scene(usage=series(values), sources=(stale,)).they(march(9))
        assert "usage_drop" not in scene.signals()
        assert scene.judged().reason_code is not ReasonCode.STALE_SOURCE

    def test_one_bad_day_is_none(self) -> None:
        values = daily(TODAY, before=100, after=100, since=TODAY)
        values[march(10)] = 0
        assert "usage_drop" not in Scene(usage=series(values)).they(march(9)).signals()


class TestStage:
    def norms(self, p80: float, deals: int = 20) -> Norms:
        norm = StageNorm(
            pipeline=None, stage="Proposal", median_days=p80 / 2, p80_days=p80, deals=deals
        )
        return Norms(stages=(norm,))

    def entered(self, day: date) -> tuple[StageChange, ...]:
        deal_id = Scene().deal.id
        return (StageChange(deal_id=deal_id, to_stage="Proposal", at=at(day)),)

    def test_far_longer_than_won_deals_is_stalled(self) -> None:
        scene = Scene(changes=self.entered(march(1) - timedelta(days=50)), norms=self.norms(20))
        assert "won deals took 10" in scene.they(march(9)).signals()["stalled_in_stage"].text

    def test_a_norm_that_rests_on_few_deals_is_not_used(self) -> None:
        scene = Scene(changes=self.entered(march(1) - timedelta(days=50)), norms=self.norms(20, 2))
        assert "stalled_in_stage" not in scene.they(march(9)).signals()

    def test_it_is_no_reason_to_act_by_itself(self) -> None:
        scene = Scene(changes=self.entered(march(1) - timedelta(days=50)), norms=self.norms(20))
        assert scene.they(march(9)).judged().verdict is not VerdictKind.ACT_NOW

    @pytest.mark.parametrize(
        ("stage", "phase"),
        [
            ("Discovery", Phase.EARLY),
            ("Proposal", Phase.MIDDLE),
            ("Contract review", Phase.LATE),
            ("Verhandlung", Phase.LATE),
        ],
    )
    def test_a_stage_is_as_late_as_its_name_says(self, stage: str, phase: Phase) -> None:
        assert RULES.phase_of(stage) is phase


class TestRenewal:
    def test_near_with_nothing_under_way(self) -> None:
        scene = Scene().with_deal(stage="Renewal", close_date=march(31), created_at=at(march(1)))
        scene.note(march(1))
        assert scene.judged().reason_code is ReasonCode.RENEWAL_NEAR

    def test_not_while_they_talk_with_us(self) -> None:
        scene = Scene().with_deal(name="Renewal 2026", close_date=march(31))
        scene.with_deal(next_step_due=march(20)).they(march(9))
        assert scene.judged().verdict is VerdictKind.NO_ACTION

    def test_a_customer_s_anniversary_is_noted_on_any_other_deal(self) -> None:
        scene = Scene(customer_since=date(2024, 4, 1)).they(march(9))
        assert scene.signals()["renewal"].evidence[0].quote == "2024-04-01"
        assert scene.judged().verdict is not VerdictKind.ACT_NOW

    def test_a_renewal_without_a_close_date_ends_on_the_anniversary(self) -> None:
        scene = Scene(customer_since=date(2024, 4, 1)).note(march(1))
        scene.with_deal(name="Renewal", close_date=None)
        assert scene.judged().reason_code is ReasonCode.RENEWAL_NEAR


class TestCoverage:
    def test_a_late_deal_that_hangs_on_one_person_is_noted(self) -> None:
        found = Scene().with_deal(stage="Negotiation").they(march(9)).signals()
        assert {"single_threaded", "missing_economic_buyer"} <= set(found)

    def test_not_where_somebody_can_sign(self) -> None:
        boss = contact("boss", "Bo Lind", ContactRole.ECONOMIC_BUYER)
        scene = Scene(contacts=(contact(), boss)).with_deal(stage="Negotiation").they(march(9))
        assert not {"single_threaded", "missing_economic_buyer"} & set(scene.signals())


class TestRules:
    def test_every_signal_can_be_switched_off(self) -> None:
        every = RULES.model_dump() | {"signals": dict.fromkeys(SignalKind, False)}
        off = MissionRules.model_validate(every)
        scene = Scene().they(march(9), question())
        assert scene.signals(off) == {}
        assert scene.judged(off).reason_code is ReasonCode.THIN_DATA

    def test_an_override_holds_for_its_stage_only(self) -> None:
        late = Scene().with_deal(stage="Negotiation").deal
        assert RULES.resolve(late).limits.silence_days == 14
        assert RULES.resolve(Scene().deal).limits.silence_days == 21

    def test_an_override_holds_for_its_segment_only(self) -> None:
        large = Scene().with_deal(amount=Decimal(250000)).deal
        assert RULES.resolve(large).limits.reply_days == 6
        assert RULES.resolve(Scene().deal).limits.reply_days == 5

    def test_a_misspelt_limit_is_refused(self) -> None:
        spoilt = RULES.model_dump()
        spoilt["overrides"] = [{"stage": "late", "limits": {"silense_days": 3}}]
        with pytest.raises(ValueError, match="silense_days"):
            MissionRules.model_validate(spoilt)

    def test_versions_follow_the_content(self) -> None:
        changed = RULES.model_dump()
        changed["limits"]["silence_days"] = 99
        other = MissionRules.model_validate(changed)
        assert other.version != RULES.version
        assert other.weights_version == RULES.weights_version

    def test_rules_survive_being_stored_as_json(self) -> None:
        again = MissionRules.model_validate_json(RULES.model_dump_json())
        assert (again.version, again.weights_version) == (RULES.version, RULES.weights_version)


class TestDays:
    def test_working_days_skip_the_weekend(self) -> None:
        friday, monday = march(13), march(16)
        assert add_workdays(friday, 1) == monday
        assert workdays_after(friday, monday) == 1
        assert workdays_after(march(14), monday) == 1
        assert workdays_after(march(2), march(16)) == 10
        assert on_or_after(march(14)) == monday

    def test_dates_read_as_people_say_them(self) -> None:
        assert in_words(march(12), TODAY) == "today"
        assert in_words(march(16), TODAY) == "Mon 16 Mar"
        assert in_words(date(2025, 12, 5), TODAY) == "Fri 5 Dec 2025"

    def test_topics_are_shared_words_in_any_form(self) -> None:
        assert same_topic("the revised quote follows", "Revised quotes attached")
        assert not same_topic("I will send it on Friday", "Please send that on Friday")
