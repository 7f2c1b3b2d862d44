"""Labelled cases: one deal on one morning, and what a sensible sales manager would say of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from bot.domain.deals import (
    Account,
    AccountId,
    ActivityKind,
    Consent,
    Contact,
    ContactId,
    ContactRole,
    Deal,
    DealContact,
    DealId,
    DealStatus,
    Direction,
    StageChange,
)
from bot.domain.facts import Document, Reader, Reading
from bot.domain.missions import (
    Context,
    Moment,
    ReasonCode,
    SourceState,
    Touch,
    UsageSeries,
    VerdictKind,
)
from bot.domain.people import PersonId

CASES = Path(__file__).parent.parent / "tests" / "golden" / "verdicts"
ZONE = "Europe/Berlin"
_MORNING = time(8)
_USAGE_FRESH = timedelta(days=7)
_REP = PersonId("robin")

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What is accepted; `until` is the first and last day that fit, None where any or none does."""

    verdicts: frozenset[VerdictKind]
    until: tuple[date, date] | None
    reasons: frozenset[ReasonCode]
    actions: frozenset[str]
    no_email_to: frozenset[str]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """`context` has no facts yet: reading `documents` gives them."""

    id: str
    tags: tuple[str, ...]
    twin_of: str | None
    moment: Moment
    context: Context
    documents: tuple[Document, ...]
    expected: Expected


def load_cases(part: str, root: Path = CASES) -> Iterator[Case]:
    """Every case of a part (`practice`, `fresh`, `second`, `heldout`), file by file."""
    for path in sorted((root / part).glob("*.yaml")):
        for row in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield case_of(row)


async def read_case(case: Case, reader: Reader) -> Context:
    """The case's context with the facts that the reader finds in its documents."""
    readings = await reader.read(case.documents)
    return with_facts(case.context, case.documents, readings)


def with_facts(
    context: Context, documents: tuple[Document, ...], readings: list[Reading]
) -> Context:
    read = {d.id: r for d, r in zip(documents, readings, strict=True)}
    touches = tuple(_marked(t, read.get(f"activity:{t.id}")) for t in context.touches)
    facts = tuple(fact for r in readings for fact in r.facts)
    return replace(context, touches=touches, facts=facts)


def case_of(row: Row) -> Case:
    """One labelled case as the rules see it."""
    zone = str(row.get("timezone", ZONE))
    today: date = row["on"]
    now = datetime.combine(today, _MORNING, ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))
    deal = _deal(row["deal"], row["id"], ZoneInfo(zone))
    activities = sorted(row.get("activities") or (), key=lambda a: _instant(a["at"], zone))
    numbered = [(f"{row['id']}-{n}", a) for n, a in enumerate(activities)]
    touches = tuple(_touch(key, a, zone) for key, a in numbered)
    return Case(
        id=row["id"],
        tags=tuple(str(tag) for tag in row.get("tags") or ()),
        twin_of=row.get("twin_of"),
        moment=Moment(now=now, today=today, zone=zone),
        context=Context(
            deal=deal,
            account=_account(row.get("account")),
            contacts=tuple(_contact(c) for c in row.get("contacts") or ()),
            roles=tuple(_role(deal.id, c) for c in row.get("contacts") or () if c.get("role")),
            touches=touches,
            facts=(),
            stage_changes=tuple(
                _change(deal.id, c, ZoneInfo(zone)) for c in row.get("stage_history") or ()
            ),
            usage=tuple(_usage(metric, days) for metric, days in (row.get("usage") or {}).items()),
            sources=tuple(_sources(row, touches, now)),
        ),
        documents=tuple(_document(key, a, deal.id, zone) for key, a in numbered),
        expected=_expected(row["expect"]),
    )


def _deal(row: Row, case_id: str, zone: ZoneInfo) -> Deal:
    known = {"id", "owner_id", "status", "stage", "name", "amount", "currency", "created_at"}
    known |= {"close_date", "next_step", "next_step_due", "forecast_category", "pipeline"}
    created = row.get("created_at")
    return Deal(
        id=DealId(case_id),
        name=row["name"],
        owner_id=_REP,
        stage=row["stage"],
        status=DealStatus.OPEN,
        account_id=AccountId("account"),
        pipeline=row.get("pipeline"),
        amount=Decimal(str(row["amount"])) if row.get("amount") is not None else None,
        currency=row.get("currency"),
        created_at=_instant(created, zone.key) if created else None,
        close_date=row.get("close_date"),
        next_step=row.get("next_step") or None,
        next_step_due=row.get("next_step_due"),
        forecast_category=row.get("forecast_category"),
        custom={k: str(v) for k, v in row.items() if k not in known},
    )


