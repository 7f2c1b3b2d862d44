"""`daybreak audit`: proves that nobody altered what was written down, and hands it out."""

import asyncio
import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from blocks.text import printable
from blocks.words import action_line
from bot.cli.missions import DAY
from bot.config import Settings
from bot.decisions.tracing import Trace, Traces, trace_document
from bot.domain.people import PersonId
from bot.main import Daybreak, assembled
from storage.audit import Report
from storage.audit_chain import Head


@click.group()
def audit() -> None:
    """Checks and exports the audit log."""


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_context
def verify(ctx: click.Context, as_json: bool) -> None:
    """Walks the hash chain; exit 1 if it is broken anywhere."""
    report, anchors = asyncio.run(_verified(ctx.obj))
    if as_json:
        click.echo(json.dumps(_document(report, anchors)))
    else:
        for fault in report.faults:
            click.echo(f"FAIL  {fault}")
        whole = "is whole" if not report.faults else "is BROKEN"
        compared = f"compared with {len(anchors)} ends kept in {ctx.obj.daybreak_home}"
        click.echo(
            f"The chain of {report.entries} entries {whole}; {compared if anchors else _ALONE}."
            f" It ends with entry {report.head.seq}, {report.head.hash}."
        )
    if report.faults:
        ctx.exit(1)


@audit.command()
@click.option("--since", type=DAY, help="Only decisions that anything happened to since then.")
@click.option("--rep", "rep", metavar="WHO", help="Only decisions about this person's deals.")
@click.option("--deal", "deal_id", metavar="ID", help="Only decisions about this deal.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
def export(
    settings: Settings, since: datetime | None, rep: str | None, deal_id: str | None, as_json: bool
) -> None:
    """Hands out full traces: evidence, versions, decision, words, writes and outcome."""
    traces, head = asyncio.run(_exported(settings, since, rep, deal_id))
    if as_json:
        documents = [trace_document(trace) for trace in traces]
        click.echo(json.dumps({"head": asdict(head), "traces": documents}, ensure_ascii=False))
        return
    console = Console(highlight=False)
    if not traces:
        console.print("Nothing was decided there.")
    for trace in traces:
        _show(console, trace)


_ALONE = "no end of it is kept elsewhere yet, so a cut tail would not show"


async def _verified(settings: Settings) -> tuple[Report, list[Head]]:
    async with assembled(settings) as daybreak:
        anchors = await daybreak.effects.anchors.kept()
        return await daybreak.effects.audit.verify(anchors), anchors


async def _exported(
    settings: Settings, since: datetime | None, rep: str | None, deal_id: str | None
) -> tuple[list[Trace], Head]:
    async with assembled(settings) as daybreak:
        found = _traces(daybreak).find(
            since=since.replace(tzinfo=UTC) if since else None,
            rep_id=await _rep(daybreak, rep),
            deal_id=deal_id,
        )
        return [trace async for trace in found], await daybreak.effects.audit.head()


async def _rep(daybreak: Daybreak, rep: str | None) -> PersonId | None:
    return None if rep is None else (await daybreak.people.find(rep)).id


def _traces(daybreak: Daybreak) -> Traces:
    return Traces(
        log=daybreak.effects.audit,
        decisions=daybreak.decisions,
        missions=daybreak.missions.store,
    )


def _document(report: Report, anchors: list[Head]) -> dict[str, Any]:
    return {
        "ok": not report.faults,
        "entries": report.entries,
        "head": asdict(report.head),
        "anchors": len(anchors),
        "faults": [asdict(fault) for fault in report.faults],
    }


def _show(console: Console, trace: Trace) -> None:
    decision = trace.decision
    console.print(Text(f"Decision {trace.decision_id}", style="bold"))
    if decision is not None:
        line = printable(action_line(decision.action, decision.draft))
        console.print(Text(f"  {line} (deal {decision.deal_id}, {decision.state})"))
    for observation in trace.verdict.observations if trace.verdict else ():
        console.print(Text(f"  {observation.kind}: {printable(observation.text)}", style="dim"))
    for entry in trace.entries:
        by = entry["by"] or "Daybreak"
        console.print(Text(f"  {entry['at'][:19]}Z  {entry['kind']} by {by}  #{entry['seq']}"))
    console.print()
