"""Finds text that tries to give orders to software; what it says is not read as anything else."""

import re

from bot.text.folding import word_set

_ROLE = re.compile(
    r"(?:^|(?<=[\n>*#\[(<]))[ \t#*\[<({|_\-]{0,6}(?:system|assistant|developer"
    r"|admin(?:istrator)?|crm|bot|prompt"
    r"|instructions?|anweisung|sistema|systeme|asistente|automation|daybreak)(?:[ _-](?:prompt"
    r"|message|override|note|"
    r"instruction|notice|update|command|nachricht|mensaje))?[\])>|*_]{0,4}[ ]?(?::|>|\]|=)(?!//)"
    r"|<!--|\[/?inst\]|<\|?(?:im_start|system|/?s|assistant|instructions?)\b|<<sys>>"
    r"|###[ ]?(?:instruction|system|response)"
    r"|\{\{[^\n}]{0,80}\}\}|```(?:system|json|yaml)?"
    r"|\b(?:note|hinweis|nota|message|attention|nachricht|mensaje|instructions?|to|an|fur|for"
    r"|pour|para|a)"
    r" (?:to|for|an|fur|a|para|pour|any|all|the|die|das|den|dem|l'|la|el|le)?[ ]?(?:the |any "
    r"|all |die |das |den |dem |l'|la |el |le |your |automated |reading )?"
    r"(?:ai|a\.i\.|ki|ia|llm|bots?|language models?|sprachmodelle?|assistants?|chatbots?"
    r"|crm[ -]?(?:bot|ai|assistant|system|tool)"
    r"|automated (?:systems?|readers?|assistants?|tools?)|sales (?:bots?|assistants?)|software"
    r"|algorithm|machines?)\b[^\n.?]{0,40}[:,\-]"
)
_ADDRESSED = re.compile(
    r"\b(?:if you(?: are|'re)|falls (?:sie|du)|wenn (?:sie|du)|si vous etes|si tu es|si eres|si"
    r" usted es)\b[^\n.?]{0,20}"
    r"\b(?:ai|a\.i\.|assistant|assistent|asistente|bot|robot|language model|llm|automated|ki|ia"
    r"|sprachmodell|automatique)\b"
    r"|\b(?:an|fur|to|for|pour|para|aux?) (?:alle |all |any |the |todos los |tous les"
    r" )?(?:automati\w+|digital\w*|virtuell\w*|ki|ai|ia|crm)"
    r"[ -](?:assist\w+|asist\w+|system\w*|bots?|agent\w*|tools?|programm\w*|lector\w*|reader\w*"
    r"|werkzeug\w*)"
    r"|\b(?:crm|ai|ki|ia|automated|sales) (?:assistants?|agents?|bots?|systems?"
    r"|tools?)\b[^\n.?]{0,12}\b(?:must|should|shall|have to|need to"
    r"|are (?:asked|required|instructed)|:)"
    r"|\bassistant (?:ia|automatique|virtuel)\b[^\n]{0,3}[:,]|\basistente (?:de )?(?:ia|virtual"
    r"|automatico)\b[^\n]{0,3}[:,]"
    r"|\[(?:crm|system|admin|auto|bot|sistema|systeme)\b[^\]\n]{0,60}\]"
    r"|\bstatus ?: ?(?:answered|done|closed|resolved|won)\b|\bthread closed\b"
    r"|\b(?:ignor\w+|disregard|forget|oublie[zr]?|olvid\w+|vergiss"
    r"|missacht\w*)\b[^\n.?]{0,20}\b(?:message|nachricht|mail|e-mail|mensaje|correo"
    r"|courriel|emails?|everything|alles|todo|tout)\b[^\n.?]{0,15}\b(?:above|before|previous"
    r"|oben|vorherige\w*|ci-dessus|precedent\w*|anterior\w*|arriba)\b"
    r"|\bignor\w* (?:previous|all previous|prior|anterior\w*|alle vorherigen|vorherige)\b"
    r"|\b(?:geschaft|deal|opportunity|oportunidad|affaire"
    r"|opportunite)\b[^\n.?]{0,20}\b(?:gewonnen|verloren|won|lost|ganada|perdida|descartada"
    r"|gagnee|perdue)"
    r" (?:buchen|setzen|markieren|stellen|por|und|and|et|y)\b"
    r"|\bno avisar al|\bborrar los recordatorios|\bgelten als erfullt\b"
)
_OVERRIDE = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass|skip|ignorier\w*|missacht\w*|vergiss"
    r"|vergessen sie|ignore[zr]|oublie[zr]?"
    r"|ignor[ae]\w*|olvid[ae]\w*|descart[ae]\w*|omit[ae]\w*"
    r"|neglige[zr])\b[^\n.?]{0,40}\b(?:instructions?|rules?|prompts?|polic(?:y|ies)|guidelines?"
    r"|guardrails?|safety|anweisung\w*|regeln?|vorgaben|richtlinien|consignes?|regles?"
    r"|instrucciones|reglas|directrices"
    r"|(?:previous|prior|above) (?:messages?|context|signals?|evidence|text|data|emails?))\b"
    r"|\b(?:you are|you're|act|respond|behave|du bist|sie sind|tu es|vous etes|eres"
    r"|actua) (?:now |jetzt |maintenant |ahora |as |als |comme |como )"
    r"{1,2}(?:an? |ein(?:e)? |une? |una? )?[^\n.?]{0,30}\b(?:ai|assistant|bot|model|system|admin"
    r"|agent|assistent|asistente|ki|ia|dan|developer)\b"
    r"|\b(?:as an ai|as a language model|als ki|en tant qu'ia|como ia|system prompt"
    r"|developer mode|jailbreak|new instructions?"
    r"|neue anweisung\w*|nouvelles instructions|nuevas instrucciones)\b"
)
_ORDER = re.compile(
    r"\b(?:mark|set|flag|move|change|update|classify|label|treat|rate|score|tag|close|markier\w*"
    r"|setz\w*|verschieb\w*|stufe|klassifizier\w*"
    r"|marque[rz]?|mets|mettez|passe[rz]?|classe[rz]?|marca\w*|pon(?:er|ga)?|cambi[ae]\w*"
    r"|clasific\w*|mueve|mueva)\b[^\n.?]{0,50}"
    r"\b(?:deal|opportunity|opp|stage|verdict|status|lead|record|pipeline|forecast|priority"
    r"|amount|crm|close date|deals?|geschaft|abschluss|phase|stufe|chance"
    r"|opportunite|affaire|etape|statut|oportunidad|negocio|etapa|estado)\b[^\n.?]{0,40}"
    r"(?:\b(?:as|to|=|als|auf|comme|en|como|a|is|zu)\b|:|=)[^\n.?]{0,20}\b(?:won|lost|closed"
    r"|no[ _]action|monitor|act[ _]now|done|complete|signed"
    r"|healthy|high|low|urgent|dead|disqualified|gewonnen|verloren|abgeschlossen|gagnee?|perdue?"
    r"|ganad[oa]|perdid[oa]|cerrad[oa]|zero|0|1)\b"
    r"|\b(?:do not|don't|never|stop|nicht|kein\w*|ne pas|no)\b[^\n.?]{0,20}\b(?:alert|notify"
    r"|warn|show|inform|flag|escalate|surface|benachrichtig\w*|melde\w*"
    r"|alerte[rz]?|previen\w*|alert[ae]\w*|avis[ae]\w*)\b[^\n.?]{0,30}\b(?:rep|sales rep"
    r"|salesperson|manager|owner|user|human|team|verkaufer|vertrieb\w*|commercial|vendedor"
    r"|comercial)\b"
    r"|\b(?:auto-?approve|approve (?:all|any|every|this|the)[^\n.?]{0,30}(?:decisions?"
    r"|discounts?|automatically|actions?)"
    r"|(?:reveal|print|output|repeat|show|dump|list|export)[^\n.?]{0,25}(?:system prompt"
    r"|your (?:instructions|prompt|rules)|api keys?|passwords?|all contacts)"
    r"|(?:execute|run|call) (?:the )?(?:following|this) (?:command|tool|function|code|query"
    r"|action)|drop table|delete from \w+|rm -rf"
    r"|(?:respond|reply|answer|output) (?:only )?with (?:only )?[\"'{\[]|verdict\s?[:=]\s?\w+"
    r"|confidence\s?[:=]\s?(?:1|0\.\d|high)"
    r"|no_action|act_now|change_stage|send_email|update_field)"
)
_PAYLOAD = re.compile(
    r"\b(?:send|grant|apply|offer|give|transfer|forward|schick\w*|sende\w*|gewahr\w*|envoie[rz]?"
    r"|accorde[rz]?|envia\w*|aplica\w*)\b[^\n.?]{0,60}"
    r"(?:\d{2,3} ?%|discount|rabatt|remise|descuento|contacts?|price list|customer (?:list|data)"
    r"|kundendaten|datos)[^\n.?]{0,60}"
    r"[\w.+-]{1,40}@[\w-]{1,40}\.\w"
)
# A heading such as "System: SAP" is harmless; what makes it an order is a verb like these.
_COMMANDS = re.compile(
    r"\b(?:ignor|disregard|mark|set|deal|stage|approv|discount|instruct|must|no action|do not"
    r"|classif|updat|won|lost|rules?|markier"
    r"|setz|regel|rabatt|verdict|notif|alert|ganad|gagn|gewonnen|marque|marca|remise|descuento"
    r"|forward|override|send)"
)
_HINTS = tuple(
    word_set(
        "system assist asist instruc ignor disregard forget overrid bypass prompt anweis missacht "
        "vergiss consigne oubli olvid <!-- bot a.i. llm lost gewonnen gagn ganad cerrad descartad "
        "no_action act_now approv {{ ``` inst] sistema software crm @ verdict notif admin automat "
        "<| machine developer change_stage daybreak stage erfullt buchen avisar borrar thread "
        "gelten status: mark reveal execute drop_table delete rm_-rf benachricht alert melde "
        "classif classe clasif"
    )
)
_WORD_HINTS = re.compile(
    r"\b(?:ai|ki|ia|won|bots?|dan|agents?|model|jailbreak|skip|neglige[rz]?|output|respond|verdict)\b"
)


def orders(folded: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Stretches of the text that speak to software, widened to what stands under their heading."""
    text = folded[start:end]
    if not any(hint in text for hint in _HINTS) and not _WORD_HINTS.search(text):
        return ()
    found: list[tuple[int, int]] = []
    for match in _ROLE.finditer(text):
        until = _paragraph_end(text, match)
        if _COMMANDS.search(text, match.end(), until):
            found.append((start + match.start(), start + until))
    for pattern in (_ADDRESSED, _OVERRIDE, _ORDER, _PAYLOAD):
        for match in pattern.finditer(text):
            found.append((start + match.start(), start + _paragraph_end(text, match)))
    return tuple(sorted(found))


def _paragraph_end(text: str, match: re.Match[str]) -> int:
    """A pretended role speaks until its paragraph ends, a comment until it is closed."""
    if match.group().startswith("<!--"):
        closed = text.find("-->", match.end())
        return closed + 3 if closed >= 0 else len(text)
    blank = text.find("\n\n", match.end())
    return blank if blank >= 0 else len(text)
