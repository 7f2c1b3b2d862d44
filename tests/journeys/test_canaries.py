"""Secrets planted in settings and records come up nowhere: not in what a model is told, in logs, in
stored traces, in errors, in Slack; whether the model answers, fails or repeats what it was given.
"""

import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.config import Settings
from bot.crm.mirror import Mirror
from bot.domain.people import PersonId, Role
from bot.errors import BadSetting
from bot.logs import set_up
from sandbox.llm.messages import messages_api
from sandbox.llm.replies import Reply
from sandbox.llm.server import StandIn
from sandbox.slack import Workspace
from storage.codec import unpacked
from storage.crm.description import CrmDescription
from storage.mirror.syncing import MirrorSync
from tests.fakes.business import NOW, account, contact, days_ago, deal, link, mail, person
from tests.fakes.crm import FakeCrm
from tests.fakes.smtp import failing_server
from tests.journeys.office import at_work
from tests.journeys.slack_team import Bot, workspace_of

pytestmark = pytest.mark.usefixtures("logs_as_before")
KEY = "sk-ant-api03-canarykey00000000"
PASSWORD = "canarypassword"
SETTINGS = (KEY, PASSWORD)
HIDDEN = ("canaryhiddenstep", "canaryhiddentitle", "canaryhiddenmargin", "7654321")
ELSEWHERE = "canaryelsewhere"
SAID = "sk-live-canarysaid0000000000"
ASKED = "canaryasked"
HIDES = {"rep": ["deal.next_step", "contact.title", "deal.custom.margin", "account.revenue"]}
ADA, MAX = person("ada", manager_id=PersonId("max")), person("max", role=Role.MANAGER)
RECORDS = (
    *(ADA, MAX),
    account(revenue=Decimal(HIDDEN[3])),
    contact(title=HIDDEN[1]),
    deal("d1", name="Acme rollout", next_step=HIDDEN[0], custom={"margin": HIDDEN[2]}),
    link("d1"),
    mail("m1", subject="Your offer", at=days_ago(5), body=f"Is SAML included? Our key is {SAID}."),
)
FAILURES = {
    "it answers": [],
    "it repeats the key": [Reply(status=401, error_type="authentication_error", message=KEY)],
    "it fails in many ways": [
        Reply(status=529, error_type="overloaded_error", message=SAID),
        Reply(drop=True),
        Reply(half=True),
        Reply(text=f"I was told {SAID}."),
        Reply(text='{"facts": [{"kind": "' + SAID + '"}]}'),
    ],
}


@dataclass
class Seen:
    """Everything that somebody else than the CRM and the mirror has come to hold."""

    prompts: str
    logs: str
    stored: str
    slack: str

    def told(self, secret: str) -> list[str]:
        return [place for place, text in vars(self).items() if secret in text]


def repeats(body: Mapping[str, Any]) -> dict[str, Any]:
    """Says in every field what it was told."""
    told = body["messages"][0]["content"]
    form = body["output_config"]["format"]["schema"]["properties"]
    if "facts" in form:
        return {"facts": []}
    if "verdict" in form:
        return {
            "verdict": "act_now",
            "reason_code": "unanswered_question",
            "confidence": 1,
            "evidence": ["F1", SAID],
            "counter_evidence": [],
            "reasoning": told[-200:],
            "would_change_if": told[:100],
        }
    return {"subject": told[:80], "body": told[-1_500:]}


@asynccontextmanager
async def office(
    home: Path, stand_in: StandIn, mail_port: int = 1
) -> AsyncIterator[tuple[Workspace, Bot]]:
    async with (
        messages_api(stand_in),
        workspace_of([ADA, MAX], NOW) as (workspace, address),
        at_work(
            workspace,
            address,
            home,
            mail_port,
            smtp=f"smtp://canary:{PASSWORD}@127.0.0.1:{mail_port}",
            anthropic_api_key=KEY,
            llm_base_url=stand_in.url,
        ) as bot,
    ):
        await bot.holds(*RECORDS)
        await CrmDescription(bot.daybreak.crm_database).set_hidden(HIDES)
        other = deal("d1", name=ELSEWHERE, next_step=ELSEWHERE)
        crm = FakeCrm([ADA, account(name=ELSEWHERE), other, mail("m1", body=ELSEWHERE)])
        await Mirror(crm, MirrorSync(bot.daybreak.database, "other")).sync(True, NOW)
        yield workspace, bot


