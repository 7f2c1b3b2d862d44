"""The texts: all different, in four languages, with everything filled in, and some hostile."""

import re
from collections import Counter

import pytest

from sandbox.year.model import Row, Year
from sandbox.year.phrasebook import read_all
from tests.sandbox.reading import new_text

IMPORTANT = (
    "ask.wait_date",
    "ask.wait_event",
    "ask.freeze",
    "ask.ooo",
    "ask.objection",
    "ask.competitor",
    "ask.discount",
    "ask.security",
    "ask.yes",
    "dead.competitor",
    "dead.project",
    "dead.indirect",
    "in.their_promise",
    "in.next_step",
    "in.inquiry",
    "in.demo_feedback",
    "in.reply_intro",
    "out.promise",
    "qa.product",
)
ENGLISH_ONLY = (
    "ask.conditional",
    "ask.resumed",
    "ask.review",
    "ask.support",
    "note.answered",
    "note.discovery",
    "note.next_step",
    "won.mail",
    "won.note",
)
WORDS = {
    "de": ("Vielen Dank", "bitte", "nicht"),
    "fr": ("Bonjour", "nous", "vous"),
    "es": ("Hola", "más", "Gracias"),
}


@pytest.fixture(scope="module")
def bodies(year: Year) -> list[str]:
    return [row["body"] for row in year.tables["activities"] if row["body"]]


@pytest.fixture(scope="module")
def pages() -> dict[str, dict[str, list[str]]]:
    return read_all()


def test_no_two_bodies_are_alike(bodies: list[str]) -> None:
    twice = [body for body, count in Counter(bodies).items() if count > 1]
    assert twice == []


def test_no_two_bodies_are_alike_when_case_blanks_and_quotes_are_ignored(
    bodies: list[str],
) -> None:
    bare = Counter(" ".join(new_text(body).lower().split()) for body in bodies)
    assert [text for text, count in bare.items() if count > 1] == []


def test_important_situations_have_many_wordings(pages: dict[str, dict[str, list[str]]]) -> None:
    for key in IMPORTANT:
        assert len(pages["en"][key]) >= 25, key
        for language in ("de", "fr", "es"):
            assert len(pages[language][key]) >= 8, (language, key)
    for key in ENGLISH_ONLY:
        assert len(pages["en"][key]) >= 23, key


def test_no_phrase_stands_in_a_file_twice(pages: dict[str, dict[str, list[str]]]) -> None:
    for language in ("en", "de", "fr", "es"):
        for key, phrases in pages[language].items():
            if key.startswith("greet."):
                continue  # there, repetition says how usual a greeting is
            assert len(set(phrases)) == len(phrases), (language, key)


def test_questions_have_their_answer(pages: dict[str, dict[str, list[str]]]) -> None:
    for language in ("en", "de", "fr", "es"):
        for pair in pages[language]["qa.product"]:
            asked, mark, answered = pair.partition("||")
            assert mark, pair
            assert asked.strip()
            assert answered.strip()


def test_every_slot_is_filled(year: Year) -> None:
    for row in year.tables["activities"]:
        assert not re.search(r"\{[a-z_0-9]+\}", row["body"] + row["subject"]), row["id"]
        assert "||" not in row["body"], row["id"]


def test_four_languages_are_written(year: Year, activities: dict[str, list[Row]]) -> None:
    stories = Counter(story.language for story in year.stories.values())
    assert min(stories[language] for language in ("de", "fr", "es")) >= 25
    for language, words in WORDS.items():
        mails = [
            row["body"]
            for deal_id, story in year.stories.items()
            if story.language == language
            for row in activities.get(deal_id, [])
            if row["kind"] == "email"
        ]
        for word in words:
            assert any(word in body for body in mails), (language, word)


def test_a_mail_in_another_language_comes_from_somebody_who_speaks_it(
    year: Year, activities: dict[str, list[Row]]
) -> None:
    spoken = {row["id"]: row["language"] for row in year.tables["contacts"]}
    for deal_id, story in year.stories.items():
        mails = [row for row in activities.get(deal_id, []) if row["kind"] == "email"]
        if story.language != "en" and mails:
            assert {spoken[row["contact_id"]] for row in mails} == {story.language}


def test_some_mails_quote_what_they_answer_and_some_are_signed(bodies: list[str]) -> None:
    assert sum("\n> " in body for body in bodies) > 300
    assert sum("-----Original Message-----" in body for body in bodies) > 100
    assert sum(bool(re.search(r"^Von: ", body, re.MULTILINE)) for body in bodies) > 5
    assert sum("\n--\n" in body for body in bodies) > 300


def test_hostile_text_is_here_and_there(year: Year, bodies: list[str]) -> None:
    tagged = [story for story in year.stories.values() if "hostile" in story.tags]
    assert len(tagged) >= 10
    lines = read_all()["en"]["hostile"]
    found = {line for line in lines if any(line in body for body in bodies)}
    assert len(found) >= 10


def test_hostile_lines_are_of_every_sort() -> None:
    text = "\n".join(read_all()["en"]["hostile"])
    for sort in ("SYSTEM", "<script>", "<!channel>", "<@U", "\u202e", "\u200b", "=cmd|", "DROP"):
        assert sort in text, sort


def test_two_people_of_an_account_share_a_given_name(year: Year) -> None:
    firsts = Counter((row["account_id"], row["name"].split()[0]) for row in year.tables["contacts"])
    assert sum(count > 1 for count in firsts.values()) >= 5
