"""From files to a list: what a newcomer types, through the real command line."""

import json
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from bot.__main__ import COMMANDS, daybreak

FILES = {
    "people.csv": """id,name,email,role,timezone
p1,Robin Vale,robin@us.example,rep,Europe/Berlin
p2,Kim Boss,kim@us.example,manager,Europe/Berlin
""",
    "accounts.csv": "id,name\na1,Nordlicht Reederei\n",
    "contacts.csv": """id,account_id,name,email,role,email_consent
c1,a1,Anke Petersen,anke@nordlicht.example,champion,granted
""",
    "deals.csv": """id,name,account_id,owner_id,stage,status,amount,currency,created_at,close_date
d1,Nordlicht – 80 seats,a1,p1,Proposal,open,24000,EUR,2026-01-08,2026-04-30
d2,Nordlicht – sensors,a1,p1,Proposal,open,9000,EUR,2026-01-08,2026-05-30
d3,Nordlicht – old,a1,p1,Proposal,lost,9000,EUR,2025-01-08,2025-05-30
""",
    "deal_contacts.csv": "deal_id,contact_id\nd1,c1\nd2,c1\n",
    "activities.csv": """id,deal_id,contact_id,kind,direction,at,subject,body,thread_id
m1,d1,c1,email,inbound,2026-03-09T09:14:00+01:00,Offer,"Hello Robin,

could you please send us the data processing agreement? Our lawyer needs it.

Regards, Anke",t1
""",
}
Daybreak = Callable[..., Result]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    place = tmp_path / "export"
    place.mkdir()
    for name, text in FILES.items():
        (place / name).write_text(text, "utf-8")
    return place


@pytest.fixture
def run(tmp_path: Path) -> Daybreak:
    environment = {"DAYBREAK_HOME": str(tmp_path / "home"), "DATABASE_URL": ""}

    def invoke(*words: str) -> Result:
        return CliRunner(env=environment).invoke(daybreak, words)

    return invoke


def _mission(run: Daybreak, *more: str) -> Any:
    result = run("mission", "run", "--rep", "robin vale", "--on", "2026-03-12", "--json", *more)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_files_become_a_ranked_list_with_evidence_and_a_draft(files: Path, run: Daybreak) -> None:
    assert run("crm", "load", str(files)).exit_code == 0
    mission = _mission(run)
    assert {deal["deal_id"] for deal in mission["deals"]} == {"d1", "d2"}
    assert mission["shown"] == ["d1"]
    first = mission["deals"][0]
    assert (first["verdict"], first["reason_code"]) == ("act_now", "unanswered_question")
    quotes = [o["source"]["quote"] for o in first["observations"] if o["source"]]
    assert any("data processing agreement" in quote for quote in quotes)
    assert first["decision"]["action"]["type"] == "send_email"
    assert first["decision"]["draft"]["to"] == "anke@nordlicht.example"
    thin = next(deal for deal in mission["deals"] if deal["deal_id"] == "d2")
    assert thin["thin_data"]
    assert thin["verdict"] == "monitor"


def test_the_document_has_the_published_shape(files: Path, run: Daybreak) -> None:
    run("crm", "load", str(files))
    mission = _mission(run)
    assert {
        *("run_id", "rep", "on", "data_as_of", "reasoner", "weights_version", "deals", "shown")
    } <= set(mission)
    for deal in mission["deals"]:
        assert {
            *("deal_id", "name", "rank", "verdict", "reason_code", "until", "confidence"),
            *("thin_data", "score", "observations", "would_change_if", "decision"),
        } <= set(deal)
        assert set(deal["score"]) == {"urgency", "impact", "confidence", "effort", "priority"}
        for observation in deal["observations"]:
            assert set(observation) == {"kind", "text", "source"}
            assert observation["source"] is None or set(observation["source"]) == {
                *("record", "field", "quote", "at", "url")
            }


