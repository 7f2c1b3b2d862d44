"""How often questions are answered rightly, refused, refused for nothing, or answered wrongly."""

import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bench.ask_speed import parse_times
from bench.pumps import write_pumps
from bench.question_gold import Truth, agrees
from bench.verdicts import wilson
from bot.answers.answer import Answer, Status
from bot.cli.crm import load_files
from bot.cli.moments import moment_of
from bot.config import Settings
from bot.domain.people import Person
from bot.main import Daybreak, assembled
from bot.policy.permissions import sight
from sandbox.year.make import make_year, write

PARTS = (
    "practice",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "heldout",
)
_QUESTIONS = Path(__file__).parent / "questions"
_MAVEN = Path(__file__).parents[2] / "shared/data/maven"
_KINDS = ("right", "right refusal", "over-refusal", "silently wrong")
_REFUSALS = {"clarify", "declined", "forbidden", "unsupported", "proposed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One question with what is expected: SQL, or a kind of refusal. `any` only must not crash."""

    question: str
    person: str
    thread: str | None
    expect: frozenset[str]
    sql: tuple[str, ...]
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Without a gold answer: counted apart."""
        return bool(self.options.get("any") or self.options.get("skip_if_empty"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    case: Case
    kind: str
    answer: Answer
    data: str


async def run(
    part: str = "heldout", home: Path | None = None, *, show: bool = False
) -> dict[str, Any]:
    """Asks all questions of one part; details of the unseen parts only with `show`."""
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory() as temporary:
        root = home or Path(temporary)
        for file in sorted((_QUESTIONS / part).glob("*.yaml")):
            given = yaml.safe_load(file.read_text("utf-8"))
            outcomes += await _run_file(given, root)
    figures = measure(outcomes) | parse_times()
    if part not in ("seventh", "ninth", "heldout") or show:
        _print_faults(outcomes)
    return figures


def measure(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    judged = [outcome for outcome in outcomes if not outcome.case.is_open]
    counts = Counter(outcome.kind for outcome in judged)
    total = len(judged)
    found: dict[str, Any] = {"questions": len(outcomes), "with_an_answer_key": total}
    for kind in _KINDS:
        number = counts[kind]
        found[kind] = f"{number} ({number / total:.1%})" if total else "0"
    right = counts["right"] + counts["right refusal"]
    found["right or rightly refused"] = f"{right / total:.1%}" if total else "0"
    found["interval"] = wilson(right, total)
    for data in sorted({outcome.data for outcome in outcomes}):
        of_data = Counter(o.kind for o in judged if o.data == data)
        found[data] = ", ".join(f"{of_data[kind]} {kind}" for kind in _KINDS)
    return found


async def _run_file(given: dict[str, Any], root: Path) -> list[Outcome]:
    data, on = given["data"], given["day"]
    if data == "maven" and not _MAVEN.exists():
        print(f"{_MAVEN} is not here: its questions are left out.")  # noqa: T201
        return []
    home = root / data
    async with assembled(Settings(daybreak_home=home)) as daybreak:
        await _fill(daybreak, data, on, home)
        truth = Truth(home / "daybreak.db")
        try:
            return [
                await _ask(daybreak, case, on, truth, data) for case in _cases(given["questions"])
            ]
        finally:
            truth.close()


async def _fill(daybreak: Daybreak, data: str, on: date, home: Path) -> None:
    if await daybreak.people.all():
        return
    files = home / "files"
    match data:
        case "maven":
            await load_files(daybreak, _MAVEN, "maven")
        case "year":
            write(make_year(7, on), files)
            await load_files(daybreak, files)
        case _:
            write_pumps(files)
            await load_files(daybreak, files)
    person = await daybreak.people.find("revops")
    await daybreak.mirror.sync(True, moment_of(person, on).now)


def _cases(given: Sequence[dict[str, Any]]) -> Iterator[Case]:
    for number, each in enumerate(given):
        if "thread" not in each:
            yield _case(each, None)
            continue
        for question in each["thread"]:
            yield _case(question, f"bench-{number}-{id(given)}")


def _case(given: dict[str, Any], thread: str | None) -> Case:
    expect = given.get("expect", [])
    return Case(
        question=given["q"],
        person=given.get("as", "revops"),
        thread=thread,
        expect=frozenset([expect] if isinstance(expect, str) else expect),
        sql=tuple(given[key] for key in ("sql", "also", "other") if key in given),
        options={k: v for k, v in given.items() if k not in ("q", "as", "expect", "sql", "also")},
    )


async def _ask(daybreak: Daybreak, case: Case, on: date, truth: Truth, data: str) -> Outcome:
    person = await daybreak.people.find(case.person)
    answer = await daybreak.services.answers.ask(
        case.question, person, moment_of(person, on), case.thread, all_rows=True
    )
    kind = await _judged(daybreak, case, person, answer, truth)
    return Outcome(case=case, kind=kind, answer=answer, data=data)


async def _judged(
    daybreak: Daybreak, case: Case, person: Person, answer: Answer, truth: Truth
) -> str:
    status = answer.status.value
    if status in case.expect or (status == "clarify" and case.options.get("clarify_ok")):
        return "right" if status == "answered" else "right refusal"
    if status != Status.ANSWERED.value:
        # One kind of refusal for another does no harm, but forbidden is forbidden.
        mild = {"declined", "unsupported", "clarify", "proposed"}
        return "right refusal" if status in mild and case.expect & mild else "over-refusal"
    seen = sight(person, await daybreak.people.all())
    owners = None if seen.everything else [str(owner) for owner in seen.owners]
    document = answer.json()
    for sql in case.sql:
        if _fits(truth.rows(sql, owners), document, case.options):
            return "right"
    return "silently wrong"


def _fits(
    gold: Sequence[tuple[Any, ...]], document: dict[str, Any], options: dict[str, Any]
) -> bool:
    rows, value = document["rows"], document["value"]
    if options.get("list") or options.get("as_text"):
        wanted = {str(row[0]).casefold() for row in gold}
        found = [{str(cell).casefold() for cell in row} for row in rows]
        extra = abs(len(rows) - len(gold)) <= options.get("near_count", 0)
        missing = [each for each in wanted if not any(each in row for row in found)]
        if options.get("ties"):
            return len(missing) <= 2 and len(rows) == len(gold)
        return extra and len(missing) <= int(options.get("near_count", 0))
    if options.get("listcount") and gold and value == gold[0][0]:
        return True
    if options.get("prefix"):
        gold = gold[: len(rows)]
    return agrees(
        gold,
        rows,
        value,
        first_only=bool(options.get("top")),
        loose_order=bool(options.get("values")),
        near=float(options.get("near", 0)),
    )


def _print_faults(outcomes: Sequence[Outcome]) -> None:
    for outcome in outcomes:
        case, answer = outcome.case, outcome.answer
        if outcome.kind.startswith("right"):
            continue
        kind = "open" if case.is_open else outcome.kind
        print(f"[{kind}] {outcome.data} {case.person}: {case.question}")  # noqa: T201
        print(f"    {answer.status}: {answer.text[:150]}")  # noqa: T201
        if answer.plan is not None:
            print(f"    {answer.interpretation} {answer.json()['plan']}")  # noqa: T201
