"""The mirror's rows: how they are brought up to date, and how a book of business is read."""
