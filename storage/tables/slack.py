"""What Slack shows of ours and where, who is who there, and which of its calls were answered."""

from sqlalchemy import Boolean, Column, Date, Index, Integer, Table, Text

from storage.tables.base import metadata
from storage.types import Utc

# One row per morning that is, or has to be, a message.
slack_deliveries = Table(
    "slack_deliveries",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("run_id", Text, primary_key=True),  # the mission that it tells of, or the ask's own id
    Column("person_id", Text, nullable=False),
    # Set where the message asks for a word on one decision, and is no brief.
    Column("decision_id", Text),
    # Set where it is the week of a channel: which one. It goes there, or to the person.
    Column("target", Text),
    Column("local_date", Date, nullable=False),
    Column("state", Text, nullable=False),  # waiting, sending, delivered, undelivered, given_up
    # Set before each post and cleared once Slack has said no: it may have arrived unseen.
    Column("unsure", Boolean, nullable=False),
    Column("attempt", Integer, nullable=False),  # the fence: grows with each claim
    Column("tries", Integer, nullable=False),  # in a row that failed
    Column("lease_until", Utc),
    Column("next_try_at", Utc),
    Column("problem", Text),
    Column("channel", Text),
    Column("ts", Text),
    Column("url", Text),
    # `revision` grows with every change of a card; `shown` is the one that Slack has.
    Column("revision", Integer, nullable=False),
    Column("shown", Integer, nullable=False),
    Column("planned_at", Utc, nullable=False),
    Column("delivered_at", Utc),
    Index("ix_slack_deliveries_next_try_at", "workspace", "next_try_at"),
    Index("ix_slack_deliveries_person_id", "workspace", "person_id", "local_date"),
    Index("ix_slack_deliveries_decision_id", "workspace", "decision_id"),
)

# One row per deal in a message. `judged_by` is the mission whose verdict it shows, None where the
# rep has the deal no more; `home` is the message in which a carried deal's card stands.
slack_cards = Table(
    "slack_cards",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("run_id", Text, primary_key=True),
    Column("deal_id", Text, primary_key=True),
    Column("person_id", Text, nullable=False),
    Column("state", Text, nullable=False),  # live, withdrawn, carried, lost
    Column("judged_by", Text),
    Column("home", Text),
    Index("ix_slack_cards_person_id", "workspace", "person_id", "state"),
    Index("ix_slack_cards_deal_id", "workspace", "deal_id"),
)

slack_inbox = Table(
    "slack_inbox",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("begun_at", Utc, nullable=False),
    Column("done_at", Utc),
    Index("ix_slack_inbox_begun_at", "workspace", "begun_at"),
)

slack_people = Table(
    "slack_people",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("user_id", Text, primary_key=True),
    Column("email", Text),  # as people compare it: without case
    Column("standing", Text, nullable=False),  # member, guest, foreign, bot, gone
    Column("checked_at", Utc, nullable=False),
    Index("ix_slack_people_email", "workspace", "email"),
)

# Channels that want a summary of the week, of what the person may see who asked for it.
weekly_channels = Table(
    "weekly_channels",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("person_id", Text, nullable=False),
    Column("since", Utc, nullable=False),
)
