"""Every table of Daybreak's own database; importing this module is what makes them known."""

from storage.tables import mirror, readings
from storage.tables.base import metadata

__all__ = ["metadata", "mirror", "readings"]
