"""The invitation to a meeting, and its cancellation, as calendars understand them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Literal
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText

from bot.mail.message import one_line

Method = Literal["REQUEST", "CANCEL"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """`uid` is the meeting's in every calendar, in its invitation and its cancellation alike."""

    uid: str
    title: str
    starts_at: datetime
    minutes: int
    zone: ZoneInfo
    place: str
    organiser: str
    organiser_name: str
    attendee: str
    attendee_name: str


def calendar(what: Invitation, method: Method, at: datetime) -> bytes:
    """RFC 5546; `at` is when it was written."""
    event = Event()
    starts = what.starts_at.astimezone(what.zone)
    event.add("uid", what.uid)
    event.add("dtstamp", at)
    event.add("sequence", 0 if method == "REQUEST" else 1)
    event.add("status", "CONFIRMED" if method == "REQUEST" else "CANCELLED")
    event.add("summary", one_line(what.title))
    event.add("dtstart", starts)
    event.add("dtend", starts + timedelta(minutes=what.minutes))
    if what.place:
        event.add("location", one_line(what.place))
    event.add("organizer", _person(what.organiser, what.organiser_name))
    event.add("attendee", _attendee(what), encode=False)
    made = Calendar()
    made.add("prodid", "-//Daybreak//EN")
    made.add("version", "2.0")
    made.add("method", method)
    made.add_component(event)
    made.add_missing_timezones()
    return bytes(made.to_ical())


def attach(mail: EmailMessage, invitation: bytes, method: Method) -> None:
    """Puts it beside the text, where mail clients look for it, and not as a file."""
    mail.add_alternative(
        invitation.decode(), subtype="calendar", charset="utf-8", params={"method": method}
    )


def words(what: Invitation, method: Method) -> tuple[str, str]:
    """Subject and text for who reads the mail and not the calendar."""
    starts = what.starts_at.astimezone(what.zone)
    when = f"{starts:%A, %d %B %Y, %H:%M} ({what.zone.key}), {what.minutes} minutes"
    title = one_line(what.title)
    if method == "CANCEL":
        return f"Cancelled: {title}", f"This meeting is cancelled: {title}\n{when}\n"
    place = f"{one_line(what.place)}\n" if what.place else ""
    return f"Invitation: {title}", f"{title}\n{when}\n{place}"


def _attendee(what: Invitation) -> vCalAddress:
    person = _person(what.attendee, what.attendee_name)
    person.params["ROLE"] = vText("REQ-PARTICIPANT")
    person.params["PARTSTAT"] = vText("NEEDS-ACTION")
    person.params["RSVP"] = vText("TRUE")
    return person


def _person(address: str, name: str) -> vCalAddress:
    made = vCalAddress(f"mailto:{address}")
    # A double quote can't be part of a parameter, escaped or not.
    made.params["CN"] = vText(one_line(name).replace('"', "'"))
    return made
