"""Dates and times as people write them in the four languages of the year."""

from datetime import date, datetime
from random import Random

MONTHS = {
    "en": ("January February March April May June July August September October November December"),
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": (
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
    ),
}
WEEKDAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
}


def month(day: date, language: str) -> str:
    return MONTHS[language].split()[day.month - 1]


def weekday(day: date, language: str) -> str:
    return WEEKDAYS[language].split()[day.weekday()]


def clock_time(minute: int, country: str) -> str:
    """A quarter of an hour of the day: "14:30", or "2:30 pm" where people write so."""
    hours, minutes = divmod(minute, 60)
    if country in {"US", "CA", "AU"}:
        return f"{(hours - 1) % 12 + 1}:{minutes:02d} {'am' if hours < 12 else 'pm'}"
    return f"{hours}:{minutes:02d}"


def stamp(at: datetime, language: str) -> str:
    """Date and time as a mail program writes them above a quote, whatever the machine's locale."""
    if language == "en":
        return f"{at.day} {month(at.date(), 'en')[:3]} {at.year}, {at.hour:02d}:{at.minute:02d}"
    return f"{at.day:02d}.{at.month:02d}.{at.year} {at.hour:02d}:{at.minute:02d}"


def say(rng: Random, day: date, told: date, language: str, country: str) -> str:
    """`day` as somebody of that country writes it on the day `told`; the year where it helps."""
    year = f" {day.year}" if (day - told).days > 200 or rng.random() < 0.06 else ""
    if language == "de":
        return _german(rng, day, year)
    if language == "fr":
        number = "1er" if day.day == 1 else str(day.day)
        named = f"{weekday(day, 'fr')} " if rng.random() < 0.35 else ""
        return f"{named}{number} {month(day, 'fr')}{year}"
    if language == "es":
        named = f"{weekday(day, 'es')} " if rng.random() < 0.35 else ""
        since = f" de{year}" if year else ""
        return f"{named}{day.day} de {month(day, 'es')}{since}"
    return _english(rng, day, told, country, year)


def _german(rng: Random, day: date, year: str) -> str:
    if rng.random() < 0.4:
        return f"{day.day}.{day.month}.{year.strip()}"
    return f"{day.day}. {month(day, 'de')}{year}"


def _english(rng: Random, day: date, told: date, country: str, year: str) -> str:
    if 1 <= (day - told).days <= 6 and rng.random() < 0.45:
        return weekday(day, "en")
    named = month(day, "en") if rng.random() < 0.6 else month(day, "en")[:3]
    week = rng.random() < 0.35
    if country in {"US", "CA"}:
        tail = f",{year}" if year else ""
        return f"{weekday(day, 'en') + ', ' if week else ''}{named} {day.day}{tail}"
    return f"{weekday(day, 'en') + ' ' if week else ''}{day.day} {named}{year}"
