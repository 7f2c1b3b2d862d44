"""One deal's story in order: what was said when, by whom, in which message."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.domain.deals import ContactRole
from bot.domain.facts import Fact, FactKind, Party
from bot.domain.missions import Context, Moment, Norms, SignalKind, Touch
from bot.mission.signals.sentences import one_act_each
from bot.mission.signals.workdays import add_workdays, on_or_after
from bot.mission.thresholds import Limits, MissionRules, Phase

_OURS = frozenset({"outbound", "internal"})


class Said(NamedTuple):
    """One fact with the message it stands in; `day` is the rep's own date of `at`.

    A named tuple because hundreds are made per mission, and these are quick to make.
    """

    fact: Fact
    at: datetime
    day: date
    touch: Touch | None
    contact: str | None
    thread: str | None

    @property
    def is_mail(self) -> bool:
        return self.touch is not None and self.touch.kind == "email"

    @property
    def is_inbound(self) -> bool:
        return self.touch is not None and self.touch.direction == "inbound"


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What every family of signals looks at. Built once per deal; nothing in here decides.

    `said` holds the facts that the reader is sure enough of, oldest first; `talks` what happened
    between us and them (no notes, tasks or automatic mail), `planned` what is still to come.
    """

    context: Context
    norms: Norms
    rules: MissionRules
    limits: Limits
    on: frozenset[SignalKind]
    phase: Phase
    now: datetime
    today: date
    zone: ZoneInfo
    said: tuple[Said, ...]
    by_kind: Mapping[FactKind, Sequence[Said]]
    talks: tuple[Touch, ...]
    planned: tuple[Touch, ...]
    tasks: tuple[Touch, ...]

    def of(self, *kinds: FactKind) -> Sequence[Said]:
        """What was said of these kinds; in order of time within each."""
        if len(kinds) == 1:
            return self.by_kind.get(kinds[0], ())
        return [line for kind in kinds for line in self.by_kind.get(kind, ())]

    def talks_after(self, at: datetime) -> Sequence[Touch]:
        """Messages and talks later than an instant."""
        return self.talks[bisect_right(self.talks, at, key=_at) :]

    def day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def inbound(self) -> Touch | None:
        """The newest message or call from them that a person sent."""
        return next((t for t in reversed(self.talks) if t.direction == "inbound"), None)

    def outbound(self) -> Touch | None:
        """Our newest message or call."""
        return next((t for t in reversed(self.talks) if t.direction == "outbound"), None)

    def people(self, *roles: ContactRole) -> frozenset[str]:
        """Contacts with one of these roles, on the deal or on the contact itself."""
        named = {r.contact_id for r in self.context.roles if r.role in roles}
        named |= {c.id for c in self.context.contacts if c.role in roles}
        return frozenset(named)

    def name(self, contact_id: str | None) -> str:
        """How a sentence calls somebody at the buyer's."""
        found = (c.name for c in self.context.contacts if c.id == contact_id)
        return next(found, "The buyer")

    def days_since(self, touch: Touch) -> int:
        return (self.today - self.day(touch.at)).days


def tell(context: Context, moment: Moment, norms: Norms, rules: MissionRules) -> Story:
    """Puts a context in order."""
    resolved = rules.resolve(context.deal)
    zone = ZoneInfo(moment.zone)
    talks: list[Touch] = []
    planned: list[Touch] = []
    tasks: list[Touch] = []
    by_record: dict[str, Touch] = {}
    for touch in sorted(context.touches, key=_at):
        by_record[touch.id] = touch
        if touch.kind == "task":
            tasks.append(touch)
        elif touch.at > moment.now:
            planned.append(touch)
        elif touch.kind != "note" and not touch.automatic:
            talks.append(touch)
    said = _said(context, moment, zone, resolved.limits.min_confidence, by_record)
    return Story(
        context=context,
        norms=norms,
        rules=rules,
        limits=resolved.limits,
        on=resolved.on,
        phase=resolved.phase,
        now=moment.now,
        today=moment.today,
        zone=zone,
        said=said,
        by_kind=_by_kind(said),
        talks=tuple(talks),
        planned=tuple(planned),
        tasks=tuple(tasks),
    )


def _said(
    context: Context,
    moment: Moment,
    zone: ZoneInfo,
    least: float,
    by_record: dict[str, Touch],
) -> tuple[Said, ...]:
    lines: list[Said] = []
    for fact in one_act_each(f for f in context.facts if f.confidence >= least):
        record = fact.source.record
        touch = by_record.get(record.partition(":")[2]) or by_record.get(record)
        at = (touch.at if touch else fact.source.at) or moment.now
        if at > moment.now or (touch is not None and _is_label(fact, touch)):
            continue
        day = at.astimezone(zone).date()
        contact, thread = (touch.contact_id, touch.thread_id) if touch else (None, None)
        lines.append(Said(fact, at, day, touch, contact, thread))
    lines.sort(key=lambda line: line.at)
    return tuple(lines)


def _is_label(fact: Fact, touch: Touch) -> bool:
    """Titles of our own records name a thing and say nothing; a task is its own promise."""
    if touch.kind == "task":
        return True
    if fact.source.field != "subject" or touch.kind == "email":
        return False
    return fact.kind is not FactKind.MEETING_OFF


def _by_kind(said: Iterable[Said]) -> Mapping[FactKind, Sequence[Said]]:
    kinds: dict[FactKind, list[Said]] = {}
    for line in said:
        kinds.setdefault(line.fact.kind, []).append(line)
    return kinds


def _at(touch: Touch) -> datetime:
    return touch.at


def related(said: Said, touch: Touch | Said) -> bool:
    """Whether a message may answer what was said: same thread, same person, or nobody named."""
    other = touch.contact if isinstance(touch, Said) else touch.contact_id
    thread = touch.thread if isinstance(touch, Said) else touch.thread_id
    if said.thread is not None and said.thread == thread:
        return True
    return said.contact is None or other is None or said.contact == other


def due_day(said: Said, undated: int) -> date:
    """The last day on which something promised or asked for is in time."""
    when = said.fact.when
    return when.last if when is not None else add_workdays(on_or_after(said.day), undated)


def from_them(said: Said) -> bool:
    """Said by them, or by nobody known in something that they sent us."""
    if said.fact.by is Party.UNKNOWN:
        return said.touch is not None and said.touch.direction not in _OURS
    return said.fact.by is Party.THEM


def from_us(said: Said) -> bool:
    """Said by us, or by nobody known in something that we wrote."""
    return not from_them(said)
