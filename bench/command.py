"""`daybreak bench NAME`: each benchmark prints for people, or one JSON document with --json."""

import asyncio
import json
import sys
from collections.abc import Callable, Coroutine
from contextlib import redirect_stdout
from functools import partial
from pathlib import Path
from typing import IO, Any

import click

from bench import answers as answers_bench
from bench import ask as ask_bench
from bench import audit as audit_bench
from bench import intents as intents_bench
from bench import load as load_bench
from bench import missions as missions_bench
from bench import model as model_bench
from bench import policy as policy_bench
from bench import replay as replay_bench
from bench import verdicts as verdicts_bench
from bench import year as year_bench
from bench.chaos.campaign import campaign
from bench.clicks import measuring as clicks_bench

Run = Coroutine[Any, Any, dict[str, Any]]
as_json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document.")


@click.group()
def bench() -> None:
    """Measures: speed against a baseline of the same run, and accuracy on labelled cases."""


@bench.command()
@click.option(
    "--part", default="heldout", show_default=True, help="practice, fresh, second or heldout."
)
@as_json_option
def verdicts(part: str, as_json: bool) -> None:
    """How often a verdict is the one that a sensible manager would reach."""
    _measure(lambda: verdicts_bench.run(part), as_json)


@bench.command()
@as_json_option
def load(as_json: bool) -> None:
    """Loading a million deals from a file, against a bare bulk insert of the same rows."""
    _measure(load_bench.run, as_json, _lines)


@bench.command()
@click.option("--reps", default=1_000, show_default=True, help="Reps in the largest run.")
@as_json_option
def missions(reps: int, as_json: bool) -> None:
    """Missions on rules with all rows saved, and how time grows with the number of reps."""
    _measure(lambda: missions_bench.run(reps), as_json, _lines)


@bench.command()
@click.option("--deals", default=1_000_000, show_default=True, help="Deals in the largest book.")
@click.option("--postgres", metavar="URL", help="An empty PostgreSQL database for the largest.")
@as_json_option
def answers(deals: int, postgres: str | None, as_json: bool) -> None:
    """How fast questions are answered, against hand-written SQL, and how that grows."""
    _measure(lambda: answers_bench.run(deals, postgres), as_json, _lines)


@bench.command()
@as_json_option
def year(as_json: bool) -> None:
    """A simulated year of mornings: zones, DST, outages, replicas."""
    _measure(year_bench.run, as_json, _lines)


@bench.command()
@click.option("--approvals", default=2_000, show_default=True, help="Per run.")
@click.option("--kills", default=60, show_default=True, help="Per run, at random moments.")
@click.option("--full", is_flag=True, help="10,000 approvals and 300 kills.")
@click.option("--seed", default=1, show_default=True, help="Of the schedule.")
@as_json_option
def chaos(approvals: int, kills: int, full: bool, seed: int, as_json: bool) -> None:
    """Kills processes and servers while people click: nothing lost, nothing done twice."""
    if full:
        approvals, kills = 10_000, 300
    say = partial(click.echo, err=True)
    figures = _measure(lambda: campaign(approvals, kills, seed, say), as_json, _runs)
    if not figures["ok"]:
        raise SystemExit(1)


@bench.command()
@click.option("--part", type=click.Choice(ask_bench.PARTS), help="One part; by default both.")
@click.option("--home", type=click.Path(path_type=Path), help="Keeps the loaded data there.")
@click.option("--show", is_flag=True, help="Show what went wrong also of the held-out part.")
@as_json_option
def ask(part: str | None, home: Path | None, show: bool, as_json: bool) -> None:
    """Questions in plain words against answers that SQL gives, right, refused and wrong."""
    for each in (part,) if part else ask_bench.PARTS:
        _measure(partial(ask_bench.run, each, home, show=show), as_json, _lines)


@bench.command()
@click.option("--part", default="unseen", show_default=True, help="practice or unseen.")
@as_json_option
def policy(part: str, as_json: bool) -> None:
    """How often the content policies find what they should, and how often they cry wolf."""
    _measure(lambda: policy_bench.run(part), as_json, _lines)


@bench.command()
@click.option("--scale", default=60.0, show_default=True, help="How much faster than life.")
@as_json_option
def model(scale: float, as_json: bool) -> None:
    """What the layers around a language model cost, and how a morning keeps to a rate limit."""
    _measure(lambda: model_bench.run(scale), as_json, _lines)


@bench.command()
@click.option("--number", default=1_000, show_default=True, help="Clicks per round.")
@click.option("--rounds", default=3, show_default=True, help="In turns with the bare app.")
@as_json_option
def clicks(number: int, rounds: int, as_json: bool) -> None:
    """Clicks until they are durable and acknowledged, against a bare Bolt app in the same run."""
    _measure(lambda: clicks_bench.run(number, rounds), as_json, _lines)


@bench.command()
@click.option("--decisions", default=10_000, show_default=True, help="How many are logged.")
@as_json_option
def audit(decisions: int, as_json: bool) -> None:
    """The audit log verified from its first entry to its last, against merely reading it."""
    _measure(lambda: audit_bench.run(decisions), as_json, _lines)


@bench.command()
@click.option("--decisions", default=10_000, show_default=True, help="How many are stored.")
@as_json_option
def replay(decisions: int, as_json: bool) -> None:
    """Past decisions concluded again, the same and under other weights."""
    _measure(lambda: replay_bench.run(decisions), as_json, _lines)


@bench.command()
@click.argument("file", type=click.File(encoding="utf-8", errors="replace"))
@click.option("--part", default="heldout", show_default=True, help="practice or heldout.")
@as_json_option
def intents(file: IO[str], part: str, as_json: bool) -> None:
    """Whether sentences of FILE (`Yes` or `No`, a tab, the sentence) hold a request or promise."""
    _measure(lambda: intents_bench.run(file.read(), part), as_json, _lines)


def _measure(
    run: Callable[[], Run],
    as_json: bool,
    show: Callable[[dict[str, Any]], None] = lambda figures: None,
) -> dict[str, Any]:
    """Runs it; `show` prints the figures of a benchmark that does not print them itself."""
    if not as_json:
        figures = asyncio.run(run())
        show(figures)
        return figures
    # What is printed for people goes where it does no harm.
    with redirect_stdout(sys.stderr):
        figures = asyncio.run(run())
    click.echo(json.dumps(figures, ensure_ascii=False, default=str))
    return figures


def _lines(figures: dict[str, Any]) -> None:
    width = max(len(name) for name in figures)
    for name, value in figures.items():
        click.echo(f"{name.replace('_', ' '):{width}}  {value}")


def _runs(figures: dict[str, Any]) -> None:
    for name, found in figures["runs"].items():
        click.echo(f"\n{name}")
        _lines(found)
    click.echo(f"\n{'as it should be' if figures['ok'] else 'NOT as it should be'}")
