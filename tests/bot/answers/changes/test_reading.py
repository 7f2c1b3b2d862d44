"""What change is asked for, read from the words alone."""

from datetime import date

import pytest

from bot.answers.changes.reading import Change, changes, is_about_several
from bot.answers.changes.valuing import Valuing
from tests.bot.answers.parser.office import parser

FRIDAY = date(2026, 11, 20)


def _read(question: str) -> Change:
    wish = parser().wish(question)
    assert wish is not None, question
    return next(iter(changes(wish.kind, wish.said)))


def _told(question: str) -> tuple[str, ...]:
    found = _read(question)
    told = (found.about.value, found.deal, found.field, found.value, found.reason)
    return tuple(part for part in told if part)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("move Acme to Negotiation", ("move", "Acme", "Negotiation")),
        ("Can you please move the Acme deal to the Negotiation stage?",
         ("move", "Acme", "Negotiation")),
        ("change the stage of Acme to Contract.", ("move", "Acme", "Contract")),
        ("move Rollout in Berlin to Negotiation", ("move", "Rollout in Berlin", "Negotiation")),
        ("push Acme to 15 January", ("move", "Acme", "15 January")),
        ("set close date of Acme rollout to 31 March",
         ("field", "Acme rollout", "close_date", "31 March")),
        ("update Acme's amount to 50k", ("field", "Acme", "amount", "50k")),
        ("increase the amount of Acme to 50k", ("field", "Acme", "amount", "50k")),
        ("change the next step of Acme to send the offer to Anna",
         ("field", "Acme", "next_step", "send the offer to Anna")),
        ("rename “Acme rollout” to Acme 2027", ("field", "Acme rollout", "name", "Acme 2027")),
        ("mark Acme as lost because of the price", ("move", "Acme", "lost", "the price")),
        ("close the Acme deal as lost: too dear", ("move", "Acme", "lost", "too dear")),
        ("close Acme as won", ("move", "Acme", "won")),
        ("reopen Acme", ("move", "Acme", "open")),
        ("reassign Acme to Ben Ode", ("owner", "Acme", "Ben Ode")),
        ("set the owner of Acme to Ben", ("owner", "Acme", "Ben")),
        ("create a task for Acme: send the offer by Friday",
         ("task", "Acme", "Send the offer by Friday")),
        ("add a task for Acme to send the offer", ("task", "Acme", "Send the offer")),
        ("remind me to call Anna about Acme", ("task", "Acme", "Call Anna")),
        ("add a note to Acme: Anna is back on Monday", ("note", "Acme", "Anna is back on Monday")),
        ("note that Anna is away for Acme", ("note", "Acme", "Anna is away")),
        ("verschiebe Acme nach Verhandlung", ("move", "Acme", "Verhandlung")),
        ("setze das Abschlussdatum von Acme auf 31. März",
         ("field", "Acme", "close_date", "31. März")),
        ("erstelle eine Aufgabe für Acme: Vertrag senden", ("task", "Acme", "Vertrag senden")),
        ("change le montant de Acme à 50k", ("field", "Acme", "amount", "50k")),
        ("mueve Acme a Propuesta", ("move", "Acme", "Propuesta")),
    ],
)  # fmt: skip
def test_the_words_name_a_deal_and_what_becomes_of_it(question: str, told: tuple[str, ...]) -> None:
    assert _told(question) == told


def test_words_that_can_be_cut_in_several_ways_are_read_in_each() -> None:
    wish = parser().wish("move Acme from Proposal to Negotiation")
    assert wish is not None
    assert [one.deal for one in changes(wish.kind, wish.said)] == ["Acme from Proposal", "Acme"]


@pytest.mark.parametrize("deal", ["all deals of Ben", "every open deal", "my deals"])
def test_many_deals_are_not_one(deal: str) -> None:
    assert is_about_several(deal)


@pytest.mark.parametrize("question", ["close rate by rep", "open deals", "change in pipeline"])
def test_a_question_is_no_wish(question: str) -> None:
    assert parser().wish(question) is None


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("31 March", date(2027, 3, 31)),
        ("1 dec", date(2026, 12, 1)),
        ("1 March 2026", date(2026, 3, 1)),
        ("Friday", FRIDAY),
        ("Monday", date(2026, 11, 23)),
        ("next Friday", date(2026, 11, 27)),
        ("end of the quarter", date(2026, 12, 31)),
        ("in two weeks", date(2026, 12, 4)),
        ("31. März", date(2027, 3, 31)),
        ("2027-01-15", date(2027, 1, 15)),
        ("March", None),
        ("next week", None),
        ("soon", None),
    ],
)
def test_a_day_is_the_next_of_its_name(said: str, day: date | None) -> None:
    assert Valuing(parser=parser(), today=FRIDAY).day(said) == day


def test_a_day_at_either_end_is_when_it_is_due() -> None:
    read = Valuing(parser=parser(), today=FRIDAY).taken
    monday = date(2026, 11, 23)
    assert read("send the offer by Monday") == ("send the offer", monday)
    assert read("on Monday send the offer") == ("send the offer", monday)
    assert read("send the offer") == ("send the offer", None)
