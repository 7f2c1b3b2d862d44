"""What a mission says of a deal and of a day, in words that every screen shares."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from blocks.text import clock, day, money
from bot.domain.decisions import (
    Action,
    ChangeStage,
    CreateTask,
    Draft,
    HandOff,
    LogNote,
    RouteLead,
    ScheduleMeeting,
    SendEmail,
    UpdateField,
)
from bot.domain.missions import (
    DealVerdict,
    Evidence,
    Mission,
    Observation,
    ObservationKind,
    VerdictKind,
)
from bot.domain.people import PersonId


def first_line(mission: Mission) -> str:
    """What to do first, or that there is nothing to do."""
    by_id = {verdict.deal_id: verdict for verdict in mission.verdicts}
    cards = [by_id[deal_id] for deal_id in mission.shown]
    if cards:
        return f"First: {cards[0].name}. {headline(cards[0])}"
    if not mission.verdicts:
        return "You have no open deals."
    return "Nothing needs you today."


def headline(verdict: DealVerdict) -> str:
    """What the deal is about in one sentence."""
    for observation in verdict.observations:
        if observation.kind is not ObservationKind.POLICY:
            return observation.text
    return verdict.reason_code.value.replace("_", " ").capitalize() + "."


# The fields in which somebody's words stand; others hold a date, a name or a figure.
WRITTEN = frozenset({"body", "subject"})


def said(verdict: DealVerdict) -> Evidence | None:
    """The words that the verdict rests on, if somebody wrote them and the headline lacks them."""
    for observation in verdict.observations:
        evidence = observation.evidence
        if evidence and evidence.source.field in WRITTEN:
            return None if _is_told(evidence, observation) else evidence
    return None


def _is_told(evidence: Evidence, observation: Observation) -> bool:
    return " ".join(evidence.quote.split()) in " ".join(observation.text.split())


def figures(verdict: DealVerdict) -> str:
    amount = verdict.amount
    parts = [money(amount, verdict.currency) if amount is not None else "no amount"]
    parts.append(f"closes {day(verdict.close_date)}" if verdict.close_date else "no close date")
    return " · ".join(parts)


def rest(mission: Mission) -> str:
    """What the list leaves out, in numbers."""
    watched = [v for v in mission.verdicts if v.verdict is VerdictKind.MONITOR]
    waiting = sorted(v.until for v in watched if v.until)
    more = sum(v.verdict is VerdictKind.ACT_NOW for v in mission.verdicts) - len(mission.shown)
    fine = [v for v in mission.verdicts if v.verdict is VerdictKind.NO_ACTION]
    clean_up = sum(v.proposal is not None for v in fine)
    parts = [f"{more} more could use you"] if more else []
    monitor = f"{len(watched)} to monitor"
    parts.append(f"{monitor}, next date {day(waiting[0])}" if waiting else monitor)
    parts.append(f"{len(fine) - clean_up} on track")
    if clean_up:
        parts.append(f"{clean_up} to clean up")
    thin = sum(v.thin_data for v in mission.verdicts)
    if thin:
        parts.append(f"{thin} with too little history to judge")
    return " · ".join(parts)


def made_from(mission: Mission) -> str:
    """How fresh the records are, and who judged."""
    as_of = f"{mission.data_as_of:%d %b %Y %H:%M} UTC" if mission.data_as_of else "unknown"
    by = mission.reasoner if mission.reasoner == "rules" else f"rules and {mission.reasoner}"
    note = f" {mission.note}" if mission.note else ""
    return f"Data as of {as_of}. Judged by {by}.{note}"


def action_line(
    action: Action, draft: Draft | None, names: Mapping[PersonId, str] | None = None
) -> str:
    """What an approval would do, in a few words; `names` are those of whoever it may speak of."""
    match action:
        case SendEmail():
            return f"Mail to {draft.to}: {draft.subject}" if draft else "Send an e-mail"
        case CreateTask():
            return f"Task for {day(action.due)}: {action.title}. {action.note}".strip()
        case ChangeStage():
            return _stage_line(action)
        case UpdateField():
            now = f" (now {action.old})" if action.old else ""
            return f"Set {action.field.replace('_', ' ')} to {action.new or '…'}{now}"
        case LogNote():
            return f"Note: {action.text}"
        case ScheduleMeeting():
            return _meeting_line(action)
        case RouteLead():
            return f"Give the lead to {_called(action.to_person_id, names)}"
        case HandOff():
            to = _called(action.to_person_id, names)
            return f"Hand the deal off to {to}. {action.note}".strip()


def _stage_line(action: ChangeStage) -> str:
    if action.to_status == "open" and action.to_stage:
        moves = action.from_stage and action.from_stage != action.to_stage
        return (
            f"Move from {action.from_stage} to {action.to_stage}"
            if moves
            else (f"Move to {action.to_stage}")
        )
    why = f": {action.lost_reason}" if action.lost_reason else ""
    return f"Close as {action.to_status}{why}"


def _meeting_line(action: ScheduleMeeting) -> str:
    if action.starts_at is None:
        return f"Meeting: {action.title}, {action.minutes} min. The time is yours to choose."
    local = action.starts_at.astimezone(ZoneInfo(action.zone))
    at = f"{day(local.date())} {clock(local.time())} ({action.zone})"
    return f"Meeting: {action.title}, {at}, {action.minutes} min"


def _called(person_id: PersonId, names: Mapping[PersonId, str] | None) -> str:
    return (names or {}).get(person_id) or "a colleague"
