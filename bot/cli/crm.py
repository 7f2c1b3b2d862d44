"""`daybreak crm`: records in, from files and from the CRM."""

import click


@click.group()
def crm() -> None:
    """Brings CRM records in."""
