"""`daybreak manifest`: the Slack app's manifest, ready to be pasted into Slack."""

import click
import yaml

from handlers.manifest import manifest


@click.command("manifest")
@click.option("--url", metavar="URL", help="Where Slack reaches this server.")
@click.option("--socket-mode", is_flag=True, help="For Socket Mode, which needs no address.")
def manifest_command(url: str | None, *, socket_mode: bool) -> None:
    """Prints the manifest as YAML."""
    if url and not url.startswith(("https://", "http://")):
        raise click.BadParameter(
            "That is no web address. Nothing was printed. Give one that begins with https://.",
            param_hint="--url",
        )
    made = manifest(url, socket_mode=socket_mode)
    click.echo(yaml.safe_dump(made, sort_keys=False, allow_unicode=True, width=100), nl=False)
