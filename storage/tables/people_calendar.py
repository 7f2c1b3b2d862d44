"""When people work: their hours, their absences, and the holidays of their region."""

from sqlalchemy import Column, Date, Table, Text, Time

from storage.tables.base import metadata

work_hours = Table(
    "work_hours",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("person_id", Text, primary_key=True),
    Column("brief_at", Time, nullable=False),
    Column("weekdays", Text, nullable=False),  # digits, Monday is 0
)

absences = Table(
    "absences",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("person_id", Text, primary_key=True),
    Column("first_day", Date, primary_key=True),
    Column("last_day", Date, nullable=False),
    Column("reason", Text),
)

holidays = Table(
    "holidays",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("region", Text, primary_key=True),  # empty: everybody's
    Column("day", Date, primary_key=True),
    Column("name", Text, nullable=False),
)
