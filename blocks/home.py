"""The Home tab: today's list, what is watched with its dates, and a person's own hours."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from blocks import forms, ids, kit
from blocks.kit import Json
from blocks.leads import lead_blocks
from blocks.missions import card_blocks
from blocks.text import clock, counted, day, long_day
from blocks.words import first_line, headline, made_from, rest
from bot.domain.briefs import Card, CardState, Judged, Shown, judged
from bot.domain.deals import Lead
from bot.domain.missions import DealVerdict, Mission, VerdictKind
from bot.domain.people import Person, WorkHours

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WATCHED, _LEAVES, _WORDS = 15, 10, 10
FIRST, LAST = "first", "last"
_NAME, _ABOUT, _WORD = 120, 250, 40


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """All that the tab shows. `problems` are sentences, such as that a message did not arrive;
    `leave` are the first and last days of what lies ahead. `shown` is how what was proposed stands
    now, by the risk that it answers.
    """

    person: Person
    hours: WorkHours
    zone: str
    today: date
    mission: Mission | None
    problems: Sequence[str] = ()
    leave: Sequence[tuple[date, date]] = ()
    note: str = ""
    shown: Mapping[str, Shown] = field(default_factory=dict)
    leads: Sequence[Lead] = ()  # that they may give to a colleague
    weekly: Sequence[str] = ()  # ids of channels with a summary of each week
    words: Sequence[tuple[str, int]] = ()  # of questions, that nobody here knew, and how often


def home_view(page: HomePage) -> Json:
    return kit.home(list(_blocks(page)))


def _blocks(page: HomePage) -> Iterator[Json]:
    if page.note:
        yield kit.section(page.note)
    for problem in page.problems[:3]:
        yield kit.section(f"⚠ {problem}")
    yield kit.header(f"Today, {long_day(page.today)}")
    if page.mission is None:
        yield kit.section(_nothing_yet(page))
        yield kit.actions(kit.button("Look at my deals now", ids.RUN, "run"))
    else:
        yield from _today(page, page.mission)
    yield from lead_blocks(page.leads)
    yield kit.rule()
    yield from _settings(page)


def _nothing_yet(page: HomePage) -> str:
    if not page.hours.works_on(page.today):
        return "Today is a day off for you, so no brief is planned."
    # True at every hour: who has no deals of their own gets none at all.
    return (
        f"No brief of today yet. Briefs come at {clock(page.hours.brief_at)}, when deals need you."
    )


def _today(page: HomePage, mission: Mission) -> Iterator[Json]:
    if mission.on != page.today:
        yield kit.section(f"Your last list is of {day(mission.on)}.")
    yield kit.section(first_line(mission))
    by_id = {verdict.deal_id: verdict for verdict in mission.verdicts}
    for position, deal_id in enumerate(mission.shown[:5], start=1):
        yield from _deal(by_id[deal_id], page, mission, position)
    yield kit.actions(kit.button("Look at my deals now", ids.RUN, "run"))
    yield kit.aside(rest(mission), made_from(mission))
    yield from _watched(mission)


def _deal(verdict: DealVerdict, page: HomePage, mission: Mission, position: int) -> Iterator[Json]:
    """The same card as in the morning message, with the same buttons."""
    shown = page.shown.get(verdict.proposal.id) if verdict.proposal else None
    card = Card(judged=judged(verdict, mission), state=CardState.LIVE, shown=shown)
    yield from card_blocks(card, position)


def why_button(of: Judged) -> Json:
    ref = ids.VerdictRef(run_id=of.run_id, deal=ids.deal_name(of.verdict.deal_id))
    name = of.verdict.name
    return kit.button("Why?", ids.WHY, ids.encode_verdict(ref), says=f"Why {name}?")


def _watched(mission: Mission) -> Iterator[Json]:
    watched = [v for v in mission.verdicts if v.verdict is VerdictKind.MONITOR]
    if not watched:
        return
    watched.sort(key=lambda v: (v.until or date.max, -v.score.priority, v.deal_id))
    yield kit.header(f"Watched: {counted(len(watched), 'deal')}")
    yield kit.rich(
        kit.listed(
            [
                kit.words(f"{day(v.until)}: " if v.until else "no date: ", 30, bold=True),
                kit.glue(" "),
                kit.words(v.name, _NAME),
                kit.glue(". "),
                kit.words(headline(v), _ABOUT),
            ]
            for v in watched[:_WATCHED]
        )
    )
    if len(watched) > _WATCHED:
        yield kit.aside(f"and {len(watched) - _WATCHED} more. /deal NAME shows each.")


def _settings(page: HomePage) -> Iterator[Json]:
    yield kit.header("Your brief")
    yield kit.section(
        f"Time of the brief, in {page.zone}. Nothing comes before 07:00 or at night.",
        {
            "type": "timepicker",
            "action_id": ids.BRIEF_AT,
            "initial_time": clock(page.hours.brief_at),
        },
    )
    choices = [kit.option(kit.Choice(name, str(n))) for n, name in enumerate(WEEKDAYS)]
    boxes: Json = {"type": "checkboxes", "action_id": ids.WEEKDAYS, "options": choices}
    chosen = [choices[n] for n in sorted(page.hours.weekdays)]
    if chosen:
        boxes["initial_options"] = chosen
    yield kit.section("Working days. On the others you are left alone.")
    yield kit.actions(boxes)
    yield from _leave(page.leave[:_LEAVES])
    yield from _weekly(page.weekly[:_LEAVES])
    yield from _words(page.words)


def _leave(leave: Sequence[tuple[date, date]]) -> Iterator[Json]:
    away = kit.button("Add days off", ids.AWAY, "away")
    yield kit.section("Days off. While you are away no brief is sent.", away)
    for place, (first, last) in enumerate(leave):
        back = kit.button(
            "Remove", f"{ids.BACK}.{place}", first.isoformat(), says=f"Remove {span(first, last)}"
        )
        yield kit.section(f"Away {span(first, last)}", back)


def _weekly(channels: Sequence[str]) -> Iterator[Json]:
    if not channels:
        return
    yield kit.header("Summaries of the week")
    for place, channel in enumerate(channels):
        yield kit.rich(kit.line({"type": "channel", "channel_id": channel}))
        yield kit.actions(kit.button("End it", f"{ids.WEEKLY_OFF}.{place}", channel))


def _words(words: Sequence[tuple[str, int]]) -> Iterator[Json]:
    if not words:
        return
    yield kit.header("Words that questions could not use")
    shown = [(kit.words(word, _WORD), kit.glue(f" {times:,} ×")) for word, times in words[:_WORDS]]
    yield kit.rich(kit.listed(shown))
    more = f"{len(words) - _WORDS} more: daybreak words. " if len(words) > _WORDS else ""
    yield kit.aside(f"This week. {more}A synonym in answers.yaml teaches one.")


def span(first: date, last: date) -> str:
    return f"on {long_day(first)}" if first == last else f"from {day(first)} to {day(last)}"


def away_form(today: date) -> Json:
    """The form in which somebody says when they are away; FIRST and LAST name its fields."""
    return forms.form(
        "Days off",
        ids.AWAY,
        [
            forms.field(FIRST, "First day off", forms.day(today)),
            forms.field(LAST, "Last day off", forms.day(), hint="The same day for a single one."),
        ],
        submit="Save",
    )
