"""What is remembered of questions, on both databases."""

from datetime import UTC, date, datetime

from storage.database import Database
from storage.questions import Questions

NOW = datetime(2026, 6, 15, 8, tzinfo=UTC)


def _questions(database: Database, workspace: str = "home") -> Questions:
    return Questions(database=database, workspace=workspace)


async def test_a_thread_goes_on_from_its_latest_plan(database: Database) -> None:
    questions = _questions(database)
    assert await questions.plan_of("t1") is None
    await questions.go_on_from("t1", "ana", {"measures": ["deals"]}, NOW)
    await questions.go_on_from("t1", "tom", {"measures": ["pipeline"]}, NOW)
    assert await questions.plan_of("t1") == {"measures": ["pipeline"]}
    assert await _questions(database, "other").plan_of("t1") is None


async def test_words_that_nobody_knew_are_counted_by_the_week(database: Database) -> None:
    questions = _questions(database)
    await questions.not_known(["Frobnicate", "x" * 80], date(2026, 6, 9))
    await questions.not_known(["frobnicate", "zorp"], date(2026, 6, 15))
    assert await questions.words_since(date(2026, 6, 8)) == [("frobnicate", 2), ("zorp", 1)]
    assert await questions.words_since(date(2026, 6, 15)) == [("frobnicate", 1), ("zorp", 1)]


async def test_a_confirmed_reading_is_one_persons_own(database: Database) -> None:
    questions = _questions(database)
    await questions.confirm("ana", "closed deals", {"measures": ["deals_won"]}, NOW)
    assert await questions.reading_of("ana", "closed deals") == {"measures": ["deals_won"]}
    assert await questions.reading_of("tom", "closed deals") is None
