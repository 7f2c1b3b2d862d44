"""What is true: the answers that SQL written by hand gives, within what the asker may see."""

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

Cell = str | float | int | None

_DAY = "substr({0}, 1, 10)"
# Nothing from outside goes into these.
_VIEWS = f"""
CREATE TEMP TABLE seen(id TEXT PRIMARY KEY);
CREATE TEMP VIEW all_deals AS SELECT d.id, d.name, d.stage, d.status, d.amount / 10000.0 amount,
  d.currency, d.pipeline, {_DAY.format("d.created_at")} created, d.close_date,
  {_DAY.format("d.closed_at")} closed, d.next_step, d.next_step_due, d.forecast_category,
  d.lost_reason, d.owner_id, d.account_id, o.name owner, m.name manager, o.team, o.region,
  o.territory, a.name account, a.industry, a.country, a.employees, p.name product, p.family,
  p.list_price / 10000.0 list_price, json_extract(d.custom, '$.campaign') campaign,
  (SELECT substr(max(s.at), 1, 10) FROM mirror_stage_changes s
    WHERE s.deal_id = d.id AND s.to_stage = d.stage) stage_since
  FROM mirror_deals d LEFT JOIN mirror_people o ON o.id = d.owner_id
  LEFT JOIN mirror_people m ON m.id = o.manager_id
  LEFT JOIN mirror_accounts a ON a.id = d.account_id
  LEFT JOIN mirror_products p ON p.id = d.product_id;
CREATE TEMP VIEW deals AS SELECT * FROM all_deals WHERE owner_id IN (SELECT id FROM seen);
CREATE TEMP VIEW people AS SELECT p.*, m.name manager FROM mirror_people p
  LEFT JOIN mirror_people m ON m.id = p.manager_id;
CREATE TEMP VIEW accounts AS SELECT a.*, p.name parent FROM mirror_accounts a
  LEFT JOIN mirror_accounts p ON p.id = a.parent_id;
CREATE TEMP VIEW leads AS SELECT l.*, {_DAY.format("l.created_at")} created FROM mirror_leads l;
CREATE TEMP VIEW contacts AS SELECT c.*, a.industry, a.country FROM mirror_contacts c
  LEFT JOIN mirror_accounts a ON a.id = c.account_id;
CREATE TEMP VIEW activities AS SELECT x.id, x.kind, x.direction, {_DAY.format("x.at")} at,
  {_DAY.format("x.due_at")} due, {_DAY.format("x.done_at")} done, p.name person
  FROM mirror_activities x LEFT JOIN mirror_people p ON p.id = x.person_id
  LEFT JOIN mirror_deals d ON d.id = x.deal_id
  WHERE d.owner_id IN (SELECT id FROM seen)
     OR (x.deal_id IS NULL AND x.person_id IN (SELECT id FROM seen));
"""  # noqa: S608


class Truth:
    """The mirror's own file, read with SQL that no code of the product has a part in."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file)
        self._connection.executescript(_VIEWS)

    def rows(self, sql: str, owners: Iterable[str] | None) -> list[tuple[Cell, ...]]:
        """`owners` None: everybody's records."""
        connection = self._connection
        connection.execute("DELETE FROM seen")
        if owners is None:
            connection.execute("INSERT INTO seen SELECT DISTINCT id FROM mirror_people")
        else:
            connection.executemany("INSERT INTO seen VALUES (?)", [(owner,) for owner in owners])
        return connection.execute(sql).fetchall()

    def close(self) -> None:
        self._connection.close()


def agrees(
    gold: Sequence[tuple[Cell, ...]],
    rows: Sequence[Sequence[Cell]],
    value: Cell,
    *,
    first_only: bool,
    loose_order: bool,
    near: float,
) -> bool:
    """Whether an answer says what is true: every row of the gold is found in a row of its own.

    `first_only`: the first row alone is asked for. `loose_order`: only figures are looked for.
    """
    gold = [row for row in gold if any(cell is not None for cell in row)]
    if first_only:
        first = (row for row in gold if row[1:] == gold[0][1:])  # who are equal stand in any order
        return bool(rows) and any(_holds(rows[0], row, near) for row in first)
    if not gold:
        return not rows or value == 0
    if loose_order:
        found = [cell for row in rows for cell in row]
        return all(
            _is_in(cell, [*found, value], near) for row in gold for cell in row if _is_figure(cell)
        )
    if len(gold) == 1 and all(_is_figure(cell) for cell in gold[0]):
        found = [*(rows[0] if len(rows) == 1 else ()), value]
        return all(_is_in(cell, found, near) for cell in gold[0])
    if not any(row[0] is None for row in gold):
        rows = [row for row in rows if row[0] is not None]  # those of no group may be shown or not
    if len(rows) != len(gold):
        return False
    return all(any(_holds(row, wanted, near) for row in rows) for wanted in gold)


def _holds(row: Sequence[Cell], wanted: Sequence[Cell], near: float) -> bool:
    return all(_is_in(cell, row, near) for cell in wanted)


def _is_in(wanted: Cell, row: Sequence[Cell], near: float) -> bool:
    return any(_same(wanted, cell, near) for cell in row)


def _same(wanted: Cell, cell: Cell, near: float) -> bool:
    if _is_figure(wanted) and _is_figure(cell):
        scale = max(1.0, abs(float(wanted)))  # type: ignore[arg-type]
        return abs(float(wanted) - float(cell)) <= max(near, 1e-6 * scale)  # type: ignore[arg-type]
    if wanted is None or cell is None:
        return wanted is cell
    if isinstance(cell, str) and _is_day(str(wanted)):
        return cell.startswith(str(wanted))
    return str(wanted).casefold() == str(cell).casefold()


def _is_day(text: str) -> bool:
    return len(text) == 10 and text[4] == text[7] == "-"


def _is_figure(cell: Cell) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)