def test_what_is_proposed_waits_in_the_queue(files: Path, run: Daybreak) -> None:
    run("crm", "load", str(files))
    decision = _mission(run)["deals"][0]["decision"]
    listed = json.loads(run("decisions", "list", "--json").stdout)
    assert [row["id"] for row in listed] == [decision["id"]]
    shown = run("decisions", "show", decision["id"], "--as", "robin@us.example")
    assert "anke@nordlicht.example" in shown.output


def test_somebody_elses_decision_looks_like_none(files: Path, run: Daybreak) -> None:
    (files / "people.csv").write_text(
        FILES["people.csv"] + "p3,Lee Other,lee@us.example,rep,UTC\n", "utf-8"
    )
    run("crm", "load", str(files))
    decision = _mission(run)["deals"][0]["decision"]["id"]
    assert json.loads(run("decisions", "list", "--as", "p3", "--json").stdout) == []
    refused = run("decisions", "show", decision, "--as", "p3")
    unknown = run("decisions", "show", "d_nothing", "--as", "p3")
    assert str(refused.exception).replace(decision, "…") == str(unknown.exception).replace(
        "d_nothing", "…"
    )


def test_a_second_load_and_run_change_nothing(files: Path, run: Daybreak) -> None:
    run("crm", "load", str(files))
    first = _mission(run)
    assert "0 new" in run("crm", "load", str(files)).output
    second = _mission(run)
    assert [deal["decision"] for deal in first["deals"]] == [
        deal["decision"] for deal in second["deals"]
    ]
    assert first["shown"] == second["shown"]


def test_an_error_is_one_sentence_on_stderr(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "crm", "load", str(tmp_path / "nowhere")],
        capture_output=True,
        text=True,
        check=False,
        env={"DAYBREAK_HOME": str(tmp_path / "home"), "PATH": ""},
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert "nowhere" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_doctor_says_what_to_do(files: Path, run: Daybreak) -> None:
    before = run("doctor", "--json")
    assert before.exit_code == 1
    assert any("daybreak crm sync" in (part["problem"] or "") for part in json.loads(before.stdout))
    run("crm", "load", str(files))
    run("crm", "sync")
    assert run("doctor").exit_code == 0


def _answer(run: Daybreak, question: str, who: str, *more: str) -> Any:
    done = run("ask", question, "--as", who, "--on", "2026-03-12", *more, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_a_question_is_answered_within_what_the_asker_may_see(files: Path, run: Daybreak) -> None:
    run("crm", "load", str(files))
    run("crm", "sync")
    answer = _answer(run, "how many open deals do I have?", "Robin Vale", "--thread", "t")
    assert (answer["status"], answer["value"]) == ("answered", 2)
    assert "owner = you" in answer["interpretation"]
    narrowed = _answer(run, "only over 10k", "Robin Vale", "--thread", "t")
    assert narrowed["value"] == 1
    listed = _answer(run, "as a list", "Robin Vale", "--thread", "t")
    assert [row[0] for row in listed["rows"]] == ["d1"]
    assert _answer(run, "how much did Kim Boss win", "Robin Vale")["status"] == "forbidden"


def test_a_word_that_is_not_known_goes_on_the_list(files: Path, run: Daybreak) -> None:
    run("crm", "load", str(files))
    run("crm", "sync")
    answer = _answer(run, "how many frobnicated deals are open", "revops")
    assert answer["status"] == "declined"
    assert answer["choices"] == ["Ignore “frobnicated”"]
    listed = json.loads(run("words", "--weeks", "9999", "--json").stdout)
    assert listed == [{"word": "frobnicated", "times": 1}]


def test_help_names_every_command_and_says_what_each_says_of_itself() -> None:
    plugged = {point.name for point in entry_points(group="daybreak.commands")}
    assert plugged == {name for name, (place, _) in COMMANDS.items() if not place}
    context = click.Context(daybreak)
    for name, (_, says) in COMMANDS.items():
        command = daybreak.get_command(context, name)
        assert command is not None
        assert (command.short_help or command.help or "").startswith(says.rstrip(".")), name
