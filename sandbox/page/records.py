"""A deal's record as the page's JSON: every field with what it may become."""

from bot.domain.deals import Activity, Deal
from sandbox.crm_fields import FIELDS, Kind, Shown, readable, written
from sandbox.crm_view import CrmView, DealRecord, Edit, Listed
from sandbox.slack.shapes import Json

_LONGEST = 6_000


def listed_json(one: Listed) -> Json:
    deal = one.deal
    return {
        "id": deal.id,
        "name": deal.name,
        "account": one.account,
        "stage": deal.stage,
        "amount": readable(deal.amount, deal.currency),
        "close_date": written(deal.close_date),
    }


def deal_json(crm: CrmView, found: DealRecord) -> Json:
    records = [f"deal:{found.deal.id}", *(f"contact:{one.id}" for one in found.contacts)]
    if found.account is not None:
        records.append(f"account:{found.account.id}")
    return {
        "deal": _record("deal", found.deal, found),
        "account": _record("account", found.account, found) if found.account else None,
        "contacts": [_record("contact", one, found) for one in found.contacts],
        "activities": [_activity(one, found) for one in found.activities],
        "has_more_activities": found.has_more_activities,
        "stages": [
            {
                "at": one.at.isoformat(),
                "from": one.from_stage,
                "to": one.to_stage,
                "by": found.names.get(one.by or "", one.by),
            }
            for one in found.stages
        ],
        "edits": [edit_json(one) for one in crm.edits(*records)],
    }


def edit_json(edit: Edit) -> Json:
    return {
        "field": edit.field,
        "old": edit.old,
        "new": edit.new,
        "by": edit.by,
        "at": edit.at.isoformat(),
    }


def _record(kind: str, record: Shown, found: DealRecord) -> Json:
    offered = found.offered if isinstance(record, Deal) else {}
    currency = record.currency if isinstance(record, Deal) else None
    fields = []
    for field in FIELDS[kind]:
        value = getattr(record, field.name)
        choices = field.choices or offered.get(field.name, ())
        is_open = field.kind is Kind.CHOICE and not choices
        shown = readable(value, currency if field.kind is Kind.AMOUNT else None)
        if field.name == "owner_id" and found.owner is not None:
            shown = found.owner.name
        fields.append(
            {
                "field": field.name,
                "label": field.label,
                "kind": (Kind.TEXT if is_open else field.kind).value,
                "choices": list(dict.fromkeys([*choices, *([written(value)] if value else [])])),
                "value": written(value),
                "shown": shown,
            }
        )
    return {
        "kind": kind,
        "id": record.id,
        "title": record.name,
        "version": record.version,
        "fields": fields,
    }


def _activity(one: Activity, found: DealRecord) -> Json:
    names = (found.names.get(one.person_id or ""), found.names.get(one.contact_id or ""))
    people = [name for name in names if name]
    if one.direction == "inbound":
        people.reverse()
    return {
        "kind": one.kind.value,
        "direction": one.direction.value if one.direction else None,
        "at": one.at.isoformat(),
        "who": " → ".join(people),
        "subject": one.subject,
        "body": (one.body or "")[:_LONGEST],
    }


__all__ = ["deal_json", "edit_json", "listed_json"]
