"""What is said of a wish for a change: what waits now, or why nothing was proposed."""

from collections.abc import Mapping, Sequence

from bot.answers.answer import Answer, Choice, NotProposed, Status
from bot.decisions.fields import FIELDS_OF, label_of
from bot.domain.deals import Deal
from bot.domain.decisions import Action, ChangeStage, CreateTask, HandOff, LogNote, UpdateField
from bot.domain.lifecycle import Decision
from bot.domain.outcomes import Faulty, NotYours, Refused

NEVER: Mapping[str, str] = {
    "delete": "I never delete records. Nothing was done.",
    "email": "I write no mail from a question. Nothing was done. /deals shows the mails that are"
    " worth sending today, with their drafts.",
}
_HOW = (
    "Say it as “move DEAL to STAGE”, “set close date of DEAL to 31 March”, “mark DEAL as lost"
    " because …”, “assign DEAL to NAME”, “create a task for DEAL: … by Friday” or “add a note to"
    " DEAL: …”."
)
_WAITS = "Nothing has changed yet: the card with Approve, Edit and Reject is in your messages."


def proposed(decision: Decision, deal: Deal, note: str) -> Answer:
    what = _line(decision.action)
    return Answer(
        status=Status.PROPOSED,
        text=f"Proposed for “{deal.name}”: {what}. It waits for approval.",
        interpretation=what,
        notes=(*((note,) if note else ()), _WAITS),
        decision_id=decision.id,
    )


def _line(action: Action) -> str:
    match action:
        case ChangeStage(to_status="open"):
            moves = action.to_stage and action.to_stage != action.from_stage
            return f"move from {action.from_stage} to {action.to_stage}" if moves else "reopen it"
        case ChangeStage():
            why = f" ({action.lost_reason})" if action.lost_reason else ""
            return f"close it as {action.to_status}{why}"
        case UpdateField():
            was = f", instead of {action.old}" if action.old else ""
            return f"set {label_of(action.field).lower()} to {action.new}{was}"
        case CreateTask():
            return f"a task for {action.due:%a %-d %b %Y}, “{action.title}”"
        case LogNote():
            return f"a note, “{action.text}”"
        case HandOff():
            return "give it to a new owner"
        case _:
            return "a change"


def unclear() -> NotProposed:
    said = "I can’t tell what shall change in which deal. Nothing was proposed."
    return NotProposed(Status.DECLINED, f"{said} {_HOW}")


def several() -> NotProposed:
    return NotProposed(
        Status.DECLINED, "I propose changes of one deal at a time. Nothing was proposed. Name it."
    )


def no_deal(name: str) -> NotProposed:
    return NotProposed(
        Status.DECLINED,
        f"No deal that you may see is called “{name}”. Nothing was proposed."
        " /deals shows your list.",
    )


def which(name: str, choices: Sequence[Choice], *, ambiguous: bool) -> NotProposed:
    if ambiguous:
        return NotProposed(Status.CLARIFY, f"Several deals fit “{name}”. Which one?", choices)
    asks = f"No deal is called “{name}”. Did you mean one of these?"
    return NotProposed(Status.CLARIFY, asks, choices)


def hidden(field: str) -> NotProposed:
    return NotProposed(
        Status.FORBIDDEN,
        f"Your role may not see the {label_of(field).lower()} of deals. Nothing was proposed.",
    )


def refused(outcome: Refused, deal: Deal) -> NotProposed:
    """Without a word more than the same form would say."""
    match outcome.why:
        case NotYours(waits_for=name):
            whose = f"{name}’s" if name else "somebody else’s"
            return NotProposed(
                Status.FORBIDDEN,
                f"“{deal.name}” is {whose} to decide on. Nothing was proposed.",
            )
        case Faulty(faults=faults):
            said = " ".join(
                f"{label_of(one.field.removeprefix(FIELDS_OF))}: {one.sentence}" for one in faults
            )
            return NotProposed(Status.DECLINED, f"{said} Nothing was proposed.")
        case _:
            return NotProposed(
                Status.FORBIDDEN, f"You may not decide on “{deal.name}”. Nothing was proposed."
            )
