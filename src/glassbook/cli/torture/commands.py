"""`glassbook torture ...`: what can be asked of it."""

import json
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Hurt a real venue on a real disk, and hold it to what it promised.")

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
Folder = Annotated[
    Path | None,
    typer.Option(
        help="Where it happens; kept afterwards. Without it: a directory that passes.",
        file_okay=False,
    ),
]
Seed = Annotated[int, typer.Option(help="What chance is drawn from.", min=0)]


@app.command()
def crash(
    rounds: Annotated[int, typer.Option(metavar="N", help="How often it is killed.", min=1)] = 20,
    seed: Seed = 1,
    folder: Folder = None,
    as_json: AsJson = False,
) -> None:
    """Kill it at random moments while four bots trade. Exit code 1 if a bot's view differs."""
    from glassbook.cli.torture.crash import run_crash

    verdict = run_crash(folder, rounds, seed)
    if as_json:
        typer.echo(json.dumps(verdict.as_data()))
    else:
        typer.echo("\n".join(verdict.lines()))
    if not verdict.is_clean:
        raise typer.Exit(1)


@app.command()
def disk(
    seed: Seed = 1,
    every: Annotated[int, typer.Option(metavar="N", help="Harm every Nth place only.", min=1)] = 1,
    as_json: AsJson = False,
) -> None:
    """Fill, slow, forbid and harm its disk. Exit code 1 if anything wrong is served or not said."""
    from glassbook.cli.torture.disk import run_disk

    tally = run_disk(seed, every)
    typer.echo(json.dumps(tally.as_data()) if as_json else "\n".join(tally.lines()))
    if tally.wrong:
        raise typer.Exit(1)
