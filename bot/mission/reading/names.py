"""Finds the name of a firm or a person in what a rule took for one."""

import re

from bot.text.folding import fold, word_set

_NAME = re.compile(
    r"(?<!\w)[A-ZÀ-ÖØ-Þ][\w.'’&-]*(?:[ ](?:[A-ZÀ-Þ][\w.'’&-]*|van|von|de|der|la|del"
    r"|di))*(?<![ .])"
)
_NO_NAMES = word_set(
    "anbieter losung lieferant lieferanten wettbewerber mitbewerber partner system produkt software"
    " tool angebot supplier vendor provider prestataire fournisseur proveedor solution hersteller "
    "now then our their these those all any some ihre unsere votre notre vuestra i we he "
    "she they it you this that a an the our your my his her their him them us me and or "
    "but who what there here someone nobody everyone ich wir er sie es ein eine der die "
    "das je il elle nous on le la un une yo el ella un una lo que also then now just has "
    "have with for"
)


def named(topic: str | None, quote: str, *, must_be_name: bool) -> str | None:
    """The topic as it stands in the text; of several words those written like a name."""
    if topic is None:
        return None
    place = fold(quote).find(topic)
    if place < 0:
        return None if must_be_name else topic
    name = _NAME.search(quote, place, place + len(topic))
    if name is None:
        lone = " " not in topic and topic not in _NO_NAMES and quote == quote.lower()
        return topic if lone or not must_be_name else None
    longer = _NAME.match(quote, name.start())
    whole = longer.group() if longer else name.group()
    return None if must_be_name and fold(whole.split()[0]) in _NO_NAMES else whole
