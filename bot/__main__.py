"""The command line: `daybreak`, the same as `python -m bot`."""

import os
import sys
from importlib.metadata import entry_points

import click

from bot.cli.ask import ask, words
from bot.cli.audit import audit
from bot.cli.blocks import blocks
from bot.cli.crm import crm
from bot.cli.db import db
from bot.cli.decisions import decisions
from bot.cli.doctor import doctor
from bot.cli.manifest import manifest_command
from bot.cli.missions import mission
from bot.cli.people import people
from bot.cli.policy import policy
from bot.cli.prompts import prompts
from bot.cli.replay import replay
from bot.cli.serve import serve
from bot.cli.sync import sync
from bot.config import Settings
from bot.errors import DaybreakError


class _Commands(click.Group):
    """Finds the commands of packages that bot must not import by their entry points."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        plugged = entry_points(group="daybreak.commands").names
        return sorted({*super().list_commands(ctx), *plugged})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        known = super().get_command(ctx, cmd_name)
        if known is not None:
            return known
        for point in entry_points(group="daybreak.commands", name=cmd_name):
            command: click.Command = point.load()
            return command
        return None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def daybreak(ctx: click.Context) -> None:
    """Each morning, the few deals that need action today: with evidence and a finished draft."""
    ctx.obj = Settings.from_env(os.environ)


crm.add_command(sync)
for command in (
    ask,
    audit,
    blocks,
    crm,
    db,
    decisions,
    doctor,
    manifest_command,
    mission,
    people,
    policy,
    prompts,
    replay,
    serve,
    words,
):
    daybreak.add_command(command)


def main() -> None:
    """Runs one command; an error that a person may read is one sentence on stderr, exit 1."""
    try:
        code = daybreak.main(prog_name="daybreak", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except DaybreakError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    except (KeyboardInterrupt, click.Abort):
        click.echo("Stopped.", err=True)
        sys.exit(130)
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
