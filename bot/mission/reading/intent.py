"""Whether an English sentence holds a request, a question or a promise, cast as a wide net.

The mission's reader is strict: what it finds is acted on. This one only says that somebody expects
or announces something; it is measured on other people's mail by `daybreak bench intents`.
"""

import re
from enum import StrEnum

from bot.text.folding import fold


class Intent(StrEnum):
    REQUEST = "request"
    QUESTION = "question"
    PROMISE = "promise"
    PROPOSAL = "proposal"  # a meeting, a call, something to do together


_BASE = (
    r"add|advise|answer|approve|arrange|ask|attach|bring|call|cancel|change|check|circulate|click"
    r"|come|comment|compare|complete|confirm|contact|coordinate|copy|correct|create|decide|delete"
    r"|deliver|discuss|distribute|do|download|draft|e-?mail|ensure|enter|explain|fax|feel free|fill"
    r"|find|finish|fix|follow|forward|get|give|go|handle|have|help|hold|include|inform|instruct"
    r"|join"
    r"|keep|let|look|make|meet|move|note|notify|open|pass|pay|phone|pick|plan|post|prepare|print"
    r"|proceed|provide|pull|put|read|reply|report|request|resend|reserve|respond|return|review|run"
    r"|save|schedule|see|select|send|set|share|show|sign|speak|start|stop|submit|suggest|take|talk"
    r"|tell|think|try|turn|update|use|verify|visit|wait|watch|work|write"
)
_REQUEST = re.compile(
    r"\b(?:please|pls|plz|kindly)\b"
    r"|\b(?:can|could|would|will|won'?t) (?:you|someone|somebody|anyone|we)\b"
    r"|\b(?:i|we) (?:would|should) (?:also )?(?:really )?(?:like|appreciate|prefer|be grateful)\b"
    r"(?! to (?:thank|be there|tell|take this))"
    r"|\b(?:i|we) (?:just |also |still |really )?(?:need|ask|request|expect|suggest|propose"
    r"|recommend|urge|require)\b|\bwriting to (?:request|ask)|\bwanted to (?:follow|ask|check|see)"
    r"|\bwould be (?:very |really |most )?(?:great|helpful|nice|good|useful|appreciated)\b"
    r"|\bmy recommendation is\b|\bany [a-z]+ you can provide\b|\binvite you\b|\b(?:great"
    r"|nice) to meet\b"
    r"|\b(?:you|he|she|they|everyone|somebody|someone) (?:need|needs|should|must|may want"
    r"|might want"
    r"|have|has) to\b|\byou (?:should|must|may want|might want)\b|\bneeds? to be\b"
    r"|\bmust (?:be|submit|have)\b|\blet (?:me|us) know\b|\bfeel free\b|\bgo ahead\b"
    r"|\b(?:don'?t (?:forget|hesitate)|do not (?:forget|hesitate))\b"
    r"|\b(?:would|do) you mind\b|\bany (?:chance|thoughts|ideas|comments)\b|\bappreciate (?:it"
    r"|your)\b"
    r"|\bi(?:'m| am| was) (?:just )?wondering\b|\bi wonder\b|\bi(?:'d| would) be happy\b"
    r"|\bgive (?:me|us) a (?:call|ring|shout)\b"
)
_IMPERATIVE = re.compile(
    rf"^(?:\W*\d+[.)]\s*)?(?:[a-z]+(?: and [a-z]+)?\s?[:,-]\s*)?(?:then |also |so |just |and "
    rf"|but |or "
    rf"|if [^,]{{3,80}}, ?|once [^,]{{3,60}}, ?|when [^,]{{3,60}}, ?)?(?:{_BASE})\b(?! (?:is"
    rf"|are|was|were|of)\b)"
)
_QUESTION = re.compile(r"\?(?=\s|$|[\"')\]])")
_RHETORICAL = re.compile(
    r"\b(?:don'?t you|isn'?t it|aren'?t we|who knows|guess what|how are you)\b"
)
_PROMISE = re.compile(
    r"\b(?:i|we)(?:'ll| will| shall)\b(?! (?:never|not|be (?:out|in|away|back)))"
    r"|\b(?:i|we)(?: am|'m| are|'re) (?:going|planning|happy|glad) to\b"
    r"|\b(?:i|we) (?:plan|intend|promise|hope|agree) to\b|\blet me (?!know)\b|\bi can (?:also )?(?:"
    + _BASE
    + r")\b"
    r"|\bwill (?:be )?(?:get back|follow up|send|forward|call|contact|let you|provide|keep you"
    r"|circulate"
    r"|check|discuss|meet|schedul)"
)
_PROPOSAL = re.compile(
    r"\b(?:let'?s|let us|shall we|why don'?t (?:we|you)|how about|what about)\b"
    r"|\bwe (?:should|need to|could|can|have to|must)\b"
    r"|\b(?:meet|meeting|lunch|dinner|call|conference call|drinks?|discuss|talk"
    r"|get together)\b[^.?]{0,60}"
    r"\b(?:at \d|on (?:mon|tue|wed|thu|fri|sat|sun)|tomorrow|tonight|this (?:week|afternoon|evening"
    r"|morning)|next week|today|\d ?(?:am|pm|a\.m|p\.m))"
)
# Advertisements give orders too, and expect nothing from anybody in particular.
_ADVERTISED = re.compile(
    r"https?:|www\.|\$link|unsubscrib|click (?:here|above|below|on)|free (?:trial|gift|shipping)"
    r"|\boffers?\b|\bsave (?:up|\d|\$)|\bprize|\bdebt|% off|mailing list|this (?:e-?mail|message)"
    r" (?:was|is|may|and)|your inbox|address book|(?:these|our|such|further) (?:e-?mails"
    r"|notifications|communications?)|coupon|this sender|rate us|password|subscri|browser"
    r"|\bad\b|guarantee|credit card|\bwin\b"
)


# Said to somebody all the same.
_WARM = re.compile(
    r"\bplease (?!add|visit|follow|complete|click|use|sign|do not reply|unsubscribe)"
)


def intents(sentence: str) -> frozenset[Intent]:
    """What an English sentence holds; empty for one that only tells something."""
    low = fold(sentence).strip()
    found = set()
    if _REQUEST.search(low) or _IMPERATIVE.search(low):
        found.add(Intent.REQUEST)
    if _QUESTION.search(low) and not _RHETORICAL.search(low):
        found.add(Intent.QUESTION)
    if _PROMISE.search(low):
        found.add(Intent.PROMISE)
    if _PROPOSAL.search(low):
        found.add(Intent.PROPOSAL)
    if found and _ADVERTISED.search(low) and not _WARM.search(low):
        return frozenset()
    return frozenset(found)
