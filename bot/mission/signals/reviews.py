"""Reviews that run on their side: until their stated end, and what to do once that has passed."""

from datetime import date

from bot.domain.facts import FactKind
from bot.domain.missions import ReasonCode, SignalKind, VerdictKind
from bot.mission.signals.finding import Finding, finding
from bot.mission.signals.timeline import Said, Story, from_them
from bot.mission.signals.waits import ends_a_wait
from bot.mission.signals.workdays import in_words, on_or_after, workdays_after

_ACT, _MONITOR = VerdictKind.ACT_NOW, VerdictKind.MONITOR


def reviews(story: Story) -> list[Finding]:
    """Their own review runs: until its stated end, and what to do when that has passed."""
    running = [s for s in story.of(FactKind.REVIEW) if from_them(s)]
    if not running:
        return []
    line = running[-1]
    if any(s.at > line.at and _replaces(s) for s in story.said):
        return []
    when = line.fact.when
    # "It went to purchasing today" says when it began, not when it ends.
    end = when.last if when is not None and when.last > line.day else None
    if end is not None and end < story.today:
        return _review_over(story, line, end)
    text = f"A review runs at {story.name(line.contact)}'s side"
    return [
        finding(
            SignalKind.REVIEW,
            ReasonCode.REVIEW_RUNNING,
            _MONITOR,
            f"{text} until {in_words(end, story.today)}." if end else f"{text}.",
            strength=line.fact.confidence * 0.4,
            said=line,
            due=end,
            until=on_or_after(end) if end else None,
        )
    ]


def _replaces(line: Said) -> bool:
    """Newer words about where it stands: it is over, decided, or put off to another day."""
    put_off = line.fact.kind is FactKind.WAIT and line.fact.when is not None and from_them(line)
    return put_off or ends_a_wait(line) or _concludes(line)


def _concludes(line: Said) -> bool:
    return line.fact.kind in (FactKind.ANSWER, FactKind.DELIVERED) and from_them(line)


def _review_over(story: Story, line: Said, end: date) -> list[Finding]:
    if workdays_after(end, story.today) < 1 or any(story.day(t.at) > end for t in story.talks):
        return []
    return [
        finding(
            SignalKind.WAIT,
            ReasonCode.WAIT_IS_OVER,
            _ACT,
            f"Their review was to end {in_words(end, story.today)} and we have not asked since.",
            strength=line.fact.confidence * 0.8,
            said=line,
            due=end,
        )
    ]
