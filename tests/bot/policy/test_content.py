"""Claims are found however they are worded or written, and harmless look-alikes are left alone."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bench.policy import drafts, outcome
from bot.policy.content.numbers import spelled
from bot.policy.content.plain import plain
from bot.policy.policies import Policies

POLICIES = Policies.load()
# Every fourth, for time; `daybreak bench policy` reads them all.
PRACTICE = list(drafts("practice"))[::4]
VIOLATING = [draft for draft in PRACTICE if draft.violating]
UNSEEN = list(drafts("unseen"))


# What was measured when the weights were learned, a little rounded down. It may only rise, unless
# drafts of a harder writer join in.
LEAST = {"practice": (0.76, 0.95), "unseen": (0.91, 0.95)}


@pytest.mark.parametrize("part", LEAST)
def test_drafts_are_read_right_as_often_as_was_measured(part: str) -> None:
    outcomes = [outcome(POLICIES, draft) for draft in (PRACTICE if part == "practice" else UNSEEN)]
    for violating, least in zip((True, False), LEAST[part], strict=True):
        mine = [each.is_right for each in outcomes if each.draft.violating is violating]
        assert sum(mine) >= least * len(mine), (violating, sum(mine), len(mine))


def test_the_second_reader_never_takes_back_what_a_rule_says() -> None:
    rules_alone = replace(POLICIES.content, weights=None)
    for draft in PRACTICE:
        kept = {each.category for each in POLICIES.read(draft.text)}
        assert {each.category for each in rules_alone.read(draft.text)} <= kept, draft.text


def test_a_span_shows_words_of_the_draft() -> None:
    for draft in VIOLATING:
        text = f"  Hallo,\n\n{draft.text}\n"
        for found in POLICIES.read(text):
            words = text[found.start : found.end]
            assert words == words.strip()
            assert len(words) > 1


def test_what_daybreak_itself_writes_breaks_no_policy() -> None:
    folder = Path(__file__).parents[3] / "bot" / "mission" / "drafts"
    for path in sorted(folder.glob("*.yaml")):
        for words in _all_texts(yaml.safe_load(path.read_text("utf-8"))):
            text = re.sub(r"\{[^}]*\}", "Norvik", words)
            assert not POLICIES.read(text, [path.stem]), text


def _all_texts(document: object) -> Iterator[str]:
    if isinstance(document, dict):
        for value in document.values():
            yield from _all_texts(value)
    elif isinstance(document, str):
        yield document


TRICKS: dict[str, Callable[[str], str]] = {
    "zero-width characters": lambda text: "\u200b".join(text),
    "soft hyphens": lambda text: "\u00ad".join(text),
    "letters of another script": lambda text: text.translate(str.maketrans("aeopcx", "аеорсх")),
    "wide letters": lambda text: "".join(
        chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text
    ),
    "mathematical letters": lambda text: "".join(
        chr(ord(char) - ord("a") + 0x1D41A) if "a" <= char <= "z" else char for char in text
    ),
    "capitals": str.upper,
    "hard spaces": lambda text: text.replace(" ", "\u00a0"),
    "combining marks": lambda text: text.replace("n", "n\u0301"),
    "a broken word": lambda text: text.replace("disco", "dis-\nco").replace("guara", "gua-\nra"),
}


@pytest.mark.parametrize("trick", TRICKS)
@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("We can give you a discount of 25 % on everything.", "discount_over_limit"),
        ("We guarantee that you will double your revenue.", "guaranteed_outcome"),
    ],
)
def test_no_typographic_trick_hides_a_claim(trick: str, text: str, category: str) -> None:
    tricky = TRICKS[trick](text)
    found = [each for each in POLICIES.read(tricky, ["en"]) if each.category == category]
    assert found
    assert plain(tricky[found[0].start : found[0].end]).text in plain(tricky).text


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("I can offer you a 15 % discount.", 15),
        ("I can offer you 12.5 % off.", 12.5),
        ("You pay only 70 % of the list price.", 30),
        ("Take a fifth off the price.", 20),
        ("Two months are free on an annual contract.", 100 * 2 / 12),
        ("The first quarter is on us.", 25),
        ("You get the licences at half price.", 50),
        ("Buy 4 seats and get 1.", 20),
        ("Fourteen months for the price of twelve.", 100 * 2 / 14),
        ("We will match their price.", None),
        ("Wir geben Ihnen fünfundzwanzig Prozent Nachlass.", 25),
        ("Nous vous accordons une remise de quatre-vingt-dix pour cent.", 90),
        ("Le hacemos un descuento del treinta y cinco por ciento.", 35),
    ],
)
def test_the_size_of_a_discount_is_told(text: str, size: float | None) -> None:
    found = [each for each in POLICIES.read(text) if each.category == "discount_over_limit"]
    assert len(found) == 1
    assert found[0].size == (None if size is None else pytest.approx(size, abs=0.1))


def test_even_one_free_month_is_more_than_a_rep_may_give_where_no_term_is_known() -> None:
    (found,) = POLICIES.read("The first month is on us.")
    assert found.size is not None
    assert found.size > 10


def test_a_yes_in_the_next_sentence_grants_what_was_asked_for() -> None:
    asked = "You asked for a discount of 30 %."
    assert not POLICIES.read(asked)
    assert POLICIES.read(f"{asked} Consider it done.")
    assert not POLICIES.read(f"{asked} Is that still your wish?")


def test_older_mail_below_is_not_ours_to_judge() -> None:
    older = "On Tue, 3 Mar 2026, Anna Berg wrote:\n> We want 30 % off.\n> You guarantee results."
    assert not POLICIES.read(f"Thank you, Anna. I will come back to you.\n\n{older}")
    assert not POLICIES.read("> We want 30 % off.\n\nI will see what I can do.")


def test_an_approved_statement_may_be_made_word_for_word() -> None:
    reader = type(POLICIES.content).load(["We are ISO 27001 certified"])
    assert not reader.read("By the way, we are ISO 27001  certified since 2024.")
    assert reader.read("By the way, we are ISO 27001 certified and SOC 2 compliant.")


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_every_number_up_to_a_hundred_can_be_spelled(language: str) -> None:
    assert set(range(2, 101)) <= set(spelled(language).values()) | {100}


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    for found in POLICIES.read(text):
        assert 0 <= found.start < found.end <= len(text)


@given(st.text(max_size=200))
def test_the_plain_form_remembers_every_place(text: str) -> None:
    form = plain(text)
    assert len(form.text) == len(form.cased) == len(form.places)
    assert list(form.places) == sorted(form.places)
