"""`daybreak blocks`: is this JSON within Slack's limits?"""

import json

import click

from blocks.limits import Fault, Surface, check
from blocks.text import printable
from bot.errors import BadInput

_SURFACES = ("message", "modal", "home")


@click.group()
def blocks() -> None:
    """Looks at Block Kit JSON."""


@blocks.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option(
    "--surface",
    type=click.Choice(_SURFACES),
    help="Where it would be shown; by default as its type says, else a message.",
)
@click.option("--json", "as_json", is_flag=True, help="Answer as blocks.validate does.")
@click.pass_context
def check_file(ctx: click.Context, file: str, surface: str | None, *, as_json: bool) -> None:
    """Says what Slack would refuse in FILE: a message, a view, or a list of blocks.

    Ends with 1 if there is anything.
    """
    payload = _read(file)
    shown_on = Surface(surface) if surface else _surface_of(payload)
    faults = check(payload, shown_on)
    click.echo(_as_json(faults) if as_json else _as_text(file, shown_on, faults))
    if faults:
        ctx.exit(1)


def _read(file: str) -> object:
    try:
        with click.open_file(file, encoding="utf-8") as stream:
            payload: object = json.load(stream)
    except OSError as error:
        raise BadInput(f"{file} can't be read: {error.strerror}. Nothing was checked.") from error
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{file} holds no JSON that can be read. Nothing was checked.") from error
    return payload


def _surface_of(payload: object) -> Surface:
    kind = payload.get("type") if isinstance(payload, dict) else None
    return Surface(kind) if kind in ("modal", "home") else Surface.MESSAGE


def _as_json(faults: tuple[Fault, ...]) -> str:
    if not faults:
        return json.dumps({"ok": True})
    errors = [{"error": fault.code, **fault.as_json()} for fault in faults]
    return json.dumps({"ok": False, "error": faults[0].code, "errors": errors}, indent=2)


def _as_text(file: str, surface: Surface, faults: tuple[Fault, ...]) -> str:
    where = {Surface.HOME: "a Home tab"}.get(surface, f"a {surface}")
    if not faults:
        return printable(f"{file}: within Slack's limits for {where}.")
    count = f"{len(faults)} {'fault' if len(faults) == 1 else 'faults'}"
    lines = [f"  {fault.code}: {fault.message}" for fault in faults]
    return "\n".join(map(printable, [f"{file}: {count} for {where}.", *lines]))
