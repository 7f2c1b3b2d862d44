"""Which records of the built-in CRM point to which, and what happens when one of them goes."""

from collections.abc import Mapping
from enum import Enum


class WhenGone(Enum):
    """What becomes of a record when the one that it points to is deleted."""

    GO_TOO = "go too"
    FORGET = "forget"
    REFUSE = "refuse"


# (kind, column) -> the kind that it points to, and what happens when that is deleted.
REFERENCES: Mapping[tuple[str, str], tuple[str, WhenGone]] = {
    ("person", "manager_id"): ("person", WhenGone.FORGET),
    ("account", "owner_id"): ("person", WhenGone.FORGET),
    ("account", "parent_id"): ("account", WhenGone.FORGET),
    ("contact", "account_id"): ("account", WhenGone.FORGET),
    ("deal", "account_id"): ("account", WhenGone.FORGET),
    ("deal", "owner_id"): ("person", WhenGone.REFUSE),
    ("deal", "product_id"): ("product", WhenGone.FORGET),
    ("stage_change", "deal_id"): ("deal", WhenGone.GO_TOO),
    ("deal_contact", "deal_id"): ("deal", WhenGone.GO_TOO),
    ("deal_contact", "contact_id"): ("contact", WhenGone.GO_TOO),
    ("activity", "deal_id"): ("deal", WhenGone.FORGET),
    ("activity", "account_id"): ("account", WhenGone.FORGET),
    ("activity", "contact_id"): ("contact", WhenGone.FORGET),
    ("activity", "person_id"): ("person", WhenGone.FORGET),
    ("usage", "account_id"): ("account", WhenGone.GO_TOO),
    ("lead", "owner_id"): ("person", WhenGone.FORGET),
    ("lead", "converted_deal_id"): ("deal", WhenGone.FORGET),
}


def target_of(kind: str, column: str) -> str | None:
    """The kind that a column points to, if it does."""
    found = REFERENCES.get((kind, column))
    return found[0] if found else None
