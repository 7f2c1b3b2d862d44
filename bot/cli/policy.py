"""`daybreak policy`: what the policies in force say of a draft text, before anybody sends it."""

import asyncio
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TextIO

import click
from rich.console import Console
from rich.text import Text

from blocks.text import printable
from bot.config import Settings
from bot.domain.deals import Contact, ContactId
from bot.domain.decisions import Draft, SendEmail
from bot.domain.people import Person
from bot.errors import BadInput
from bot.main import Daybreak, assembled, real_time
from bot.policy.content.lexicon import LANGUAGES
from bot.policy.rulings import Effect, Matched, Ruling

_VERDICTS = {
    Effect.ALLOW: ("Allowed.", "bold green"),
    Effect.LATER: ("Not now.", "bold yellow"),
    Effect.NEEDS_APPROVAL: ("Needs approval.", "bold yellow"),
    Effect.DENY: ("Not allowed.", "bold red"),
}
INSTANT = click.DateTime(formats=["%Y-%m-%dT%H:%M%z", "%Y-%m-%dT%H:%M:%S%z"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A text, who would send it, and to whom, in a language if that is known."""

    text: str
    who: str
    to: str | None
    language: str | None
    at: datetime


@click.group()
def policy() -> None:
    """The rules on what may be said and done."""


@policy.command()
@click.argument("file", type=click.File(encoding="utf-8"), metavar="FILE|-")
@click.option("--as", "who", metavar="WHO", required=True, help="Who would send it.")
@click.option("--to", metavar="CONTACT", help="To whom: consent, quiet hours and links count too.")
@click.option(
    "--lang", "language", type=click.Choice(LANGUAGES), help="Found out if it is not given."
)
@click.option("--at", type=INSTANT, metavar="INSTANT", help="When, with its offset; else now.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
def check(
    settings: Settings,
    file: TextIO,
    who: str,
    to: str | None,
    language: str | None,
    at: datetime | None,
    as_json: bool,
) -> None:
    """Says what the policies in force make of a draft text."""
    try:
        text = file.read()
    except UnicodeDecodeError:
        raise BadInput(
            "The draft is not UTF-8 text. Nothing was checked. Save it as UTF-8 and try again."
        ) from None
    asked = Asked(text=text, who=who, to=to, language=language, at=at or real_time())
    ruling = asyncio.run(_ruling(settings, asked))
    if as_json:
        click.echo(json.dumps(document(ruling), ensure_ascii=False))
        return
    _print(Console(highlight=False), text, ruling)


def document(ruling: Ruling) -> dict[str, Any]:
    """The contract knows no "later": what may not go now is denied now, and `later` says when."""
    return {
        "effect": _now(ruling.effect),
        "policy_version": ruling.policy_version,
        "rules": [
            {
                "id": each.rule,
                "category": each.category,
                "effect": _now(each.effect),
                "reason": each.reason,
                "span": list(each.span),
                "text": each.text,
                "approver": each.approver,
                "overruled_by": list(each.overruled_by),
            }
            for each in ruling.matched
        ],
        "approver": ruling.approver,
        "later": ruling.until.isoformat() if ruling.until else None,
    }


def _now(effect: Effect) -> Effect:
    return Effect.DENY if effect is Effect.LATER else effect


async def _ruling(settings: Settings, asked: Asked) -> Ruling:
    async with assembled(settings) as daybreak:
        await _catch_up(daybreak, asked)
        by = await daybreak.people.find(asked.who)
        if asked.to is None:
            languages = [asked.language] if asked.language else []
            return daybreak.effects.gate.policies.rule_text(asked.text, by, languages)
        contact = await _contact(daybreak, asked.to)
        return await _to_somebody(daybreak, asked, by, contact)


async def _catch_up(daybreak: Daybreak, asked: Asked) -> None:
    """Consent may stand in the newest mail, so all of them are read where it counts."""
    if asked.to is None:
        report = await daybreak.mirror.sync(full=False, now=real_time())
    else:
        report = await daybreak.catch_up(real_time())
    if report.problem:
        click.echo(report.problem, err=True)


async def _to_somebody(
    daybreak: Daybreak, asked: Asked, by: Person, contact: Contact | None
) -> Ruling:
    to = contact.id if contact else ContactId("")
    action = SendEmail(contact_id=to, sender_id=by.id)
    address = (contact.email or "") if contact else (asked.to or "")
    draft = Draft(to=address, subject="", body=asked.text, language=asked.language or "")
    return await daybreak.effects.gate.at_proposal(action, draft, None, by, asked.at)


async def _contact(daybreak: Daybreak, to: str) -> Contact | None:
    """None for an address that the CRM does not know: that is for a policy to say."""
    found = await daybreak.effects.gate.recipients.find(to)
    if len(found) > 1:
        near = ", ".join(each.email or each.id for each in found[:3])
        raise BadInput(
            f"“{to}” may be one of several contacts: {near}. Nothing was checked."
            " Give an address or an id."
        )
    if not found and "@" not in to:
        raise BadInput(
            f"No contact is known as “{to}”. Nothing was checked."
            " Give an address, an id or a full name as in the CRM."
        )
    return found[0] if found else None


def _print(console: Console, text: str, ruling: Ruling) -> None:
    words, style = _VERDICTS[ruling.effect]
    console.print(Text(words, style=style))
    for each in ruling.matched:
        console.print(Text(f"\n{printable(each.rule)}", style="bold"))
        console.print(Text(printable(each.reason)))
    marked = Text(text)
    for each in ruling.matched:
        marked.stylize(_style(each), *each.span)
    console.print()
    console.print(marked)
    console.print(Text(f"\nPolicy {ruling.policy_version}", style="dim"))


def _style(matched: Matched) -> str:
    return "black on yellow" if matched.effect is Effect.NEEDS_APPROVAL else "white on red"
