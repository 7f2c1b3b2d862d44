"""Tells in which language a text is written, by its small words."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

KNOWN = ("en", "de", "fr", "es")

_SMALL_WORDS: Mapping[str, str] = {
    "en": "the and you we is are to of for that this with have will would can could our your it be"
    " was not on if by from at please thanks hi dear but they she he me my us been has about"
    " know let there what when how which just should than still back call next week sent send"
    " as so or an i do does did get need some any hello regards best told wants asked said",
    "de": "der die das und ist nicht wir sie ich ein eine mit auf fur von zu den dem es im wird"
    " haben sind bitte uns ihnen noch auch bei wenn aber dass oder nach bis zum zur hallo danke"
    " kann konnen werden wurde habe hat mir ihr ihre wie was am als aus einen einem vom uber fuer"
    " gruss gruesse viele liebe herr frau gerne mal dann schon nur kein keine euch eure jetzt"
    " heute morgen woche sehr geehrte geehrter guten tag"
    " moin melde passt angebot du dir dich vor bei"
    " kunde kundin termin vertrag soll unser unsere ihren hatte hatten geht er ab wg bat verloren"
    " nichts keinen wollen mochte mussen muss brauchen seit"
    " wieder erst noch gar jetzt ja nein doch",
    "fr": "le la les de et est des une un du pour que qui nous vous je dans pas sur avec au ce"
    " ne plus"
    " par sont votre notre bonjour merci il elle mais ou si ai etes sera cette aux on c j l d n"
    " qu s y a bien cordialement tres fait peut etre avez avons suis lui leur ete devis semaine"
    " prochaine mois demain apres avant envoyer envoie tu me"
    " te on ca oui ont dit deux trois sans sous"
    " encore toujours mme madame monsieur lundi mardi"
    " mercredi jeudi vendredi hier donc quand comment"
    " veut voulez pouvez pourriez peux voir mon ma"
    " mes ses rappeler stp svp sommes avions etait deja"
    " ni rien plutot chez",
    "es": "el la los las de que y en un una por con para es su del se lo no al le como mas pero"
    " nos hola gracias si ya esta este muy tenemos puede usted ustedes nuestro nuestra vuestra me"
    " te mi tu hay ser estamos saludos buenos dias semana sobre cuando hasta desde han ha he son"
    " favor quedo presupuesto manana tambien les"
    " lunes martes miercoles jueves viernes cliente correo"
    " quiere tiene vamos ahora solo sin bien todo"
    " hemos habia contrato oferta semanas luego antes pues"
    " nada cada dia dos tres fue era eso este estos esa cual quien donde entre hacia tras mes",
    "it": "il di che e la per non sono una con del della le si come ma anche grazie buongiorno"
    " ciao"
    " gli nel alla questo siamo abbiamo vorrei saluti cordiali ho ha da in lo",
    "nl": "de het een van en ik je niet is dat op te zijn met voor we hebben bedankt groet graag"
    " kunnen jullie maar ook nog wij aan bij naar hoi beste",
    "pt": "o a os as de que e do da em um uma para com nao por mais se obrigado obrigada voce"
    " voces"
    " ola bom dia temos nos estamos ate seu sua cumprimentos abraco",
    "pl": "nie to jest na sie z do w i za prosze dziekuje pan pani dzien dobry czy jak oraz dla",
    "sv": "och att det som en pa ar av for med den till inte har vi jag du tack hej kan halsningar",
    "da": "og at det som en pa er af for med den til ikke har vi jeg du tak hej kan hilsen",
    "fi": "ja on ei se etta kiitos hei olen olemme voi mutta myos teille terveisin",
    "tr": "ve bir bu icin ile cok tesekkurler merhaba evet hayir iyi degil var yok",
}


def _index() -> dict[str, tuple[str, ...]]:
    index: dict[str, list[str]] = {}
    for language, words in _SMALL_WORDS.items():
        for word in words.split():
            index.setdefault(word, []).append(language)
    return {word: tuple(languages) for word, languages in index.items()}


_BY_WORD = _index()
_FOREIGN = re.compile("[\u0370-\u1fff\u3040-\ud7af]")
_SCRIPTS = (
    ("\u0370", "\u03ff", "el"),
    ("\u0400", "\u052f", "ru"),
    ("\u0590", "\u05ff", "he"),
    ("\u0600", "\u06ff", "ar"),
    ("\u0900", "\u097f", "hi"),
    ("\u0e00", "\u0e7f", "th"),
    ("\u3040", "\u30ff", "ja"),
    ("\u4e00", "\u9fff", "zh"),
    ("\uac00", "\ud7af", "ko"),
)


def languages_of(words: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """The main language ("und" where it can't be told) and all that are present to a good part."""
    score: Counter[str] = Counter()
    for word in words:
        for language in _BY_WORD.get(word, ()):
            score[language] += 1
    if not score:
        return "und", KNOWN
    ranked = score.most_common()
    best, most = ranked[0]
    second = ranked[1][1] if len(ranked) > 1 else 0
    share = 3 if most > 5 else 2  # of five: short texts are read in more languages
    present = tuple(language for language, hits in ranked if hits * 5 >= most * share)
    if most < 2:
        return ("und" if most == second else best), tuple(dict.fromkeys([*present, *KNOWN]))
    if most == second and most < 4:
        return "und", tuple(dict.fromkeys([*present, "en"]))
    return best, present


def clearly_in(words: Iterable[str]) -> str | None:
    """The language of three small words and more, twice as many as of any other."""
    score = Counter(language for word in words for language in _BY_WORD.get(word, ()))
    ranked = score.most_common(2)
    if not ranked or ranked[0][1] < 3:
        return None
    second = ranked[1][1] if len(ranked) > 1 else 0
    return ranked[0][0] if ranked[0][1] >= 2 * second else None


@lru_cache(maxsize=64)
def _elsewhere(known: tuple[str, ...]) -> frozenset[str]:
    """Small words of other languages only; a sentence in one of those has at least one."""
    return frozenset(
        word for word, languages in _BY_WORD.items() if not any(each in known for each in languages)
    )


def spoken_in(words: Collection[str], known: tuple[str, ...]) -> str | None:
    """A language that this one sentence is clearly written in, if it is not among the known."""
    if _elsewhere(known).isdisjoint(words):
        return None
    score: Counter[str] = Counter()
    for word in words:
        for language in _BY_WORD.get(word, ()):
            score[language] += 1
    best, most = score.most_common(1)[0]
    if best in known or best not in KNOWN or most < 3:
        return None
    return best if most >= 2 * max(score[language] for language in known) else None


def small_words(language: str) -> frozenset[str]:
    """The language's most frequent words, which decide nothing."""
    return frozenset(_SMALL_WORDS[language].split())


def script_of(text: str) -> str | None:
    """A language known by its letters alone, for text that is mostly not Latin."""
    letters = _FOREIGN.findall(text[:600])
    if len(letters) < 8 or len(letters) * 3 < len(text[:600].replace(" ", "")):
        return None
    counts = Counter(
        language for char in letters for low, high, language in _SCRIPTS if low <= char <= high
    )
    return counts.most_common(1)[0][0] if counts else "und"
