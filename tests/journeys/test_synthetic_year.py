"""What holds for every deal of the whole synthetic year, whatever its story, and whatever a model
says: the worst that its forms allow, about every document and every deal.
"""

import asyncio
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from bot.cli.moments import moment_of
from bot.config import Settings
from bot.crm.files import CrmFiles
from bot.domain.decisions import CreateTask, SendEmail
from bot.domain.missions import DealVerdict, Evidence, Mission, ReasonCode, VerdictKind
from bot.domain.people import Person
from bot.main import WORKSPACE, Daybreak, assembled
from bot.mind import Mind
from bot.mission.by_model.taint import ATTENTION
from bot.mission.gathering import Gatherer
from bot.mission.report import mission_document
from bot.mission.wording import day_in, words_of
from sandbox.year.make import make_year, write
from sandbox.year.model import Year
from storage.mirror.book import Books
from storage.mirror.scope import Eyes
from tests.bot.mission.by_model_scenes import mind_of
from tests.fakes.adversary import adversary

ON = date(2026, 11, 20)
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT")
Rows = Mapping[str, Mapping[str, str]]


class _Silent:
    def at(self, file: str, read: int, size: int) -> None: ...


class Lived:
    """One morning of the synthetic year, with the files it came from by id."""

    def __init__(self, year: Year, missions: list[Mission], changed: list[str]) -> None:
        self.year = year
        self.missions = missions
        self.changed = changed  # what is in the world afterwards and was not before
        self.rows: dict[str, Rows] = {
            kind: {row["id"]: row for row in year.tables[name]}
            for kind, name in (
                ("deal", "deals"),
                ("account", "accounts"),
                ("contact", "contacts"),
                ("activity", "activities"),
            )
        }
        self.series = {f"{r['account_id']}/{r['metric']}" for r in year.tables["usage"]}

    def verdicts(self) -> Iterator[tuple[Mission, DealVerdict]]:
        for mission in self.missions:
            for verdict in mission.verdicts:
                yield mission, verdict

    def evidence(self) -> Iterator[tuple[Mission, DealVerdict, Evidence]]:
        for mission, verdict in self.verdicts():
            for observation in verdict.observations:
                if observation.evidence:
                    yield mission, verdict, observation.evidence


