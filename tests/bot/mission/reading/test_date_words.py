"""The date lists name what each of their phrases needs."""

import pytest

from bot.mission.reading.dates import load_dates
from bot.mission.reading.lexicon import FOLDER
from bot.text.language import KNOWN


@pytest.mark.parametrize("language", KNOWN)
def test_a_feast_phrase_without_a_place_for_a_feast_names_one(language: str) -> None:
    lines = (FOLDER / "dates" / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    feasts = set(load_dates(language).names.feasts.values())
    for line in lines:
        head, _, items = line.partition(" : ")
        if not head.startswith("say feast"):
            continue
        named = head.split()[3:]
        assert all(name in feasts or name in ("summer", "newyear") for name in named), line
        assert named or all("FEAST" in item.split() for item in items.split(" | ")), line
