"""`daybreak replay`: past missions concluded again, and what would be different."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click
from pydantic import ValidationError
from rich.console import Console
from rich.progress import Progress

from bot.cli import costs, rulings
from bot.config import Settings
from bot.decisions.reruling import Reruling
from bot.decisions.ruling_differences import RulingDifferences, ruling_differences
from bot.errors import BadInput, BadSetting
from bot.hindsight import Other, hindsight
from bot.llm.costs import CostDifference, cost_difference
from bot.llm.instructions import Prompts
from bot.llm.memory import Memory
from bot.llm.port import Prompt
from bot.main import WORKSPACE, assembled, real_time
from bot.mission.differences import Change, Differences, differences
from bot.mission.replay import Replay
from bot.mission.thresholds import MissionRules
from bot.policy.policies import Policies
from storage.past import PastMissions
from storage.past_calls import PastCalls
from storage.past_decisions import PastDecisions

DAY = click.DateTime(formats=["%Y-%m-%d"])
_SHOWN = 20
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """`costs` only where a model took part, `rulings` where other policies were to be tried."""

    missions: Differences
    costs: CostDifference | None
    rulings: RulingDifferences | None


@click.command()
@click.option("--run", "runs", multiple=True, metavar="ID", help="A mission; may be repeated.")
@click.option("--since", type=DAY, metavar="DATE", help="All missions from that day on.")
@click.option("--until", type=DAY, metavar="DATE", help="Up to that day; by default today.")
@click.option(
    "--rules",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Other thresholds and weights, in the form of bot/mission/rules.yaml.",
)
@click.option(
    "--policy",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Other policies, in the form of bot/policy/rules/: what they say of past decisions.",
)
@click.option(
    "--prompt", "prompts", multiple=True, metavar="TASK@VERSION", help="Another prompt for a task."
)
@click.option("--model", metavar="ID", help="Another model.")
@click.option("--live", is_flag=True, help="Ask the model where no reply is stored; that costs.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
def replay(
    settings: Settings,
    runs: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    rules: Path | None,
    policy: Path | None,
    prompts: tuple[str, ...],
    model: str | None,
    live: bool,
    as_json: bool,
) -> None:
    """Concludes past missions again, with what was known then; changes and sends nothing."""
    if not runs and since is None:
        raise click.UsageError("Give --run ID or --since DATE.")
    other = Other(prompts=_prompts(prompts), model=model, live=live)
    span = (since.date(), (until or datetime.now()).date()) if since else None  # noqa: DTZ005
    tried = _policies(policy)
    found = asyncio.run(_replayed(settings, runs, span, _rules(rules), other, tried))
    if as_json:
        click.echo(json.dumps(document(found), ensure_ascii=False))
        return
    console = Console(highlight=False)
    _print(console, found.missions)
    if found.costs is not None:
        costs.show(console, found.costs)
    if found.rulings is not None:
        rulings.show(console, found.rulings)


async def _replayed(
    settings: Settings,
    runs: Sequence[str],
    span: tuple[date, date] | None,
    rules: MissionRules | None,
    other: Other,
    tried: Policies | None,
) -> Found:
    async with assembled(settings) as daybreak:
        reading = daybreak.database.read_only
        past = PastMissions(database=reading, workspace=WORKSPACE)
        memory = Memory()
        async with hindsight(settings, reading, WORKSPACE, real_time, other, memory) as thinking:
            again = Replay(past=past, thinking=thinking, rules=rules)
            wanted = [*runs, *(await again.runs(*span) if span else ())]
            missions = differences(await _all(wanted, "Missions", again.again))
        calls = PastCalls(database=reading, workspace=WORKSPACE)
        paid = await cost_difference(calls, wanted, memory.calls)
        if tried is None:
            return Found(missions=missions, costs=paid, rulings=None)
        ruling = Reruling(
            past=past,
            decisions=PastDecisions(database=reading, workspace=WORKSPACE),
            before=daybreak.effects.gate.policies,
            after=tried,
        )
        ruled = [one for each in await _all(wanted, "Decisions", ruling.again) for one in each]
        ruled_on = ruling_differences(ruled, ruling.versions)
        return Found(missions=missions, costs=paid, rulings=ruled_on)


async def _all(wanted: Sequence[str], what: str, again: Callable[[str], Awaitable[_T]]) -> list[_T]:
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        return [await again(run_id) for run_id in progress.track(wanted, description=what)]


def _rules(path: Path | None) -> MissionRules | None:
    if path is None:
        return None
    try:
        return MissionRules.load(path)
    except (ValidationError, ValueError) as error:
        raise BadInput(
            f"{path} does not hold rules: {error}. Nothing was computed."
            " Start from a copy of bot/mission/rules.yaml."
        ) from None


def _policies(folder: Path | None) -> Policies | None:
    if folder is None:
        return None
    try:
        return Policies.load(folder)
    except BadSetting as error:
        raise BadInput(
            f"{folder} does not hold policies: {error} Start from a copy of bot/policy/rules/."
        ) from None


def _prompts(names: Sequence[str]) -> dict[str, Prompt]:
    known, found = Prompts.load(), {}
    for name in names:
        task, _, version = name.partition("@")
        if (task, version) not in known.by_name:
            have = ", ".join(f"{t}@{v}" for t, v in sorted(known.by_name))
            raise BadInput(f"There is no prompt {name}. Nothing was computed. There are: {have}.")
        found[task] = known.by_name[task, version]
    return found


def document(found: Found) -> dict[str, Any]:
    """`replay --json`; `costs` is there only with a model, `rulings` with other policies."""
    paid = {"costs": asdict(found.costs)} if found.costs else {}
    ruled = {"rulings": rulings.document(found.rulings)} if found.rulings else {}
    return _of_missions(found.missions) | paid | ruled


def _of_missions(found: Differences) -> dict[str, Any]:
    return {
        "missions": found.missions,
        "decisions": found.decisions,
        "identical_missions": found.identical,
        "by_rules_alone": found.by_rules_alone,
        "counts": found.counts,
        "changes": [_change(change) for change in found.changes],
    }


def _change(change: Change) -> dict[str, Any]:
    return {name: value for name, value in asdict(change).items() if value}


def _print(console: Console, found: Differences) -> None:
    console.print(
        f"{found.decisions} decisions of {found.missions} missions concluded again;"
        f" {found.identical} missions are the same in every part."
    )
    for name, count in found.counts.items():
        if count:
            console.print(f"  {count:5d}  other {name}")
    if found.by_rules_alone:
        console.print(f"  {found.by_rules_alone:5d}  judged by rules alone: no reply is stored")
    for change in found.changes[:_SHOWN]:
        parts = [f"{k} {_arrow(v)}" for k, v in _change(change).items() if k[-3:] != "_id"]
        console.print(f"{change.deal_id}: {', '.join(parts)}", markup=False)
    if len(found.changes) > _SHOWN:
        console.print(f"… and {len(found.changes) - _SHOWN} more; --json has them all.")


def _arrow(value: object) -> str:
    return f"{value[0]} → {value[1]}" if isinstance(value, tuple) else "changed"
