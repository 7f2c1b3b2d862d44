"""The Home tab: opened, and its settings changed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time

from blocks.home import HomePage, home_view
from blocks.kit import Message
from blocks.text import clock, day
from bot.domain.people import Person, WorkHours
from bot.errors import BadInput
from bot.mission.calendar import DayLimits, moment_at
from bot.mission.lookup import Lookup
from handlers.boundary import Heard
from storage.deliveries import Deliveries
from storage.people_calendar import PeopleCalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    lookup: Lookup
    calendar: PeopleCalendar
    deliveries: Deliveries
    now: Callable[[], datetime]
    limits: DayLimits

    async def opened(self, heard: Heard) -> Message | None:
        if heard.payload.get("tab", "home") == "home":
            await self.publish(heard)
        return None

    async def set_brief_at(self, heard: Heard) -> Message | None:
        at = _time_of(heard.payload.get("selected_time"))
        hours = await self._hours(heard.person)
        await self._keep(heard.person, WorkHours(brief_at=at, weekdays=hours.weekdays))
        moved = min(max(at, self.limits.earliest), self.limits.last_start)
        note = f"Your brief comes at {clock(moved)} from now on."
        if moved != at:
            note += f" ({clock(at)} would be too early or too late to disturb anybody.)"
        await self.publish(heard, note)
        return None

    async def set_weekdays(self, heard: Heard) -> Message | None:
        chosen = heard.payload.get("selected_options") or []
        values = {str(option.get("value")) for option in chosen}
        days = frozenset(int(value) for value in values if value in set("0123456"))
        hours = await self._hours(heard.person)
        if not days:
            await self.publish(heard, "At least one working day is needed. Nothing was changed.")
            return None
        await self._keep(heard.person, WorkHours(brief_at=hours.brief_at, weekdays=days))
        await self.publish(heard, "Your working days are noted.")
        return None

    async def publish(self, heard: Heard, note: str = "") -> None:
        page = await self.page(heard.person, note)
        await heard.client.views_publish(user_id=heard.user_id, view=home_view(page))

    async def page(self, person: Person, note: str = "") -> HomePage:
        moment = moment_at(person, self.now())
        troubled = await self.deliveries.troubled(person.id)
        return HomePage(
            person=person,
            hours=await self._hours(person),
            zone=moment.zone,
            today=moment.today,
            mission=await self.lookup.list_of(person),
            problems=[
                f"Your brief of {day(one.on)} has not been delivered or is out of date:"
                f" {one.problem} The list below is complete."
                for one in troubled
                if (moment.today - one.on).days <= 1
            ],
            note=note,
        )

    async def _hours(self, person: Person) -> WorkHours:
        today = moment_at(person, self.now()).today
        return (await self.calendar.hours([person], today, today))[person.id]

    async def _keep(self, person: Person, hours: WorkHours) -> None:
        await self.calendar.set_hours(person.id, hours)


def _time_of(value: object) -> time:
    try:
        return time.fromisoformat(str(value))
    except ValueError:
        raise BadInput("That is no time of day. Nothing was changed. Choose one again.") from None
