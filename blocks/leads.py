"""Leads in the Home tab, each with a button that gives it to a colleague."""

from collections.abc import Iterator, Sequence

from blocks import ids, kit
from blocks.kit import Json
from blocks.text import day, one_line
from bot.domain.deals import Lead

_MOST = 5


def lead_blocks(leads: Sequence[Lead]) -> Iterator[Json]:
    """Nothing where there are none."""
    if not leads:
        return
    unowned = sum(lead.owner_id is None for lead in leads)
    yield kit.header(f"Leads: {unowned} without an owner" if unowned else "Leads")
    for place, lead in enumerate(leads[:_MOST]):
        name = lead.name
        give = kit.button(
            "Give to …", f"{ids.LEAD}.{place}", ids.encode_lead(lead.id), says=f"Give {name} to …"
        )
        yield kit.section(_line(lead), give, most=300)
    if len(leads) > _MOST:
        yield kit.aside(f"and {len(leads) - _MOST} more. They move up as these are given.")


def _line(lead: Lead) -> str:
    """ "Ines Duarte · Vela · web form · since Tue 3 Mar · nobody's"."""
    since = f"since {day(lead.created_at.date())}" if lead.created_at else ""
    whose = "nobody's" if lead.owner_id is None else "yours"
    parts = (lead.name, lead.company, lead.source, since, whose)
    return " · ".join(one_line(part) for part in parts if part)