def _account(row: Row | None) -> Account | None:
    if row is None:
        return None
    return Account(
        id=AccountId("account"),
        name=row["name"],
        industry=row.get("industry"),
        country=row.get("country"),
        customer_since=row.get("customer_since"),
    )


def _contact(row: Row) -> Contact:
    return Contact(
        id=ContactId(row["id"]),
        name=row["name"],
        account_id=AccountId("account"),
        email=row.get("email"),
        phone=row.get("phone"),
        title=row.get("title"),
        role=ContactRole(row["role"]) if row.get("role") else None,
        language=row.get("language"),
        email_consent=Consent(row.get("email_consent", "unknown")),
    )


def _role(deal_id: DealId, row: Row) -> DealContact:
    return DealContact(
        deal_id=deal_id, contact_id=ContactId(row["id"]), role=ContactRole(row["role"])
    )


def _touch(key: str, row: Row, zone: str) -> Touch:
    return Touch(
        id=key,
        kind=row["kind"],
        direction=row.get("direction"),
        at=_instant(row["at"], zone),
        contact_id=row.get("contact"),
        subject=row.get("subject"),
        thread_id=row.get("thread_id"),
        due_at=_instant(row["due_at"], zone) if row.get("due_at") else None,
        done_at=_instant(row["done_at"], zone) if row.get("done_at") else None,
    )


def _document(key: str, row: Row, deal_id: DealId, zone: str) -> Document:
    direction = row.get("direction")
    return Document(
        id=f"activity:{key}",
        deal_id=deal_id,
        kind=ActivityKind(row["kind"]),
        direction=Direction(direction) if direction else None,
        at=_instant(row["at"], zone),
        subject=row.get("subject") or "",
        body=row.get("body") or "",
        zone=zone,
    )


def _change(deal_id: DealId, row: Row, zone: ZoneInfo) -> StageChange:
    return StageChange(
        deal_id=deal_id,
        from_stage=row.get("from_stage"),
        to_stage=row["to_stage"],
        at=_instant(row["at"], zone.key),
    )


def _usage(metric: str, days: Mapping[Any, float]) -> UsageSeries:
    points = sorted((_day(day), float(value)) for day, value in days.items())
    return UsageSeries(
        metric=metric,
        days=tuple(day for day, _ in points),
        values=tuple(value for _, value in points),
    )


def _sources(row: Row, touches: tuple[Touch, ...], now: datetime) -> Iterator[SourceState]:
    newest = max((t.at for t in touches if t.at <= now), default=None)
    yield SourceState(source="activities", newest_at=newest, stale=False)
    days = [_day(d) for series in (row.get("usage") or {}).values() for d in series]
    if days:
        at = datetime.combine(max(days), _MORNING, now.tzinfo)
        yield SourceState(source="usage", newest_at=at, stale=now - at > _USAGE_FRESH)


def _marked(touch: Touch, reading: Reading | None) -> Touch:
    if reading is None:
        return touch
    return replace(touch, language=reading.language, automatic=reading.automatic)


def _expected(row: Row) -> Expected:
    verdicts = row["verdict"]
    return Expected(
        verdicts=frozenset(VerdictKind(v) for v in _listed(verdicts)),
        until=_until(row.get("until")),
        reasons=frozenset(ReasonCode(r) for r in _listed(row.get("reason"))),
        actions=frozenset(_listed(row.get("action"))),
        no_email_to=frozenset(_listed(row.get("no_email_to"))),
        why=row["why"],
    )


def _until(value: Any) -> tuple[date, date] | None:
    if value is None:
        return None
    if isinstance(value, Mapping):
        return _day(value["from"]), _day(value["to"])
    return _day(value), _day(value)


def _listed(value: Any) -> list[str]:
    if value is None:
        return []
    return [value] if isinstance(value, str) else list(value)


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _instant(value: Any, zone: str) -> datetime:
    if isinstance(value, datetime):
        at = value
    elif isinstance(value, date):
        at = datetime.combine(value, _MORNING)
    else:
        at = datetime.fromisoformat(str(value))
    at = at if at.tzinfo is not None else at.replace(tzinfo=ZoneInfo(zone))
    return at.astimezone(ZoneInfo("UTC"))
