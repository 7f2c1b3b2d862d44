"""`daybreak prompts`: which version of a prompt is in force, and how that is changed."""

import asyncio
from datetime import UTC, datetime

import click
from rich.console import Console
from rich.table import Table

from bot.config import Settings
from bot.domain.people import REVOPS, Person, Role
from bot.errors import BadInput
from bot.llm.in_force import in_force
from bot.llm.instructions import Prompts
from bot.llm.port import Prompt
from bot.main import WORKSPACE, Daybreak, assembled
from storage.artifacts import Artifact, Artifacts, Move, Status
from storage.database import Database


@click.group()
def prompts() -> None:
    """Shows and switches the instructions that a model gets; every switch is in the audit log."""


@prompts.command("list")
@click.pass_obj
def list_(settings: Settings) -> None:
    """Every version, and which is in force."""
    known, artifacts = Prompts.load(), asyncio.run(_known(settings))
    chosen = in_force(known, artifacts)
    status = {(one.name, one.version): one for one in artifacts}
    table = Table(box=None, header_style="bold")
    for name in ("prompt", "status", "evaluation", "content"):
        table.add_column(name)
    for (task, version), prompt in sorted(known.by_name.items()):
        one = status.get((task, version))
        active = chosen[task].active is prompt
        standing = "active" if active else one.status.value if one else "draft"
        if one and one.status is Status.CANARY:
            standing = f"canary, {one.share} %"
        evaluation = "passed" if one and _has_passed(one, prompt) else "none"
        table.add_row(prompt.name, standing, evaluation, prompt.hash[:12])
    Console(highlight=False).print(table)


@prompts.command()
@click.argument("name", metavar="TASK@VERSION")
@click.option("--canary", "share", type=click.IntRange(1, 99), help="Only this share of the deals.")
@click.option("--without-evaluation", "why", metavar="REASON", help="Activates it unevaluated.")
@click.option("--as", "who", default=REVOPS.id, show_default=True, help="Whose word it is.")
@click.pass_obj
def activate(settings: Settings, name: str, share: int | None, why: str | None, who: str) -> None:
    """Puts a version in force, if it has passed `daybreak eval`."""
    prompt = _prompt(name)
    status = Status.CANARY if share else Status.ACTIVE
    asyncio.run(_activate(settings, prompt, status, share or 0, why, who))
    click.echo(
        f"{prompt.name} is now {status.value}{f' for {share} % of the deals' if share else ''}."
    )


@prompts.command("roll-back")
@click.argument("task")
@click.option("--as", "who", default=REVOPS.id, show_default=True, help="Whose word it is.")
@click.pass_obj
def roll_back(settings: Settings, task: str, who: str) -> None:
    """Puts the version in force again that was active before."""
    name = asyncio.run(_roll_back(settings, task, who))
    click.echo(f"{name} is active again.")


async def _known(settings: Settings) -> list[Artifact]:
    async with assembled(settings) as daybreak:
        return await _artifacts(daybreak.database).all()


async def _activate(
    settings: Settings, prompt: Prompt, status: Status, share: int, why: str | None, who: str
) -> None:
    async with assembled(settings) as daybreak:
        person = await _admin(daybreak, who)
        artifacts = _artifacts(daybreak.database)
        known = {(one.name, one.version): one for one in await artifacts.all()}
        one = known.get((prompt.task, prompt.version))
        if why is None and not (one and _has_passed(one, prompt)):
            raise BadInput(
                f"{prompt.name} has not passed an evaluation with exactly this text, so it was not"
                f" put in force. Run: daybreak eval --prompt {prompt.name} --gate"
            )
        move = Move(
            version=prompt.version,
            sha256=prompt.hash,
            status=status,
            by=person.id,
            at=datetime.now(UTC),
            share=share,
            why=why or "",
        )
        await artifacts.move(prompt.task, move)


async def _roll_back(settings: Settings, task: str, who: str) -> str:
    async with assembled(settings) as daybreak:
        person = await _admin(daybreak, who)
        artifacts, known = _artifacts(daybreak.database), Prompts.load()
        version = await artifacts.before(task)
        if version is None or (task, version) not in known.by_name:
            raise BadInput(
                f"No earlier version of {task} is known here. Nothing was changed."
                " See what there is: daybreak prompts list"
            )
        prompt = known.by_name[task, version]
        move = Move(
            version=version,
            sha256=prompt.hash,
            status=Status.ACTIVE,
            by=person.id,
            at=datetime.now(UTC),
            why="rolled back",
        )
        await artifacts.move(task, move)
        return prompt.name


async def _admin(daybreak: Daybreak, who: str) -> Person:
    person = REVOPS if who == REVOPS.id else await daybreak.people.find(who)
    if person.role is not Role.REVOPS:
        raise BadInput(
            f"{person.name} may not switch prompts; only revops may. Nothing was changed."
        )
    return person


def _artifacts(database: Database) -> Artifacts:
    return Artifacts(database=database, workspace=WORKSPACE)


def _prompt(name: str) -> Prompt:
    task, _, version = name.partition("@")
    known = Prompts.load()
    if (task, version) not in known.by_name:
        have = ", ".join(f"{t}@{v}" for t, v in sorted(known.by_name))
        raise BadInput(f"There is no prompt {name}. Nothing was changed. There are: {have}.")
    return known.by_name[task, version]


def _has_passed(one: Artifact, prompt: Prompt) -> bool:
    return one.passed is not None and one.sha256 == prompt.hash
