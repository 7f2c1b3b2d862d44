"""Ends of a deal: a no that still stands, a yes that waits for us, and good news."""

from bot.domain.facts import FactKind
from bot.domain.missions import ReasonCode, SignalKind, VerdictKind
from bot.mission.signals.finding import Finding, finding
from bot.mission.signals.timeline import Said, Story, from_them, from_us, related
from bot.mission.signals.workdays import in_words
from bot.mission.thresholds import Phase

_TEXTS = {
    FactKind.REFUSAL: "decided against us",
    FactKind.LOST_TO: "bought elsewhere",
    FactKind.DISQUALIFIED: "has no project for us any more",
    FactKind.OPT_OUT: "asked us not to write any more",
}
_REVIVES = frozenset(
    {
        FactKind.COMMITMENT,
        FactKind.SIGNED,
        FactKind.RESUME,
        FactKind.QUESTION,
        FactKind.REQUEST,
        FactKind.PRICING,
        FactKind.MEETING,
        FactKind.WAIT,
    }
)
# In the same message only these show that the no was about a part, or for now.
_QUALIFIES = frozenset({FactKind.PRICING, FactKind.WAIT, FactKind.COMMITMENT, FactKind.REQUEST})
_WANTS = _QUALIFIES | {FactKind.QUESTION, FactKind.POSITIVE, FactKind.MEETING}
_CALLED_OFF = frozenset({FactKind.REFUSAL, FactKind.LOST_TO, FactKind.DISQUALIFIED, FactKind.WAIT})


def deaths(story: Story) -> list[Finding]:
    """The newest no, unless later words of theirs, or the same message, take it back."""
    for line in reversed(story.said):
        if not _is_a_no(story, line) or _is_our_own_no(line) or not _is_meant(story, line):
            continue
        if _is_taken_back(story, line):
            return []
        return [_death(story, line)]
    return []


def yeses(story: Story) -> list[Finding]:
    """A yes or a signature that we have not answered with the next paper."""
    for line in reversed(story.said):
        if not _is_a_yes(story, line):
            continue
        if any(s.at >= line.at and s.fact.kind in _CALLED_OFF for s in story.said):
            return []
        return [_yes(story, line)]
    return []


def good_news(story: Story) -> list[Finding]:
    """Momentum: worth saying, never a reason to act by itself."""
    return [
        finding(
            SignalKind.POSITIVE,
            ReasonCode.ON_TRACK,
            None,
            f"{story.name(line.contact)} sounded positive {in_words(line.day, story.today)}.",
            strength=line.fact.confidence * 0.1,
            said=line,
        )
        for line in story.of(FactKind.POSITIVE)[-1:]
    ]


def _is_a_yes(story: Story, line: Said) -> bool:
    sure = line.fact.confidence >= story.limits.weighty_confidence
    return line.fact.kind in (FactKind.COMMITMENT, FactKind.SIGNED) and from_them(line) and sure


def _is_a_no(story: Story, line: Said) -> bool:
    """A plain no; or the only person there wants to hear nothing more from us."""
    if line.fact.kind is not FactKind.OPT_OUT:
        return line.fact.kind in _TEXTS
    if not from_them(line):
        return False
    others = {c.id for c in story.context.contacts} - {line.contact}
    return not others and not any(_asks_something(line, other) for other in story.said)


def _is_meant(story: Story, line: Said) -> bool:
    """A shaky no counts where the same message says goodbye, or says no once more."""
    if line.fact.confidence >= story.limits.weighty_confidence:
        return True
    record = line.fact.source.record
    return any(
        fact.kind in _TEXTS and fact.source.record == record and fact.quote != line.fact.quote
        for fact in story.context.facts
    )


def _asks_something(no: Said, other: Said) -> bool:
    """ "No more mails, but call me about the warranty" is no goodbye."""
    return (
        other.touch is no.touch and other.fact.kind in _WANTS and other.fact.quote != no.fact.quote
    )


def _is_our_own_no(line: Said) -> bool:
    """We may turn a customer down, but a "no" in a mail that we sent is not theirs."""
    sent = line.is_mail and not line.is_inbound
    return sent and line.fact.kind is not FactKind.DISQUALIFIED and from_us(line)


def _is_taken_back(story: Story, no: Said) -> bool:
    for line in story.said:
        if not from_them(line) or line is no:
            continue
        if line.at > no.at and line.fact.kind in _REVIVES:
            return True
        if line.at == no.at and _qualifies(story, line, no):
            return True
    return False


def _qualifies(story: Story, line: Said, no: Said) -> bool:
    if line.fact.kind is FactKind.WAIT or line.fact.kind is FactKind.COMMITMENT:
        return True
    # "We are not buying, take me off your list" asks for something too, and stays a no.
    is_off = any(s.at == no.at for s in story.of(FactKind.OPT_OUT))
    return no.fact.kind is FactKind.REFUSAL and not is_off and line.fact.kind in _QUALIFIES


def _death(story: Story, line: Said) -> Finding:
    day = in_words(line.day, story.today)
    return finding(
        SignalKind.DEAD,
        _reason(story, line),
        VerdictKind.NO_ACTION,
        f"{story.name(line.contact)} {_TEXTS[line.fact.kind]}, as said {day}.",
        strength=line.fact.confidence,
        said=line,
    )


def _reason(story: Story, line: Said) -> ReasonCode:
    """What never was a project is disqualified; what was one and is gone is dead."""
    never_was = line.fact.kind is FactKind.DISQUALIFIED and story.phase is Phase.EARLY
    return ReasonCode.DISQUALIFIED if never_was else ReasonCode.DEAD


def _yes(story: Story, line: Said) -> Finding:
    when = line.fact.when
    is_later = when is not None and when.first > story.today
    answered = any(
        t.at > line.at and t.kind != "meeting" and t.direction == "outbound" and related(line, t)
        for t in story.talks
    ) or any(s.at > line.at and from_us(s) for s in story.of(FactKind.DELIVERED))
    act = not answered and not is_later
    day = in_words(line.day, story.today)
    signed = line.fact.kind is FactKind.SIGNED
    who = story.name(line.contact)
    text = f"{who} {'signed' if signed else 'said yes'} {day}"
    return finding(
        SignalKind.POSITIVE,
        ReasonCode.READY_TO_CLOSE if act else ReasonCode.ON_TRACK,
        VerdictKind.ACT_NOW if act else None,
        f"{text} and nothing of ours has followed." if act else f"{text}.",
        strength=line.fact.confidence * (1.0 if act else 0.1),
        said=line,
        due=story.today if act else None,
    )
