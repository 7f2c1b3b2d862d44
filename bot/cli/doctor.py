"""`daybreak doctor`: looks at every configured part, and says how to mend what fails."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import click

from bot.config import Settings
from bot.errors import (
    BadSetting,
    CrmUnavailable,
    DaybreakError,
    EngineUnavailable,
    SlackUnavailable,
)
from bot.llm.opening import provider_of
from bot.llm.probing import Probe, probed
from bot.main import Daybreak, assembled
from bot.mind import choice_of
from bot.speaking import speaking
from storage.delivery_rows import DeliveryState

_LATE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """How one part is. `problem` is a sentence that ends in what to do; None: it is well."""

    part: str
    state: str
    problem: str | None = None


@click.command()
@click.argument("part", type=click.Choice(["llm"]), required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_context
def doctor(ctx: click.Context, part: str | None, as_json: bool) -> None:
    """Checks every configured part; exit 1 if one of them fails.

    `llm` tries the configured language model out, with a handful of real calls.
    """
    examine = _try_model if part == "llm" else _examine
    findings = asyncio.run(examine(ctx.obj))
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            mark = "ok  " if finding.problem is None else "FAIL"
            click.echo(f"{mark}  {finding.part}: {finding.problem or finding.state}")
    if any(finding.problem for finding in findings):
        ctx.exit(1)


async def _examine(settings: Settings) -> list[Finding]:
    try:
        async with assembled(settings) as daybreak:
            return [finding async for finding in examined(daybreak)]
    except DaybreakError as error:
        return [Finding(part="database", state="unreachable", problem=str(error))]


async def examined(daybreak: Daybreak) -> AsyncIterator[Finding]:
    """One finding per configured part."""
    yield Finding(part="database", state=f"{daybreak.database.dialect}, up to date")
    yield await _checked("crm", _crm(daybreak))
    yield await _checked("mirror", _mirror(daybreak))
    yield Finding(part="reasoner", state=_reasoner(daybreak))
    yield await _checked("slack", _slack(daybreak))
    yield await _checked("deliveries", _deliveries(daybreak))
    yield await _checked("engine", _engine(daybreak))
    yield await _checked("effects", _effects(daybreak))
    yield await _checked("mail", daybreak.effects.mail.check())


async def _try_model(settings: Settings) -> list[Finding]:
    choice = choice_of(settings)
    if choice is None:
        return [Finding(part="llm", state="no model is configured; everything runs on rules")]
    async with provider_of(choice, lambda: uuid4().hex) as provider:
        return [_of_probe(probe) async for probe in probed(provider)]


def _of_probe(probe: Probe) -> Finding:
    state = f"{probe.result}; {probe.degraded}" if probe.degraded else probe.result
    problem = None
    if probe.failed:
        problem = (
            f"{probe.result}. Until then {probe.degraded}."
            " Check LLM_BASE_URL, LLM_MODEL and the key."
        )
    return Finding(part=probe.what, state=state, problem=problem)


async def _checked(part: str, look: Awaitable[str]) -> Finding:
    try:
        return Finding(part=part, state=await look)
    except DaybreakError as error:
        return Finding(part=part, state="failing", problem=str(error))


async def _crm(daybreak: Daybreak) -> str:
    schema = await daybreak.crm.schema()
    return f"{daybreak.crm.name} answers, {len(schema.stages)} stages"


def _reasoner(daybreak: Daybreak) -> str:
    model = daybreak.mind.model
    reader = f"reader {daybreak.mind.reader.version}"
    if model is None:
        return f"rules, {reader}"
    # Whether it answers is tried only on request: that costs money.
    return f"rules with {model.caps.provider} beside them (try it: daybreak doctor llm), {reader}"


async def _engine(daybreak: Daybreak) -> str:
    problem = await daybreak.effects.engine.health()
    if problem:
        raise EngineUnavailable(problem)
    if daybreak.settings.redis_url is None:
        return "in this process (REDIS_URL is not set)"
    return "Redis answers"


async def _effects(daybreak: Daybreak) -> str:
    """An effect that waits much longer than a worker takes to notice means that none is running."""
    standing = await daybreak.effects.executions.standing(datetime.now(UTC))
    if standing.oldest > _LATE:
        minutes = int(standing.oldest.total_seconds() // 60)
        raise EngineUnavailable(
            f"An approved action has waited for {minutes} minutes to be carried out. Nothing is"
            " lost. Start a worker: daybreak serve --roles worker"
        )
    counts = ", ".join(f"{n} {state}" for state, n in sorted(standing.counts.items()))
    return f"{counts or 'none yet'}; nothing is overdue"


async def _mirror(daybreak: Daybreak) -> str:
    now = datetime.now(UTC)
    as_of = await daybreak.mirror.data_as_of(now)
    if as_of is None:
        raise CrmUnavailable(
            "The mirror holds nothing yet, so no mission can judge anything."
            " Fill it: daybreak crm sync"
        )
    people = len(await daybreak.people.reps())
    return f"as of {as_of:%Y-%m-%d %H:%M} UTC, {people} reps"


async def _slack(daybreak: Daybreak) -> str:
    if daybreak.settings.slack_bot_token is None:
        return "not set up (SLACK_BOT_TOKEN is not set); missions are prepared, nothing is sent"
    async with speaking(daybreak, lambda: datetime.now(UTC)) as slack:
        problem = await slack.missing() or await slack.missing_scopes()
        if problem:
            raise BadSetting(problem)
        found = await slack.installation.found()
    return f"connected to {found.team or found.team_id}, all scopes granted"


async def _deliveries(daybreak: Daybreak) -> str:
    """Messages that were given up are old news after a day; those still tried are not."""
    since = datetime.now(UTC).date() - timedelta(days=1)
    troubled = [
        one
        for one in await daybreak.deliveries.troubled()
        if one.state is not DeliveryState.GIVEN_UP or one.on >= since
    ]
    if not troubled:
        return "every morning message has arrived"
    newest = troubled[0]
    raise SlackUnavailable(
        f"{len(troubled)} morning messages have not arrived or are out of date. The newest, of"
        f" {newest.on} for {newest.person_id}: {newest.problem} They are tried again by"
        " `daybreak serve`; mend what the sentence names."
    )
