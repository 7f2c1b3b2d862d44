"""How long it takes to read a question where ten thousand names are known."""

from contextlib import suppress
from datetime import date
from pathlib import Path
from random import Random
from statistics import quantiles
from time import perf_counter

import yaml

from bot.answers.answer import Refused
from bot.answers.model import Model
from bot.answers.parser.parser import Parser
from bot.answers.parser.sheet import Reader
from bot.answers.parser.values import Kind, Named, ValueIndex
from bot.domain.people import REVOPS

_NAMES = 10_000
_SYLLABLES = ("ba", "ker", "lo", "min", "ta", "ver", "son", "dal", "fen", "gri", "hol", "mar")
_QUESTIONS = Path(__file__).parent / "questions" / "practice"


def parse_times() -> dict[str, float]:
    """Milliseconds per question, refused ones too."""
    parser = Parser(model=Model.load())
    index = ValueIndex.of(_names(), parser.lexicon.words)
    reader = Reader(
        person=REVOPS,
        owners=None,
        leads=False,
        owns=False,
        today=date(2026, 6, 15),
        model=parser.model,
        values=index,
    )
    times = sorted(_milliseconds(parser, reader, question) for question in _questions() * 3)
    cuts = quantiles(times, n=20)
    return {"parse_ms_p50": round(cuts[9], 3), "parse_ms_p95": round(cuts[18], 3)}


def _names() -> list[Named]:
    rng = Random(3)
    return [
        Named(
            kind=Kind.ACCOUNT if at % 4 else Kind.PERSON,
            field="account" if at % 4 else "owner",
            value=str(at),
            name=f"{_word(rng)} {_word(rng)} {at if at % 4 else ''}",
            owners=frozenset({str(at)}),
        )
        for at in range(_NAMES)
    ]


def _word(rng: Random) -> str:
    return "".join(rng.choice(_SYLLABLES) for _ in range(rng.randint(2, 4))).capitalize()


def _questions() -> list[str]:
    found = []
    for file in sorted(_QUESTIONS.glob("*.yaml")):
        given = yaml.safe_load(file.read_text("utf-8"))["questions"]
        found += [each["q"] for each in given if "q" in each]
    return found


def _milliseconds(parser: Parser, reader: Reader, question: str) -> float:
    start = perf_counter()
    with suppress(Refused):
        parser.parse(question, reader)
    return (perf_counter() - start) * 1_000
