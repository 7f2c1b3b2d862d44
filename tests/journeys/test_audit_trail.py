"""One id leads from the source to the outcome, on the real command line."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import daybreak
from tests.journeys.test_command_line import FILES

Daybreak = Callable[..., Result]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def run(home: Path, tmp_path: Path) -> Daybreak:
    place = tmp_path / "export"
    place.mkdir()
    for name, text in FILES.items():
        (place / name).write_text(text, "utf-8")

    def invoke(*words: str) -> Result:
        return CliRunner(env={"DAYBREAK_HOME": str(home), "DATABASE_URL": ""}).invoke(
            daybreak, words
        )

    assert invoke("crm", "load", str(place)).exit_code == 0
    assert invoke("mission", "run", "--all", "--on", "2026-03-12").exit_code == 0
    return invoke


def test_a_trace_goes_from_the_quote_to_the_decision(run: Daybreak) -> None:
    document = json.loads(run("audit", "export", "--deal", "d1", "--json").output)
    (trace,) = document["traces"]
    quotes = [one["source"]["quote"] for one in trace["source"]["observations"] if one["source"]]
    assert any("data processing agreement" in quote for quote in quotes)
    assert trace["versions"]
    assert trace["decision"]["action"]["type"] == "send_email"
    assert trace["entries"][0]["hash"]
    assert json.loads(run("audit", "export", "--deal", "none", "--json").output)["traces"] == []
    assert (
        json.loads(run("audit", "export", "--since", "2099-01-01", "--json").output)["traces"] == []
    )
    assert trace["decision_id"] in run("audit", "export", "--rep", "robin@us.example").output


def test_a_whole_log_is_called_whole_and_a_flipped_byte_is_named(run: Daybreak, home: Path) -> None:
    assert "is whole" in run("audit", "verify").output
    database = sqlite3.connect(home / "daybreak.db")
    database.execute("DROP TRIGGER audit_entries_no_update")
    database.execute("UPDATE audit_entries SET body = '{}' WHERE seq = 1")
    database.commit()
    database.close()
    broken = run("audit", "verify")
    assert (broken.exit_code, "FAIL  entry 1 was altered" in broken.output) == (1, True)
    document = json.loads(run("audit", "verify", "--json").output)
    assert (document["ok"], document["faults"][0]["seq"]) == (False, 1)
