"""`daybreak eval`: the configured model beside the rules, against the rules alone."""

import asyncio
import json
from datetime import UTC, datetime
from typing import Any

import click

from bench import evaluation
from bot.config import Settings
from bot.errors import BadInput
from bot.llm.in_force import Chosen, in_force
from bot.llm.instructions import Prompts
from bot.llm.memory import Memory
from bot.llm.opening import provider_of
from bot.llm.stack import layered
from bot.llm.stored import Cassette
from bot.main import WORKSPACE, assembled
from bot.mind import beside_rules, choice_of, on_rules, outside_of
from storage.artifacts import Artifacts


@click.command("eval")
@click.option("--part", default="heldout", show_default=True, help="Which labelled cases.")
@click.option(
    "--prompt", "name", metavar="TASK@VERSION", help="Another prompt than the one in force."
)
@click.option("--gate", is_flag=True, help="Remember that the prompt passed, if it does.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
def evaluate(settings: Settings, part: str, name: str | None, gate: bool, as_json: bool) -> None:
    """Labelled cases by the configured model and by rules alone, side by side."""
    if gate and name is None:
        raise click.UsageError("--gate needs --prompt TASK@VERSION.")
    figures = asyncio.run(_evaluate(settings, part, name, gate))
    if as_json:
        click.echo(json.dumps(figures, ensure_ascii=False))
    else:
        _print(figures)
    if gate and figures["problem"]:
        raise click.exceptions.Exit(1)


async def _evaluate(settings: Settings, part: str, name: str | None, gate: bool) -> dict[str, Any]:
    rules = await evaluation.run(on_rules(), part)
    choice = choice_of(settings)
    if choice is None:
        if gate:
            raise BadInput(
                "No model is configured, so no prompt was evaluated. Nothing was changed."
                " Set ANTHROPIC_API_KEY, or LLM_PROVIDER and what it needs."
            )
        return {"rules": rules, "model": None, "problem": None}
    prompts = Prompts.load()
    chosen = in_force(prompts, [])
    if name is not None:
        task, _, version = name.partition("@")
        if (task, version) not in prompts.by_name:
            raise BadInput(f"There is no prompt {name}. Nothing was evaluated.")
        chosen[task] = Chosen(active=prompts.by_name[task, version])
    memory, outside = Memory(), outside_of(lambda: datetime.now(UTC))
    async with provider_of(choice, outside.new_id) as provider:
        model = layered(
            provider,
            shelf=Cassette(),
            purse=memory,
            accounts=memory,
            limits=choice.limits,
            outside=outside,
        )
        found = await evaluation.run(beside_rules(model, chosen), part, memory)
    problem = evaluation.passes(found, rules)
    if gate and name is not None and problem is None:
        await _remember(settings, name, prompts, found)
    return {"rules": rules, "model": found, "problem": problem}


async def _remember(settings: Settings, name: str, prompts: Prompts, found: dict[str, Any]) -> None:
    task, _, version = name.partition("@")
    prompt = prompts.by_name[task, version]
    async with assembled(settings) as daybreak:
        artifacts = Artifacts(database=daybreak.database, workspace=WORKSPACE)
        await artifacts.passed(task, version, prompt.hash, found, datetime.now(UTC))


def _print(figures: dict[str, Any]) -> None:
    rules, model = figures["rules"], figures["model"]
    names = [name for name in (model or rules) if not name.endswith("_interval")]
    for name in names:
        own, other = rules.get(name, ""), (model or {}).get(name, "")
        between = rules.get(f"{name}_interval")
        click.echo(f"{name.replace('_', ' '):28} {own!s:>24} {other!s:>24}  {between or ''}")
    if figures["problem"]:
        click.echo(f"Not better than rules alone: {figures['problem']}.")
