"""Absences: who is away until when, who is long back, and known pauses in use."""

from datetime import date

from bot.domain.facts import FactKind
from bot.domain.missions import ReasonCode, SignalKind, VerdictKind
from bot.mission.signals.finding import Finding, finding
from bot.mission.signals.timeline import Said, Story, from_them, related
from bot.mission.signals.workdays import add_workdays, in_words, on_or_after, workdays_after

_ACT, _MONITOR = VerdictKind.ACT_NOW, VerdictKind.MONITOR


def absences(story: Story) -> list[Finding]:
    """Who is away; and who is long back without having answered what we wrote."""
    found = []
    newest: dict[str | None, Said] = {}
    for line in story.of(FactKind.OUT_OF_OFFICE):
        if from_them(line):
            newest[line.contact] = line
    for line in newest.values():
        back = on_or_after(line.fact.when.last) if line.fact.when else None
        if _is_heard_from(story, line):
            continue
        if back is None or back > story.today:
            found.append(_away(story, line, back))
        elif _is_due_back(story, line, back):
            found.append(_long_back(story, line, back))
    return found


def pauses(story: Story) -> list[Finding]:
    """A known pause in use: nothing moves before it ends."""
    running = [
        line
        for line in story.of(FactKind.USAGE_PAUSE)
        if line.fact.when is not None and on_or_after(line.fact.when.last) > story.today
    ]
    return [
        finding(
            SignalKind.WAIT,
            ReasonCode.WAITING_ON_BUYER,
            _MONITOR,
            f"A pause in use is announced until {in_words(line.fact.when.last, story.today)}.",
            strength=line.fact.confidence * 0.4,
            said=line,
            due=on_or_after(line.fact.when.last),
            until=on_or_after(line.fact.when.last),
        )
        for line in running[-1:]
        if line.fact.when is not None
    ]


def _is_heard_from(story: Story, line: Said) -> bool:
    """They are back, or somebody stands in for them: a person has written since."""
    return any(t.at > line.at and t.direction == "inbound" for t in story.talks)


def _is_due_back(story: Story, line: Said, back: date) -> bool:
    ours = story.outbound()
    if ours is None or story.day(ours.at) >= back or not related(line, ours):
        return False
    return workdays_after(back, story.today) >= story.limits.reply_days


def _away(story: Story, line: Said, back: date | None) -> Finding:
    who = story.name(line.contact)
    text = f"{who} is away until {in_words(back, story.today)}." if back else f"{who} is away."
    return finding(
        SignalKind.OUT_OF_OFFICE,
        ReasonCode.OUT_OF_OFFICE,
        _MONITOR,
        text,
        strength=line.fact.confidence * 0.4,
        said=line,
        due=back,
        until=back,
    )


def _long_back(story: Story, line: Said, back: date) -> Finding:
    who, day = story.name(line.contact), in_words(back, story.today)
    return finding(
        SignalKind.WAIT,
        ReasonCode.WAIT_IS_OVER,
        _ACT,
        f"{who} has been back since {day} and has not answered our message.",
        strength=line.fact.confidence * 0.7,
        said=line,
        due=add_workdays(back, story.limits.reply_days),
    )
