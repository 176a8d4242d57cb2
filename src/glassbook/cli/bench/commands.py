"""`glassbook bench`: what can be measured, and how it is printed.

glassbook bench               everything, as one table, kept in build/bench.json; or a --part
glassbook bench compare A B   what changed between two such files by more than noise
glassbook bench core FILE     the core on a workload file, with its ratio to the yardstick
glassbook bench eligibility FILE  the core with classes of accounts that may all trade, and without
glassbook bench latency FILE  the core, each command by itself
glassbook bench replay FILE   the core fed from a journal, as a share of its own speed
glassbook bench snapshot      a snapshot of a large exchange while it trades, and a start from it
glassbook bench day           a day of 65 billion dollars, or a share of it
glassbook bench growth        how the cost of a command grows with the size of the exchange
glassbook bench footprint     bytes an account in core, projections, journal, store and keys
glassbook bench venue         sequencer, journal with sync, and core
glassbook bench projections   a whole venue: at what rate it begins to refuse
glassbook bench gateway       signed orders over loopback, against a door that does nothing
glassbook bench fix           orders of one FIX session
glassbook bench curve         how long an order takes, against how many come, as a picture
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from glassbook.protocol.maxima import OPEN_ORDERS_PER_ACCOUNT_MAX

app = typer.Typer(help="Measure, each figure beside a reference of the same run.")

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
Rounds = Annotated[int, typer.Option(min=1, help="How often; the median counts.")]
ORDERS_MAX = 2 * OPEN_ORDERS_PER_ACCOUNT_MAX  # of a round: half of them rest, and one account's
CURVE_ORDERS_MAX = 3 * OPEN_ORDERS_PER_ACCOUNT_MAX  # of three accounts in turns: no more can rest


@app.callback(invoke_without_command=True)
def everything(
    context: typer.Context,
    out: Annotated[Path, typer.Option(help="Where to keep it.")] = Path("build/bench.json"),
    tiny: Annotated[bool, typer.Option("--tiny", help="Only show that it runs.")] = False,
    part: Annotated[
        list[str] | None, typer.Option(help="Of the table; all of it if none is named.")
    ] = None,
) -> None:
    """Measure everything and print one table."""
    if context.invoked_subcommand is None:
        from glassbook.cli.bench.sizes import TINY, Sizes
        from glassbook.cli.bench.table import LEFT_OUT, PARTS, measure_parts, print_results
        from glassbook.cli.failure import EXIT_USAGE, Failure
        from glassbook.cli.screen import say

        unknown = set(part or ()) - set(PARTS)
        if unknown:
            raise Failure(f"there is no part {unknown.pop()}: {', '.join(PARTS)}", EXIT_USAGE)
        print_results(measure_parts(part or PARTS, TINY if tiny else Sizes(), out, say))
        say(LEFT_OUT)
        say(f"Written to {out}")


@app.command()
def compare(
    old: Annotated[Path, typer.Argument(metavar="OLD", exists=True, dir_okay=False)],
    new: Annotated[Path, typer.Argument(metavar="NEW", exists=True, dir_okay=False)],
) -> None:
    """Compare two files of `glassbook bench`, and name what changed by more than noise."""
    from glassbook.cli.bench.comparison import compare as compared
    from glassbook.cli.bench.results import NotResults, read_results
    from glassbook.cli.bench.table import print_changes
    from glassbook.cli.failure import Failure
    from glassbook.cli.screen import say

    try:
        changes, notes = compared(read_results(old), read_results(new))
    except NotResults as error:
        raise Failure(str(error)) from error
    for note in notes:
        say(note)
    print_changes(changes)


@app.command()
def core(
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False)],
    rounds: Rounds = 5,
    by_client_key: Annotated[
        bool, typer.Option("--by-client-key", help="Name orders by the file's ids, as keys.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Commands per CPU second of the core, on a file of benchmarks/generate_*.py."""
    from glassbook.cli.bench.core import measure_beside_yardstick
    from glassbook.cli.screen import say

    _begin(core)
    answer = measure_beside_yardstick(file, rounds, say, by_client_key=by_client_key)
    _print(answer, as_json)


