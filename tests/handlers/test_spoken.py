"""What Slack escapes and marks up is read as whoever wrote it sees it."""

from decimal import Decimal
from typing import Any

import pytest

from bot.domain.people import PersonId
from handlers.spoken import decoded
from tests.fakes.business import account, deal, person
from tests.handlers.room import Room

MAX = "U0MAX"


@pytest.mark.parametrize(
    ("sent", "written"),
    [
        ("Food &amp; Beverage", "Food & Beverage"),
        ("deals &gt; 50k &lt;now&gt;", "deals > 50k <now>"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("deals of <https://acme.example|acme.example>", "deals of acme.example"),
        ("see <https://acme.example/a?b=1&amp;c=2>", "see https://acme.example/a?b=1&c=2"),
        ("mails of <mailto:anna@acme.example|anna@acme.example>", "mails of anna@acme.example"),
        ("in <#C123|sales> and <#C124>", "in sales and C124"),
        ("<!here> <!subteam^S1|@closers> <!date^1^{date}|Monday>", "closers Monday"),
        ("<@U123|ben> and <@U124>", "ben and U124"),
        ("a  b\nc", "a b c"),
    ],
)
def test_marks_and_escapes_become_what_was_written(sent: str, written: str) -> None:
    assert decoded(sent) == written


async def _asks(here: Room, text: str, **given: Any) -> str:
    await here.says(text, user=MAX, **given)
    said: str = here.messages(MAX)[-1]["text"].splitlines()[0]
    return said


async def test_questions_are_read_with_signs_names_and_links(here: Room) -> None:
    await here.holds(
        person("ben", manager_id=PersonId("max")),
        account("fizz", name="Fizz & Pop"),
        deal("d7", owner_id="ben", account_id="fizz", amount=Decimal(70_000), currency="EUR"),
    )
    here.fake.join("U0BEN", "ben@us.example")
    await here.morning()
    assert (await _asks(here, "how many open deals &gt; 50k")).startswith("1 ")
    assert (await _asks(here, "how many open deals of Fizz &amp; Pop")).startswith("1 ")
    assert (await _asks(here, "pipeline of <@U0BEN>")).startswith("EUR 70,000")
    assert (
        await _asks(here, "<@UBOT> pipeline of <https://fizz.example|Fizz &amp; Pop>")
    ).startswith("EUR 70,000")
    deal_named = await here.command("/deal Deal &lt;d7&gt;", user=MAX)
    assert "Did you mean" in deal_named["text"]


async def test_who_is_nobody_in_the_crm_is_not_left_out_of_the_question(here: Room) -> None:
    await here.morning()
    said = await _asks(here, "pipeline of <@U0NOBODY>")
    assert "EUR" not in said
    assert "U0NOBODY" in said
