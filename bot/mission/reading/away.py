"""What a machine's mail says: away until when, a mail that bounced, a calendar's word."""

import re

from bot.domain.facts import Dated, Fact, FactKind, Party, Source
from bot.mission.reading.automatic import Machine

_BACK = re.compile(
    r"\b(?:return\w*|back|until|till|again|available|through|zuruck|zurueck|wieder|bis"
    r"|erreichbar|retour|jusqu|revien\w*"
    r"|rentr\w*|de nouveau|vuelv\w*|regres\w*|hasta|volver\w*|disponible|nuevo|rientr\w*|terug"
    r"|hasta|incorpor\w*)\b"
)
_KINDS = {
    Machine.AWAY: FactKind.OUT_OF_OFFICE,
    Machine.BOUNCE: FactKind.BOUNCE,
    Machine.CALENDAR_YES: FactKind.MEETING,
    Machine.CALENDAR_NO: FactKind.MEETING_OFF,
}


def machine_fact(
    machine: Machine, source: Source, by: Party, said: list[tuple[str, str, Dated | None]]
) -> Fact | None:
    """The one fact of a machine's mail; `said` is each sentence, verbatim, plain, with its date."""
    kind = _KINDS.get(machine)
    if kind is None or not said:
        return None
    dated = [each for each in said if each[2] is not None]
    back = [each for each in dated if _BACK.search(each[1])]
    quote, _, when = (back or dated or said)[-1 if back else 0]
    if machine is Machine.CALENDAR_NO:
        when = None
    return Fact(
        kind=kind, source=source, quote=quote[:400], by=by, confidence=0.95, when=when, about=None
    )