@app.command()
def eligibility(
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False)],
    rounds: Rounds = 5,
    as_json: AsJson = False,
) -> None:
    """Commands per CPU second with classes of accounts that may all trade, in turns with none."""
    from glassbook.cli.bench.eligibility import measure_eligibility

    _begin(eligibility)
    _print(measure_eligibility(file, rounds), as_json)


@app.command()
def latency(
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False)],
    rounds: Rounds = 5,
    picture: Annotated[Path, typer.Option(help="Where to draw the histogram.")] = Path(
        "build/core-latency.svg"
    ),
    as_json: AsJson = False,
) -> None:
    """Nanoseconds that single commands take the core, by kind, and a histogram of all."""
    from glassbook.cli.bench.histogram import drawn
    from glassbook.cli.bench.latency import measure_latency

    _begin(latency)
    answer = measure_latency(file, rounds)
    picture.parent.mkdir(parents=True, exist_ok=True)
    picture.write_text(drawn(answer["histograms"]), encoding="utf-8")
    if not as_json:
        del answer["histograms"]  # it is drawn
    _print({"picture": str(picture), **answer}, as_json)


@app.command()
def replay(
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False)],
    rounds: Rounds = 3,
    folder: Annotated[Path | None, typer.Option(help="The disk to measure on.")] = None,
    as_json: AsJson = False,
) -> None:
    """Commands a second from a journal, as a share of the core's own speed on the same file."""
    from glassbook.cli.bench.replaying import measure_replay

    _begin(replay)
    _print(measure_replay(file, rounds, folder), as_json)


@app.command()
def snapshot(
    accounts: Annotated[int, typer.Option(min=1_000)] = 9_999_000,
    orders: Annotated[int, typer.Option(min=1_000)] = 3_999_000,
    folder: Annotated[Path | None, typer.Option(help="The disk to measure on.")] = None,
    as_json: AsJson = False,
) -> None:
    """How long anybody waits for a snapshot of a large exchange, and a start from it takes."""
    from glassbook.cli.bench.snapshots import measure_snapshot

    _begin(snapshot)
    _print(measure_snapshot(accounts, orders, folder), as_json)


@app.command()
def day(
    accounts: Annotated[int, typer.Option(min=10_000)] = 9_999_000,
    share: Annotated[float, typer.Option(min=0.0001, max=1, help="How much of the day.")] = 0.01,
    as_json: AsJson = False,
) -> None:
    """A day of 65 billion dollars through the core, or a share of it."""
    from glassbook.cli.bench.day import measure_day
    from glassbook.cli.screen import say

    _begin(day)
    _print(measure_day(accounts, share, say), as_json)


@app.command()
def growth(
    curve: Annotated[
        list[str] | None, typer.Argument(help="symbols, accounts, orders, width, age; or all.")
    ] = None,
    rounds: Rounds = 5,
    largest: Annotated[int, typer.Option(min=1, help="No point above this.")] = 10_000_000,
    as_json: AsJson = False,
) -> None:
    """How the cost of a command grows with the size of the exchange."""
    from glassbook.cli.bench.growth import CURVES, measure_growth
    from glassbook.cli.failure import EXIT_USAGE, Failure
    from glassbook.cli.screen import say

    unknown = set(curve or ()) - set(CURVES)
    if unknown:
        raise Failure(f"there is no curve {unknown.pop()}: {', '.join(CURVES)}", EXIT_USAGE)
    _begin(growth)
    _print(measure_growth(curve or list(CURVES), rounds, say, largest), as_json)


@app.command()
def footprint(
    accounts: Annotated[int, typer.Option(min=1)] = 1_000_000,
    folder: Annotated[Path | None, typer.Option(help="The disk to measure on.")] = None,
    as_json: AsJson = False,
) -> None:
    """Bytes an account, by where they are, and what saving the projections of all takes."""
    from glassbook.cli.bench.footprint import measure_footprint

    _begin(footprint)
    _print(measure_footprint(accounts, folder), as_json)


