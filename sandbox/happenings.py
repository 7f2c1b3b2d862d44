"""What one can let happen in the sandbox: a buyer writes, usage drops, Slack or the CRM fails."""

import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from statistics import fmean

from sqlalchemy import select

from bot.domain.deals import Activity, ActivityId, ActivityKind, Deal, Direction, UsagePoint
from bot.errors import BadInput
from sandbox.crm_view import CrmView, DealRecord
from sandbox.mail import Mailbox
from sandbox.slack.faults import Trouble
from sandbox.slack.workspace import Workspace
from storage.crm.description import CrmDescription, RuleRow
from storage.crm.tables import usage

_LOOKS = " The bot sees it when it next reads the CRM."
_REFUSAL = RuleRow(
    id="sandbox-locked",
    kind="deal",
    field="lost_reason",
    message="Deals are locked while finance closes the month.",
)
_REPLY = (
    "Thanks for the follow-up. We can go ahead once legal has seen the data processing terms."
    " Could you send them, and an offer for 40 more seats, by Thursday?"
)
_DROPPED_TO = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the person chose for it, as far as it asks for anything."""

    deal: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """`off` is the label of a switch that is on; other happenings happen once."""

    name: str
    label: str
    about: str
    does: Callable[[Wanted], Awaitable[str]]
    off: str = ""
    needs: tuple[str, ...] = ()
    is_on: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _SlackFault:
    trouble: Trouble
    label: str
    about: str
    value: str = ""


_SLACK = (
    _SlackFault(
        trouble=Trouble.API_DOWN,
        label="Slack goes down",
        about="Every call of the bot is answered with 503 until you bring Slack back.",
    ),
    _SlackFault(
        trouble=Trouble.RATE_LIMITED,
        label="Slack says: slow down",
        about="Every call of the bot is answered with 429 and has to wait five seconds.",
        value="5",
    ),
    _SlackFault(
        trouble=Trouble.DUPLICATE,
        label="Slack delivers twice",
        about="Every event reaches the bot twice, as after a lost connection.",
    ),
)


class Happenings:
    """Offers only what this sandbox has the parts for."""

    def __init__(self, workspace: Workspace, crm: CrmView | None, mailbox: Mailbox | None) -> None:
        self._workspace, self._crm, self._mailbox = workspace, crm, mailbox

    async def offered(self) -> list[Happening]:
        found = []
        if self._crm is not None:
            found += self._of_crm(self._crm, await self._is_locked(self._crm))
        found += [self._of_slack(one) for one in _SLACK]
        if self._mailbox is not None:
            found.append(self._of_mail(self._mailbox))
        return found

    def _of_crm(self, crm: CrmView, is_locked: bool) -> list[Happening]:
        return [
            Happening(
                name="buyer_replies",
                label="The buyer replies",
                about="A mail of the deal's first contact comes in; leave the text empty for one"
                " that asks for something.",
                needs=("deal", "What the buyer writes"),
                does=lambda wanted: self._reply(crm, wanted),
            ),
            Happening(
                name="usage_drops",
                label="Usage drops",
                about="The account's last seven days fall to a third of what they were.",
                needs=("deal",),
                does=lambda wanted: self._drop(crm, wanted),
            ),
            Happening(
                name="crm_refuses",
                label="The CRM refuses changes of deals",
                off="Let the CRM take changes again",
                about="A validation rule says no to every write of a deal, in its own words.",
                is_on=is_locked,
                does=lambda _: self._lock(crm, is_on=not is_locked),
            ),
        ]

    def _of_slack(self, one: _SlackFault) -> Happening:
        faults = self._workspace.faults
        is_on = any(fault.trouble is one.trouble for fault in faults.on)

        async def turn(_: Wanted) -> str:
            if is_on:
                faults.end(one.trouble)
                return "Slack works as it should again."
            faults.start(one.trouble, value=one.value)
            return f"{one.label}."

        return Happening(
            name=one.trouble.value,
            label=one.label,
            about=one.about,
            off="Mend it",
            is_on=is_on,
            does=turn,
        )

    def _of_mail(self, mailbox: Mailbox) -> Happening:
        async def turn(_: Wanted) -> str:
            mailbox.is_refusing = not mailbox.is_refusing
            return "No mail is taken now." if mailbox.is_refusing else "Mail is taken again."

        return Happening(
            name="mail_refuses",
            label="The mail server refuses",
            about="Every mail is answered with “try again later”.",
            off="Let it take mail again",
            is_on=mailbox.is_refusing,
            does=turn,
        )

    async def _reply(self, crm: CrmView, wanted: Wanted) -> str:
        found = await _deal(crm, wanted)
        if not found.contacts:
            raise BadInput("That deal has no contact who could write. Nothing happened.")
        buyer = found.contacts[0]
        last = next((one for one in found.activities if one.subject), None)
        subject = f"Re: {last.subject.removeprefix('Re: ')}" if last and last.subject else "Re:"
        at = self._workspace.clock()
        mail = Activity(
            id=ActivityId(f"sandbox-{uuid.uuid4().hex[:12]}"),
            kind=ActivityKind.EMAIL,
            at=at,
            deal_id=found.deal.id,
            account_id=found.deal.account_id,
            contact_id=buyer.id,
            person_id=found.deal.owner_id,
            direction=Direction.INBOUND,
            subject=subject,
            body=wanted.text or _REPLY,
            thread_id=last.thread_id if last else None,
        )
        await crm.store.put([mail, _touched(found.deal, self._workspace)], at)
        return f"{buyer.name} wrote to you about {found.deal.name}.{_LOOKS}"

    async def _drop(self, crm: CrmView, wanted: Wanted) -> str:
        found = await _deal(crm, wanted)
        today = self._workspace.clock().date()
        points = await _usage(crm, found.deal.account_id or "")
        if not points:
            raise BadInput("The CRM has no usage of that account. Nothing happened.")
        dropped = [
            UsagePoint(
                account_id=newest[0].account_id,
                metric=metric,
                day=today - timedelta(days=back),
                value=round(fmean(one.value for one in newest) * _DROPPED_TO, 2),
            )
            for metric, newest in points.items()
            for back in range(1, 8)
        ]
        await crm.store.put(dropped, self._workspace.clock())
        name = found.account.name if found.account else "The account"
        return f"{name} uses the product much less since a week ago.{_LOOKS}"

    async def _is_locked(self, crm: CrmView) -> bool:
        rules = (await CrmDescription(crm.database).read()).rules
        return any(one.id == _REFUSAL.id for one in rules)

    async def _lock(self, crm: CrmView, *, is_on: bool) -> str:
        description = CrmDescription(crm.database)
        others = [one for one in (await description.read()).rules if one.id != _REFUSAL.id]
        await description.set_rules([*others, _REFUSAL] if is_on else others)
        return "The CRM refuses changes now." if is_on else "The CRM takes changes again."


async def _deal(crm: CrmView, wanted: Wanted) -> DealRecord:
    found = await crm.deal(wanted.deal or "")
    if found is None:
        raise BadInput("Choose a deal first. Nothing happened.")
    return found


def _touched(deal: Deal, workspace: Workspace) -> Deal:
    return replace(deal, updated_at=workspace.clock())


async def _usage(crm: CrmView, account_id: str) -> dict[str, list[UsagePoint]]:
    """The newest four weeks of each metric."""
    newest = select(usage).where(usage.c.account_id == account_id).order_by(usage.c.day.desc())
    found: dict[str, list[UsagePoint]] = {}
    async with crm.database.read() as connection:
        for row in await connection.execute(newest.limit(500)):
            points = found.setdefault(row.metric, [])
            if len(points) < 28:
                points.append(
                    UsagePoint(
                        account_id=row.account_id, metric=row.metric, day=row.day, value=row.value
                    )
                )
    return found