def _slack(workspace: Workspace) -> str:
    seeing, texts = workspace.seeing, []
    for name in ("ada", "max"):
        user = workspace.person(name)
        texts += [repr(seeing.messages(user, one)) for one in seeing.conversations(user)]
        texts += [repr(seeing.home(user)), repr(seeing.modals(user))]
    return "\n".join(texts)


def _stored(home: Path) -> str:
    """Every table but the mirror's own copy of the records."""
    with sqlite3.connect(home / "daybreak.db") as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        names = [name for (name,) in tables if not name.startswith("mirror_")]
        queries = [f'SELECT * FROM "{name}"' for name in names]  # noqa: S608
        rows = [row for query in queries for row in connection.execute(query)]
    return "\n".join(repr([_readable(cell) for cell in row]) for row in rows)


def _readable(cell: object) -> object:
    return unpacked(cell) if isinstance(cell, bytes) else cell


def _seen(workspace: Workspace, home: Path, stand_in: StandIn, logs: str) -> Seen:
    prompts = "\n".join(asked.text for asked in stand_in.asked)
    return Seen(prompts=prompts, logs=logs, stored=_stored(home), slack=_slack(workspace))


def _check(seen: Seen) -> None:
    for secret in (*SETTINGS, *HIDDEN, ELSEWHERE):
        assert seen.told(secret) == [], secret
    # Ada's customer wrote it to her: she may read it, and it is kept with what was read.
    assert set(seen.told(SAID)) <= {"stored", "slack"}


@pytest.mark.parametrize("failure", FAILURES)
async def test_a_morning_with_a_model_tells_no_secret(
    failure: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(Settings(log_level="DEBUG", log_format="json"))
    stand_in = StandIn(fill=repeats)
    stand_in.waiting.extend([*FAILURES[failure]] * 20)
    async with office(tmp_path, stand_in) as (workspace, bot):
        await bot.ticks()
        ada = workspace.as_("ada")
        await ada.sees("Acme rollout").clicks("Why?", near="Acme rollout").sees("would change")
        await ada.closes().opens_home().sees("Your brief")
        seen = _seen(workspace, tmp_path, stand_in, capsys.readouterr().err)
    assert stand_in.asked
    assert "Is SAML included" in seen.slack
    _check(seen)


async def test_what_breaks_tells_no_secret(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The mail server turns us down, then tables go missing under everybody's feet."""
    set_up(Settings(log_level="DEBUG", log_format="text"))
    stand_in = StandIn(fill=repeats)
    denied = {"EHLO": "250-here\r\n250 AUTH PLAIN", "AUTH": f"535 no {PASSWORD}"}
    async with (
        failing_server(**denied) as mail_server,
        office(tmp_path, stand_in, mail_server.port) as (workspace, bot),
    ):
        await bot.ticks()
        ada = workspace.as_("ada")
        await ada.sees("Acme rollout").clicks("Send (no undo once sent)", near="Acme rollout")
        bot.clock.moves(timedelta(minutes=2))  # until then it can be stopped
        await bot.ticks()
        await ada.sees("mail server")
        _lose(tmp_path, "question_words")
        await ada.runs(f"/ask how many deals of {ASKED}").sees("Something went wrong")
        _lose(tmp_path, "mirror_deals", "missions")
        await ada.runs(f"/deal {SAID}").sees("Something went wrong").opens_home()
        with pytest.raises(OperationalError):
            await bot.ticks()
        seen = _seen(workspace, tmp_path, stand_in, capsys.readouterr().err)
    assert "no such table" not in seen.slack
    assert "OperationalError" in seen.logs
    assert ASKED not in seen.logs
    _check(seen)


def _lose(home: Path, *tables: str) -> None:
    with sqlite3.connect(home / "daybreak.db") as connection:
        for name in tables:
            connection.execute(f"ALTER TABLE {name} RENAME TO {name}_gone")


def test_a_wrong_setting_is_named_and_no_setting_is_shown() -> None:
    given = {"PORT": SAID, "ANTHROPIC_API_KEY": KEY, "SMTP_URL": PASSWORD, "LOG_LEVEL": ELSEWHERE}
    with pytest.raises(BadSetting) as refused:
        Settings.from_env(given)
    for value in given.values():
        assert value not in f"{refused.value!r} {refused.value.__cause__}"
