"""Which days the words for a date mean, seen from when they were written."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mission.reading.dates import dated, load_dates
from bot.mission.reading.moments import Found, Moment
from bot.text.folding import fold
from bot.text.language import KNOWN
from bot.text.sentences import sentences

GRAMMARS = {language: load_dates(language) for language in KNOWN}
THURSDAY = date(2026, 3, 12)


def find(
    text: str, language: str, today: date = THURSDAY, fiscal: int = 1, american: bool = False
) -> list[Found]:
    folded = fold(text)
    moment = Moment(today, fiscal, american)
    return [
        found
        for sentence in sentences(folded, 0, len(folded), {})
        for found in GRAMMARS[language].find(sentence.plain, sentence.words, moment)
    ]


SAID = {
    "en": {
        "by Friday": "03-13", "next Tuesday": "03-17", "Friday week": "03-20", "tomorrow": "03-13",
        "by EOD": "03-12", "by EOW": "03-13", "end of next week": "03-20", "in two weeks": "03-26",
        "in 10 days": "03-22", "on the 19th": "03-19", "on 20 March": "03-20",
        "on April 9": "04-09", "by 15/04": "04-15", "2026-04-15": "04-15", "early April": "04-01",
        "mid-May": "05-11", "late May": "05-21", "first half of May": "05-01", "in Q3": "07-01",
        "in H2": "07-01", "next quarter": "04-01", "after the summer": "09-01",
        "after Easter": "04-07", "next month": "04-01", "calendar week 14": "03-30",
        "the week of the 18th": "03-16", "end of April": "04-30", "before June": "05-29",
        "Friday the 20th": "03-20", "in the first week of June": "06-01", "end of year": "12-15",
    },
    "de": {
        "bis Freitag": "03-13", "nächste Woche": "03-16", "Ende nächster Woche": "03-20",
        "in KW 14": "03-30", "am 20. März": "03-20", "bis zum 12.04.": "04-12",
        "übermorgen": "03-14", "in zwei Wochen": "03-26", "Anfang April": "04-01",
        "nach Ostern": "04-07", "nach den Sommerferien": "09-01", "im zweiten Halbjahr": "07-01",
        "nächsten Monat": "04-01", "Ende Mai": "05-29", "fuer den 20. Maerz": "03-20",
    },
    "fr": {
        "d'ici vendredi": "03-13", "la semaine prochaine": "03-16", "le 20 mars": "03-20",
        "fin avril": "04-30", "début mai": "05-01", "à la rentrée": "09-01",
        "dans deux semaines": "03-26", "demain": "03-13", "après Pâques": "04-07",
        "mardi prochain": "03-17", "au troisième trimestre": "07-01",
    },
    "es": {
        "el viernes": "03-13", "la semana que viene": "03-16", "el 20 de marzo": "03-20",
        "a finales de abril": "04-30", "a principios de mayo": "05-01", "mañana": "03-13",
        "dentro de dos semanas": "03-26", "después de Semana Santa": "04-07",
        "tras el verano": "09-01", "el mes que viene": "04-01",
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text", "first"),
    [(language, text, day) for language, table in SAID.items() for text, day in table.items()],
)
def test_words_mean_the_day_that_people_mean(language: str, text: str, first: str) -> None:
    assert [f"{found.span[0]:%m-%d}" for found in find(text, language)] == [first]


PAST = {
    "en": ["last Friday", "I sent it yesterday", "two weeks ago", "since Monday", "in 2019"],
    "de": ["letzten Freitag", "gestern", "vor zwei Wochen", "seit Montag"],
    "fr": ["vendredi dernier", "hier", "il y a deux semaines"],
    "es": ["el viernes pasado", "ayer", "hace dos semanas"],
}


@pytest.mark.parametrize(
    ("language", "text"), [(lang, text) for lang, texts in PAST.items() for text in texts]
)
def test_the_past_is_no_due_date(language: str, text: str) -> None:
    assert find(text, language) == []


@pytest.mark.parametrize("text", ["it may be that", "we march on", "24/7 support", "1.5 million"])
def test_words_and_figures_that_only_look_like_dates_are_none(text: str) -> None:
    assert find(text, "en") == []


def test_the_fiscal_year_starts_when_the_workspace_says() -> None:
    (found,) = find("at the start of the new fiscal year", "en", fiscal=7)
    assert found.span[0] == date(2026, 7, 1)


def test_americans_put_the_month_first() -> None:
    assert find("by 04/09", "en", american=True)[0].span[0] == date(2026, 4, 9)
    assert find("by 04/09", "en")[0].span[0] == date(2026, 9, 4)


def test_a_reading_tells_people_what_was_understood() -> None:
    (found,) = find("by the end of next week", "en")
    assert "Fri 20 Mar 2026" in dated(found.said, found.span).reading


TEXTS = st.sampled_from([text for table in SAID.values() for text in table if "2026" not in text])
DAYS = st.dates(date(2020, 1, 1), date(2045, 12, 31))


@given(TEXTS, DAYS, st.sampled_from(KNOWN), st.integers(1, 12))
def test_a_date_is_never_over_and_never_far(
    text: str, today: date, language: str, fiscal: int
) -> None:
    for found in find(text, language, today, fiscal):
        first, last = found.span
        assert first <= last
        assert today <= last <= today + timedelta(days=800)


STRETCHES = [
    ("en", "from 17 to 20 April", "04-17", "04-20"),
    ("en", "from Monday to Thursday", "03-16", "03-19"),
    ("en", "Wednesday to Tuesday", "03-18", "03-24"),
    ("en", "between the 3rd and the 14th of May", "05-03", "05-14"),
    ("en", "from March to May", "03-01", "05-31"),
    ("de", "vom 3. bis 21. August", "08-03", "08-21"),
    ("de", "von Montag, 3.8., bis einschließlich 21.8.", "08-03", "08-21"),
    ("fr", "du 3 au 28 août", "08-03", "08-28"),
    ("es", "del 3 al 28 de agosto", "08-03", "08-28"),
]


@pytest.mark.parametrize(("language", "text", "first", "last"), STRETCHES)
def test_from_and_to_are_one_stretch_of_days(
    language: str, text: str, first: str, last: str
) -> None:
    (found,) = find(text, language)
    assert [f"{day:%m-%d}" for day in found.span] == [first, last]


def test_a_stretch_over_new_year_ends_in_the_next() -> None:
    (found,) = find("closed from 24 December to 2 January", "en")
    assert found.span == (date(2026, 12, 24), date(2027, 1, 2))


def test_who_is_busy_until_the_end_of_a_stretch_is_free_after_it() -> None:
    assert find("from 17 to 20 April", "en")[0].onward[1] == date(2026, 4, 21)
    assert find("between 17 and 20 April", "en")[0].onward[0] == date(2026, 4, 17)


def test_what_is_moved_from_one_day_to_another_keeps_the_other() -> None:
    assert [found.span[0].day for found in find("moved from Tuesday to Thursday", "en")] == [19]
