"""What each reason means in words, and which reason wins where several speak at once."""

from dataclasses import dataclass

from bot.domain.missions import ReasonCode as R
from bot.domain.missions import VerdictKind

_ACT, _MONITOR, _NOTHING = VerdictKind.ACT_NOW, VerdictKind.MONITOR, VerdictKind.NO_ACTION

# From the top: the first pair that a finding speaks for is the verdict. In words: an end is an
# end; old sources are no ground to act on; then what we owe the buyer, what the buyer's side
# needs today, what they asked us to wait for, what they owe us, the deal's own dates, what is
# under way, and at last the plain state of the talk.
PRECEDENCE: tuple[tuple[VerdictKind, R], ...] = (
    (_NOTHING, R.DEAD),
    (_NOTHING, R.DISQUALIFIED),
    (_MONITOR, R.STALE_SOURCE),
    # what we owe
    (_ACT, R.READY_TO_CLOSE),
    (_ACT, R.SUPPORT_BLOCKER),
    (_ACT, R.UNANSWERED_QUESTION),
    (_ACT, R.PRICING_REQUEST),
    (_ACT, R.REVIEW_STEP),
    (_ACT, R.OUR_PROMISE_MISSED),
    # what threatens
    (_ACT, R.COMPETITOR),
    (_ACT, R.OBJECTION),
    (_ACT, R.CHAMPION_GONE),
    (_ACT, R.MEETING_TO_PREPARE),
    # what they asked us to wait for
    (_ACT, R.WAIT_IS_OVER),
    (_MONITOR, R.WAITING_ON_BUYER),
    (_MONITOR, R.OUT_OF_OFFICE),
    # what they owe
    (_ACT, R.THEIR_PROMISE_MISSED),
    # the deal's own dates
    (_ACT, R.CLOSE_DATE_PAST),
    (_ACT, R.RENEWAL_NEAR),
    (_ACT, R.USAGE_DROP),
    (_ACT, R.CHAMPION_UNRESPONSIVE),
    (_ACT, R.CLOSE_DATE_AT_RISK),
    (_ACT, R.NO_NEXT_STEP),
    # what is under way
    (_MONITOR, R.UNANSWERED_QUESTION),
    (_MONITOR, R.PRICING_REQUEST),
    (_MONITOR, R.REVIEW_STEP),
    (_MONITOR, R.SUPPORT_BLOCKER),
    (_MONITOR, R.COMPETITOR),
    (_MONITOR, R.OBJECTION),
    (_MONITOR, R.OUR_PROMISE_PENDING),
    (_MONITOR, R.THEIR_PROMISE_PENDING),
    (_ACT, R.MISSING_ECONOMIC_BUYER),
    (_MONITOR, R.REVIEW_RUNNING),
    # the plain state of the talk
    (_NOTHING, R.ON_TRACK),
    (_MONITOR, R.MEETING_BOOKED),
    (_MONITOR, R.AWAITING_REPLY),
    (_MONITOR, R.NO_RECENT_ENGAGEMENT),
    (_MONITOR, R.STALLED_IN_STAGE),
    (_MONITOR, R.ON_TRACK),
    (_MONITOR, R.THIN_DATA),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """How a reason reads: why it decides, what to do, what would change it; and how sure it is."""

    why: str
    do: str
    unless: str
    sure: float = 0.8


_WORDS: dict[R, Words] = {
    R.DEAD: Words(
        why="They have decided, and nothing newer takes it back.",
        do="Close the deal as lost, with the reason they gave.",
        unless="they come back with a question or an order",
    ),
    R.DISQUALIFIED: Words(
        why="There is no project to win here.",
        do="Close the deal as lost.",
        unless="a new project or budget turns up",
    ),
    R.STALE_SOURCE: Words(
        why="The records are too old to say what the buyer wants today.",
        do="Bring the records up to date before acting on this deal.",
        unless="newer records arrive",
        sure=0.4,
    ),
    R.READY_TO_CLOSE: Words(
        why="A yes cools down when the paperwork does not follow.",
        do="Send the paperwork today.",
        unless="the paperwork has already gone out another way",
        sure=0.9,
    ),
    R.SUPPORT_BLOCKER: Words(
        why="They will not buy more while this is broken.",
        do="Bring in support, and tell them who is on it and when they hear more.",
        unless="the problem is reported as solved",
    ),
    R.UNANSWERED_QUESTION: Words(
        why="They are waiting for us, and waiting costs trust.",
        do="Answer today.",
        unless="it was answered by phone or in person",
        sure=0.9,
    ),
    R.PRICING_REQUEST: Words(
        why="Whoever asks for a price is comparing; the first good answer wins.",
        do="Answer the price question today, within your limits.",
        unless="a price was given another way",
        sure=0.9,
    ),
    R.REVIEW_STEP: Words(
        why="Their review stands still until we send what it needs.",
        do="Send what the review needs, or hand it to the colleague who can.",
        unless="the papers have already been sent",
        sure=0.85,
    ),
    R.OUR_PROMISE_MISSED: Words(
        why="We gave a date, and nothing on record shows that we kept it.",
        do="Keep the promise today, or name a new date before they ask.",
        unless="it was kept another way",
        sure=0.9,
    ),
    R.COMPETITOR: Words(
        why="They weigh us against somebody else right now.",
        do="Answer the comparison while they still decide.",
        unless="they drop the other offer",
        sure=0.75,
    ),
    R.OBJECTION: Words(
        why="A doubt that nobody answers becomes a no.",
        do="Take up the objection with them today.",
        unless="they say that the doubt is settled",
        sure=0.75,
    ),
    R.CHAMPION_GONE: Words(
        why="Without the person who carried it, the deal has no voice inside.",
        do="Find out who takes over, and get introduced.",
        unless="a successor is already talking with us",
        sure=0.85,
    ),
    R.MEETING_TO_PREPARE: Words(
        why="A meeting with them is about to happen.",
        do="Prepare the meeting: what they asked, what we owe, what we want from it.",
        unless="the meeting is moved or called off",
        sure=0.9,
    ),
    R.WAIT_IS_OVER: Words(
        why="The time they asked for has passed, and now it is our turn.",
        do="Take it up again today.",
        unless="they ask for more time",
        sure=0.85,
    ),
    R.WAITING_ON_BUYER: Words(
        why="They asked us to wait, so a message before then would only disturb.",
        do="Leave it until then.",
        unless="they write before, or the day comes",
        sure=0.85,
    ),
    R.OUT_OF_OFFICE: Words(
        why="Nobody there can answer before the return.",
        do="Wait for the return.",
        unless="somebody else there writes",
        sure=0.85,
    ),
    R.THEIR_PROMISE_MISSED: Words(
        why="They are late beyond a normal delay; a friendly nudge is due.",
        do="Remind them, kindly and briefly.",
        unless="it arrives today",
        sure=0.8,
    ),
    R.CLOSE_DATE_PAST: Words(
        why="A date in the past makes every forecast wrong.",
        do="Agree on a new date with the buyer, and correct the close date.",
        unless="the deal is closed or its date corrected",
        sure=0.85,
    ),
    R.RENEWAL_NEAR: Words(
        why="The contract ends soon, and nobody is talking about the next one.",
        do="Open the renewal talk today.",
        unless="the renewal is agreed elsewhere",
        sure=0.8,
    ),
    R.USAGE_DROP: Words(
        why="They use it much less than before, and nothing on record explains it.",
        do="Ask what has changed before talking about more.",
        unless="a pause or a fault in the data explains it",
        sure=0.65,
    ),
    R.CHAMPION_UNRESPONSIVE: Words(
        why="Silence this late usually means that something has changed.",
        do="Try another way in: a call, or a second person.",
        unless="they answer",
        sure=0.65,
    ),
    R.CLOSE_DATE_AT_RISK: Words(
        why="The close date is too near for how much is still open.",
        do="Agree on the last steps with dates, or move the close date.",
        unless="a dated next step is agreed",
        sure=0.7,
    ),
    R.NO_NEXT_STEP: Words(
        why="The agreed step has passed, and nobody has set another.",
        do="Agree on a new next step with a date.",
        unless="the step took place and was not recorded",
        sure=0.7,
    ),
    R.MISSING_ECONOMIC_BUYER: Words(
        why="The close is near, and nobody who can sign has been spoken to.",
        do="Ask your contact who signs, and for an introduction.",
        unless="whoever signs is known and on board",
        sure=0.65,
    ),
    R.OUR_PROMISE_PENDING: Words(
        why="We owe them something that is not due yet.",
        do="Have it ready in time.",
        unless="the day comes, or they ask before",
        sure=0.85,
    ),
    R.THEIR_PROMISE_PENDING: Words(
        why="They said they would move, and a normal wait is reasonable.",
        do="Wait for it.",
        unless="it comes, or does not come in time",
        sure=0.8,
    ),
    R.REVIEW_RUNNING: Words(
        why="Their own people are at work on it, and nothing waits for us.",
        do="Wait for the outcome.",
        unless="the review asks something of us or ends",
        sure=0.75,
    ),
    R.ON_TRACK: Words(
        why="The talk is recent and nothing is due.",
        do="Nothing to do today.",
        unless="something falls due, or they ask something",
        sure=0.75,
    ),
    R.MEETING_BOOKED: Words(
        why="The talk is recent and goes on at an agreed day.",
        do="Nothing to do before then; put the day into the calendar.",
        unless="the meeting is moved, or they ask something before",
        sure=0.75,
    ),
    R.AWAITING_REPLY: Words(
        why="We have just written or spoken, so the ball is with them.",
        do="Give them a few working days.",
        unless="no answer comes within the usual time",
        sure=0.75,
    ),
    R.STALLED_IN_STAGE: Words(
        why="It moves more slowly than deals that were won.",
        do="Keep an eye on it, and think about what would move it.",
        unless="they take the next step",
        sure=0.55,
    ),
    R.NO_RECENT_ENGAGEMENT: Words(
        why="It has been quiet, and silence alone decides nothing.",
        do="Keep an eye on it.",
        unless="they write, or a date comes near",
        sure=0.55,
    ),
    R.THIN_DATA: Words(
        why="Nobody could judge this from what is written down.",
        do="Write down where the deal stands.",
        unless="there is more on record",
        sure=0.3,
    ),
}


def words_of(reason: R) -> Words:
    """How a reason reads; those that never decide read like a deal on track."""
    return _WORDS.get(reason, _WORDS[R.ON_TRACK])
