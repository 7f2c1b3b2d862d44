"""A rep's morning list for the terminal: what to do first, then a card per deal."""

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from blocks.text import day, long_day, one_line, printable
from blocks.words import action_line, figures, first_line, headline, made_from, rest, said
from bot.domain.decisions import Proposal
from bot.domain.missions import DealVerdict, Mission, VerdictKind

_WIDTH = 96
_WATCHED = 3


def print_list(console: Console, mission: Mission) -> None:
    """At most five cards; the rest in one line. Reads in ten seconds."""
    console.print(morning_list(mission), width=min(_WIDTH, console.width))


def morning_list(mission: Mission) -> RenderableType:
    by_id = {verdict.deal_id: verdict for verdict in mission.verdicts}
    cards = [by_id[deal_id] for deal_id in mission.shown]
    parts: list[RenderableType] = [Text(_heading(mission), style="bold"), Text("")]
    parts.append(Text(printable(first_line(mission)), style="bold cyan"))
    for position, card in enumerate(cards, start=1):
        parts += [Text(""), *_card(position, card)]
    if not cards:
        parts += _watched(mission)
    parts += [Text(""), Text(f"{rest(mission)}\n{made_from(mission)}", style="dim")]
    return Group(*parts)


def _heading(mission: Mission) -> str:
    first_name = mission.rep.name.split()[0]
    return f"Good morning, {first_name}. {long_day(mission.on)}"


def _card(position: int, card: DealVerdict) -> Iterator[RenderableType]:
    head = Table.grid(expand=True, padding=(0, 1))
    head.add_column(width=2)
    head.add_column(ratio=1)
    head.add_column(justify="right")
    head.add_row(
        Text(f"{position}", style="bold"),
        Text(printable(card.name), style="bold"),
        Text(figures(card), style="dim"),
    )
    yield head
    yield Padding(Text(printable(headline(card))), (0, 0, 0, 3))
    quote = _quote(card)
    if quote:
        yield Padding(quote, (0, 0, 0, 3))
    if card.proposal:
        yield Padding(_proposal(card.proposal), (0, 0, 0, 3))


def _watched(mission: Mission) -> Iterator[RenderableType]:
    """What is being watched on a day on which nothing needs the rep: the weightiest few."""
    watched = [v for v in mission.verdicts if v.verdict is VerdictKind.MONITOR]
    for verdict in sorted(watched, key=lambda v: -v.score.priority)[:_WATCHED]:
        yield Text("")
        yield Text.assemble((printable(verdict.name), "bold"), f"  {figures(verdict)}")
        yield Padding(Text(printable(headline(verdict)), style="dim"), (0, 0, 0, 3))


def _quote(card: DealVerdict) -> Text | None:
    evidence = said(card)
    if evidence is None:
        return None
    at = f"  {day(evidence.source.at.date())}" if evidence.source.at else ""
    return Text.assemble((f"“{one_line(evidence.quote)}”", "italic"), (at, "dim"))


def _proposal(proposal: Proposal) -> RenderableType:
    line = Text.assemble(
        ("→ ", "bold green"), (printable(action_line(proposal.action, proposal.draft)), "green")
    )
    if proposal.draft is None:
        return line
    body = Text(printable(proposal.draft.body), style="dim")
    return Group(line, Padding(body, (0, 0, 0, 4)))
