"""What values that most CRMs have are called by others, in their language or in short.

A lost reason "Price too high" is "price", "prix" or "Preis"; a stage "Negotiations Started" is
"negotiation". Where two values are called alike, it is asked which is meant.
"""

from collections.abc import Iterator

_OTHERS = {
    "lost_reason": {
        "price": ("price", "pricing", "the price", "preis", "preises", "prix", "precio"),
        "competitor": ("competitor", "competitors", "competition", "the competition", "konkurrenz",
                       "wettbewerb", "wettbewerber", "concurrence", "concurrent", "concurrents",
                       "competencia", "competidor", "competidores"),
        "budget": ("budget", "presupuesto"),
        "timing": ("timing",),
    },
    "stage": {
        "negotiation": ("negotiation", "negotiations", "negotiating", "verhandlung",
                        "verhandlungen", "negociation", "negociacion"),
        "proposal": ("proposal", "proposals", "angebot", "angebote", "angebotsphase",
                     "proposition", "propuesta"),
        "qualification": ("qualification", "qualifizierung", "cualificacion"),
    },
    "region": {
        "north": ("nord", "norden", "norte"),
        "south": ("sud", "suden", "sur"),
        "east": ("ost", "osten"),
        "west": ("westen", "ouest", "oeste"),
    },
}  # fmt: skip


def other_names(field: str, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Phrases that may stand for the value with these words; the value's own is not among them."""
    for word, names in _OTHERS.get(field, {}).items():
        if word in words or f"{word}s" in words:
            yield from (phrase for name in names if (phrase := tuple(name.split())) != words)
