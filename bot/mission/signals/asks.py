"""What they asked for and nobody answered: questions, prices, reviews, objections, support."""

import re
from datetime import date, timedelta

from bot.domain.facts import FactKind
from bot.domain.missions import ReasonCode, SignalKind, VerdictKind
from bot.mission.signals.finding import Finding, finding
from bot.mission.signals.ledger import is_answered
from bot.mission.signals.timeline import Said, Story, from_them
from bot.mission.signals.topics import is_about_a_call
from bot.mission.signals.waits import asks_for_later
from bot.mission.signals.workdays import in_words, is_workday, next_workday, workdays_after
from bot.mission.thresholds import Phase

_ACT, _MONITOR = VerdictKind.ACT_NOW, VerdictKind.MONITOR
# Which signal an open ask is, under which reason it drives a verdict, and how it reads.
_ASKS = {
    FactKind.QUESTION: (
        SignalKind.UNANSWERED_QUESTION,
        ReasonCode.UNANSWERED_QUESTION,
        "asked a question {when} that nobody has answered",
    ),
    FactKind.REQUEST: (
        SignalKind.UNANSWERED_QUESTION,
        ReasonCode.UNANSWERED_QUESTION,
        "asked for something {when} and nothing on record answers it",
    ),
    FactKind.PRICING: (
        SignalKind.PRICING,
        ReasonCode.PRICING_REQUEST,
        "asked about the price {when} and has no answer",
    ),
    FactKind.OBJECTION: (
        SignalKind.OBJECTION,
        ReasonCode.OBJECTION,
        "raised an objection {when} that we have not answered",
    ),
    FactKind.COMPETITOR: (
        SignalKind.COMPETITOR,
        ReasonCode.COMPETITOR,
        "named a competitor {when} and we have not reacted",
    ),
    FactKind.SUPPORT: (
        SignalKind.SUPPORT,
        ReasonCode.SUPPORT_BLOCKER,
        "reported a problem {when} that stands in the way",
    ),
    FactKind.REVIEW: (
        SignalKind.REVIEW,
        ReasonCode.REVIEW_STEP,
        "wants something from us for their review since {when}",
    ),
}
_CALLED = re.compile(r"@?([^\W\d_][\w'’-]+)(?: [^\W\d_][\w'’-]+)?\s?[,:]")
_LASTING = frozenset({FactKind.OBJECTION, FactKind.COMPETITOR, FactKind.SUPPORT})


def asks(story: Story, hidden_before: Said | None) -> list[Finding]:
    """Open asks, each due or not yet; those older than an asked-for wait rest with it."""
    found = []
    for line in story.said:
        if line.fact.kind not in _ASKS or not _is_ask(story, line):
            continue
        if hidden_before is not None and _rests_with(line, hidden_before):
            continue
        if not _is_closed(story, line):
            found.append(_open_ask(story, line))
    return found


def _rests_with(line: Said, wait: Said) -> bool:
    """What is older; and the doubt that goes with "not now" in the same message."""
    if line.at < wait.at:
        return True
    return line.touch is wait.touch and line.fact.kind is FactKind.OBJECTION


def _is_ask(story: Story, line: Said) -> bool:
    match line.fact.kind:
        case FactKind.REVIEW:
            # `by` says who has to move: a step that waits for us is an ask, if they say so.
            return not from_them(line) and not (line.is_mail and not line.is_inbound)
        case FactKind.REQUEST | FactKind.QUESTION:
            if not from_them(line) or _asks_a_colleague(story, line):
                return False
            return not asks_for_later(line) and not _rests(story, line)
        case FactKind.OBJECTION | FactKind.COMPETITOR:
            return from_them(line) and line.fact.confidence >= story.limits.weighty_confidence
        case FactKind.SUPPORT:
            sure = line.fact.confidence >= story.limits.weighty_confidence
            return line.fact.about != "solved" and sure
        case _:
            return from_them(line)


def _asks_a_colleague(story: Story, line: Said) -> bool:
    """ "Marek, could you check …" in a mail that we only get a copy of."""
    called = _CALLED.match(line.fact.quote)
    if called is None:
        return False
    name = called.group(1).casefold()
    return any(
        name in contact.name.casefold().split()
        for contact in story.context.contacts
        if contact.id != line.contact
    )


def _rests(story: Story, line: Said) -> bool:
    """ "She is away until September; call us then" asks for nothing before September."""
    if line.fact.kind is not FactKind.REQUEST or not is_about_a_call(line.fact.quote):
        return False
    return any(
        other.touch is line.touch and from_them(other) and _names_a_later_day(other)
        for other in story.of(FactKind.WAIT, FactKind.OUT_OF_OFFICE)
    )


def _names_a_later_day(line: Said) -> bool:
    return line.fact.when is not None and line.fact.when.last > line.day


def _is_closed(story: Story, line: Said) -> bool:
    if is_answered(story, line):
        return True
    if line.fact.kind not in _LASTING:
        return False
    if (story.today - line.day).days > story.limits.friction_days:
        return True
    return any(_overtakes(later, line) for later in story.said if later.at > line.at)


def _overtakes(later: Said, line: Said) -> bool:
    """Newer words that end a doubt: the problem is solved, they go on, they say yes."""
    if later.fact.kind is FactKind.SUPPORT:
        return line.fact.kind is FactKind.SUPPORT and later.fact.about == "solved"
    return later.fact.kind in (FactKind.RESUME, FactKind.COMMITMENT, FactKind.SIGNED)


def _open_ask(story: Story, line: Said) -> Finding:
    kind, reason, words = _ASKS[line.fact.kind]
    due = _due(story, line)
    is_due = due <= story.today
    text = f"{story.name(line.contact)} {words.format(when=in_words(line.day, story.today))}."
    return finding(
        kind,
        reason,
        _ACT if is_due else _MONITOR,
        text,
        strength=line.fact.confidence * (1.0 if is_due else 0.5),
        said=line,
        due=due,
        until=None if is_due else due,
    )


def _due(story: Story, line: Said) -> date:
    """The morning on which an answer is overdue: a full working day later, at once where hot."""
    if _is_hot(story, line):
        return story.today
    waited = workdays_after(line.day, story.today - timedelta(days=1))
    early = line.at.astimezone(story.zone).hour < story.limits.request_noon
    if early and line.day < story.today and is_workday(line.day):
        waited += 1
    missing = story.limits.question_working_days - waited
    day = story.today
    for _ in range(missing):
        day = next_workday(day)
    return day


def _is_hot(story: Story, line: Said) -> bool:
    """Late in the deal; or a yes, a near deadline or the close date go with it."""
    if story.phase is Phase.LATE:
        return True
    soon = story.today + timedelta(days=story.limits.deadline_hot_days)
    if line.fact.when is not None and line.fact.when.first <= soon:
        return True
    close = story.context.deal.close_date
    if close is not None and story.today <= close <= soon:
        return True
    return any(
        other.touch is not None and other.touch is line.touch and _presses(other, soon)
        for other in story.said
    )


def _presses(line: Said, soon: date) -> bool:
    if line.fact.kind is FactKind.DEADLINE:
        return line.fact.when is not None and line.fact.when.first <= soon
    return line.fact.kind is FactKind.COMMITMENT
