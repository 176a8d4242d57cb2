"""The command line: what can be asked, and nothing of how it is done.

Every command imports what it runs when it runs: `glassbook --help` waits for nothing.
"""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from glassbook.cli.bench.commands import app as bench_app
from glassbook.cli.failure import EXIT_USAGE, Failure, explained
from glassbook.cli.house_commands import house_app
from glassbook.cli.kernel_cache import Commands
from glassbook.cli.prove_commands import app as prove_app
from glassbook.cli.staff_commands import app as staff_app
from glassbook.cli.torture.commands import app as torture_app

if TYPE_CHECKING:
    from glassbook.node.configuration import Configuration

app = typer.Typer(
    name="glassbook",
    cls=Commands,
    help="A digital-asset exchange that bots written for Binance.US trade on unchanged.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
keys_app = typer.Typer(
    help="Make, list, change and revoke API keys, of a running or a stopped venue."
)
app.add_typer(bench_app, name="bench")
app.add_typer(prove_app, name="prove", no_args_is_help=True)
app.add_typer(staff_app, name="staff", no_args_is_help=True)
app.add_typer(torture_app, name="torture", no_args_is_help=True)
app.add_typer(keys_app, name="keys", no_args_is_help=True)
app.add_typer(house_app, name="house", no_args_is_help=True)

DATA = Path("data")

Data = Annotated[Path, typer.Option(help="The venue's directory.", file_okay=False)]
DataArgument = Annotated[
    Path, typer.Argument(metavar="DIR", help="The venue's directory.", file_okay=False)
]
Checked = Annotated[
    Path, typer.Argument(metavar="DIR|PROOF", help="The venue's directory, or a proof's file.")
]
FeesFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="The schedule of commission: tiers by 30-day volume."),
]
MailboxIsShown = Annotated[
    bool, typer.Option(help="Show letters to customers at /mailbox, to this machine only.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


@app.command()
def up(
    data: Data = DATA,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on; 0 for any free one.")] = 8080,
    replay: Annotated[
        str,
        typer.Option(
            metavar="SOURCE|none",
            help="The recorded market on BTCUSD: bitstamp, the directory of a capture, or none.",
        ),
    ] = "bitstamp",
    speed: Annotated[
        str, typer.Option(metavar="X", help="Its pace: a multiple of the recorded one, or max.")
    ] = "1",
    limits: Annotated[
        str, typer.Option(metavar="us|global|none", help="Whose rate limits clients meet.")
    ] = "us",
    origin: Annotated[
        str, typer.Option(metavar="NAME", help="The name under which checkpoints are signed.")
    ] = "localhost/glassbook",
    fees: FeesFile = None,
    mailbox: MailboxIsShown = True,
    fix_port: Annotated[
        str,
        typer.Option(
            metavar="N|none",
            help="The port of FIX orders; market data has the next. Unless said: ten above --port.",
            show_default=False,
        ),
    ] = "",
    fix_certificate: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Encrypt FIX: the certificate (PEM) ...")
    ] = None,
    fix_key: Annotated[
        Path | None, typer.Option(metavar="FILE", help="... and its private key (PEM).")
    ] = None,
    drain: Annotated[
        int,
        typer.Option(metavar="SECONDS", help="How long clients are warned before a stop."),
    ] = 0,
) -> None:
    """Open the venue, with a market that trades. Ctrl-C stops it."""
    configuration = _configured(
        data=data,
        host=host,
        port=port,
        replay=replay,
        speed=speed,
        limits=limits,
        origin=origin,
        fees=fees,
        mailbox=mailbox,
        fix=fix_port,
        fix_certificate=fix_certificate,
        fix_key=fix_key,
        drain_seconds=drain,
    )
    from glassbook.cli.up import run_up

    run_up(configuration)


@app.command()
def replay(
    source: Annotated[
        str, typer.Argument(metavar="SOURCE|DIR", help="bitstamp, or the directory of a capture.")
    ],
    speed: Annotated[
        str,
        typer.Option(metavar="X", help="A multiple of the recorded pace, or max."),
    ] = "max",
    data: Annotated[
        Path | None,
        typer.Option(
            help="Keep the venue in this directory; without it, it passes.", file_okay=False
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Feed a recorded market's orders, and compare the trades with the market's own."""
    _configured(data=data or DATA, replay=source, speed=speed)
    from glassbook.cli.replay import run_replay

    report = run_replay(source, speed, data)
    if as_json:
        _print_json(report.as_data())
    else:
        report.show()


@app.command()
def verify(
    data: Checked,
    chain: Annotated[
        bool, typer.Option("--chain", help="Check hashes and signatures only; run nothing again.")
    ] = False,
    key: Annotated[
        str, typer.Option(metavar="KEY", help="Whose signatures to believe; a file or the line.")
    ] = "",
    is_published: Annotated[
        bool, typer.Option("--publish", help="Have the venue of DIR show the result to everybody.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Run the journal again from nothing and compare every digest. Exit code 1 if one differs.

    DIR may also be a file made by `glassbook prove`: then that one fact is checked, with --key.
    """
    if data.is_file():
        from glassbook.cli.verify import run_verify_fact

        _print_json(run_verify_fact(data, key))
        return
    from glassbook.cli.verify import as_data, run_verify, show

    verification = run_verify(data, key, is_replay=not chain)
    if is_published:
        from glassbook.cli.verified import publish

        publish(data, verification)
    if as_json:
        _print_json(as_data(verification))
    else:
        show(verification)
    if not verification.is_whole:
        raise typer.Exit(1)


@app.command()
def at(
    place: Annotated[str, typer.Argument(metavar="TIME|SEQUENCE", help="2026-11-21T14:00:00Z, 42")],
    account: Annotated[
        str, typer.Option(help="The balances of this account: number, reference or name.")
    ] = "",
    asset: Annotated[str, typer.Option(help="Only the balance of this asset.")] = "",
    order: Annotated[int | None, typer.Option(min=1, help="An order, by its id.")] = None,
    book: Annotated[str, typer.Option(metavar="SYMBOL", help="The book of this symbol.")] = "",
    data: Data = DATA,
    as_json: AsJson = False,
) -> None:
    """Show a balance, an order or a book as it was after a sequence, or at a time."""
    from glassbook.cli.at import run_at, show

    answer = run_at(data, place, account=account, asset=asset, order_id=order, book=book)
    if as_json:
        _print_json(answer)
    else:
        show(answer)


@app.command()
def rebuild(data: DataArgument) -> None:
    """Throw projections and snapshots away and fold the journal anew. The venue must be stopped."""
    from glassbook.cli.rebuild import run_rebuild

    sequence = run_rebuild(data)
    typer.echo(f"Rebuilt from the journal, up to sequence {sequence}.")


@app.command()
def simulate(
    seed: Annotated[int, typer.Option(metavar="N", help="The first seed.", min=0)] = 1,
    minutes: Annotated[
        float, typer.Option(metavar="M", help="Go on with the next seeds for so long.", min=0)
    ] = 0.0,
    seconds: Annotated[
        float, typer.Option(metavar="S", help="How long each seed trades, simulated.", min=1)
    ] = 10.0,
    as_json: AsJson = False,
) -> None:
    """Run the venue under simulated faults. Exit code 1 if a promise broke; its seed is printed."""
    from glassbook.cli.simulate import run_simulate

    total = run_simulate(seed, minutes, seconds)
    if as_json:
        _print_json(total.as_data())
    else:
        typer.echo("\n".join(total.lines()))
    if total.failure is not None:
        raise typer.Exit(1)


@app.command()
def warm() -> None:
    """Compile the core and the doors now, so that the next start is quick."""
    from glassbook.cli.screen import say
    from glassbook.gateway.fix import runs
    from glassbook.gateway.rest import order_runs
    from glassbook.gateway.streams import fan_out
    from glassbook.node.core_room import compiled_core

    compiled_core(say)
    order_runs.warm(say)
    runs.warm(say)
    fan_out.warm()
    typer.echo("The core and the doors are compiled.")


Permissions = Annotated[
    str | None,
    typer.Option(
        metavar="LIST",
        help="What it opens: read, trade, transfer, withdraw, fix, fix_read, keys; by commas.",
    ),
]
Addresses = Annotated[
    str | None,
    typer.Option(metavar="LIST|any", help="Networks it may be used from, by commas."),
]
Expires = Annotated[
    str | None,
    typer.Option(metavar="WHEN|never", help="When it ends: 90d, 12h, 2030-01-31, or never."),
]
KeyName = Annotated[str | None, typer.Option("--name", help="What its owner calls it.")]


@keys_app.command("create")
def create_key(
    account: Annotated[str, typer.Argument(help="The name of the account, e.g. alice.")],
    public_key: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="An Ed25519 or RSA public key (PEM). Without it the key is HMAC."
        ),
    ] = None,
    permissions: Permissions = None,
    addresses: Addresses = None,
    expires: Expires = None,
    name: KeyName = None,
    data: Data = DATA,
    as_json: AsJson = False,
) -> None:
    """Make an API key: it may read and trade unless told otherwise. A secret is shown this once."""
    from glassbook.cli import keys

    said = keys.terms(permissions, addresses, expires, name)
    _print_data(keys.as_data(account, keys.create(data, account, public_key, said)), as_json)


@keys_app.command("set")
def set_key(
    api_key: Annotated[str, typer.Argument(help="The key.")],
    permissions: Permissions = None,
    addresses: Addresses = None,
    expires: Expires = None,
    name: KeyName = None,
    data: Data = DATA,
    as_json: AsJson = False,
) -> None:
    """Change what a key opens. What is not named stays."""
    from glassbook.cli import keys

    said = keys.terms(permissions, addresses, expires, name)
    _print_data(keys.shown(*keys.change(data, api_key, said)), as_json)


@keys_app.command("revoke")
def revoke_key(api_key: Annotated[str, typer.Argument(help="The key.")], data: Data = DATA) -> None:
    """Delete a key. What it has ordered stays as it is."""
    from glassbook.cli import keys

    keys.revoke(data, api_key)
    typer.echo("The key is revoked.")


@keys_app.command("list")
def list_keys(data: Data = DATA, as_json: AsJson = False) -> None:
    """List accounts and their keys, without secrets."""
    from glassbook.cli import keys

    found = keys.listed(data)
    if as_json:
        _print_json({"keys": [keys.shown(account, key) for account, key in found]})
        return
    for account, key in found:
        typer.echo(keys.line(account, key))


def main() -> None:
    """Run the command line. Known errors become one text on stderr and an exit code."""
    try:
        app()
    except Exception as error:
        failure = error if isinstance(error, Failure) else explained(error)
        if failure is None:
            raise
        _end(str(failure), failure.exit_code)


def _end(text: str, exit_code: int) -> None:
    typer.echo(f"glassbook: {text}", err=True)
    sys.exit(exit_code)


def _configured(**choices: Any) -> "Configuration":
    from glassbook.node.configuration import Configuration

    try:
        return Configuration(**choices)
    except ValueError as error:
        raise Failure(f"--{error}", EXIT_USAGE) from error


def _print_data(data: dict[str, Any], as_json: bool) -> None:
    if as_json:
        _print_json(data)
        return
    for what, value in data.items():
        typer.echo(f"{what:<12} {value}")


def _print_json(data: dict[str, Any]) -> None:
    typer.echo(json.dumps(data, indent=2))
