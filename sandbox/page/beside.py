"""The page's API for what is beside the workspace: CRM, mailbox, clock, and what may happen."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sandbox.crm_view import CrmView
from sandbox.happenings import Happening, Happenings, Wanted
from sandbox.mail import Mail, Mailbox
from sandbox.page.asking import Asked, BadRequest
from sandbox.page.live import Live
from sandbox.page.records import deal_json, edit_json, listed_json
from sandbox.slack.shapes import Json
from sandbox.slack.workspace import Workspace

MORNING = time(8)
_STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}
FURTHEST = timedelta(days=366 * 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What is not there is not offered."""

    workspace: Workspace
    live: Live
    happenings: Happenings
    crm: CrmView | None = None
    mailbox: Mailbox | None = None
    touched: Callable[[], None] | None = None

    @property
    def names(self) -> list[str]:
        parts = (("crm", self.crm), ("mail", self.mailbox))
        return [*(name for name, part in parts if part is not None), "world"]

    async def find_deals(self, asked: Asked) -> Json:
        person = await self._crm.person(asked.user.email) if asked.user.email else None
        is_mine = asked.maybe("owner") != "all"
        if is_mine and person is None:
            return {"deals": [], "total": 0, "is_person": False}
        found, total = await self._crm.deals(asked.maybe("q") or "", person if is_mine else None)
        return {
            "deals": [listed_json(one) for one in found],
            "total": total,
            "is_person": person is not None,
        }

    async def show_deal(self, id: str) -> Json:
        found = await self._crm.deal(id)
        if found is None:
            raise BadRequest("There is no such deal any more.")
        return deal_json(self._crm, found)

    async def edit(self, asked: Asked) -> Json:
        edit = await self._crm.edit(
            asked.text("kind"),
            asked.text("id"),
            asked.text("field"),
            asked.maybe("value"),
            version=int(asked.body.get("version") or 0),
            by=await self._crm.person(asked.user.email) if asked.user.email else None,
            who=asked.user.real_name or asked.user.name,
        )
        self._tell_of_crm()
        return edit_json(edit)

    def list_mails(self) -> Json:
        mails = self.mailbox.mails if self.mailbox else ()
        return {"mails": [{**_mail(one), "text": one.text[:300]} for one in mails]}

    def show_mail(self, id: str) -> Json:
        found = self.mailbox.find(id) if self.mailbox else None
        if found is None:
            raise BadRequest("That mail is not kept any more.")
        return _mail(found)

    def move_clock(self, asked: Asked) -> Json:
        clock = self.workspace.clock
        to = _moved(clock(), asked)
        if to < clock():
            raise BadRequest("Time only goes forward. The clock was not moved.")
        if to - clock() > FURTHEST:
            raise BadRequest("That is more than two years ahead. The clock was not moved.")
        clock.moves_to(to)
        return {"now": clock().isoformat()}

    async def list_happenings(self) -> Json:
        return {"happenings": [_happening(one) for one in await self.happenings.offered()]}

    async def happen(self, asked: Asked) -> Json:
        name = asked.text("name")
        found = next((one for one in await self.happenings.offered() if one.name == name), None)
        if found is None:
            raise BadRequest("That can't happen in this sandbox. Nothing happened.")
        said = await found.does(Wanted(deal=asked.maybe("deal"), text=asked.maybe("text")))
        self.live.announce({"kind": "world"})
        if found.needs:
            self._tell_of_crm()
        return {"said": said}

    def _tell_of_crm(self) -> None:
        self.live.announce({"kind": "crm"})
        if self.touched is not None:
            self.touched()

    @property
    def _crm(self) -> CrmView:
        if self.crm is None:
            raise BadRequest("This sandbox has no CRM to show.")
        return self.crm


def _moved(now: datetime, asked: Asked) -> datetime:
    """The instant that is meant; mornings are those of the person's own zone."""
    zone = ZoneInfo(asked.user.timezone)
    match asked.text("to"):
        case "morning":
            tomorrow = now.astimezone(zone).date() + timedelta(days=1)
            return datetime.combine(tomorrow, MORNING, zone).astimezone(UTC)
        case "date":
            return datetime.combine(_day(asked.text("date")), MORNING, zone).astimezone(UTC)
        case step if step in _STEPS:
            return now + _STEPS[step]
        case _:
            raise BadRequest("The clock can't be moved like that. It was not moved.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadRequest("That is not a date. The clock was not moved.") from None


def _mail(mail: Mail) -> Json:
    return {
        "id": mail.id,
        "at": mail.at.isoformat(),
        "from": mail.from_line or mail.sender,
        "to": list(mail.recipients),
        "subject": mail.subject,
        "text": mail.text,
        "message_id": mail.message_id,
        "reply_to": mail.reply_to,
    }


def _happening(one: Happening) -> Json:
    return {
        "name": one.name,
        "label": one.label,
        "about": one.about,
        "needs": list(one.needs),
        "is_switch": bool(one.off),
        "off": one.off,
        "is_on": one.is_on,
    }
