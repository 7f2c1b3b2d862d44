"""Escaped text shows what it said; clipping keeps to its limit."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blocks.text import clip, counted, day, escaped, fallback, money, one_line
from tests.blocks.hostile import huge, texts


@given(texts, st.integers(2, 200))
def test_a_clipped_text_is_short_and_begins_alike(text: str, most: int) -> None:
    short = clip(text, most)
    assert len(short) <= most
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


@given(st.lists(huge, max_size=60))
@settings(deadline=None, max_examples=30)
def test_a_fallback_is_within_forty_thousand_characters(lines: list[str]) -> None:
    assert len(fallback(lines)) <= 40_000


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("AT&T <b> 3 > 2", "AT&amp;T &lt;b&gt; 3 &gt; 2"),
        ("user_name and _this_", "user_name and ＿this＿"),
        ("2*3 at 07:55, 5.97 of 10", "2∗3 at 07:55, 5.97 of 10"),
        ("a@b.example", "a@\u2060b.\u2060example"),
        ("https://x", "https:\u2060//x"),
        (":smile: at 10:30:00", ":\u2060smile: at 10:30:00"),
    ],
)
def test_escaping_keeps_what_people_read(text: str, shown: str) -> None:
    assert escaped(text) == shown


def test_a_line_has_no_control_or_direction_characters() -> None:
    assert one_line(" a\x00b\u202e c\r\nd\u2028e ") == "a b c d e"


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        (Decimal("1234.5"), "EUR", "€1,234.50"),
        (Decimal(48000), "USD", "$48,000"),
        (Decimal(48000), None, "48,000"),
        (Decimal(7), "not a currency", "not a currency7"),
    ],
)
def test_money(amount: Decimal, currency: str | None, shown: str) -> None:
    assert money(amount, currency) == shown


def test_days_and_counts() -> None:
    assert day(date(2026, 3, 3)) == "Tue 3 Mar"
    assert (counted(1, "deal"), counted(1200, "deal")) == ("1 deal", "1,200 deals")
