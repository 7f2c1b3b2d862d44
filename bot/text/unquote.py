"""Separates what a mail newly says from quoted history, signatures, disclaimers and footers."""

import re
from dataclasses import dataclass

_QUOTED = re.compile(r"[ \t]{0,4}(?:>|\|[ \t])")
# "On Tue, 3 Mar 2026, Robin Vale wrote:" as mail clients of several languages put it.
_INTRO = re.compile(
    r"(?:^|(?<=[\s.!?]))(?:on|am|le|el|il|op|em"
    r"|den)\s(?=[^\n]{0,60}\d)[^\n]{4,160}(?:\n[^\n]{0,120})?"
    r"(?:\bwrote|\bschrieb|\ba ecrit|\bescribio|\bha scritto|\bschreef|\bescreveu)\b[^\n:]{0,100}:"
    r"|(?:^|(?<=\n))[^\n]{3,120}[>)]\s?(?:wrote|schrieb|a ecrit|escribio)\b[^\n:]{0,60}:",
    re.MULTILINE,
)
_BREAK = re.compile(
    r"^[ \t>*]*(?:-{2,}\s?(?:original|ursprungliche|forwarded|weitergeleitete|message|mensaje"
    r"|urspr"
    r"|reenviado|messaggio|doorgestuurd|oorspronkelijk)[^\n]{0,60}"
    r"|(?:begin forwarded message|anfang der weitergeleiteten|debut du message|inicio del mensaje)"
    r"[^\n]{0,40}:"
    r"|_{12,}[ \t]*$"
    r"|\*?(?:from|von|de|da|van)\s?:\*?[^\n]{2,160}\n(?:[^\n]{0,160}\n)?[ \t>*]*(?:sent|date"
    r"|gesendet|datum"
    r"|envoye|date|enviado|enviado el|fecha|inviato|verzonden|to|an|a|para)\s?:"
    r"|\*?(?:from|von|de)\s?:[^\n]{2,120}(?:sent|gesendet|envoye|enviado)(?: el"
    r"| am)?\s?:[^\n]{4,60})",
    re.MULTILINE,
)
_INLINE_BREAK = re.compile(
    r"(?<=\s)(?:-{3,}\s?(?:original message|ursprungliche nachricht|forwarded message"
    r"|message d'origine"
    r"|weitergeleitete nachricht|mensaje original|message transfere)"
    r"|(?:from|von|de)\s?:\s[^\n]{2,90}?\s(?:sent|gesendet|envoye|enviado)(?: el| am)?\s?:\s)"
)
_FORWARD = re.compile(r"forwarded|weitergeleitet|transfere|reenviad|inoltrat|doorgestuurd")
_SIGN_OFF = re.compile(
    r"(?:(?:with )?(?:best|kind|warm|kindest|warmest|many)(?: (?:regards|wishes|greetings))"
    r"|regards|"
    r"(?:very )?(?:sincerely|cordially)(?: yours)?|yours(?: (?:sincerely|faithfully|truly))?"
    r"|cheers|"
    r"best|all the best|br|kr|rgds|brgds|many thanks|thanks|thank you|thanks again|thanks a lot|"
    r"thx|warmly|take care|talk soon|speak soon|"
    r"(?:mit )?(?:freundlichen?|besten?|herzlichen?|schonen?|vielen?|lieben?|sonnigen?"
    r"|kollegialen?)"
    r" (?:gru(?:ß|ss|e)e?n?n?|gruss|grusse?n?|gruesse?n?)(?: (?:aus|nach|von)\b[^\n]{0,30})?"
    r"|gru(?:ß|ss)e?|"
    r"grusse|gruesse|gru(?:ß|ss)|mfg|vg|lg|bg|hg|hochachtungsvoll|(?:vielen|besten"
    r"|herzlichen) dank|danke|"
    r"(?:bien )?cordialement|bien a (?:vous|toi)|(?:sinceres|cordiales|meilleures) salutations|"
    r"salutations(?: distinguees)?|amicalement|bonne (?:journee|soiree|fin de journee)|crdt|cdlt|"
    r"a bientot|merci(?: (?:d'avance|beaucoup))?|"
    r"(?:un )?(?:cordial(?:es)?|atentos?|afectuosos?)(?: saludos?)"
    r"|(?:un )?saludos?(?: cordial(?:es)?)?|"
    r"(?:muy )?atentamente|(?:un )?abrazo|atte|muchas gracias|gracias|"
    r"saluti|cordiali saluti|met vriendelijke groet|groet(?:en|jes)?|mvg)"
    r"[ \t]*(?:[,.!;:\-]*[ \t]*)$"
)
_SOFT = re.compile(
    r"(?:thank|thx|danke|vielen dank|besten dank|herzlichen dank|merci|gracias|muchas"
    r"|best[,.! ]*$)"
)
_FOOTER = re.compile(
    r"(?:--|__|\*\*\*+|==+)[ \t]*$|(?:sent|gesendet|envoye|enviado)\b.{0,20}\b(?:from|von|vom|de"
    r"|depuis|desde|mi|my"
    r"|meinem)\b.{0,60}$|von meinem .{0,40} gesendet|get outlook for|outlook (?:fur|pour"
    r"|para) (?:ios|and)"
    r"|(?:this|the) (?:e-?mail|message|communication)\b.{0,80}\b(?:confidential|intended"
    r"|privileged|may contain)"
    r"|(?:confidentiality|disclaimer|legal notice|vertraulichkeit|avis de confidentialite"
    r"|aviso legal)"
    r"|(?:diese|die) (?:e-?mail|nachricht)\b.{0,80}\b(?:vertraulich|enthalt|bestimmt)"
    r"|(?:ce|le present) (?:message|courriel|e-?mail|mail)\b.{0,80}\b(?:confidentiel|destine"
    r"|etabli|peut contenir)"
    r"|(?:este|el presente) (?:mensaje|correo|e-?mail)\b.{0,80}\b(?:confidencial|dirig"
    r"|puede contener|contiene)"
    r"|(?:please )?consider the environment|(?:bitte )?denken sie an die umwelt"
    r"|pensez a l'environnement"
    r"|antes de imprimir|avant d'imprimer|if you (?:are not|have received).{0,60}(?:recipient"
    r"|error)"
    r"|(?:to )?unsubscribe\b|abmelden\b.{0,30}newsletter|se desabonner|darse de baja de|"
    r"(?:geschaftsfuhrer|geschaftsfuhrung|managing directors?|vorstand|handelsregister"
    r"|amtsgericht|registered (?:in|office)"
    r"|sitz der gesellschaft|registergericht|ust-?id|siret|rcs |cif:|vat no|company no)\b"
)
_BANNER = re.compile(
    r"\[?\W{0,4}(?:caution|warning|external|extern|achtung|attention|externe|aviso"
    r"|precaucion)\b.{0,30}"
    r"(?:e-?mail|sender|message|nachricht|absender|mail|courriel|correo|\]|originated)"
    r"|.{0,30}(?:originated (?:from )?outside|von au(?:ß|ss)erhalb)"
    r"|.{0,60}do not click (?:on )?links"
)
_POSTSCRIPT = re.compile(r"p\.?\s?p?\.?\s?s\.?\s?[:.\-,) ]|n\.?\s?b\.?\s?[:.]|(?:pd|ps)\b")
_CONTACT_LINE = re.compile(
    r"[\d+()/. \-]{7,}|@|www\.|https?:|\btel\b|\bphone\b|\bmobil|\bgmbh\b|\bltd\b|\|"
)


