"""An office in the sandbox: three colleagues and a manager, their CRM, a mailbox, and the bot."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot.domain.deals import Consent, ContactRole, Deal, DealId, Lead
from bot.domain.decisions import Action, Proposal, SendEmail
from bot.domain.people import Person, PersonId, Role
from bot.working import working
from handlers.courier import Courier
from sandbox.crm_view import CrmView, DealRecord
from sandbox.mail import Mailbox, SmtpSink
from sandbox.slack import Address, Workspace
from sandbox.slack.journey import Actor
from storage.codec import Codec
from storage.crm.description import CrmDescription, RuleRow, StageRow
from storage.migrate import Schema
from storage.proposals import proposed, write_proposals
from tests.fakes.business import NOW, account, contact, days_ago, deal, link, mail, person
from tests.fakes.desk import mission_of
from tests.journeys.slack_team import Bot, bot_for, workspace_of

MORNING = NOW + timedelta(hours=2)  # 10:00 where everybody lives
ASKED = "Could you tell us by Friday whether SAML is included? Yours, Anna"
PEOPLE: tuple[Person, ...] = (
    person("max", role=Role.MANAGER),
    person("ada", manager_id=PersonId("max")),
    person("ben", manager_id=PersonId("max")),
    person("ops", role=Role.REVOPS),
)
_STAGES = (
    StageRow(pipeline="new", name="Proposal", position=1, given=True),
    StageRow(pipeline="new", name="Contract", position=2, required=("next_step",), given=True),
)
RECORDS: tuple[Any, ...] = (
    *PEOPLE,
    account(domain="acme.example"),
    contact(
        role=ContactRole.CHAMPION,
        email_consent=Consent.GRANTED,
        timezone="Europe/Berlin",
        language="en",
    ),
    deal("d1", name="Acme rollout", amount=Decimal(48_000), currency="EUR", pipeline="new"),
    link("d1"),
    mail("m1", body=ASKED, subject="Your offer", at=days_ago(5), thread_id="t1"),
    Lead(id="l1", name="Ines Duarte", company="Vela", owner_id=PersonId("ada")),
)


@dataclass
class Office:
    workspace: Workspace
    bot: Bot
    mailbox: Mailbox
    crm: CrmView

    def as_(self, name: str) -> Actor:
        return self.workspace.as_(name)

    async def later(self, **time: float) -> None:
        """The clock is moved, and does once what it does twice a minute."""
        self.bot.clock.moves(timedelta(**time))
        await self.bot.ticks()

    async def holds(self, *records: Any) -> None:
        await self.bot.holds(*records)

    async def deal(self, deal_id: str = "d1") -> DealRecord:
        found = await self.crm.deal(deal_id)
        assert found is not None
        return found

    async def changes(self, deal_id: str = "d1", **values: Any) -> None:
        """Somebody changes the deal in the CRM itself."""
        found: Deal = (await self.deal(deal_id)).deal
        changed = replace(found, **values, version=found.version + 1, updated_at=self.bot.clock())
        await self.bot.holds(changed)

    async def proposes(self, action: Action, deal_id: str = "d1", to: str = "ada") -> None:
        """A decision about it is put before somebody, in a message of its own."""
        daybreak, now = self.bot.daybreak, self.bot.clock()
        assert not isinstance(action, SendEmail)
        proposal = Proposal(
            id=f"d_{action.type}",
            deal_id=DealId(deal_id),
            action=action,
            draft=None,
            reason="The evidence says so.",
            read_versions={f"deal:{deal_id}": (await self.deal()).deal.version},
            proposed_at=now,
        )
        rep = await daybreak.people.find(to)
        made = proposed(mission_of((proposal,), rep, now, 0), "home", Codec())
        async with daybreak.database.write() as connection:
            await write_proposals(connection, made)
        store = daybreak.services.decisions.store
        (decision,) = await store.history(proposal.id)
        await store.ask(decision, rep.id, now)
        daybreak.bell.ring()

    async def refuses(self, message: str, **rule: Any) -> None:
        """The CRM has a rule of its own from now on."""
        made = RuleRow(id="r", kind="deal", message=message, **rule)
        await CrmDescription(self.bot.daybreak.crm_database).set_rules([made])


@asynccontextmanager
async def office(home: Path, files: Mapping[Schema, Path]) -> AsyncIterator[Office]:
    """Everybody has had their morning; Ada has one card, a mail to Anna."""
    for schema, path in files.items():
        shutil.copyfile(path, home / f"{schema}.db")
    async with workspace_of(PEOPLE, MORNING) as (workspace, address):
        mailbox = Mailbox(workspace.clock)
        sink = SmtpSink(mailbox)
        port = await sink.start()
        try:
            async with at_work(workspace, address, home, port) as bot:
                await CrmDescription(bot.daybreak.crm_database).set_stages(_STAGES)
                await bot.holds(*RECORDS)
                await bot.ticks()
                crm = CrmView(bot.daybreak.crm_database, workspace.clock)
                yield Office(workspace=workspace, bot=bot, mailbox=mailbox, crm=crm)
        finally:
            await sink.close()


@asynccontextmanager
async def at_work(
    workspace: Workspace, address: Address, home: Path, mail_port: int, **more: Any
) -> AsyncIterator[Bot]:
    """All that `daybreak serve` does, save that the clock ticks when the story says so."""
    settings = {"smtp": f"smtp://127.0.0.1:{mail_port}"} | more
    async with bot_for(workspace, address, home, serves=True, **settings) as bot:
        heard = bot.daybreak.bell.heard()
        courier = Courier(deliver=bot.slack.deliver, now=bot.clock, heard=heard)
        bringing = asyncio.create_task(courier.run())
        try:
            async with working(bot.daybreak, bot.clock):
                yield bot
        finally:
            bringing.cancel()
            await asyncio.wait({bringing})
