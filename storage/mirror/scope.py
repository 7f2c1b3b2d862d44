"""Whose book is read, and as of when: the parameters of all statements that read it.

The statements are built once and are the same for everybody; building them anew for each book
would take as long as running them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, Table, Text, and_, bindparam

from bot.domain.people import PersonId
from storage.tables.mirror import deals
from storage.types import Utc

# More would cost a morning more than it tells: pauses and trends show within this.
USAGE_DAYS = 90

WORKSPACE = bindparam("workspace", type_=Text)
OWNER = bindparam("owner", type_=Text)
NOW = bindparam("now", type_=Utc)
TODAY = bindparam("today", type_=Date)
USAGE_SINCE = bindparam("usage_since", type_=Date)
READER = bindparam("reader", type_=Text)
FISCAL_START = bindparam("fiscal_start", type_=Integer)
# Lists, not subqueries: a planner that knows nothing of the rows yet still starts from the few.
DEALS = bindparam("deals", type_=Text, expanding=True)
ACCOUNTS = bindparam("accounts", type_=Text, expanding=True)
SOME = bindparam("some", type_=Text, expanding=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Eyes:
    """With which readings activities are seen: of which reader's version and fiscal year."""

    reader: str
    fiscal_start: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The open deals of one owner at one moment, and their accounts."""

    workspace: str
    owner: PersonId
    now: datetime
    eyes: Eyes
    deals: Sequence[str] = ()
    accounts: Sequence[str] = ()

    @property
    def today(self) -> date:
        return self.now.date()

    def parameters(self, some: Sequence[str] = ()) -> dict[str, Any]:
        """For any of the statements; `some` are the ids that one of them may ask for."""
        return {
            "workspace": self.workspace,
            "owner": self.owner,
            "now": self.now,
            "today": self.today,
            "usage_since": self.today - timedelta(days=USAGE_DAYS),
            "reader": self.eyes.reader,
            "fiscal_start": self.eyes.fiscal_start,
            "deals": self.deals,
            "accounts": self.accounts,
            "some": some,
        }


def live(table: Table) -> ColumnElement[bool]:
    """The rows of the workspace that are not deleted."""
    return and_(table.c.workspace == WORKSPACE, table.c.deleted_at.is_(None))


def is_open() -> ColumnElement[bool]:
    return and_(live(deals), deals.c.status == "open")
