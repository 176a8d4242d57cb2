"""`glassbook prove ...`: what can be asked of it."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Prove one fact, as a file that anybody can check with the public key.")

Data = Annotated[Path, typer.Option(help="The venue's directory.", file_okay=False)]
At = Annotated[
    str,
    typer.Option(
        "--at",
        metavar="TIME|SEQUENCE",
        help="Rest on the newest signed checkpoint up to then; else on the newest of all.",
    ),
]
Exact = Annotated[
    bool,
    typer.Option(
        "--exact", help="Sign a checkpoint at that very place first, with the venue's own key."
    ),
]
DATA = Path("data")


@app.command()
def balance(account: str, asset: str, data: Data = DATA, at: At = "", exact: Exact = False) -> None:
    """Prove what an account (its number, reference or name) had of an asset."""
    from glassbook.cli.prove import run_prove

    typer.echo(run_prove(data, "balance", (account, asset), at, is_exact=exact), nl=False)


@app.command()
def order(
    order_id: Annotated[int, typer.Argument(min=1)],
    data: Data = DATA,
    at: At = "",
    exact: Exact = False,
) -> None:
    """Prove whether an order was open, and what had happened to it."""
    from glassbook.cli.prove import run_prove

    typer.echo(run_prove(data, "order", (str(order_id),), at, is_exact=exact), nl=False)


@app.command()
def trade(
    symbol: str,
    trade_id: Annotated[int, typer.Argument(min=1)],
    data: Data = DATA,
    at: At = "",
    exact: Exact = False,
    public: Annotated[
        bool, typer.Option("--public", help="Without who traded, as the venue shows it to anybody.")
    ] = False,
) -> None:
    """Prove both sides of a trade; or, for the public, the trade alone."""
    from glassbook.cli.prove import run_prove

    fact = "public_trade" if public else "trade"
    typer.echo(run_prove(data, fact, (symbol, str(trade_id)), at, is_exact=exact), nl=False)


@app.command()
def extension(
    older: Annotated[int, typer.Argument(help="The sequence of a signed checkpoint.")],
    newer: Annotated[int | None, typer.Argument(help="Of a later one; else the newest.")] = None,
    data: Data = DATA,
) -> None:
    """Prove that nothing was rewritten between two signed checkpoints."""
    from glassbook.cli.prove import run_prove_extension

    typer.echo(run_prove_extension(data, older, newer), nl=False)
