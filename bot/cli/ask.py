"""`daybreak ask`: one question in plain words, answered as somebody; and the words not known."""

import asyncio
import json
import uuid
from datetime import date, datetime, timedelta

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from blocks.text import printable
from bot.answers.answer import Answer, Status, plain
from bot.cli.missions import DAY
from bot.cli.moments import moment_of
from bot.config import Settings
from bot.main import assembled

_MOST_SHOWN = 40


@click.command()
@click.argument("question")
@click.option("--as", "who", metavar="WHO", required=True, help="E-mail address, id or full name.")
@click.option("--on", type=DAY, metavar="DATE", help="The day of the question, 08:00 there.")
@click.option("--thread", metavar="ID", help="Goes on where the last question of it ended.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
def ask(
    settings: Settings,
    question: str,
    who: str,
    on: datetime | None,
    thread: str | None,
    as_json: bool,
) -> None:
    """Answers QUESTION, within what that person may see."""
    answer = asyncio.run(_ask(settings, question, who, on.date() if on else None, thread))
    if as_json:
        click.echo(json.dumps(answer.json(), ensure_ascii=False))
    else:
        _print(Console(highlight=False), answer)


async def _ask(
    settings: Settings, question: str, who: str, on: date | None, thread: str | None
) -> Answer:
    async with assembled(settings) as daybreak:
        person = await daybreak.people.find(who)
        return await daybreak.services.answers.ask(
            question, person, moment_of(person, on), thread, all_rows=True, key=uuid.uuid4().hex
        )


@click.command()
@click.option("--weeks", default=1, show_default=True, help="So many weeks back, and this one.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
def words(settings: Settings, weeks: int, as_json: bool) -> None:
    """Lists words of questions that nobody here knew, for whoever keeps the model of answers."""
    found = asyncio.run(_words(settings, weeks))
    if as_json:
        click.echo(json.dumps([{"word": word, "times": times} for word, times in found]))
        return
    for word, times in found:
        click.echo(f"{times:5d}  {printable(word)}")
    if not found:
        click.echo("Every word was known.")


async def _words(settings: Settings, weeks: int) -> list[tuple[str, int]]:
    first = date.today() - timedelta(days=date.today().weekday(), weeks=weeks)  # noqa: DTZ011
    async with assembled(settings) as daybreak:
        return await daybreak.services.answers.hearing.questions.words_since(first)


def _print(console: Console, answer: Answer) -> None:
    console.print(Text(printable(answer.text), style="bold"))
    if answer.table is not None and answer.table.rows and len(answer.table.rows[0]) > 1:
        console.print(_table(answer))
    for choice in answer.choices:
        console.print(f"  • {printable(choice.label)}")
    details = (answer.interpretation, answer.scope, *answer.notes)
    if answer.decision_id:
        console.print(f"daybreak decisions show {answer.decision_id}")
    if answer.status is Status.ANSWERED:
        for line in filter(None, details):
            console.print(Text(printable(line), style="dim"))


def _table(answer: Answer) -> Table:
    drawn = Table(box=None, header_style="bold")
    if answer.table is None:
        return drawn
    for heading in answer.table.headings:
        drawn.add_column(printable(heading.label), justify="right" if heading.unit else "left")
    for row in answer.table.rows[:_MOST_SHOWN]:
        cells = ("" if cell is None else str(plain(cell)) for cell in row)
        drawn.add_row(*(Text(printable(cell)) for cell in cells))
    return drawn