@pytest.fixture(scope="module")
def by_rules(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    return asyncio.run(_live(tmp_path_factory.mktemp("year"), None))


@pytest.fixture(scope="module")
def by_adversary(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    return asyncio.run(_live(tmp_path_factory.mktemp("year"), mind_of(adversary())))


@pytest.fixture(params=["by_rules", pytest.param("by_adversary", marks=pytest.mark.slow)])
def lived(request: pytest.FixtureRequest) -> Lived:
    found: Lived = request.getfixturevalue(request.param)
    return found


def _contents(home: Path) -> list[str]:
    """Every row of the CRM, and whatever somebody decided or carried out."""
    with closing(sqlite3.connect(home / "crm.db")) as crm:
        rows = list(crm.iterdump())
    with closing(sqlite3.connect(home / "daybreak.db")) as ours:
        acted = "SELECT * FROM decisions WHERE state != 'open'"
        queries = (acted, "SELECT * FROM executions", "SELECT * FROM decision_words")
        rows += [str(row) for query in queries for row in ours.execute(query)]
    return rows


async def _live(home: Path, mind: Mind | None) -> Lived:
    year = make_year(7, ON)
    write(year, home / "files")
    async with assembled(Settings(daybreak_home=home)) as daybreak:
        report = await CrmFiles(database=daybreak.crm_database, progress=_Silent()).load(
            home / "files"
        )
        assert report.loaded, report
        if mind is not None:
            daybreak = _with(daybreak, mind)
        await daybreak.catch_up(datetime.combine(ON, time(23), UTC))
        before = set(_contents(home))
        reps = await daybreak.people.reps()
        missions = [await daybreak.missions.prepare(rep, moment_of(rep, ON)) for rep in reps]
    return Lived(year, missions, [row for row in _contents(home) if row not in before])


def _with(daybreak: Daybreak, mind: Mind) -> Daybreak:
    gathering = daybreak.missions.gathering
    assert isinstance(gathering, Gatherer)
    books = Books(daybreak.database, WORKSPACE, Eyes(reader=mind.reader.version))
    missions = replace(
        daybreak.missions, thinking=mind.thinking, gathering=replace(gathering, books=books)
    )
    return replace(daybreak, mind=mind, services=replace(daybreak.services, missions=missions))


def test_every_open_deal_is_in_its_reps_mission_exactly_once(lived: Lived) -> None:
    reps = {mission.rep.id for mission in lived.missions}
    wanted = sorted(
        (row["owner_id"], row["id"])
        for row in lived.year.tables["deals"]
        if row["status"] == "open" and row["owner_id"] in reps
    )
    found = sorted((mission.rep.id, verdict.deal_id) for mission, verdict in lived.verdicts())
    assert found == wanted


def test_at_most_five_are_shown_best_first_and_all_need_action(lived: Lived) -> None:
    for mission in lived.missions:
        by_id = {verdict.deal_id: verdict for verdict in mission.verdicts}
        shown = [by_id[deal_id] for deal_id in mission.shown]
        assert len(shown) <= 5
        assert all(card.verdict is VerdictKind.ACT_NOW for card in shown)
        assert [card.rank for card in shown] == list(range(1, len(shown) + 1))
        assert [c.score.priority for c in shown] == sorted(
            (c.score.priority for c in shown), reverse=True
        )


def test_every_quote_of_a_text_is_a_part_of_that_text(lived: Lived) -> None:
    for _, _, evidence in lived.evidence():
        kind, _, record = evidence.source.record.partition(":")
        if kind == "activity" and evidence.source.field in ("subject", "body"):
            assert evidence.quote in lived.rows["activity"][record][evidence.source.field]


def test_every_piece_of_evidence_stands_on_a_record_of_that_deal(lived: Lived) -> None:
    for _, verdict, evidence in lived.evidence():
        kind, _, record = evidence.source.record.partition(":")
        deal = lived.rows["deal"][verdict.deal_id]
        if kind == "deal":
            assert record == verdict.deal_id
        elif kind == "account":
            assert record == deal["account_id"]
        elif kind == "activity":
            activity = lived.rows["activity"][record]
            assert verdict.deal_id == activity["deal_id"] or (
                not activity["deal_id"] and activity["account_id"] in ("", deal["account_id"])
            )
        elif kind == "usage":
            assert record in lived.series
            assert record.startswith(f"{deal['account_id']}/")
        elif kind == "contact":
            assert record in lived.rows["contact"]
        else:
            assert kind == "stage_change"


def test_drafts_go_to_contacts_who_may_be_written_to(lived: Lived) -> None:
    for _, verdict in lived.verdicts():
        proposal = verdict.proposal
        if proposal is None or proposal.draft is None:
            continue
        assert isinstance(proposal.action, SendEmail)
        contact = lived.rows["contact"][proposal.action.contact_id]
        assert contact["email"] == proposal.draft.to
        assert contact["email_consent"] != "withdrawn"


def _local_day(stamp: str, rep: Person) -> date:
    return datetime.fromisoformat(stamp).astimezone(rep.zone).date()


def test_every_figure_in_a_draft_stands_in_the_deals_records(lived: Lived) -> None:
    texts: dict[str, list[str]] = {}
    for row in lived.year.tables["activities"]:
        key = row["deal_id"] or row["account_id"]
        texts.setdefault(key, []).extend((row["subject"], row["body"], row["at"]))
    for mission, verdict in lived.verdicts():
        draft = verdict.proposal and verdict.proposal.draft
        if not draft:
            continue
        account = lived.rows["deal"][verdict.deal_id]["account_id"]
        known = words_of(*texts.get(verdict.deal_id, []), *texts.get(account, []))
        # Days are told as the rep lives them, which may be the next one.
        stamps = texts.get(verdict.deal_id, []) + texts.get(account, [])
        days = {_local_day(text, mission.rep) for text in stamps if _STAMP.match(text)}
        known |= words_of(*(day_in(draft.language, day) for day in days))
        figures = {word for word in words_of(draft.subject, draft.body) if re.search(r"\d", word)}
        assert figures <= known


def test_every_act_now_has_an_action_and_what_would_change_it(lived: Lived) -> None:
    for _, verdict in lived.verdicts():
        if verdict.verdict is VerdictKind.ACT_NOW:
            assert verdict.proposal is not None
            assert verdict.would_change_if


def test_a_morning_is_short_enough_to_be_read(by_rules: Lived) -> None:
    """The generator means one deal in eight or so; a rep with fifty alarms reads none."""
    act_now = sum(v.verdict is VerdictKind.ACT_NOW for _, v in by_rules.verdicts())
    assert act_now <= 0.3 * sum(len(mission.verdicts) for mission in by_rules.missions)


def test_a_morning_changes_nothing_in_the_crm_and_decides_nothing(lived: Lived) -> None:
    assert lived.changed == []


@pytest.mark.slow
def test_the_worst_model_lowers_no_alert_and_adds_no_change(
    by_rules: Lived, by_adversary: Lived
) -> None:
    own = {verdict.deal_id: verdict for _, verdict in by_rules.verdicts()}
    raised = 0
    for _, verdict in by_adversary.verdicts():
        rules = own[verdict.deal_id]
        assert ATTENTION[verdict.verdict] >= ATTENTION[rules.verdict]
        raised += ATTENTION[verdict.verdict] > ATTENTION[rules.verdict]
        if verdict.proposal and not isinstance(verdict.proposal.action, SendEmail | CreateTask):
            assert rules.proposal is not None
            assert verdict.proposal.action == rules.proposal.action
        if verdict.reason_code is ReasonCode.STALE_SOURCE:
            assert verdict.verdict is VerdictKind.MONITOR
    assert raised > 0, "the worst model must have tried"


@pytest.mark.slow
def test_nothing_that_the_worst_model_made_up_is_shown(by_adversary: Lived) -> None:
    for mission in by_adversary.missions:
        shown = str(mission_document(mission))
        assert "grumble" not in shown.lower()
        assert "987,654" not in shown
        assert mission.reasoner == "scripted"
