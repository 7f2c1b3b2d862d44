"""`daybreak decisions`: the queue of what waits for a person's word, to read and no more."""

import asyncio
import json
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from blocks.text import day, printable
from blocks.words import action_line
from bot.config import Settings
from bot.decisions.report import decision_document
from bot.domain.lifecycle import DAYBREAK, Decision, DecisionState, ExecutionState, Word
from bot.domain.people import REVOPS, PersonId
from bot.errors import BadInput
from bot.main import Daybreak, assembled

ANY = "any"
STATES = (*(state.value for state in (*DecisionState, *ExecutionState)), ANY)


@click.group()
def decisions() -> None:
    """Reads the decision queue; approving happens in Slack."""


@decisions.command("list")
@click.option("--as", "who", metavar="WHO", default=REVOPS.id, help="Whose queue; revops sees all.")
@click.option(
    "--state",
    type=click.Choice(STATES),
    default="open",
    show_default=True,
    help="Of the decision, or of its effect.",
    metavar="STATE",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
def list_(settings: Settings, who: str, state: str, as_json: bool) -> None:
    """Lists decisions, newest first."""
    found = asyncio.run(_queue(settings, who, state))
    if as_json:
        click.echo(
            json.dumps([decision_document(decision) for decision in found], ensure_ascii=False)
        )
        return
    console = Console(highlight=False)
    if not found:
        console.print("No decisions are waiting.")
        return
    table = Table(box=None, header_style="bold")
    for name in ("id", "deal", "action", "state", "since"):
        table.add_column(name)
    for decision in found:
        line = printable(action_line(decision.action, decision.draft))
        table.add_row(
            decision.id, decision.deal_id, Text(line), _standing(decision), day(decision.created_at)
        )
    console.print(table)


@decisions.command()
@click.argument("decision_id", metavar="ID")
@click.option("--as", "who", metavar="WHO", default=REVOPS.id, help="Who is reading.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
def show(settings: Settings, decision_id: str, who: str, as_json: bool) -> None:
    """Shows one decision whole."""
    decision, names = asyncio.run(_one(settings, decision_id, who))
    if as_json:
        click.echo(json.dumps(decision_document(decision), ensure_ascii=False))
        return
    console = Console(highlight=False)
    console.print(Text(printable(decision.reason), style="bold"))
    console.print(Text(printable(action_line(decision.action, decision.draft)), style="green"))
    if decision.draft:
        console.print(Text(f"\n{printable(decision.draft.body)}", style="dim"))
    console.print(
        f"\n{_standing(decision)}, version {decision.version} of {day(decision.updated_at)},"
        f" deal {decision.deal_id}, digest {decision.digest[:12]}",
        style="dim",
    )
    for word in decision.words:
        console.print(Text(_said(word, names)))
    _print_effect(console, decision)


async def _queue(settings: Settings, who: str, state: str) -> list[Decision]:
    of_decision = state if state in tuple(DecisionState) else None
    async with assembled(settings) as daybreak:
        reps = await _reps_seen(daybreak, who)
        found = await daybreak.decisions.queue(reps=reps, state=of_decision)
    if of_decision or state == ANY:
        return found
    return [one for one in found if one.execution and one.execution.state == state]


async def _one(
    settings: Settings, decision_id: str, who: str
) -> tuple[Decision, dict[PersonId, str]]:
    """With the names of all who may have had a word on it."""
    async with assembled(settings) as daybreak:
        seen = await _reps_seen(daybreak, who)
        found = await daybreak.decisions.find(decision_id)
        # Who may not see a decision learns as little as if there were none.
        if found is None or (seen is not None and found.rep_id not in seen):
            raise BadInput(
                f"There is no decision “{decision_id}” that you may see. Nothing was done."
                " List yours: daybreak decisions list"
            )
        names = {person.id: person.name for person in await daybreak.people.all()}
        return found, {**names, DAYBREAK: "Daybreak", REVOPS.id: REVOPS.name}


async def _reps_seen(daybreak: Daybreak, who: str) -> list[Any] | None:
    """The people whose decisions `who` may read; None for all."""
    person = await daybreak.people.find(who)
    return await daybreak.queues_of(person)


def _standing(decision: Decision) -> str:
    """The decision's state, and what came of it."""
    effect = decision.execution
    return f"{decision.state}, {effect.state}" if effect else decision.state


def _said(word: Word, names: dict[PersonId, str]) -> str:
    who = names.get(word.by, word.by)
    for_whom = f" for {names.get(word.on_behalf_of)}" if word.on_behalf_of else ""
    about = ", ".join(part for part in (word.reason, word.note) if part)
    what = word.event.replace("_", " ")
    line = f"{word.at:%Y-%m-%d %H:%M} UTC  {who}{for_whom}: {what} (version {word.version})"
    return printable(f"{line}  {about}" if about else line)


def _print_effect(console: Console, decision: Decision) -> None:
    effect = decision.execution
    if effect is None:
        return
    if effect.problem:
        console.print(Text(printable(effect.problem), style="red"))
    for change in effect.receipt.changes if effect.receipt else ():
        line = f"{change.record} {change.field}: {change.before or '–'} → {change.after or '–'}"
        console.print(Text(printable(line)))
