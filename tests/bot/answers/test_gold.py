"""Every question of the public set can be said as a plan, and its figures are exact."""

import json
import os
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.answers.answer import Answer, Status
from bot.answers.ask import Answers
from bot.answers.model import Model
from bot.crm.builtin import BuiltinCrm
from bot.crm.mirror import Mirror
from bot.domain.missions import Moment
from bot.domain.people import REVOPS
from storage.database import Database
from storage.mirror.syncing import MirrorSync
from tests.bot.answers.gold import GOLD
from tests.bot.crm.loads import load

_ROOT = Path(__file__).parents[3]
_DAY = date(2017, 12, 31)
_AT = Moment(now=datetime(2017, 12, 31, 8, tzinfo=UTC), today=_DAY, zone="UTC")
# The forecast has no one answer; it is a matter of its own.
_NO_PLAN = {"g52"}


@pytest.fixture
def shared() -> Path:
    place = Path(os.environ.get("DAYBREAK_TEST_DATA") or _ROOT / "../shared/data")
    if not (place / "questions" / "maven_gold.jsonl").is_file():
        pytest.skip(reason="the set is not here: put it into $DAYBREAK_TEST_DATA")
    return place


async def test_all_questions_are_answered_exactly(
    database: Database, crm_database: Database, shared: Path
) -> None:
    await load(crm_database, shared / "maven", mapping="maven")
    crm = BuiltinCrm(crm_database)
    await Mirror(crm, MirrorSync(database, "home")).sync(True, _AT.now)
    answers = Answers.over(database, "home", Model.load())
    wrong = []
    for line in (shared / "questions" / "maven_gold.jsonl").read_text("utf-8").splitlines():
        gold = json.loads(line)
        if gold["id"] in _NO_PLAN:
            continue
        answer = await answers.answer(GOLD[gold["id"]], REVOPS, _AT)
        if not _says(answer, gold["answer"]):
            wrong.append((gold["id"], gold["answer"][:4], answer.json()))
    assert wrong == []


def _says(answer: Answer, expected: Sequence[Sequence[Any]]) -> bool:
    """Whether each row holds the expected cells, or the answer is the expected number."""
    if answer.status is not Status.ANSWERED:
        return False
    rows = answer.json()["rows"]
    if len(expected) == 1 and len(rows) != 1:
        return _same(answer.json()["value"], expected[0][0])
    return len(rows) == len(expected) and all(
        all(any(_same(cell, wanted) for cell in row) for wanted in wants)
        for row, wants in zip(rows, expected, strict=True)
    )


def _same(cell: Any, wanted: Any) -> bool:
    """The set's own figures are rounded to four places; a sector is misspelt there."""
    if isinstance(wanted, str):
        return bool(cell == wanted.replace("technolgy", "technology"))
    return isinstance(cell, int | float) and round(cell, 4) == round(wanted, 4)
