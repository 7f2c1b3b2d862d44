"""A text may point to us and to the customer, and nowhere else."""

import pytest

from bot.policy.links import foreign_links

OURS = ("daybreak.example", "nordlicht.example")


@pytest.mark.parametrize(
    "text",
    [
        "See https://www.daybreak.example/docs and nordlicht.example/portal.",
        "Write to someone@elsewhere.example any time.",
        "Version 2.5 of e.g. our tool, at 10.30.",
        "No link at all.",
    ],
)
def test_our_places_and_theirs_are_known(text: str) -> None:
    assert foreign_links(text, OURS) == ()


@pytest.mark.parametrize(
    "text",
    [
        "https://evil.example/nordlicht.example",
        "https://nordlicht.example@evil.example/",
        "http://nordlicht.example.evil.com",
        "https://xnordlicht.example",
        "[our page](https://bit.ly/3xyz)",
        "evil.com/login",
        "https://nоrdlicht.example",  # a Cyrillic о
        "https://nord\u200blicht.example",
        "javascript://nordlicht.example/%0aalert(1)",
        "ftp://nordlicht.example/file",
    ],
)
def test_anything_else_is_foreign(text: str) -> None:
    assert foreign_links(f"Look: {text} please", OURS)
