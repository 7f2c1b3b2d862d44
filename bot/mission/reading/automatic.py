"""Recognises mail that a machine sent: auto-replies, bounces, receipts, calendars, newsletters."""

import re
from enum import StrEnum

from bot.domain.deals import ActivityKind
from bot.domain.facts import Document
from bot.text.folding import word_set


class Machine(StrEnum):
    AWAY = "away"
    BOUNCE = "bounce"
    CALENDAR_YES = "calendar_yes"
    CALENDAR_NO = "calendar_no"
    CALENDAR = "calendar"
    OTHER = "other"


_SUBJECTS: tuple[tuple[Machine, re.Pattern[str]], ...] = (
    (
        Machine.BOUNCE,
        re.compile(
            r"undeliver(?:able|ed)|delivery (?:status|has failed|failure|incomplete"
            r"|notification)|mail delivery"
            r"|returned mail|failure notice|unzustellbar|nicht zustellbar"
            r"|zustellung fehlgeschlagen"
            r"|non remis|echec de (?:la )?(?:remise|livraison)|no se (?:ha )?(?:puede|podido"
            r"|pudo) entregar|no entregado"
            r"|message not delivered|could not be delivered"
        ),
    ),
    (
        Machine.AWAY,
        re.compile(
            r"out[ -]?of[ -]?(?:the[ -])?office|\booo\b|auto(?:matic|mated|)[ -]?(?:reply"
            r"|response|:)|autoreply"
            r"|abwesen|automatische antwort|autom\. antwort|nicht im (?:buro|haus)"
            r"|urlaub(?:snotiz|:)"
            r"|reponse automatique|absence|absent|message d'absence|respuesta automatica"
            r"|fuera de (?:la )?oficina"
            r"|ausencia|on (?:annual |parental |maternity )?leave\b|on vacation|on holiday"
            r"|afwezig|assenza"
        ),
    ),
    (
        Machine.CALENDAR_YES,
        re.compile(
            r"(?:accepted|zugesagt|angenommen|accepte|aceptado|aceptada|accettato|geaccepteerd"
            r"|tentative|tentatively"
            r" accepted|mit vorbehalt)\s?:"
        ),
    ),
    (
        Machine.CALENDAR_NO,
        re.compile(
            r"(?:declined|abgelehnt|abgesagt|refuse|annule|rechazado|rechazada|cancelado"
            r"|cancelada|cancel+ed(?: event)?)\s?:"
        ),
    ),
    (
        Machine.CALENDAR,
        re.compile(
            r"(?:updated )?(?:invitation|einladung|invitacion|invito)(?: (?:from|von|de))?\s?:"
        ),
    ),
    (
        Machine.OTHER,
        re.compile(
            r"(?:read|gelesen|lu|leido|letto|delivered|relayed|zugestellt|remis|entregado)\s?: "
            r"|delivery delayed|read receipt|lesebestatigung|newsletter"
            r"|(?:your )?(?:receipt|order"
            r" confirmation)\b|password reset|verification code|\[ticket|survey:|do not reply"
        ),
    ),
)
_BODY_BOUNCE = re.compile(
    r"mailer-daemon|delivery (?:to the following|has failed|status)|\b5\d\d[ -]5\.\d\.\d"
    r"|address (?:not found|rejected)"
    r"|(?:recipient|user|mailbox|empfanger|destinataire|destinatario)(?: address)? (?:rejected"
    r"|unknown|not found|unavailable"
    r"|unbekannt|inconnu|desconocido|does not exist|is full)"
    r"|(?:message|nachricht|mensaje) (?:could|konnte|no pudo)(?: not| nicht)? (?:be delivered"
    r"|zugestellt|ser entregado)"
)
_BODY_AWAY = re.compile(
    r"(?:this is an )?auto(?:matic|mated)(?: e-?mail)? (?:reply|response|message)"
    r"|automatische (?:antwort|nachricht)"
    r"|reponse automatique|respuesta automatica|thank you for your (?:e-?mail"
    r"|message)[.!,][^\n]{0,60}(?:out of|away|on"
    r" (?:annual|leave|holiday|vacation|parental|maternity))"
    r"|(?:e-?mails?|nachrichten?|messages?|mails?) (?:will not|werden|wird|ne seront"
    r"|no seran?)(?: be| nicht| pas)?"
    r" (?:forwarded|weitergeleitet|read|gelesen|transferes?|lus?|reenviad|leid)"
    r"|(?:limited|no|eingeschrankt|kein(?:en)?|sin) (?:access to|acceso a|zugriff auf) (?:my "
    r"|meine |mi |mis )?(?:e-?mails?|correo)"
)
_BODY_OTHER = re.compile(
    r"view (?:this (?:e-?mail|message) )?in (?:your )?browser|im browser (?:ansehen|anzeigen"
    r"|offnen)"
    r"|voir dans (?:le|votre) navigateur|ver en (?:el|tu|su) navegador"
    r"|(?:unsubscribe|abbestellen|se desinscrire|darse de baja)[^\n]{0,60}(?:preferences|here"
    r"|hier|ici|aqui|list|newsletter)"
    r"|this (?:is an automated|message was sent automatically|mailbox is not monitored)"
    r"|do not reply to this (?:e-?mail|message)"
    r"|(?:diese e-?mail|dies ist eine) (?:wurde )?automatisch"
    r"|bitte antworten sie nicht auf diese|no responda a este"
    r"|ne pas repondre a ce|your ticket (?:has been|#|number)"
    r"|ticket \S{0,20} (?:has been )?(?:created|received|opened)"
    r"|was (?:read|opened) on\b|has accepted (?:this|your) invitation"
)
_HINTS = tuple(
    word_set(
        "automat auto-re autore auto_re deliver browser unsubscribe daemon abbestell desinscr "
        "darse_de_baja navegador navigateur for_your_e for_your_m limited limite eingeschr "
        "kein_zugriff sin_acceso no_access ticket rejected unknown not_found unavail weitergel "
        "forwarded 5. unbekannt inconnu desconocido has_accepted transfer was_read was_opened "
        "zugestellt entregado ne_pas_repondre no_responda not_monitored do_not_reply "
        "bitte_antworten_sie_nicht reenviad address_"
    )
)
_HINTS_SPACED = tuple(hint.replace("_", " ") for hint in _HINTS)


def machine(document: Document, subject: str, body: str) -> Machine | None:
    """What kind of machine wrote the mail, or None; both texts folded."""
    if document.kind is not ActivityKind.EMAIL:
        return None
    plain = re.sub(r"^(?:(?:re|aw|fw|fwd|wg|tr|rv|antwort)\s?:\s*)+", "", subject)
    if plain and "(success)" not in plain:
        for kind, pattern in _SUBJECTS:
            at = pattern.match(plain) if kind is not Machine.AWAY else pattern.search(plain)
            if at and (plain == subject or kind is not Machine.AWAY):
                return kind
    if "(success)" in plain:
        return Machine.OTHER
    head = body[:1500]
    if not any(hint in head for hint in _HINTS_SPACED):
        return None
    for kind, pattern in (
        (Machine.BOUNCE, _BODY_BOUNCE),
        (Machine.AWAY, _BODY_AWAY),
        (Machine.OTHER, _BODY_OTHER),
    ):
        if pattern.search(head):
            return kind
    return None
