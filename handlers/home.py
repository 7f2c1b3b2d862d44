"""The Home tab: opened, and its settings changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from slack_sdk.web.async_client import AsyncWebClient

from blocks.forms import Corrections, NextView
from blocks.home import FIRST, LAST, HomePage, away_form, home_view, span
from blocks.kit import Message
from blocks.text import clock, day
from bot.decisions.routing import Routing
from bot.domain.people import Person, Role, WorkHours
from bot.errors import BadInput
from bot.mission.calendar import DayLimits, moment_at
from bot.mission.lookup import Lookup
from handlers.boundary import Heard
from handlers.briefs import Briefs
from handlers.weekly import Weekly
from storage.deliveries import Deliveries
from storage.delivery_rows import Delivery
from storage.people_calendar import Absence, PeopleCalendar
from storage.questions import Questions

_AHEAD = timedelta(days=366)
_WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    lookup: Lookup
    calendar: PeopleCalendar
    deliveries: Deliveries
    briefs: Briefs
    routing: Routing
    weekly: Weekly
    questions: Questions
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

    async def away(self, heard: Heard) -> NextView:
        return NextView(view=away_form(self._today(heard.person)))

    async def note_leave(self, heard: Heard) -> Corrections | None:
        first, last = (_day_of(heard.entered.get(name)) for name in (FIRST, LAST))
        errors = _wrong_leave(first, last, self._today(heard.person))
        if first is None or last is None or errors:
            return Corrections(errors=errors)
        leave = Absence(person_id=heard.person.id, first_day=first, last_day=last)
        await self.calendar.add_leave([leave])
        await self.publish(heard, f"You are away {span(first, last)}. No brief is sent then.")
        return None

    async def back(self, heard: Heard) -> Message | None:
        first = _day_of(heard.payload.get("value"))
        if first is None or not await self.calendar.drop_leave(heard.person.id, first):
            await self.publish(heard, "These days off are not there any more.")
            return None
        await self.publish(heard, f"You are not away from {day(first)} any more.")
        return None

    async def end_weekly(self, heard: Heard) -> Message | None:
        """A channel gets no more summaries of the week."""
        channel = str(heard.payload.get("value") or "")
        await self.publish(heard, await self.weekly.end(channel, heard.person))
        return None

    async def publish(self, heard: Heard, note: str = "") -> None:
        await self.draw(heard.client, heard.user_id, heard.person, note)

    async def draw(
        self, client: AsyncWebClient, user_id: str, person: Person, note: str = ""
    ) -> None:
        page = await self.page(person, note)
        await client.views_publish(user_id=user_id, view=home_view(page))

    async def page(self, person: Person, note: str = "") -> HomePage:
        moment = moment_at(person, self.now())
        troubled = await self.deliveries.troubled(person.id)
        mission = await self.lookup.list_of(person)
        leave = await self.calendar.leave(moment.today, moment.today + _AHEAD)
        return HomePage(
            person=person,
            hours=await self._hours(person),
            zone=moment.zone,
            today=moment.today,
            mission=mission,
            shown=await self.briefs.standing(mission, self.now()) if mission else {},
            problems=[_trouble(one) for one in troubled if _is_recent(one, moment.today)],
            leave=[(one.first_day, one.last_day) for one in leave if one.person_id == person.id],
            note=note,
            leads=await self.routing.theirs(person),
            weekly=await self.weekly.of(person),
            words=await self._words(person, moment.today),
        )

    async def _words(self, person: Person, today: date) -> Sequence[tuple[str, int]]:
        """For whoever keeps the model of answers."""
        if person.role is not Role.REVOPS:
            return ()
        return await self.questions.words_since(today - timedelta(days=today.weekday()))

    def _today(self, person: Person) -> date:
        return moment_at(person, self.now()).today

    async def _hours(self, person: Person) -> WorkHours:
        today = self._today(person)
        return (await self.calendar.hours([person], today, today))[person.id]

    async def _keep(self, person: Person, hours: WorkHours) -> None:
        await self.calendar.set_hours(person.id, hours)


def _is_recent(one: Delivery, today: date) -> bool:
    return (today - one.on).days <= (_WEEK if one.target else 1)


def _trouble(one: Delivery) -> str:
    if one.target:
        week = f"The summary of the week before {day(one.on)} has not been delivered:"
        return f"{week} {one.problem} /pipeline weekly off, in its channel, ends it."
    return (
        f"Your brief of {day(one.on)} has not been delivered or is out of date: {one.problem} The"
        " list below is complete."
    )


def _time_of(value: object) -> time:
    try:
        return time.fromisoformat(str(value))
    except ValueError:
        raise BadInput("That is no time of day. Nothing was changed. Choose one again.") from None


def _day_of(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _wrong_leave(first: date | None, last: date | None, today: date) -> dict[str, str]:
    """What is to be corrected, by field; empty if the leave can be noted."""
    missing = {FIRST: first, LAST: last}
    errors = {name: "Choose a day." for name, given in missing.items() if given is None}
    if first is None or last is None:
        return errors
    if last < first:
        return {LAST: "This is before the first day. Choose that day or a later one."}
    if last < today:
        return {LAST: "These days are over. Choose today or a later day."}
    if last - first > _AHEAD:
        return {LAST: "That is more than a year. Choose a shorter time."}
    return {}
