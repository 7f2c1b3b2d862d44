"""What the composition root builds for effects: the gate, where writes go, and what is proved."""

import importlib
import time
from dataclasses import dataclass

from bot.config import Settings
from bot.crm.builtin_writer import BuiltinWriter
from bot.crm.mirror import Mirror
from bot.decisions.approving import Approving
from bot.decisions.clock import DecisionClock
from bot.decisions.editing import Editing
from bot.decisions.gate import Gate
from bot.decisions.lifecycle import Decisions
from bot.decisions.pace import Pace
from bot.decisions.writing import Writing
from bot.engine.local import LocalEngine
from bot.engine.port import Engine
from bot.mail.absent import NoMail
from bot.mail.port import Mail
from bot.mail.server import MailServer
from bot.mail.smtp import SmtpMail
from bot.policy.approvals import Approvals
from bot.policy.policies import Policies
from storage.anchors import Anchors
from storage.audit import AuditLog
from storage.caps import Caps
from storage.cases import Cases
from storage.codec import Codec
from storage.correspondence import Correspondence
from storage.database import Database
from storage.decision_news import DecisionNews
from storage.decisions import StoredDecisions
from storage.executions import Executions
from storage.outbox import Outbox
from storage.overrides import Overrides
from storage.people import People
from storage.recipients import Recipients


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """What approved actions need to happen once, and to be provable afterwards."""

    gate: Gate
    mail: Mail
    writing: Writing
    executions: Executions
    engine: Engine
    audit: AuditLog
    anchors: Anchors


def effects(settings: Settings, database: Database, crm: Database, people: People) -> Effects:
    """`crm` is the built-in CRM's database. Raises BadSetting."""
    workspace = people.workspace
    mail = _mail(settings, database, people)
    audit = AuditLog(database=database, workspace=workspace)
    return Effects(
        gate=_gate(database, people),
        mail=mail,
        writing=Writing(crm=BuiltinWriter(crm), mail=mail),
        executions=Executions(database=database, workspace=workspace),
        engine=_engine(settings),
        audit=audit,
        anchors=Anchors(path=settings.daybreak_home / "audit-heads.jsonl", log=audit),
    )


def deciding(database: Database, people: People, parts: Effects, mirror: Mirror) -> Decisions:
    """What people may say of a decision, and all that it takes to weigh it."""
    workspace = people.workspace
    cases = Cases(database=database, workspace=workspace)
    store = StoredDecisions(database=database, workspace=workspace)
    news = DecisionNews(database=database, workspace=workspace)
    approving = Approving(gate=parts.gate, approvals=Approvals.load(), pace=Pace())
    return Decisions(
        store=store,
        cases=cases,
        approving=approving,
        editing=Editing(cases=cases, schema=mirror.schema),
        clock=DecisionClock(store=store, cases=cases, news=news, approving=approving),
        send=parts.engine.send,
    )


def _engine(settings: Settings) -> Engine:
    """What brings approved actions to whoever carries them out."""
    if settings.redis_url is None:
        return LocalEngine()
    streams = importlib.import_module("bot.engine.streams")  # Redis's client comes with it
    engine: Engine = streams.StreamEngine(
        streams.StreamSettings(url=settings.redis_url), time.monotonic
    )
    return engine


def _gate(database: Database, people: People) -> Gate:
    policies = Policies.load()
    workspace = people.workspace
    return Gate(
        policies=policies,
        recipients=Recipients(
            database=database,
            workspace=workspace,
            no_contact=policies.limits.no_contact_fields,
        ),
        caps=Caps(database=database, workspace=workspace, most=policies.caps),
        overrides=Overrides(database=database, workspace=workspace),
        people=people.all,
        codec=Codec(),
    )


def _mail(settings: Settings, database: Database, people: People) -> Mail:
    if settings.smtp_url is None:
        return NoMail()
    return SmtpMail(
        server=MailServer.at(settings.smtp_url),
        outbox=Outbox(database=database, workspace=people.workspace),
        correspondence=Correspondence(database=database, workspace=people.workspace),
        person=people.by_id,
    )
