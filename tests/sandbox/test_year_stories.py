"""The hidden stories: all kinds occur, their labels are lawful, and their threads bear them out."""

from datetime import date, datetime

from sandbox.year.model import Row, Year
from sandbox.year.stories.registry import KINDS
from tests.sandbox.reading import new_text

VERDICTS = {"act_now", "monitor", "no_action"}
REASONS = {
    "unanswered_question",
    "our_promise_missed",
    "their_promise_missed",
    "wait_is_over",
    "close_date_past",
    "close_date_at_risk",
    "champion_gone",
    "champion_unresponsive",
    "single_threaded",
    "missing_economic_buyer",
    "stalled_in_stage",
    "no_next_step",
    "objection",
    "competitor",
    "pricing_request",
    "review_step",
    "usage_drop",
    "support_blocker",
    "renewal_near",
    "meeting_to_prepare",
    "ready_to_close",
    "waiting_on_buyer",
    "out_of_office",
    "their_promise_pending",
    "our_promise_pending",
    "awaiting_reply",
    "review_running",
    "meeting_booked",
    "no_recent_engagement",
    "thin_data",
    "stale_source",
    "on_track",
    "dead",
    "disqualified",
}


def is_answer(row: Row) -> bool:
    """Something of ours that reached the buyer."""
    talked = row["kind"] in {"call", "meeting"} and row["done_at"]
    return row["direction"] == "outbound" and (row["kind"] == "email" or bool(talked))


def moment(row: Row) -> datetime:
    return datetime.fromisoformat(row["at"])


def test_every_open_deal_has_a_story_and_no_other_deal_has(
    year: Year, open_deals: dict[str, Row]
) -> None:
    assert set(year.stories) == set(open_deals)


def test_every_kind_of_story_is_told(year: Year) -> None:
    assert {story.kind for story in year.stories.values()} == set(KINDS)


def test_labels_are_known_and_every_story_says_why(year: Year) -> None:
    for story in year.stories.values():
        assert set(story.verdicts) <= VERDICTS
        assert story.verdicts
        assert set(story.reasons) <= REASONS
        assert story.reasons
        assert story.line


def test_every_rep_has_deals_of_every_verdict(year: Year, open_deals: dict[str, Row]) -> None:
    by_rep: dict[str, set[str]] = {}
    for deal_id, story in year.stories.items():
        by_rep.setdefault(open_deals[deal_id]["owner_id"], set()).add(story.verdicts[0])
    assert all(by_rep[f"rep-{n:02d}"] == VERDICTS for n in range(1, 13))


def test_waits_end_after_the_day_and_before_the_close_date(
    year: Year, open_deals: dict[str, Row]
) -> None:
    waiting = {"waits_for_date", "waits_for_event", "budget_freeze", "conditional_yes"}
    for deal_id, story in year.stories.items():
        if story.kind in waiting:
            assert story.until is not None
            assert year.on < story.until
            assert story.until.isoformat() < open_deals[deal_id]["close_date"]


def test_overdue_promises_were_due_before_the_day_and_nothing_followed(
    year: Year, activities: dict[str, list[Row]]
) -> None:
    for deal_id, story in year.stories.items():
        if story.kind in {"our_promise_missed", "promise_in_note"}:
            assert story.dates[-1] < year.on
            last = activities[deal_id][-1]
            assert date.fromisoformat(last["at"][:10]) < story.dates[-1]


def test_no_question_of_a_calm_deal_waits_for_an_answer(
    year: Year, activities: dict[str, list[Row]]
) -> None:
    for deal_id, story in year.stories.items():
        if "act_now" in story.verdicts:
            continue
        rows = activities.get(deal_id, [])
        asked = [
            moment(row)
            for row in rows
            if row["direction"] == "inbound" and "?" in new_text(row["body"])
        ]
        answered = [moment(row) for row in rows if is_answer(row)]
        assert not asked or max(answered) > max(asked), (deal_id, story.kind)


def test_unanswered_mail_is_the_last_word(year: Year, activities: dict[str, list[Row]]) -> None:
    open_requests = {
        "question_unanswered",
        "objection",
        "competitor",
        "discount",
        "security",
        "legal",
        "support",
        "said_yes",
        "wait_cancelled",
    }
    for deal_id, story in year.stories.items():
        if story.kind in open_requests:
            assert activities[deal_id][-1]["direction"] == "inbound", (deal_id, story.kind)


def test_usage_falls_only_where_a_story_says_so(year: Year, open_deals: dict[str, Row]) -> None:
    moods = {
        open_deals[deal_id]["account_id"]: tag
        for deal_id, story in year.stories.items()
        for tag in story.tags
        if tag.startswith("usage:")
    }
    series: dict[str, list[int]] = {}
    for row in year.tables["usage"]:
        if row["metric"] == "logins":
            series.setdefault(row["account_id"], []).append(int(row["value"]))
    longest = max(len(values) for values in series.values())
    for account_id, values in series.items():
        mood = moods.get(account_id)
        if mood == "usage:missing":
            assert len(values) < longest - 20
            continue
        assert len(values) == longest
        ratio = (sum(values[-14:]) + 1) / (sum(values[-56:-42]) + 1)
        assert (ratio < 0.6) == (mood in {"usage:drop", "usage:pause"}), (account_id, ratio)


def test_whoever_wants_no_mail_has_withdrawn_consent(
    year: Year, activities: dict[str, list[Row]]
) -> None:
    consent = {row["id"]: row["email_consent"] for row in year.tables["contacts"]}
    for deal_id, story in year.stories.items():
        if story.kind == "dead_go_away":
            assert consent[activities[deal_id][-1]["contact_id"]] == "withdrawn"
            assert "opted_out" in story.tags


def test_stories_that_concern_a_whole_firm_have_it_to_themselves(
    year: Year, open_deals: dict[str, Row]
) -> None:
    owners: dict[str, list[str]] = {}
    for deal_id, row in open_deals.items():
        owners.setdefault(row["account_id"], []).append(year.stories[deal_id].kind)
    for kinds in owners.values():
        if {"dead_company", "usage_drop", "known_pause", "feed_missing"} & set(kinds):
            assert len(kinds) == 1, kinds
