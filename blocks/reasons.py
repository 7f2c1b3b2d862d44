"""*Why?*: the observations in order with their sources, and the numbers that made the rank."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from blocks import kit
from blocks.kit import Json, Message
from blocks.text import clip, day, fallback, one_line
from blocks.words import WRITTEN, figures, headline
from bot.domain.briefs import Judged
from bot.domain.missions import Evidence, Observation, ObservationKind, Score, VerdictKind

_KINDS = {
    ObservationKind.EVIDENCE: "Evidence",
    ObservationKind.REASONING: "What it means",
    ObservationKind.COUNTER_EVIDENCE: "What speaks against it",
    ObservationKind.RECOMMENDATION: "What to do",
    ObservationKind.POLICY: "Rule",
}
_VERDICTS = {
    VerdictKind.ACT_NOW: "Act now",
    VerdictKind.MONITOR: "Monitor",
    VerdictKind.NO_ACTION: "No action",
}
_MOST = 12
_TEXT, _QUOTE, _CHANGE = 350, 350, 200


def why_modal(judged: Judged) -> Json:
    return kit.modal("Why this deal?", list(reasoning_blocks(judged)))


def why_message(judged: Judged) -> Message:
    """The same as a message, for who asks by command."""
    return Message(text=_as_text(judged), blocks=tuple(reasoning_blocks(judged)))


def verdict_line(judged: Judged) -> str:
    verdict = judged.verdict
    said = _VERDICTS[verdict.verdict]
    if verdict.until:
        said += f" until {day(verdict.until)}"
    thin = ", on very little history" if verdict.thin_data else ""
    return f"{said}. Sure to {verdict.confidence:.0%}{thin}. Judged on {day(judged.on)}."


def reasoning_blocks(judged: Judged) -> Iterator[Json]:
    verdict = judged.verdict
    yield kit.rich(
        kit.line(
            kit.words(verdict.name, 150, bold=True),
            kit.glue("\n"),
            kit.words(figures(verdict), 80),
            kit.glue("\n"),
            kit.glue(verdict_line(judged)),
        )
    )
    yield kit.rule()
    for observation in verdict.observations[:_MOST]:
        yield kit.rich(*_observation(observation))
    yield kit.rule()
    yield kit.rich(*_scores(verdict.score))
    if verdict.would_change_if:
        yield kit.rich(
            kit.line(kit.words("This would change if", bold=True)),
            kit.listed([kit.words(text, _CHANGE)] for text in verdict.would_change_if[:5]),
        )
    yield kit.aside(f"Weights {judged.weights}. Priority {_PUBLISHED}.")


_PUBLISHED = "rises with urgency, impact and confidence, and falls with effort"


def _observation(observation: Observation) -> Iterator[Json]:
    yield kit.line(
        kit.words(f"{_KINDS[observation.kind]}:", bold=True),
        kit.glue(" "),
        kit.words(observation.text, _TEXT),
    )
    if observation.evidence:
        yield kit.quote(*_evidence(observation.evidence))


def _evidence(evidence: Evidence) -> Iterator[Json]:
    yield kit.words(_quoted(evidence), _QUOTE, italic=True)
    yield kit.glue("  ")
    yield kit.link(_source(evidence), evidence.url)


def _quoted(evidence: Evidence) -> str:
    """The words as they stand there; an instant as the day that it was."""
    quote = one_line(evidence.quote)
    if evidence.source.field not in WRITTEN:
        with suppress(ValueError):
            return day(datetime.fromisoformat(quote).date())
    return f"“{quote}”"


def _source(evidence: Evidence) -> str:
    """Which record says it, and when; the field is named where it is not simply the text."""
    source = evidence.source
    kind, field = (
        clip(one_line(name.replace("_", " ")), 40)
        for name in (source.record.partition(":")[0], source.field)
    )
    what = kind if source.field == "body" else f"{kind}, {field}"
    return f"{what}, {day(source.at.date())}" if source.at else what


def _scores(score: Score) -> Iterator[Json]:
    yield kit.line(kit.words(f"Priority {score.priority:g}", bold=True))
    yield kit.listed(
        [kit.glue(f"{name} {value:g} of 10")]
        for name, value in (
            ("urgency", score.urgency),
            ("impact", score.impact),
            ("confidence", score.confidence),
            ("effort", score.effort),
        )
    )


def _as_text(judged: Judged) -> str:
    verdict, score = judged.verdict, judged.verdict.score
    lines = [
        f"{clip(one_line(verdict.name), 150)} · {figures(verdict)}",
        verdict_line(judged),
        "",
        *(_observation_text(one) for one in verdict.observations[:_MOST]),
        "",
        f"Priority {score.priority:g}: urgency {score.urgency:g}, impact {score.impact:g},"
        f" confidence {score.confidence:g}, effort {score.effort:g} of 10."
        f" Weights {judged.weights}.",
    ]
    lines += [
        f"This would change if {clip(one_line(text), _CHANGE)}"
        for text in verdict.would_change_if[:5]
    ]
    return fallback(lines)


def _observation_text(observation: Observation) -> str:
    text = f"{_KINDS[observation.kind]}: {clip(one_line(observation.text), _TEXT)}"
    if observation.evidence is None:
        return text
    evidence = observation.evidence
    return f"{text} {clip(_quoted(evidence), _QUOTE)} ({_source(evidence)})"


def short_line(judged: Judged) -> str:
    """The deal in one line of a list."""
    return clip(one_line(headline(judged.verdict)), 200)
