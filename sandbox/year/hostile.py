"""Puts text into a deal that wants to give orders to whoever reads it with a machine."""

from random import Random

from sandbox.year.desk import Desk
from sandbox.year.model import Row


def poison(desk: Desk, rng: Random, rows: list[Row]) -> None:
    """Adds one hostile line to a mail or note of the deal, often to the latest."""
    texts = [row for row in rows if row["kind"] in {"email", "note"}]
    if not texts:
        return
    row = texts[-1] if rng.random() < 0.6 else rng.choice(texts)
    line = desk.book.raw("en", "hostile")
    row["body"] = f"{row['body']}\n\n{line}" if rng.random() < 0.7 else f"{line}\n\n{row['body']}"


def hostile_name(desk: Desk, rng: Random, name: str) -> str:
    """A deal name with the same kind of text, kept short as a CRM field would."""
    return f"{name} {desk.book.raw('en', 'hostile')}"[:140] if rng.random() < 0.25 else name
