"""`glassbook staff`: who works for the venue, made and let go by whoever has its directory.

A member has a password and a second factor from the first: both are drawn here and shown once. Who
may admit others vouches for him, and a second of these admits him at the console; where there is
none, he is in at once. One who is let go is out at once. The venue's journal has each change.
"""

import json
from pathlib import Path
from typing import Annotated

import typer

from glassbook.cli.failure import EXIT_USAGE, Failure

app = typer.Typer(help="Add, list and let go those who work for the venue.")

Data = Annotated[Path, typer.Option(help="The venue's directory.", file_okay=False)]
Name = Annotated[str, typer.Argument(help="How the member logs in.")]
By = Annotated[str, typer.Option("--staff", help="In whose name: a member of the staff.")]
Reason = Annotated[str, typer.Option(help="Why: it is journaled.")]
DATA = Path("data")
NAME_LENGTH_MAX = 60


@app.command("add")
def add(
    name: Name,
    role: Annotated[
        str, typer.Option(metavar="ROLE", help="operator, compliance, auditor or support.")
    ],
    staff: By = "",
    reason: Reason = "",
    data: Data = DATA,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object and nothing else.")
    ] = False,
) -> None:
    """Add a member. Password, authenticator's secret and recovery codes are shown this once."""
    from glassbook.cli.staff import joined

    shown, is_admitted = joined(data, _name(name), role, staff, reason)
    if as_json:
        typer.echo(json.dumps(shown))
        return
    for what, text in shown.items():
        typer.echo(f"{what:>16}  {text if isinstance(text, str) else ' '.join(text)}")
    if not is_admitted:
        typer.echo("He can log in once a second member has admitted him at the console.")


@app.command("list")
def listed(data: Data = DATA) -> None:
    """List the members and their roles."""
    from glassbook.cli.staff import members

    for name, role, is_admitted in members(data):
        typer.echo(f"{name:<24} {role}{'' if is_admitted else ' (not admitted yet)'}")


@app.command("remove")
def remove(name: Name, staff: By, reason: Reason, data: Data = DATA) -> None:
    """Let a member go: he is logged out, and cannot log in again."""
    from glassbook.cli.staff import removed

    removed(data, name, staff, reason)
    typer.echo(f"{name} is let go.")


def _name(text: str) -> str:
    if not (text.isprintable() and text.strip() == text and 0 < len(text) <= NAME_LENGTH_MAX):
        why = f"{text!r} cannot be a name; expected 1 to {NAME_LENGTH_MAX} printable characters"
        raise Failure(why, EXIT_USAGE)
    return text
