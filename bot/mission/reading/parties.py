"""Works out who is meant: our side, the buyer's, by the words and by who wrote them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.domain.deals import ActivityKind, Direction
from bot.domain.facts import Document, Party
from bot.text.folding import word_set

_FIRST = word_set(
    "i we me us my our ours myself ourselves im ive ich wir mir mich uns unser unsere "
    "unseren unserem unserer mein meine meinem meinen je j nous moi mon ma mes notre nos "
    "on yo nosotros nosotras me nos mi mis nuestro nuestra nuestros nuestras rv robin"
)
_SECOND = word_set(
    "you your yours u ihr ihre ihren ihrem euch eure euer du dir dich dein deine vous "
    "votre vos tu toi ta tes usted ustedes vosotros vuestro vuestra te ti tus ihnen"
)
_THIRD = word_set(
    "he she they her his their him them client customer buyer prospect champion cfo ceo "
    "cto cio coo procurement legal it boss er sie ihm ihn kunde kundin kunden chef chefin "
    "einkauf il elle ils elles lui leur client cliente acheteur ella el ellos ellas "
    "cliente ambos both team board management everyone someone finance gf "
    "geschaftsfuhrung vorstand direction direccion"
)
_FILLER = word_set(
    "also then just now certainly definitely gladly already still really hopefully "
    "probably maybe therefore again either both all would will can shall to and und et y "
    "dann auch noch gerne schon jetzt aber gern donc alors aussi bien tambien ya entonces "
    "so please bitte has have had is are was be been ll d do does did not"
)
_CLAUSE = re.compile(r" (?:[,;:()\^]|and|but|so|because|und|aber|denn|et|mais|car|y|pero|porque) ")
_LABEL = re.compile(r"[\^,;] ([^,;:^]+?) :(?: [^,;:]*)?$")
# What stands before a colon without being somebody.
_NO_NAMES = word_set(
    "ai action actions item items todo todos to do next step steps ns follow followup up fu fup "
    "note notes task tasks plan plans open call meeting summary internal result results agreed "
    "tomorrow today monday tuesday wednesday thursday friday outcome and or for from re "
    "status reminder update promised promise talk demo visit mail email voicemail vm topic fazit "
    "aufgabe aufgaben nachste schritte offen termin telefonat anruf ergebnis notiz suite actions "
    "prochaine etape etapes reste siguiente paso pasos tarea pendiente llamada reunion nota appel "
    "besprochen vereinbart morgen heute guess feeling bet view impression opinion hunch "
    "faire pendientes tareas proximos rappel important wichtig"
)


@dataclass(frozen=True, slots=True)
class Voices:
    """Who "I", "you" and "she" are in one document."""

    first: Party
    second: Party
    third: Party
    note: bool  # written by us for ourselves

    def of(self, who: str) -> Party:
        fixed: Mapping[str, Party] = {
            "self": self.first,
            "other": self.second,
            "third": self.third,
            "us": Party.US,
            "them": Party.THEM,
            "unknown": Party.UNKNOWN,
        }
        return fixed[who]


def voices(document: Document) -> Voices:
    """A mail speaks for its sender; notes, calls, meetings and tasks are written by us."""
    if document.kind is ActivityKind.EMAIL and document.direction is not Direction.INTERNAL:
        if document.direction is Direction.INBOUND:
            return Voices(Party.THEM, Party.US, Party.THEM, note=False)
        if document.direction is Direction.OUTBOUND:
            return Voices(Party.US, Party.THEM, Party.US, note=False)
        return Voices(Party.UNKNOWN, Party.UNKNOWN, Party.UNKNOWN, note=False)
    return Voices(Party.US, Party.THEM, Party.THEM, note=True)


def subject(plain: str, start: int, default: str = "self") -> str:
    """Whose verb starts at `start`: looks back within the clause for a pronoun or a name."""
    before = plain[:start]
    cut = 0
    for boundary in _CLAUSE.finditer(before):
        cut = boundary.end() - 1
    words = before[cut:].split()
    for word in reversed(words[-6:]):
        if word in _FIRST:
            return "self"
        if word in _SECOND:
            return "other"
        if word in _THIRD:
            return "third"
    rest = [word for word in words if word not in _FILLER and word[0].isalpha()]
    return "third" if rest else default


def named_within(plain: str, start: int, end: int, default: str = "self") -> str:
    """Who is the first to be named from the clause's begin to the end of a match."""
    cut = 0
    for boundary in _CLAUSE.finditer(plain, 0, start + 1):
        cut = boundary.end() - 1
    for word in plain[cut:end].split():
        if word in _FIRST:
            return "self"
        if word in _THIRD:
            return "third"
    return default


def labelled(plain: str, start: int) -> str | None:
    """Who stands before the colon in a rep's list: "Jo: to check budget", "me: deck"."""
    label = _LABEL.search(plain, 0, start)
    if label is None:
        return None
    words = label[1].split()
    if len(words) > 2 or not _NO_NAMES.isdisjoint(words):
        return None
    return "third" if _FIRST.isdisjoint(words) else "self"


def we_decide(words: Iterable[str]) -> bool:
    """In a note: only we are the ones who act, and nobody else is named or quoted."""
    present = set(words)
    return not present.isdisjoint(_WE_ACT) and present.isdisjoint(_THIRD | _REPORTED)


_WE_ACT = frozenset({"i", "we", "my", "our", "ich", "wir", "mein", "meine", "je", "j", "mon", "yo"})
_REPORTED = frozenset(
    {"asked", "asks", "wants", "said", "says", "told", "bittet", "bat", "will", "mochte", "sagt"}
    | {"demande", "veut", "dit", "pide", "quiere", "dice", "prefers", "client", "customer"}
)
