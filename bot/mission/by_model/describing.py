"""One deal as the text that a model may see: masked by whoever sends it, and nothing unneeded."""

from collections.abc import Iterable, Mapping
from datetime import UTC
from zoneinfo import ZoneInfo

from bot.domain.facts import Fact, FactKind
from bot.domain.missions import Context, Moment
from bot.domain.people import Person
from bot.llm.port import Known
from bot.mission.prose import Ground
from bot.mission.wording import day_in

_MOST_FACTS, _MOST_TOUCHES = 40, 15
_LANGUAGES = ("en", "de", "fr", "es")


def numbered(context: Context) -> Mapping[str, Fact]:
    """The facts that may be referred to, by the number that a model knows them by.

    Text that gives orders to software is not among them.
    """
    told = [fact for fact in context.facts if fact.kind is not FactKind.INSTRUCTION]
    return {f"F{place}": fact for place, fact in enumerate(told[-_MOST_FACTS:], start=1)}


def known_names(context: Context, rep: Person | None) -> tuple[Known, ...]:
    """Everybody and everything by name, for the masks."""
    known = [Known(kind="CONTACT", name=contact.name) for contact in context.contacts]
    if context.account is not None:
        known.append(Known(kind="ACCOUNT", name=context.account.name))
    if rep is not None:
        known.append(Known(kind="REP", name=rep.name))
    return tuple(known)


def fields_of(context: Context, moment: Moment) -> str:
    deal = context.deal
    lines = {
        "deal": deal.name,
        "account": context.account.name if context.account else "",
        "product": context.product or "",
        "stage": deal.stage,
        "amount": f"{deal.amount} {deal.currency or ''}" if deal.amount is not None else "",
        "close date": str(deal.close_date or ""),
        "next step": deal.next_step or "",
        "next step due": str(deal.next_step_due or ""),
        "opened": f"{deal.created_at:%Y-%m-%d}" if deal.created_at else "",
        "people": "; ".join(
            f"{contact.name} ({contact.role.value if contact.role else 'role unknown'})"
            for contact in context.contacts[:12]
        ),
        "today": f"{moment.today:%A %Y-%m-%d}",
    }
    return "\n".join(f"{name}: {value}" for name, value in lines.items() if value)


def facts_of(facts: Mapping[str, Fact]) -> str:
    return "\n".join(_line(number, fact) for number, fact in facts.items()) or "none"


def touches_of(context: Context) -> str:
    lines = [
        f"{touch.at:%Y-%m-%d} {touch.kind} {touch.direction or ''}"
        f" {'(automatic) ' if touch.automatic else ''}{touch.subject or ''}".strip()
        for touch in context.touches[-_MOST_TOUCHES:]
    ]
    return "\n".join(lines) or "none"


def ground_of(context: Context, rep: Person, more: Iterable[str] = ()) -> Ground:
    """What prose about this deal may speak of."""
    deal = context.deal
    zone = ZoneInfo(rep.timezone) if rep.timezone else UTC
    days = {touch.at.astimezone(zone).date() for touch in context.touches}
    days |= {day for day in (deal.close_date, deal.next_step_due) if day is not None}
    days |= {fact.when.last for fact in context.facts if fact.when is not None}
    texts = [
        *(rep.name, deal.name, deal.stage, context.product or "", deal.next_step or ""),
        *(context.account.name if context.account else "", str(deal.amount or "")),
        *(contact.name for contact in context.contacts),
        *(fact.quote for fact in context.facts if fact.kind is not FactKind.INSTRUCTION),
        *(touch.subject or "" for touch in context.touches),
        *(day_in(language, day) for day in days for language in _LANGUAGES),
        *(str(day) for day in days),
        *more,
    ]
    return Ground.of(texts)


def _line(number: str, fact: Fact) -> str:
    said = f"{fact.source.at:%Y-%m-%d}" if fact.source.at else "undated"
    when = f", for {fact.when.last}" if fact.when else ""
    about = f", about {fact.about}" if fact.about else ""
    return f"{number} [{fact.kind.value} by {fact.by.value}, {said}{when}{about}]: {fact.quote}"
