"""`daybreak crm load`: what it prints, where, and how it exits."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from bot.__main__ import daybreak
from tests.bot.crm.loads import PEOPLE, write


def _run(tmp_path: Path, *words: str) -> Result:
    env = {"DAYBREAK_HOME": str(tmp_path / "home"), "DATABASE_URL": "", "BUILTIN_CRM_URL": ""}
    return CliRunner().invoke(daybreak, ["crm", "load", str(tmp_path / "in"), *words], env=env)


def test_a_load_tells_its_counts(tmp_path: Path) -> None:
    write(tmp_path / "in", people=PEOPLE)
    result = _run(tmp_path)
    assert result.exit_code == 0
    assert result.stdout == (
        "people.csv: 1 rows as people loaded: 1 new, 0 changed, 0 unchanged\n"
        "Unknown: 1 people have no e-mail address\n"
    )
    assert result.stderr == ""


def test_a_rejected_row_means_exit_1_and_one_sentence(tmp_path: Path) -> None:
    write(tmp_path / "in", people=PEOPLE + "p2,Bo,boss\n")
    result = _run(tmp_path)
    assert result.exit_code == 1
    assert "Rejected: people.csv line 3, column role: “boss” is not one of" in result.stdout
    assert result.stderr == (
        "Nothing was loaded: 1 row was rejected."
        " Correct the files, or load the good rows with --skip-bad.\n"
    )


def test_twenty_faults_are_shown_and_the_others_counted(tmp_path: Path) -> None:
    write(tmp_path / "in", people=PEOPLE + "".join(f"b{n},Bo,boss\n" for n in range(25)))
    lines = _run(tmp_path).stdout.splitlines()
    assert len([line for line in lines if line.startswith("Rejected")]) == 20
    assert lines[-1] == "… and 5 more; --json lists them all"


def test_json_is_one_document_with_all_faults(tmp_path: Path) -> None:
    write(tmp_path / "in", people=PEOPLE + "".join(f"b{n},Bo,boss\n" for n in range(25)))
    found = json.loads(_run(tmp_path, "--json").stdout)
    assert found["loaded"] is False
    assert found["totals"]["rejected"] == len(found["rejected"]) == 25
    assert found["rejected"][0] == {
        "file": "people.csv",
        "line": 3,
        "column": "role",
        "reason": "“boss” is not one of rep, manager, revops, compliance, enablement, auditor",
    }


def test_skip_bad_exits_0(tmp_path: Path) -> None:
    write(tmp_path / "in", people=PEOPLE + "p2,Bo,boss\n")
    result = _run(tmp_path, "--skip-bad")
    assert result.exit_code == 0
    assert "people.csv: 2 rows as people loaded: 1 new" in result.stdout
    assert "1 rejected" in result.stdout