@dataclass(frozen=True, slots=True)
class Parts:
    """Spans of the text, in order: what is new, and what was forwarded beneath it."""

    new: tuple[tuple[int, int], ...]
    forwarded: tuple[tuple[int, int], ...]


def parts(folded: str) -> Parts:
    """Where the new words of a mail stand; `folded` keeps the places of the stored text."""
    cut, forward = _cut(folded)
    new = _spans(folded, 0, cut)
    return Parts(new=tuple(new), forwarded=((forward, len(folded)),) if forward else ())


def history_start(folded: str) -> int:
    """Where older mail begins beneath the new words; the end of the text where there is none."""
    return _cut(folded)[0]


def _cut(text: str) -> tuple[int, int]:
    """Where older mail begins, and where a forwarded text begins (0: none)."""
    cut, forward = len(text), 0
    has_colon = ":" in text
    found = (
        [_BREAK.search(text), _INLINE_BREAK.search(text)]
        if has_colon or "--" in text or "__" in text
        else []
    )
    for mark in found:
        if mark is not None and mark.start() < cut:
            cut = mark.start()
            forward = mark.end() if _FORWARD.search(text, cut, cut + 60) else 0
    if (
        has_colon
        and (intro := _INTRO.search(text, 0, cut))
        and not _answers_below(text, intro.end())
    ):
        cut, forward = intro.start(), 0
    if not text[:cut].strip() and cut < len(text) and not forward:
        forward = cut
    return cut, forward


def _answers_below(text: str, after: int) -> bool:
    """Under "… wrote:" every quoted line bears a mark, so that lines without one are new."""
    following = text[after : after + 400].lstrip(" \t")
    return following.startswith("\n") and following.lstrip(" \t\n").startswith(">")


def _spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The new text without quoted lines, intros, banners, and all that follows a sign-off."""
    body = text[start:end]
    plain = ">" not in body and "|" not in body
    spans: list[tuple[int, int]] = []
    signed, open_at, place = False, -1, start
    lines = body.split("\n")
    for number, line in enumerate(lines):
        strip = line.strip()
        after = place + len(line) + 1
        if signed:
            keep = _POSTSCRIPT.match(strip) is not None
            signed = not keep
        elif not strip:
            keep = open_at >= 0
        elif _ends_here(strip, lines, number):
            keep, signed = False, True
        else:
            keep = plain or not _QUOTED.match(line)
            keep = keep and not (strip[-1] == ":" and _INTRO.search(line))
            keep = keep and not (number < 3 and _BANNER.match(strip))
        if keep and open_at < 0:
            open_at = place
        if not keep and open_at >= 0:
            spans.append((open_at, place))
            open_at = -1
        place = after
    if open_at >= 0:
        spans.append((open_at, end))
    return spans


def _ends_here(line: str, lines: list[str], number: int) -> bool:
    """Whether the signature or the footer starts with this line."""
    if len(line) < 60 and number and _SIGN_OFF.match(line):
        return not _SOFT.match(line) or _only_names(lines[number + 1 :])
    return _FOOTER.match(line) is not None and (
        number > 0 or len(lines) > 1 or line.startswith("--")
    )


def _only_names(rest: list[str]) -> bool:
    """After a mere "Thanks," a name, or lines as in a business card, but no more sentences."""
    filled = [line.strip() for line in rest if line.strip()][:3]
    if not filled:
        return True
    return all(len(line.split()) <= 4 or _CONTACT_LINE.search(line) for line in filled) and not (
        filled[0].endswith("?")
    )
