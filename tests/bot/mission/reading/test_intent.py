"""The wide net: what expects or announces something, and what only tells."""

import pytest

from bench.intents import measured
from bot.mission.reading.intent import Intent, intents


@pytest.mark.parametrize(
    ("sentence", "intent"),
    [
        ("Could you send me the file?", Intent.REQUEST),
        ("Please call me back.", Intent.REQUEST),
        ("Send it to Anke, would you.", Intent.REQUEST),
        ("Is the room free?", Intent.QUESTION),
        ("I will get back to you on this.", Intent.PROMISE),
        ("Let's meet on Tuesday.", Intent.PROPOSAL),
    ],
)
def test_what_expects_or_announces_something_is_found(sentence: str, intent: Intent) -> None:
    assert intent in intents(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The volumes should be the same.",
        "I missed the last one.",
        "Click here to unsubscribe from our mailing list.",
        "Add us to your address book to keep us in your inbox.",
        "",
    ],
)
def test_what_only_tells_or_advertises_holds_nothing(sentence: str) -> None:
    assert intents(sentence) == frozenset()


def test_figures_are_counted_honestly() -> None:
    rows = [(True, "Please call."), (True, "It rains."), (False, "Please call."), (False, "Ok.")]
    figures = measured(rows)
    assert (figures["precision"], figures["recall"], figures["f1"]) == (0.5, 0.5, 0.5)
    assert figures["request_right"] == "1 of 2"
