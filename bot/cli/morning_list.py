"""A rep's morning list for the terminal: what to do first, then a card per deal."""

import unicodedata
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from babel.numbers import format_currency, format_decimal
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.domain.decisions import (
    Action,
    ChangeStage,
    CreateTask,
    Draft,
    Proposal,
    SendEmail,
    UpdateField,
)
from bot.domain.missions import DealVerdict, Mission, ObservationKind, VerdictKind

_WIDTH = 96
_WATCHED = 3


def print_list(console: Console, mission: Mission) -> None:
    """At most five cards; the rest in one line. Reads in ten seconds."""
    console.print(morning_list(mission), width=min(_WIDTH, console.width))


def morning_list(mission: Mission) -> RenderableType:
    by_id = {verdict.deal_id: verdict for verdict in mission.verdicts}
    cards = [by_id[deal_id] for deal_id in mission.shown]
    parts: list[RenderableType] = [Text(_heading(mission), style="bold"), Text("")]
    parts.append(Text(printable(_first_line(cards, mission)), style="bold cyan"))
    for position, card in enumerate(cards, start=1):
        parts += [Text(""), *_card(position, card)]
    if not cards:
        parts += _watched(mission)
    parts += [Text(""), Text(_rest(mission), style="dim")]
    return Group(*parts)


def _heading(mission: Mission) -> str:
    first_name = mission.rep.name.split()[0]
    return f"Good morning, {first_name}. {mission.on:%A} {mission.on.day} {mission.on:%B %Y}"


def _first_line(cards: list[DealVerdict], mission: Mission) -> str:
    if cards:
        return f"First: {cards[0].name}. {_headline(cards[0])}"
    if not mission.verdicts:
        return "You have no open deals."
    return "Nothing needs you today."


def _card(position: int, card: DealVerdict) -> Iterator[RenderableType]:
    head = Table.grid(expand=True, padding=(0, 1))
    head.add_column(width=2)
    head.add_column(ratio=1)
    head.add_column(justify="right")
    head.add_row(
        Text(f"{position}", style="bold"),
        Text(printable(card.name), style="bold"),
        Text(_figures(card), style="dim"),
    )
    yield head
    yield Padding(Text(printable(_headline(card))), (0, 0, 0, 3))
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
        yield Text.assemble((printable(verdict.name), "bold"), f"  {_figures(verdict)}")
        yield Padding(Text(printable(_headline(verdict)), style="dim"), (0, 0, 0, 3))


def _headline(card: DealVerdict) -> str:
    """What the card is about in one sentence."""
    for observation in card.observations:
        if observation.kind is not ObservationKind.POLICY:
            return observation.text
    return card.reason_code.value.replace("_", " ").capitalize() + "."


def _quote(card: DealVerdict) -> Text | None:
    for observation in card.observations:
        evidence = observation.evidence
        if evidence and evidence.source.record.startswith("activity:"):
            words = printable(" ".join(evidence.quote.split()))
            if words in observation.text:
                return None
            said = f"  {day(evidence.source.at.date())}" if evidence.source.at else ""
            return Text.assemble((f"“{words}”", "italic"), (said, "dim"))
    return None


def _proposal(proposal: Proposal) -> RenderableType:
    line = Text.assemble(
        ("→ ", "bold green"), (printable(action_line(proposal.action, proposal.draft)), "green")
    )
    if proposal.draft is None:
        return line
    body = Text(printable(proposal.draft.body), style="dim")
    return Group(line, Padding(body, (0, 0, 0, 4)))


def action_line(action: Action, draft: Draft | None) -> str:
    """What an approval would do, in a few words."""
    if isinstance(action, SendEmail) and draft:
        return f"Mail to {draft.to}: {draft.subject}"
    if isinstance(action, CreateTask):
        return f"Task: {action.title}. {action.note}".strip()
    if isinstance(action, ChangeStage):
        return f"Close as {action.to_status}"
    if isinstance(action, UpdateField):
        return f"Set {action.field.replace('_', ' ')} to {action.new or '…'}"
    return action.type.replace("_", " ").capitalize()


def _figures(card: DealVerdict) -> str:
    parts = [money(card.amount, card.currency) if card.amount is not None else "no amount"]
    parts.append(f"closes {day(card.close_date)}" if card.close_date else "no close date")
    return " · ".join(parts)


def _rest(mission: Mission) -> str:
    watched = [v for v in mission.verdicts if v.verdict is VerdictKind.MONITOR]
    waiting = sorted(v.until for v in watched if v.until)
    more = sum(v.verdict is VerdictKind.ACT_NOW for v in mission.verdicts) - len(mission.shown)
    fine = [v for v in mission.verdicts if v.verdict is VerdictKind.NO_ACTION]
    clean_up = sum(v.proposal is not None for v in fine)
    parts = [f"{more} more could use you"] if more else []
    monitor = f"{len(watched)} to monitor"
    parts.append(f"{monitor}, next date {day(waiting[0])}" if waiting else monitor)
    parts.append(f"{len(fine) - clean_up} on track")
    if clean_up:
        parts.append(f"{clean_up} to clean up")
    thin = sum(v.thin_data for v in mission.verdicts)
    if thin:
        parts.append(f"{thin} with too little history to judge")
    as_of = f"{mission.data_as_of:%d %b %Y %H:%M} UTC" if mission.data_as_of else "unknown"
    return f"{' · '.join(parts)}\nData as of {as_of}. Judged by {mission.reasoner}."


def printable(text: str) -> str:
    """Without control and direction characters: text from records can't steer a terminal."""
    return "".join(
        char if char == "\n" or unicodedata.category(char) not in ("Cc", "Cf", "Cs") else " "
        for char in text
    )


def money(amount: Decimal, currency: str | None) -> str:
    """1234.5 EUR as "€1,234.50"; whole amounts without decimals, unknown currency without one."""
    if currency is None:
        return str(format_decimal(amount, locale="en"))
    pattern = "¤#,##0" if amount == amount.to_integral_value() else None
    return str(format_currency(amount, currency, pattern, locale="en", currency_digits=not pattern))


def day(value: date) -> str:
    return f"{value:%a} {value.day} {value:%b}"
