"""`daybreak people`: when people work, so that nobody is briefed on a day off."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime, time

import click

from bot.cli.missions import DAY
from bot.config import Settings
from bot.domain.people import WorkHours
from bot.errors import BadInput
from bot.main import Daybreak, assembled
from storage.people_calendar import EVERYWHERE, Absence, Holiday

CLOCK = click.DateTime(formats=["%H:%M"])
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DROP = click.option("--drop", is_flag=True, help="Takes it back.")


@click.group()
def people() -> None:
    """Says when people work."""


@people.command()
@click.argument("who", metavar="WHO")
@click.argument("first", type=DAY, metavar="FIRST")
@click.argument("last", type=DAY, metavar="[LAST]", required=False)
@click.option("--reason", help="For people who wonder.")
@_DROP
@click.pass_obj
def leave(
    settings: Settings,
    who: str,
    first: datetime,
    last: datetime | None,
    reason: str | None,
    drop: bool,
) -> None:
    """WHO is away from FIRST to LAST, both included."""
    until = (last or first).date()
    if until < first.date():
        raise BadInput("The leave ends before it begins. Nothing was noted. Give FIRST, then LAST.")

    async def note(daybreak: Daybreak) -> str:
        person = await daybreak.people.find(who)
        if drop:
            if not await daybreak.calendar.drop_leave(person.id, first.date()):
                raise BadInput(
                    f"No leave of {person.name} begins on {first.date()}. Nothing was changed."
                    " Give the day on which it begins."
                )
            return f"{person.name} works again from {first.date()}."
        absence = Absence(
            person_id=person.id, first_day=first.date(), last_day=until, reason=reason
        )
        await daybreak.calendar.add_leave([absence])
        return f"{person.name} is away {_span(first.date(), until)}."

    _say(settings, note)


@people.command()
@click.argument("day", type=DAY, metavar="DAY")
@click.argument("name", required=False, default="Holiday")
@click.option("--region", default=EVERYWHERE, help="As in the CRM; everybody's if not given.")
@_DROP
@click.pass_obj
def holiday(settings: Settings, day: datetime, name: str, region: str, drop: bool) -> None:
    """DAY is a holiday called NAME."""

    async def note(daybreak: Daybreak) -> str:
        where = f"in {region}" if region else "everywhere"
        if drop:
            if not await daybreak.calendar.drop_holiday(day.date(), region):
                raise BadInput(
                    f"{day.date()} is no holiday {where}. Nothing was changed."
                    " Give the region that it was set for."
                )
            return f"{day.date()} is a working day {where}."
        await daybreak.calendar.add_holidays([Holiday(day=day.date(), name=name, region=region)])
        return f"{day.date()} is a holiday {where}: {name}."

    _say(settings, note)


@people.command()
@click.argument("who", metavar="WHO")
@click.option("--brief-at", type=CLOCK, default="08:00", show_default=True, help="Local time.")
@click.option("--days", default="mon,tue,wed,thu,fri", show_default=True, help="Working days.")
@click.pass_obj
def hours(settings: Settings, who: str, brief_at: datetime, days: str) -> None:
    """WHO works on these days and is briefed at that time."""
    wanted = [day.strip().lower() for day in days.split(",") if day.strip()]
    unknown = [day for day in wanted if day not in _DAYS]
    if unknown or not wanted:
        raise BadInput(
            f"“{days}” is no list of days. Nothing was noted. Choose from: {', '.join(_DAYS)}."
        )

    async def note(daybreak: Daybreak) -> str:
        person = await daybreak.people.find(who)
        weekdays = frozenset(_DAYS.index(day) for day in wanted)
        at = time(brief_at.hour, brief_at.minute)
        await daybreak.calendar.set_hours(person.id, WorkHours(brief_at=at, weekdays=weekdays))
        named = ", ".join(_DAYS[day] for day in sorted(weekdays))
        return f"{person.name} is briefed at {at:%H:%M} on {named}."

    _say(settings, note)


def _span(first: date, last: date) -> str:
    return f"on {first}" if first == last else f"from {first} to {last}"


def _say(settings: Settings, note: Callable[[Daybreak], Awaitable[str]]) -> None:
    async def noted() -> str:
        async with assembled(settings) as daybreak:
            return await note(daybreak)

    click.echo(asyncio.run(noted()))
