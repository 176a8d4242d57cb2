"""`glassbook staff`: who works for the venue, made and let go by whoever has its directory.

A member has a password and a second factor from the first: both are drawn here and shown once. A
running venue knows a new one at once, and one who was let go is out at once.
"""

import json
from pathlib import Path
from typing import Annotated

import typer

from glassbook.cli.failure import EXIT_USAGE, Failure

app = typer.Typer(help="Add, list and let go those who work for the venue.")

Data = Annotated[Path, typer.Option(help="The venue's directory.", file_okay=False)]
Name = Annotated[str, typer.Argument(help="How the member logs in.")]
DATA = Path("data")
NAME_LENGTH_MAX = 60


@app.command("add")
def add(
    name: Name,
    role: Annotated[
        str, typer.Option(metavar="ROLE", help="operator, compliance, auditor or support.")
    ],
    data: Data = DATA,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object and nothing else.")
    ] = False,
) -> None:
    """Add a member. Password, authenticator's secret and recovery codes are shown this once."""
    from glassbook.cli.staff import added

    shown = added(data, _name(name), role)
    if as_json:
        typer.echo(json.dumps(shown))
        return
    for what, text in shown.items():
        typer.echo(f"{what:>16}  {text if isinstance(text, str) else ' '.join(text)}")


@app.command("list")
def listed(data: Data = DATA) -> None:
    """List the members and their roles."""
    from glassbook.cli.staff import members

    for name, role in members(data):
        typer.echo(f"{name:<24} {role}")


@app.command("remove")
def remove(name: Name, data: Data = DATA) -> None:
    """Let a member go: he is logged out, and cannot log in again."""
    from glassbook.cli.staff import removed

    removed(data, name)
    typer.echo(f"{name} is let go.")


def _name(text: str) -> str:
    if not (text.isprintable() and text.strip() == text and 0 < len(text) <= NAME_LENGTH_MAX):
        why = f"{text!r} cannot be a name; expected 1 to {NAME_LENGTH_MAX} printable characters"
        raise Failure(why, EXIT_USAGE)
    return text
