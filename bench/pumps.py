"""A small company that sells pumps, with stages, names and regions of its own: one more CRM."""

import csv
from datetime import date, timedelta
from pathlib import Path
from random import Random

Row = dict[str, str]

_TODAY = date(2026, 6, 15)
_STAGES = ("Lead In", "Contact Made", "Demo Scheduled", "Proposal Made", "Negotiations Started")
_REPS = (
    ("u-11", "Ana Costa", "South", "Iberia"),
    ("u-12", "Jörg Müller", "North", "Germany North"),
    ("u-13", "Siobhán O'Neill", "North", "Ireland"),
    ("u-14", "Tom Baker", "West", "UK"),
    ("u-15", "Tom Lindqvist", "North", "Nordics"),
    ("u-16", "Giulia Ferri", "South", "Italy"),
)
_PRODUCTS = (("AquaPure 300", "Filters", 18_000), ("AquaPure 500", "Filters", 32_000),
             ("HydroMax 100", "Pumps", 45_000), ("HydroMax 200", "Pumps", 90_000),
             ("FlowSense", "Sensors", 7_500))  # fmt: skip
_INDUSTRIES = ("Food & Beverage", "Water Utilities", "Chemicals", "Mining", "Shipping")
_COUNTRIES = ("Germany", "Spain", "Portugal", "Italy", "Sweden", "Ireland", "United Kingdom")
_REASONS = ("Price too high", "Competitor", "No budget", "Bad timing")
_ACCOUNTS = ("Nordsee Brauerei", "Aguas del Sur", "Porto Marine", "Lindholm Mining", "Kerry Dairy",
             "Severn Water", "Chemie Rhein", "Cantina Verdi", "Baltic Shipping", "Galway Foods",
             "Humber Chemicals", "Oporto Canning", "Skåne Vatten", "Trent Brewing", "Lago Salato",
             "Ruhr Wasser")  # fmt: skip


def write_pumps(directory: Path) -> None:
    """Writes the files of the contract's section 4; always the same."""
    rng = Random(11)
    directory.mkdir(parents=True, exist_ok=True)
    _write(directory, "people.csv", _people())
    _write(directory, "accounts.csv", [_account(rng, at) for at in range(len(_ACCOUNTS))])
    _write(directory, "products.csv", _products())
    _write(directory, "deals.csv", [_deal(rng, at) for at in range(420)])
    _write(directory, "activities.csv", [_activity(rng, at) for at in range(600)])


def _write(directory: Path, name: str, rows: list[Row]) -> None:
    with (directory / name).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _people() -> list[Row]:
    boss = {"id": "boss", "name": "Marta Nowak", "role": "manager", "manager_id": "", "team": "",
            "region": "", "territory": "", "email": "marta.nowak@pumps.example"}  # fmt: skip
    reps = [
        {"id": id_, "name": name, "role": "rep", "manager_id": "boss", "team": f"{region} team",
         "region": region, "territory": territory, "email": f"{id_}@pumps.example"}
        for id_, name, region, territory in _REPS
    ]  # fmt: skip
    return [boss, *reps]


def _account(rng: Random, at: int) -> Row:
    return {
        "id": f"a-{at:02}",
        "name": _ACCOUNTS[at],
        "industry": rng.choice(_INDUSTRIES),
        "country": rng.choice(_COUNTRIES),
        "employees": str(rng.choice((40, 120, 450, 1300, 5200))),
        "owner_id": rng.choice(_REPS)[0],
    }


def _products() -> list[Row]:
    return [
        {"id": f"p-{at}", "name": name, "family": family, "list_price": str(price)}
        for at, (name, family, price) in enumerate(_PRODUCTS)
    ]


def _deal(rng: Random, at: int) -> Row:
    created = _TODAY - timedelta(days=rng.randrange(20, 600))
    status = rng.choices(("open", "won", "lost"), (3, 4, 4))[0]
    closed = min(created + timedelta(days=rng.randrange(15, 200)), _TODAY - timedelta(days=1))
    is_open = status == "open"
    product = rng.randrange(len(_PRODUCTS))
    account = rng.randrange(len(_ACCOUNTS))
    stage = rng.choice(_STAGES) if is_open else {"won": "Deal Won", "lost": "Deal Lost"}[status]
    due = _TODAY + timedelta(days=rng.randrange(-40, 150))
    return {
        "id": f"d-{at:03}",
        "name": f"{_ACCOUNTS[account]} {_PRODUCTS[product][0]} {at}",
        "account_id": f"a-{account:02}",
        "owner_id": rng.choice(_REPS[:5])[0],
        "product_id": f"p-{product}",
        "stage": stage,
        "status": status,
        "amount": str(_PRODUCTS[product][2] * rng.choice((1, 1, 2, 3)) - rng.randrange(900)),
        "currency": "EUR",
        "created_at": created.isoformat(),
        "close_date": (due if is_open else closed).isoformat(),
        "closed_at": "" if is_open else closed.isoformat(),
        "next_step": rng.choice(("", "Call back", "Send offer")) if is_open else "",
        "lost_reason": rng.choice(_REASONS) if status == "lost" else "",
    }


def _activity(rng: Random, at: int) -> Row:
    day = _TODAY - timedelta(days=rng.randrange(0, 120))
    kind = rng.choice(("email", "call", "meeting", "task"))
    is_task = kind == "task"
    return {
        "id": f"x-{at:03}",
        "deal_id": f"d-{rng.randrange(420):03}",
        "person_id": rng.choice(_REPS)[0],
        "kind": kind,
        "direction": "outbound" if kind == "email" else "",
        "at": day.isoformat(),
        "subject": "",
        "due_at": (day + timedelta(days=14)).isoformat() if is_task else "",
        "done_at": (day + timedelta(days=5)).isoformat() if is_task and rng.random() < 0.6 else "",
    }
