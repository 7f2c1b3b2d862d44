"""Which places a text points to, and which of them are neither ours nor the customer's."""

import re
import unicodedata
from collections.abc import Collection
from urllib.parse import urlsplit

_TOP = (
    "com|net|org|io|de|fr|es|eu|uk|co|info|biz|ru|cn|xyz|top|app|dev|ai|me|ly|gl|ch|at|it|nl|be|pl"
    "|se|us|tv|site|online|shop|link|click|example|test"
)
_PLACE = re.compile(
    r"(?i)(?P<url>\b[a-z][a-z0-9+.-]{1,15}://[^\s<>\"'()\[\]]+)"
    r"|(?P<mail>[^\s@<>()\[\],;:\"']+@[^\s@<>()\[\],;:\"']+)"
    rf"|(?P<bare>\b(?:[\w-]+\.)+(?:{_TOP})\b(?:/[^\s<>\"'()\[\]]*)?)"
)
_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
# Everybody may have an address there, so it says nothing of whose place it is.
FREE_MAIL = frozenset(
    (
        *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com"),
        *("gmx.de", "gmx.net", "web.de", "icloud.com", "orange.fr", "free.fr", "laposte.net"),
    )
)


def foreign_links(text: str, allowed: Collection[str]) -> tuple[tuple[int, int], ...]:
    """Where the text points to a place that is not of an allowed domain.

    A place whose name can't be read plainly (other scripts, hidden characters) is foreign.
    """
    known = frozenset(domain.casefold().strip(".") for domain in allowed if domain)
    found = (match for match in _PLACE.finditer(text) if not match["mail"])
    return tuple(match.span() for match in found if not _is_known(match.group(), known))


def _is_known(place: str, known: frozenset[str]) -> bool:
    if _HIDDEN.search(place):
        return False
    place = place.rstrip(".,;:!?")
    try:
        split = urlsplit(place if "://" in place else f"https://{place}")
        host = (split.hostname or "").rstrip(".")
    except ValueError:
        return False
    if split.scheme not in ("http", "https") or split.username is not None:
        return False
    if not host.isascii() or unicodedata.normalize("NFKC", host) != host:
        return False
    return any(host == domain or host.endswith(f".{domain}") for domain in known)
