"""Numbers from 2 to 100 as English, German, French and Spanish spell them out."""

from collections.abc import Iterator

from bot.text.folding import fold

_ONES = {
    "en": "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen",
    "de": "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn "
    "sechzehn siebzehn achtzehn neunzehn",
    "fr": "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize "
    "dix-sept dix-huit dix-neuf",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince "
    "dieciséis diecisiete dieciocho diecinueve",
}
_TENS = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "de": "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "fr": "vingt trente quarante cinquante soixante soixante-dix quatre-vingt quatre-vingt-dix",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
}
_HUNDRED = {"en": "hundred", "de": "hundert", "fr": "cent", "es": "cien"}
_UNDER_TEN = {
    "en": "one two three four five six seven eight nine",
    "de": "ein zwei drei vier fünf sechs sieben acht neun",
    "fr": "un deux trois quatre cinq six sept huit neuf",
    "es": "uno dos tres cuatro cinco seis siete ocho nueve",
}


def spelled(language: str) -> dict[tuple[str, ...], int]:
    """Each number by its words as they stand in plain text, hyphens taken for spaces."""
    return {
        tuple(fold(form).replace("-", " ").replace("ß", "ss").split()): value
        for form, value in _forms(language)
    }


def _forms(language: str) -> Iterator[tuple[str, int]]:
    yield from ((word, value) for value, word in enumerate(_ONES[language].split(), 2))
    yield _HUNDRED[language], 100
    for place, tens in enumerate(_TENS[language].split(), 2):
        yield tens, place * 10
        for unit, word in enumerate(_UNDER_TEN[language].split(), 1):
            yield from ((form, place * 10 + unit) for form in _joined(language, tens, word, unit))
    if language == "de":
        yield from (("fuenf", 5), ("zwoelf", 12), ("fuenfzehn", 15), ("fuenfzig", 50))
        yield from (("dreissig", 30), ("fuenfundzwanzig", 25), ("zwo", 2))
    if language == "fr":
        yield "quatre-vingts", 80
        yield from _over_sixty()


def _joined(language: str, tens: str, word: str, unit: int) -> tuple[str, ...]:
    match language:
        case "en":
            return f"{tens}-{word}", f"{tens}{word}"
        case "de":
            return (f"{word}und{tens}",)
        case "fr":
            return f"{tens}-et-{word}" if unit == 1 else f"{tens}-{word}", f"{tens}-{word}"
        case _:
            plain = word.replace("uno", "un")
            both = (f"{tens} y {word}", f"{tens} y {plain}")
            return (*both, f"veinti{word}", f"veinti{plain}") if tens == "veinte" else both


def _over_sixty() -> Iterator[tuple[str, int]]:
    """French counts on from sixty and from eighty up to nineteen more."""
    for extra, word in enumerate(_ONES["fr"].split()[8:], 10):
        yield f"soixante-{word}", 60 + extra
        yield f"soixante-et-{word}", 60 + extra
        yield f"quatre-vingt-{word}", 80 + extra
