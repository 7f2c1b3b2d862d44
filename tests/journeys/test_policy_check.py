"""`daybreak policy check`: what the policies say of a draft, on the command line."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.__main__ import daybreak
from bot.errors import BadInput

NOON = "2026-11-25T11:00+00:00"
NIGHT = "2026-11-25T23:30+00:00"
FILES = {
    "people.csv": "id,email,name,role,timezone\n"
    "p1,ada@us.example,Ada Field,rep,Europe/Berlin\n"
    "p2,bo@us.example,Bo Hill,manager,Europe/Berlin\n",
    "accounts.csv": "id,name,domain\na1,Acme,acme.example\n",
    "contacts.csv": "id,account_id,name,email,timezone,email_consent\n"
    "c1,a1,Anna Berg,anna@acme.example,Europe/Berlin,granted\n"
    "c2,a1,Max Roth,max@acme.example,Europe/Berlin,withdrawn\n",
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("crm")
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")
    home = tmp_path_factory.mktemp("home")
    run(home, "crm", "load", str(folder))
    return home


def run(home: Path, *arguments: str, text: str = "") -> str:
    result = CliRunner().invoke(
        daybreak, arguments, input=text, env={"DAYBREAK_HOME": str(home)}, catch_exceptions=False
    )
    return result.stdout


def check(home: Path, text: str, *more: str, who: str = "p1") -> dict[str, Any]:
    out = run(home, "policy", "check", "-", "--as", who, "--json", *more, text=text)
    document: dict[str, Any] = json.loads(out)
    return document


def test_an_innocent_draft_is_allowed(home: Path) -> None:
    said = check(home, "Dear Anna, here is the summary.", "--to", "c1", "--at", NOON)
    assert (said["effect"], said["rules"]) == ("allow", [])
    assert said["policy_version"]


def test_a_discount_needs_the_role_that_may_give_it(home: Path) -> None:
    text = "Hello Anna,\n\nI can give you 15 % off.\n"
    said = check(home, text)
    assert (said["effect"], said["approver"]) == ("needs_approval", "manager")
    (rule,) = said["rules"]
    start, end = rule["span"]
    assert text[start:end] == rule["text"] == "15 % off"
    assert (rule["id"], rule["category"]) == ("discount_over_limit", "discount_over_limit")
    assert check(home, text, who="bo@us.example")["effect"] == "allow"
    assert check(home, "I can give you 45 % off.")["effect"] == "deny"


@pytest.mark.parametrize(
    ("to", "at", "rule"),
    [
        ("Max Roth", NOON, "consent_withdrawn"),
        ("anna@acme.example", NIGHT, "quiet_hours"),
        ("nobody@else.example", NOON, "recipient_not_in_crm"),
    ],
)
def test_whom_it_goes_to_and_when_counts_too(home: Path, to: str, at: str, rule: str) -> None:
    said = check(home, "Here is the summary.", "--to", to, "--at", at)
    assert said["effect"] == "deny"
    assert [each["id"] for each in said["rules"]] == [rule]
    assert (said["later"] is not None) is (rule == "quiet_hours")


def test_links_may_lead_to_us_and_to_the_customer(home: Path) -> None:
    fine = "See https://us.example/docs and https://acme.example/portal."
    assert check(home, fine, "--to", "c1", "--at", NOON)["effect"] == "allow"
    said = check(home, "See https://evil.example/x", "--to", "c1", "--at", NOON)
    assert [each["id"] for each in said["rules"]] == ["foreign_link"]


def test_people_read_sentences_and_the_words_in_question(home: Path, tmp_path: Path) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text("We guarantee that you will double your revenue.", "utf-8")
    out = run(home, "policy", "check", str(draft), "--as", "Ada Field")
    assert "Not allowed." in out
    assert "The text guarantees an outcome." in out


def test_an_unknown_name_is_an_error_in_one_sentence(home: Path) -> None:
    with pytest.raises(BadInput, match="No contact is known as “Nobody Here”"):
        run(home, "policy", "check", "-", "--as", "p1", "--to", "Nobody Here", text="Hello")
