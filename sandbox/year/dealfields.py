"""The rows of deals.csv and deal_contacts.csv, with the gaps and slips of a real CRM."""

from datetime import date
from random import Random

from sandbox.year.cast import Cast
from sandbox.year.desk import Desk
from sandbox.year.model import Row
from sandbox.year.script import Plan, Script
from sandbox.year.settings import FORECAST
from sandbox.year.stories.kinds import Kind

COLUMNS = (
    "id", "name", "account_id", "owner_id", "product_id", "pipeline", "stage", "status", "amount",
    "currency", "created_at", "close_date", "closed_at", "next_step", "next_step_due",
    "forecast_category", "lost_reason", "updated_at", "campaign", "legacy_id",
)  # fmt: skip
CAMPAIGNS = ("", "", "", "", "Spring fair", "Webinar", "Referral", "Web form", "Cold call")
NAMES = (
    "{account} – {product}, {seats} {unit}",
    "{account}: {product} {city}",
    "{product} for {account}",
    "{account} / {product} / {city2}",
    "{account} - {suite} ({city})",
    "{account} {product} roll-out {city}",
    "{account}, {seats} {unit}",
    "{account}: {feature_bare}",
    "{product} {city} ({account})",
    "{account} – {erp} + {product}",
    "{account}, {city2}: {seats} {unit}",
)
RENEWAL_NAMES = (
    "{account} – {product} renewal",
    "Renewal {account} ({product})",
    "{account}: {suite}, next term",
    "{account} renewal {city}",
)


class DealTables:
    """Collects what belongs to deals but not to activities."""

    def __init__(self) -> None:
        self.deals: list[Row] = []
        self.history: list[Row] = []
        self.contacts: list[Row] = []
        self._number = 0
        self._names: set[str] = set()

    def rows(self) -> dict[str, list[Row]]:
        return {
            "deals": self.deals,
            "stage_history": self.history,
            "deal_contacts": self.contacts,
        }

    def next_id(self) -> str:
        self._number += 1
        return f"deal-{self._number:05d}"

    def unique(self, name: str) -> str:
        """Reps tell deals of one account apart by a number when nothing else does."""
        candidate, count = name, 1
        while candidate in self._names:
            count += 1
            candidate = f"{name} #{count}"
        self._names.add(candidate)
        return candidate

    def add_deal(self, row: Row) -> None:
        self.deals.append(row)

    def add_contacts(self, rng: Random, cast: Cast, deal_id: str, stage: str, plan: Plan) -> None:
        """The buyer, and more of the circle the later the stage."""
        if plan.bare:
            return
        people = [cast.buyer]
        late = stage in {"Proposal", "Negotiation"}
        if "one_contact" not in plan.tags:
            people += [cast.boss] if late or rng.random() < 0.4 else []
            people += [cast.other] if late or rng.random() < 0.5 else []
            people += [cast.tech] if rng.random() < 0.5 else []
        for contact in people:
            role = contact.role if rng.random() < 0.9 else ""
            self.contacts.append({"deal_id": deal_id, "contact_id": contact.id, "role": role})


def deal_name(rng: Random, tables: DealTables, script: Script, pipeline: str) -> str:
    """A name as reps give them, unique within the year."""
    forms = RENEWAL_NAMES if pipeline == "Renewal" else NAMES
    return tables.unique(script.words.fill(rng.choice(forms)))


def deal_row(desk: Desk, script: Script, deal_id: str, name: str, stage: str, start: date) -> Row:
    """An open deal without defects."""
    cast, plan = script.cast, script.plan
    row = dict.fromkeys(COLUMNS, "")
    opened = desk.clock.last_working(cast.account.country, start)
    created = desk.clock.some_time(script.rng, opened, cast.rep.timezone)
    touched = max(created, script.last_moment() or created)
    step, due = _next_step(script)
    row |= {
        "id": deal_id,
        "name": name,
        "account_id": cast.account.id,
        "owner_id": cast.rep.id,
        "product_id": cast.product.id,
        "stage": stage,
        "status": "open",
        "amount": str(cast.amount),
        "currency": cast.account.currency,
        "created_at": created.isoformat(),
        "close_date": (plan.close or script.time.ahead(20, 75)).isoformat(),
        "next_step": step,
        "next_step_due": due,
        "forecast_category": FORECAST[stage],
        "updated_at": touched.isoformat(),
        "campaign": script.rng.choice(CAMPAIGNS),
        "legacy_id": f"OLD-{script.rng.randint(1000, 9999)}" if script.rng.random() < 0.1 else "",
    }
    return row


def _next_step(script: Script) -> tuple[str, str]:
    """The rep's own words; an undated loose end where the story says nothing."""
    plan = script.plan
    key = plan.next_step
    if key is None:
        key = "nextstep.loose" if script.rng.random() < 0.4 else ""
    if not key:
        return "", ""
    text = script.words.line("en", key, plan.due, script.time.ago(1))
    return text, plan.due.isoformat() if plan.due else ""


def spoil(rng: Random, row: Row, kind: Kind, bare: bool) -> list[str]:
    """Blanks or mistypes a few fields; returns the names of the defects for the tests."""
    defects = []
    if rng.random() < 0.05:
        row["amount"] = ""
        defects.append("no_amount")
    if rng.random() < 0.03:
        row["product_id"] = ""
        defects.append("no_product")
    if rng.random() < 0.06:
        row["forecast_category"] = rng.choice(("", "omitted", "Commit"))
        defects.append("odd_forecast")
    if rng.random() < 0.01:
        row["currency"] = ""
        defects.append("no_currency")
    if bare and rng.random() < 0.4:
        row["account_id"] = ""
        defects.append("no_account")
    if kind.name.startswith("moving") and rng.random() < 0.08:
        row["next_step"] = row["next_step_due"] = ""
        defects.append("no_next_step")
    return defects
