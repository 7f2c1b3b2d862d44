"""Pointing at a row of the last answer, and going on in a thread that somebody else began."""

import pytest

from bot.answers.answer import Answer, Status
from bot.answers.ask import Answers
from bot.answers.pointing import Pointing, pointed
from bot.domain.people import Person
from storage.database import Database
from storage.mirror.rows import Record
from tests.bot.answers.company import ANN, BEN, BOSS, MOMENT, PEOPLE, answers_over, waiting


@pytest.mark.parametrize(
    ("question", "place", "owner"),
    [
        ("who is that last one?", -1, False),
        ("and who's the second one", 1, False),
        ("What was the first deal?", 0, False),
        ("who owns it?", None, True),
        ("who owns the last one", -1, True),
        ("who's the owner?", None, True),
        ("whose is that deal", None, True),
        ("wer ist der letzte?", -1, False),
        ("qui est le dernier ?", -1, False),
    ],
)
def test_it_is_told_from_other_questions(question: str, place: int | None, owner: bool) -> None:
    assert pointed(question) == Pointing(place=place, owner=owner)


@pytest.mark.parametrize(
    "question",
    ["who is the best rep", "who owns the most deals", "who is Ann", "last quarter", "by owner"],
)
def test_a_question_of_its_own_points_at_nothing(question: str) -> None:
    assert pointed(question) is None


class Thread:
    """One conversation, in which several people may speak."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers

    async def ask(self, question: str, by: Person = BOSS) -> Answer:
        return await self.answers.ask(question, by, MOMENT, "t")


@pytest.fixture
async def thread(database: Database) -> Thread:
    records: list[Record] = [
        *PEOPLE,
        waiting("o1", ANN, 900),
        waiting("o2", BEN, 300),
        waiting("o3", BEN, 100),
    ]
    return Thread(await answers_over(database, records))


async def test_a_row_of_a_list_and_its_owner(thread: Thread) -> None:
    await thread.ask("list open deals")
    assert (await thread.ask("what is that last one?")).text == "That is Deal o3."
    first = await thread.ask("who owns the first one?")
    assert first.text == "Ann Field owns “Deal o1”."
    assert first.interpretation.startswith("a row of: deals")
    which = await thread.ask("who owns it?")
    assert which.status is Status.DECLINED
    assert "3 rows" in which.text
    assert "only 3 rows" in (await thread.ask("who owns the fifth one?")).text


async def test_a_row_of_figures_and_one_alone(thread: Thread) -> None:
    await thread.ask("pipeline by rep")
    assert (await thread.ask("who is that last one?")).text == "That is Ben Field."
    await thread.ask("largest open deal")
    assert (await thread.ask("who owns it?")).text == "Ann Field owns “Deal o1”."
    await thread.ask("pipeline by stage")
    assert "no record" in (await thread.ask("who is that last one?")).text


async def test_another_person_points_at_their_own_rows(thread: Thread) -> None:
    await thread.ask("list open deals", BOSS)
    mine = await thread.ask("who owns the first one?", BEN)
    assert mine.text == "Ben Field owns “Deal o2”."
    assert "Deal o1" not in str(mine.json())


async def test_another_person_is_told_what_is_not_permitted_and_what_is_none(
    thread: Thread,
) -> None:
    await thread.ask("open deals of Ben", BOSS)
    for question in ("only over 200", "by stage"):
        assert (await thread.ask(question, ANN)).status is Status.FORBIDDEN, question
        assert (await thread.ask("who is the last one?", ANN)).status is Status.FORBIDDEN
        assert (await thread.ask(question, BEN)).status is Status.ANSWERED, question
    await thread.ask("pipeline by rep", BOSS)
    none = await thread.ask("only over 5000", ANN)
    assert none.status is Status.ANSWERED
    assert not none.table or not none.table.rows
    empty = await thread.ask("who is that last one?", ANN)
    assert (empty.status, "no row" in empty.text) == (Status.DECLINED, True)


async def test_without_an_answer_before_it_nothing_is_pointed_at(thread: Thread) -> None:
    assert (await thread.ask("who owns it?")).status is Status.DECLINED
    alone = await thread.answers.ask("who is the last one?", BOSS, MOMENT)
    assert "no earlier answer" in alone.text
