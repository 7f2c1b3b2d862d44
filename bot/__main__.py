"""The command line: `daybreak`, the same as `python -m bot`."""

import importlib
import os
import sys
from collections.abc import Mapping
from importlib.metadata import entry_points

import click

from bot.config import Settings
from bot.errors import DaybreakError

# A command is imported when it is called, so that help comes at once: where it is, and what it
# says of itself. Those without a place belong to packages that bot must not import; they are
# found by their entry points.
COMMANDS: Mapping[str, tuple[str, str]] = {
    "ask": ("bot.cli.ask:ask", "Answers QUESTION, within what that person may see."),
    "audit": ("bot.cli.audit:audit", "Checks and exports the audit log."),
    "bench": ("", "Measures: speed against a baseline of the same run, and accuracy."),
    "blocks": ("bot.cli.blocks:blocks", "Looks at Block Kit JSON."),
    "crm": ("bot.cli.crm:crm", "Brings CRM records in."),
    "db": ("bot.cli.db:db", "Looks after the databases."),
    "decisions": (
        "bot.cli.decisions:decisions",
        "Reads the decision queue; approving happens in Slack.",
    ),
    "doctor": (
        "bot.cli.doctor:doctor",
        "Checks every configured part; exit 1 if one of them fails.",
    ),
    "eval": ("", "Labelled cases by the configured model and by rules alone."),
    "manifest": ("bot.cli.manifest:manifest_command", "Prints the manifest as YAML."),
    "mission": ("bot.cli.missions:mission", "Judges every open deal of a rep."),
    "people": ("bot.cli.people:people", "Says when people work."),
    "policy": ("bot.cli.policy:policy", "The rules on what may be said and done."),
    "prompts": (
        "bot.cli.prompts:prompts",
        "Shows and switches the instructions that a model gets.",
    ),
    "replay": (
        "bot.cli.replay:replay",
        "Concludes past missions again, with what was known then.",
    ),
    "sandbox": ("", "Opens the product to anybody: a synthetic sales team."),
    "serve": ("bot.cli.serve:serve", "Runs the bot until it is stopped."),
    "words": ("bot.cli.ask:words", "Lists words of questions that nobody here knew."),
}


class _Commands(click.Group):
    """Imports the one command that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        place, _ = COMMANDS.get(cmd_name, ("", ""))
        if place:
            module, _, name = place.partition(":")
            own: click.Command = getattr(importlib.import_module(module), name)
            return own
        for point in entry_points(group="daybreak.commands", name=cmd_name):
            command: click.Command = point.load()
            return command
        return None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, says) for name, (_, says) in sorted(COMMANDS.items())])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def daybreak(ctx: click.Context) -> None:
    """Each morning, the few deals that need action today: with evidence and a finished draft."""
    ctx.obj = Settings.from_env(os.environ)


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
