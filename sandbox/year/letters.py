"""Turns a few sentences into a mail: greeting, paragraphs, sign-off, signature, quoted past."""

from dataclasses import dataclass
from datetime import datetime

from sandbox.year.dates import stamp
from sandbox.year.model import Contact, Person
from sandbox.year.people import FIRM
from sandbox.year.phrasebook import Book

TERSE = 11  # every so many hands write without greeting
QUOTED_LINES = 9
# Dear, and the title: first as said to a woman, then as said to a man.
ADDRESS = {
    "en": (("Dear", "Ms"), ("Dear", "Mr")),
    "de": (("Sehr geehrte", "Frau"), ("Sehr geehrter", "Herr")),
    "fr": (("Chère", "Madame"), ("Cher", "Monsieur")),
    "es": (("Estimada", "Sra."), ("Estimado", "Sr.")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A mail that went before, for the quote below the answer."""

    who: str
    mail: str
    at: datetime
    subject: str
    text: str


def greeting(book: Book, language: str, side: str, hand: int, to: Contact | Person) -> str:
    """The hand of the contact decides on both sides how formal the two are."""
    lines = book.page(language, f"greet.{side}")
    last = to.last if isinstance(to, Contact) else to.name.split(" ", 1)[1]
    dear, title = ADDRESS.get(language, ADDRESS["en"])[to.sex == "m"]
    return lines[hand % len(lines)].format(to=to.first, formal=f"{title} {last}", dear=dear)


def buyer_sign(book: Book, language: str, contact: Contact, firm: str) -> str:
    """Initials, first name, or a whole signature, always the same for one person."""
    lines = book.page(language, "sign")
    sign = lines[contact.hand // 7 % len(lines)]
    style = contact.hand // 90 % 6
    if style == 0:
        return contact.first[:1].lower()
    if style in {1, 2}:
        return f"{sign}\n{contact.first}"
    if style == 3:
        return f"{sign}\n{contact.name}\n\n--\n{contact.name} | {contact.title}\n{firm}"
    if style == 4:
        return (
            f"{sign}\n{contact.first}\n\n{contact.name}\n{contact.title}, {firm}\n{contact.phone}"
        )
    return f"{contact.first}"


def rep_sign(book: Book, language: str, person: Person) -> str:
    lines = book.page(language, "sign")
    number = int(person.id[-2:])
    sign = lines[number % len(lines)]
    if number % 3:
        return f"{sign}\n{person.first}"
    return f"{sign}\n{person.name}\n{FIRM} | {person.territory}"


def quoted(book: Book, language: str, style: int, past: Sent) -> str:
    """The earlier mail below the new text, as mail programs leave it there."""
    heads = book.page(language, "quote")
    head = heads[style % len(heads)].format(
        at=stamp(past.at, language),
        who=past.who,
        mail=past.mail,
        subject=past.subject,
    )
    lines = past.text.split("\n")[:QUOTED_LINES]
    mark = "" if "\n" in head else "> "
    return head + "\n" + "\n".join(f"{mark}{line}".rstrip() for line in lines)
