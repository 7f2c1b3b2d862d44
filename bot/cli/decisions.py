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
from bot.domain.lifecycle import Decision
from bot.domain.people import REVOPS
from bot.errors import BadInput
from bot.main import Daybreak, assembled
from bot.mission.report import action_document


@click.group()
def decisions() -> None:
    """Reads the decision queue; approving happens in Slack."""


@decisions.command("list")
@click.option("--as", "who", metavar="WHO", default=REVOPS.id, help="Whose queue; revops sees all.")
@click.option("--state", default="open", show_default=True, help="open, withdrawn, … or any.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
def list_(settings: Settings, who: str, state: str, as_json: bool) -> None:
    """Lists decisions, newest first."""
    found = asyncio.run(_queue(settings, who, None if state == "any" else state))
    if as_json:
        click.echo(json.dumps([_document(decision) for decision in found], ensure_ascii=False))
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
            decision.id, decision.deal_id, Text(line), decision.state, day(decision.created_at)
        )
    console.print(table)


@decisions.command()
@click.argument("decision_id", metavar="ID")
@click.option("--as", "who", metavar="WHO", default=REVOPS.id, help="Who is reading.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
def show(settings: Settings, decision_id: str, who: str, as_json: bool) -> None:
    """Shows one decision whole."""
    decision = asyncio.run(_one(settings, decision_id, who))
    if as_json:
        click.echo(json.dumps(_document(decision), ensure_ascii=False))
        return
    console = Console(highlight=False)
    console.print(Text(printable(decision.reason), style="bold"))
    console.print(Text(printable(action_line(decision.action, decision.draft)), style="green"))
    if decision.draft:
        console.print(Text(f"\n{printable(decision.draft.body)}", style="dim"))
    console.print(
        f"\n{decision.state}, version {decision.version} of {day(decision.updated_at)},"
        f" deal {decision.deal_id}, digest {decision.digest[:12]}",
        style="dim",
    )


async def _queue(settings: Settings, who: str, state: str | None) -> list[Decision]:
    async with assembled(settings) as daybreak:
        return await daybreak.decisions.queue(reps=await _reps_seen(daybreak, who), state=state)


async def _one(settings: Settings, decision_id: str, who: str) -> Decision:
    async with assembled(settings) as daybreak:
        seen = await _reps_seen(daybreak, who)
        found = await daybreak.decisions.find(decision_id)
        # Who may not see a decision learns as little as if there were none.
        if found is None or (seen is not None and found.rep_id not in seen):
            raise BadInput(
                f"There is no decision “{decision_id}” that you may see. Nothing was done."
                " List yours: daybreak decisions list"
            )
        return found


async def _reps_seen(daybreak: Daybreak, who: str) -> list[Any] | None:
    """The people whose decisions `who` may read; None for all."""
    person = await daybreak.people.find(who)
    return await daybreak.queues_of(person)


def _document(decision: Decision) -> dict[str, Any]:
    return {
        "id": decision.id,
        "state": decision.state,
        "version": decision.version,
        "digest": decision.digest,
        "rep_id": decision.rep_id,
        "deal_id": decision.deal_id,
        "run_id": decision.run_id,
        "reason": decision.reason,
        **action_document(decision.action, decision.draft),
        "created_at": decision.created_at.isoformat(),
        "updated_at": decision.updated_at.isoformat(),
    }
