"""Whether two short texts speak of the same thing: shared words, whatever their endings."""

import re
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_]{4,}")
_STEM = 5
# Words that stand in every second promise and tell nothing of what it is about.
_EMPTY = frozenset(
    [
        "about",
        "after",
        "again",
        "anbei",
        "attached",
        "before",
        "bitte",
        "could",
        "dear",
        "from",
        "have",
        "hello",
        "here",
        "hier",
        "hola",
        "bonjour",
        "hallo",
        "just",
        "know",
        "letter",
        "lieber",
        "mail",
        "next",
        "please",
        "week",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "montag",
        "dienstag",
        "mittwoch",
        "donnerstag",
        "freitag",
        "lundi",
        "mardi",
        "mercredi",
        "jeudi",
        "vendredi",
        "lunes",
        "martes",
        "miercoles",
        "jueves",
        "viernes",
        "send",
        "sende",
        "senden",
        "sent",
        "schicke",
        "schicken",
        "envoie",
        "envoyer",
        "enviar",
        "envio",
        "mando",
        "mandar",
        "tomorrow",
        "morgen",
        "demain",
        "manana",
        "today",
        "heute",
        "robin",
        "that",
        "the",
        "them",
        "there",
        "they",
        "this",
        "until",
        "vous",
        "with",
        "will",
        "woche",
        "semaine",
        "semana",
        "would",
        "your",
        "yours",
        "ihnen",
        "ihre",
        "ihren",
        "unser",
        "unsere",
        "nous",
        "votre",
        "notre",
        "nuestro",
        "nuestra",
        "para",
        "pour",
        "nach",
        "noch",
        "then",
        "than",
        "what",
        "when",
        "which",
        "also",
        "auch",
        "another",
        "over",
        "some",
        "thank",
        "thanks",
        "danke",
        "merci",
        "gracias",
        "back",
        "bekommen",
        "haben",
        "werde",
        "werden",
        "wird",
        "wurde",
        "sind",
        "nicht",
        "promised",
        "told",
        "late",
        "soon",
        "first",
        "last",
        "month",
        "monat",
        "mois",
    ]
)


def same_topic(one: str, other: str) -> bool:
    """True where the two share a telling word."""
    return not words(one).isdisjoint(words(other))


@lru_cache(maxsize=4096)
def words(text: str) -> frozenset[str]:
    """The telling words of a text, cut to a stem."""
    found = (w for w in _WORD.findall(text.casefold()) if w not in _EMPTY)
    return frozenset(w[:_STEM] for w in found)


_CALL = re.compile(
    r"\b(call|ring|phone|speak|talk|catch up|meet|visit|ruf|rufe|anruf\w*|telefon\w*|"
    r"reconnect|meld\w*|treff\w*|reparl\w*|recontact\w*|retom\w*|appel\w*|rappel\w*|téléphon\w*|llam\w*|hablamos|vemos)\b"
)


@lru_cache(maxsize=4096)
def is_about_a_call(text: str) -> bool:
    """Whether what is promised is to talk, so that talking keeps it."""
    return _CALL.search(text.casefold()) is not None
