"""Everything that the bot listens to, one line each; the manifest is made from the same lines."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncApp

from blocks import ids
from handlers.answers import Questions
from handlers.boundary import Boundary, Heard, Listener
from handlers.calls import Answer
from handlers.commands import Commands
from handlers.decisions import DecisionClicks
from handlers.home import Home
from handlers.leads import LeadClicks
from handlers.missions import MissionClicks, unknown
from handlers.runs import Runs
from handlers.summaries import Summaries
from handlers.wire import Installation
from handlers.wishes import Wishes


@dataclass(frozen=True, slots=True, kw_only=True)
class Listeners:
    """One object per noun, each with a method per thing that a person may do."""

    commands: Commands
    decisions: DecisionClicks
    home: Home
    leads: LeadClicks
    missions: MissionClicks
    questions: Questions
    runs: Runs
    summaries: Summaries
    wishes: Wishes


Pick = Callable[[Listeners], Listener]
_ANY = re.compile(r".*")
_NUMBER = re.compile(r"\.\d+$")

COMMANDS: dict[str, Pick] = {
    "/deals": lambda of: of.commands.deals,
    "/deal": lambda of: of.commands.deal,
    "/why": lambda of: of.commands.why,
    "/ask": lambda of: of.questions.commanded,
    "/pipeline": lambda of: of.summaries.pipeline,
    "/forecast": lambda of: of.summaries.forecast,
    "/risks": lambda of: of.summaries.risks,
    "/stale": lambda of: of.summaries.stale,
    "/help": lambda of: of.commands.help,
}
CLICKS: dict[str, Pick] = {
    ids.APPROVE: lambda of: of.decisions.approve,
    ids.EDIT: lambda of: of.decisions.edit,
    ids.REJECT: lambda of: of.decisions.reject,
    ids.SMALL: lambda of: of.decisions.approve_small,
    ids.RECALL: lambda of: of.decisions.recall,
    ids.UNDO: lambda of: of.decisions.undo,
    ids.REOPEN: lambda of: of.decisions.reopen,
    ids.WAKE: lambda of: of.decisions.wake,
    ids.CONFIRM: lambda of: of.decisions.confirm,
    ids.DENY: lambda of: of.decisions.deny,
    ids.REDRAW: lambda of: of.decisions.redraw,
    ids.WISH: lambda of: of.wishes.choose,
    ids.REDRAW_WISH: lambda of: of.wishes.redraw,
    ids.MORE: lambda of: of.decisions.more,
    ids.WHY: lambda of: of.missions.why,
    ids.RUN: lambda of: of.runs.click,
    ids.SHOW_DEAL: lambda of: of.commands.chosen,
    ids.WHY_DEAL: lambda of: of.commands.chosen,
    ids.ASK_PLAN: lambda of: of.questions.chosen,
    ids.ASK_CHANGE: lambda of: of.questions.picked,
    ids.ASK_FILE: lambda of: of.questions.as_file,
    ids.DEFINE: lambda of: of.questions.defined,
    ids.BRIEF_AT: lambda of: of.home.set_brief_at,
    ids.WEEKDAYS: lambda of: of.home.set_weekdays,
    ids.AWAY: lambda of: of.home.away,
    ids.BACK: lambda of: of.home.back,
    ids.LEAD: lambda of: of.leads.give,
    ids.WEEKLY_OFF: lambda of: of.home.end_weekly,
}
# Forms that are sent, by their callback_id.
FORMS: dict[str, Pick] = {
    ids.AWAY: lambda of: of.home.note_leave,
    ids.EDIT_FORM: lambda of: of.decisions.edited,
    ids.REJECT_FORM: lambda of: of.decisions.rejected,
    ids.SNOOZE_FORM: lambda of: of.decisions.snoozed,
    ids.DELEGATE_FORM: lambda of: of.decisions.delegated,
    ids.CONTEXT_FORM: lambda of: of.decisions.asked,
    ids.TYPED_FORM: lambda of: of.decisions.typed,
    ids.WISH_FORM: lambda of: of.wishes.sent,
    ids.LEAD_FORM: lambda of: of.leads.given,
}
# Fields that ask what to offer while somebody types, by their action_id.
SEARCHES: dict[str, Pick] = {}
# By the name of the subscription: what a direct message is to Slack is a `message` to Bolt.
EVENTS: dict[str, Pick] = {
    "app_home_opened": lambda of: of.home.opened,
    "app_mention": lambda of: of.questions.mentioned,
    "message.im": lambda of: of.commands.talk,
}
# Nobody in particular does these.
LIFECYCLE = ("app_uninstalled", "tokens_revoked")


def listen(app: AsyncApp, of: Listeners, boundary: Boundary, installation: Installation) -> None:
    """Gives every route to Bolt, behind the boundary.

    Bolt asks one listener after the other whether it is meant. So there is one for all clicks, in
    front, that looks its route up; likewise for forms and searches.
    """
    app.action(_ANY)(boundary.guarded(_one_of(CLICKS, of, "action_id")))
    app.view(_ANY)(boundary.guarded(_one_of(FORMS, of, "callback_id")))
    app.options(_ANY)(boundary.guarded(_one_of(SEARCHES, of, "action_id")))
    for name, pick in COMMANDS.items():
        app.command(name)(boundary.guarded(pick(of)))
    for name, pick in EVENTS.items():
        app.event(name.partition(".")[0])(boundary.guarded(pick(of)))
    for name in LIFECYCLE:
        app.event(name)(_forgetting(installation))


def _one_of(routes: Mapping[str, Pick], of: Listeners, field: str) -> Listener:
    """By what Slack gives in that field; what another version of this app has drawn is unknown."""
    known = {name: pick(of) for name, pick in routes.items()}

    async def listener(heard: Heard) -> Answer:
        # Several of one kind in one block are told apart by a number at the end.
        name = _NUMBER.sub("", str(heard.payload.get(field, "")))
        return await known.get(name, unknown)(heard)

    return listener


def _forgetting(installation: Installation) -> Callable[..., Any]:
    async def forget() -> None:
        installation.forget()

    return forget
