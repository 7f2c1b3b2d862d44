"""Tables of sentences, per language: what has to be read in each, and what must not be."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.domain.deals import ActivityKind, Direction
from bot.domain.facts import Document
from bot.mission.reading.reader import RulesReader

GOLDEN = Path(__file__).parents[3] / "golden" / "reading"
READER = RulesReader()


def _rows() -> list[Any]:
    return [
        pytest.param(row, id=f"{path.stem}: {row['text'][:60]}")
        for path in sorted(GOLDEN.glob("*.yaml"))
        for row in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


def _document(row: dict[str, Any]) -> Document:
    note = row["from"] == "note"
    return Document(
        id="activity:a1",
        deal_id=None,
        kind=ActivityKind.NOTE if note else ActivityKind.EMAIL,
        direction=Direction.INTERNAL if note else Direction(row["from"]),
        at=datetime(2026, 3, 12, 9, tzinfo=UTC),
        subject="",
        body=row["text"],
        zone="Europe/Berlin",
    )


@pytest.mark.parametrize("row", _rows())
def test_a_sentence_says_what_people_understand(row: dict[str, Any]) -> None:
    facts = [fact for fact in READER.read_one(_document(row)).facts if fact.confidence >= 0.5]
    said = {f"{fact.kind}/{fact.by}" for fact in facts}
    assert set(row.get("has", [])) <= said
    assert not {fact.kind.value for fact in facts} & set(row.get("not", []))
    meant = [fact for fact in facts if f"{fact.kind}/{fact.by}" in row.get("has", [])]
    if when := row.get("when"):
        assert isinstance(when, date)
        assert when in {fact.when.first for fact in meant if fact.when}
    if about := row.get("about"):
        assert about in {fact.about for fact in meant}