@app.command()
def venue(
    commands: Annotated[int, typer.Option(min=1_000)] = 2_000_000,
    rounds: Rounds = 3,
    folder: Annotated[Path | None, typer.Option(help="The disk to measure on.")] = None,
    as_json: AsJson = False,
) -> None:
    """Durable commands a second, and latency at half that rate and at 100,000/s, open loop."""
    from glassbook.cli.bench.venue import measure_venue

    _begin(venue)
    _print(measure_venue(commands, rounds, folder), as_json)


@app.command()
def projections(
    seconds: Annotated[float, typer.Option(min=0.01, help="At each rate.")] = 5.0,
    rate: Annotated[
        list[int] | None, typer.Option(min=1, help="Commands a second; more than once for more.")
    ] = None,
    folder: Annotated[Path | None, typer.Option(help="The disk to measure on.")] = None,
    as_json: AsJson = False,
) -> None:
    """At what rate a venue with projections, store, streams and checkpoints begins to refuse."""
    from glassbook.cli.bench.keeping_up import RATES, measure_keeping_up

    _begin(projections)
    _print(measure_keeping_up(tuple(rate or RATES), seconds, folder), as_json)


@app.command()
def gateway(
    orders: Annotated[int, typer.Option(min=100, max=ORDERS_MAX)] = 10_000,
    listeners: Annotated[int, typer.Option(min=1, help="Of a stream.")] = 1_000,
    rounds: Rounds = 3,
    folder: Annotated[Path | None, typer.Option(help="The disk to measure on.")] = None,
    as_json: AsJson = False,
) -> None:
    """Signed orders acknowledged durable, and a stream delivered, to another process."""
    from glassbook.cli.bench.gateway import measure_gateway

    _begin(gateway)
    _print(measure_gateway(orders, rounds, folder, listeners), as_json)


@app.command()
def fix(
    orders: Annotated[int, typer.Option(min=100, max=ORDERS_MAX)] = 20_000,
    rounds: Rounds = 3,
    folder: Annotated[Path | None, typer.Option(help="The disk to measure on.")] = None,
    as_json: AsJson = False,
) -> None:
    """Orders acknowledged durable in one FIX session, from another process over loopback."""
    from glassbook.cli.bench.gateway import measure_fix

    _begin(fix)
    _print(measure_fix(orders, rounds, folder), as_json)


@app.command()
def curve(
    orders: Annotated[int, typer.Option(min=4, max=CURVE_ORDERS_MAX, help="A round.")] = 20_000,
    rate: Annotated[
        list[int] | None, typer.Option(min=1, help="Orders a second; the whole ladder if none.")
    ] = None,
    rounds: Rounds = 3,
    picture: Annotated[Path, typer.Option(help="Where to draw it.")] = Path("build/latency.svg"),
    folder: Annotated[Path | None, typer.Option(help="The disk to measure on.")] = None,
    as_json: AsJson = False,
) -> None:
    """Percentiles of signed orders, from due to acknowledged durable, at a ladder of rates."""
    from glassbook.cli.bench.curve import RATES, drawn, measure_curve, told

    _begin(curve)
    ladder = measure_curve(tuple(rate or RATES), orders, rounds, folder)
    picture.parent.mkdir(parents=True, exist_ok=True)
    picture.write_text(drawn(ladder), encoding="utf-8")
    _print({"picture": str(picture), "rungs": [*told(ladder)]}, as_json)


def _begin(measure: Callable[..., None]) -> None:
    """Compile what will be measured, if that was not done before, and say what is measured."""
    from glassbook.cli.screen import say
    from glassbook.node.core_room import compiled_core

    compiled_core(say)
    say(f"Measuring: {measure.__doc__}")


def _print(answer: dict[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(answer))
        return
    for name, value in answer.items():
        typer.echo(f"{name:<36} {_readable(value)}")


def _readable(value: object) -> str:
    if isinstance(value, list):
        between = "\n" + 37 * " " if any(isinstance(each, dict) for each in value) else "  "
        return between.join(_readable(each) for each in value)
    if isinstance(value, dict):
        return "  ".join(f"{name} {_readable(each)}" for name, each in value.items())
    return f"{value:,.3f}" if isinstance(value, float) else f"{value}"
