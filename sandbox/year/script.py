"""The pen of the stories: writes mails, notes, calls, meetings and tasks of one deal."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sandbox.year import wording
from sandbox.year.letters import Sent
from sandbox.year.model import Contact, Row
from sandbox.year.timeline import Timeline
from sandbox.year.wording import Wording

CLOSING_TAILS = (("size", 0.6), ("note.tail", 0.25))
QUARTERS = tuple(range(9 * 60, 17 * 60, 30))


@dataclass(slots=True, kw_only=True)
class Plan:
    """What a story wants the deal's own fields to say; None leaves it to chance."""

    close: date | None = None
    next_step: str | None = None
    due: date | None = None
    bare: bool = False  # hardly anything on record: no prologue, perhaps no contact
    opened: date | None = None
    consent: str = ""
    tags: list[str] = field(default_factory=list)


class Script:
    """One deal's activities while they are being written."""

    def __init__(self, words: Wording, time: Timeline, deal_id: str) -> None:
        self.words = words
        self.time = time
        self.cast = words.cast
        self.rng = words.rng
        self.plan = Plan()
        self.minute = 0
        self._deal_id = deal_id
        self._written: list[tuple[datetime, Row]] = []
        self._threads = 0
        self._subject = ""
        self._past: Sent | None = None
        self.new_minute()

    # -- what was written ----------------------------------------------------------------

    def rows(self) -> list[Row]:
        """All activities in the order of their time."""
        return [row for _, row in sorted(self._written, key=lambda pair: pair[0])]

    def count(self) -> int:
        return len(self._written)

    def first_moment(self) -> datetime | None:
        return min(moment for moment, _ in self._written) if self._written else None

    def last_moment(self) -> datetime | None:
        held = [moment for moment, row in self._written if row["kind"] != "meeting"]
        return max(held) if held else None

    # -- threads and appointments --------------------------------------------------------

    def open(self, subject: str) -> None:
        """Starts a new mail thread with a subject of that kind."""
        self._threads += 1
        self._subject = self.words.line(self.cast.language, subject, None, self.time.ago(1))
        self._past = None

    def new_minute(self) -> None:
        """The next appointment is at another time of day."""
        self.minute = QUARTERS[int(self.rng.random() * len(QUARTERS))]

    # -- mails ---------------------------------------------------------------------------

    def buyer(
        self,
        day: date,
        key: str,
        *,
        by: Contact | None = None,
        when: date | None = None,
        text: str = "",
        bare: bool = False,
    ) -> date:
        """A mail from the buyer's side; `bare` is one that no human hand has dressed."""
        who = by or self.cast.buyer
        moment = self.time.moment(day, who.timezone)
        plain = self.words.mail_in(who, key, when, self.minute, moment, text=text, bare=bare)
        auto = self.words.line(self.cast.language, "subject.auto", None, day) + " " if bare else ""
        return self._mail("inbound", who, moment, plain, auto)

    def rep(
        self,
        day: date,
        key: str,
        *,
        to: Contact | None = None,
        when: date | None = None,
        text: str = "",
    ) -> date:
        """A mail of ours."""
        who = to or self.cast.buyer
        moment = self.time.moment(day, self.cast.rep.timezone)
        first = self.count() == 0
        plain = self.words.mail_out(who, key, when, self.minute, moment, text=text, first=first)
        return self._mail("outbound", who, moment, plain, "")

    def _mail(self, direction: str, who: Contact, moment: datetime, plain: str, auto: str) -> date:
        reply = "Re: " if self._past else ""
        subject = f"{auto}{reply}{self._subject}"
        body = self.words.with_quote(plain, self._past, direction, who)
        row = self._row("email", direction, moment, subject, body)
        row["contact_id"] = who.id
        row["thread_id"] = f"t-{self._deal_id}-{self._threads}"
        us = self.cast.rep
        name, mail = (who.name, who.email) if direction == "inbound" else (us.name, us.email)
        self._past = Sent(who=name, mail=mail, at=moment, subject=subject, text=plain)
        return moment.date()

    # -- everything else -----------------------------------------------------------------

    def note(self, day: date, key: str, *, when: date | None = None) -> date:
        return self._ours("note", "internal", day, key, when)

    def closing(self, day: date, key: str) -> date:
        """The note that explains how a deal ended."""
        moment = self.time.moment(day, self.cast.rep.timezone)
        lesson = "lesson.won" if key.startswith("won") else "lesson.lost"
        tails = ((lesson, 0.55), *CLOSING_TAILS)
        body = self.words.note(key, None, self.minute, day, tails)
        self._row("note", "internal", moment, "", body)
        return moment.date()

    def call(self, day: date, key: str, *, when: date | None = None, agreed: bool = False) -> date:
        return self._ours("call", "outbound", day, key, when, agreed)

    def held(self, day: date, key: str = "meeting.held", *, agreed: bool = False) -> date:
        """A meeting with the customer that took place, at the minute agreed or at some time."""
        return self._ours("meeting", "outbound", day, key, None, agreed)

    def planned(self, day: date, key: str = "meeting.agenda") -> None:
        """A meeting with the customer that is in the calendar, at the agreed minute."""
        moment = self.words.clock.moment(day, self.minute, self.cast.rep.timezone)
        body = self.words.note(key, day, self.minute, self.time.ago(1), ())
        row = self._row("meeting", "outbound", moment, self._title(day), body)
        row["contact_id"] = self.cast.buyer.id
        row["due_at"] = moment.isoformat()

    def task(self, day: date, key: str, due: date, *, done: bool = True) -> None:
        """A task of the rep, made on `day`; done on its day or still open."""
        moment = self.time.moment(day, self.cast.rep.timezone)
        subject = self.words.line("en", key, due, day)
        body = self.words.task(subject)
        row = self._row("task", "internal", moment, subject, body)
        row["due_at"] = due.isoformat()
        row["done_at"] = (moment + timedelta(minutes=55)).isoformat() if done else ""

    def _ours(
        self,
        kind: str,
        direction: str,
        day: date,
        key: str,
        when: date | None,
        agreed: bool = False,
    ) -> date:
        zone = self.cast.rep.timezone
        timed = self.time.agreed(day, self.minute, zone) if agreed else None
        moment = timed or self.time.moment(day, zone)
        body = self.words.note(key, when, self.minute, day)
        subject = self._title(day) if kind != "note" else ""
        row = self._row(kind, direction, moment, subject, body)
        if kind != "note":
            row["contact_id"] = self.cast.buyer.id
            row["done_at"] = (moment + timedelta(minutes=25)).isoformat()
        return moment.date()

    def _title(self, day: date) -> str:
        return self.words.line("en", "subject.meeting", None, day)

    def _row(self, kind: str, direction: str, at: datetime, subject: str, body: str) -> Row:
        row = wording.empty_activity()
        row["deal_id"] = self._deal_id
        row["account_id"] = self.cast.account.id
        row["person_id"] = self.cast.rep.id
        row["kind"] = kind
        row["direction"] = direction
        row["at"] = at.isoformat()
        row["subject"] = subject
        row["body"] = body
        self._written.append((at, row))
        return row
