"""`glassbook up`: the whole venue in one process, with a market that trades.

It goes on until SIGINT or SIGTERM. Then it says so to everybody connected, goes on as long as it is
told to (--drain), and lets go in the reverse order: the market, the doors, the venue with a last
checkpoint and snapshot.
"""

import gc
import sys
from contextlib import AsyncExitStack
from pathlib import Path

from glassbook.cli import event_loop
from glassbook.cli.charging import account_of, charging, sharing
from glassbook.cli.demo import HANDLES, open_demo_accounts, write_demo_keys
from glassbook.cli.doors import Doors
from glassbook.cli.house import House
from glassbook.cli.instructions import Steward, obeying
from glassbook.cli.listing import LISTINGS, list_everything
from glassbook.cli.market import MAX_SPEED, SYMBOL, read, trading
from glassbook.cli.screen import console, say
from glassbook.cli.stopping import Stopping
from glassbook.fees.schedule import read_schedule
from glassbook.gateway.open_files import allow_many
from glassbook.node.configuration import Configuration
from glassbook.replay.capture import Capture
from glassbook.transparency.notes import VerifierKey

NO_REPLAY = "none"
SWITCH_SECONDS = 0.0005


def run_up(configuration: Configuration) -> None:
    """Run the venue until it is told to stop. *Raises* what `failure.explained` knows."""
    allow_many()
    capture = None if configuration.replay == NO_REPLAY else read(configuration.replay)
    event_loop.run(_up(configuration, capture))


async def _up(configuration: Configuration, capture: Capture | None) -> None:
    schedule = None if configuration.fees is None else read_schedule(configuration.fees)
    house = House(configuration)
    doors = Doors(house, schedule)
    async with AsyncExitStack() as rooms:
        await rooms.enter_async_context(house.running())
        stopping = Stopping()
        stopping.listen()
        await list_everything(house.venue, house.projections)
        await open_demo_accounts(house.venue, house.projections, house.keys)
        keys_path = write_demo_keys(house.keys, configuration.data)
        if schedule is not None:
            await rooms.enter_async_context(charging(house, schedule))
        await rooms.enter_async_context(sharing(house))
        await rooms.enter_async_context(obeying(_steward(house, doors)))
        await rooms.enter_async_context(doors.open())
        if capture is not None:
            market = trading(house, capture, configuration.speed, _market_stopped)
            await rooms.enter_async_context(market)
        calm_the_collector()
        hand_over_sooner()
        _welcome(doors, configuration, keys_path, house.notary.key)
        await stopping.told.wait()
        if seconds := configuration.drain_seconds:
            say(f"Stopping in {seconds} seconds, as every client is told. Once more: stop now.")
            await doors.drain(seconds, stopping.hurried)
        say("Stopping: finishing what is under way")
    say("Stopped. Everything acknowledged is in the journal.")


def _steward(house: House, doors: Doors) -> Steward:
    return Steward(
        house.configuration.data,
        lambda name: account_of(house, name),
        doors.order,
        house.venue.submit_document,
        doors.roll,
    )


def calm_the_collector() -> None:
    """Keep what was recovered out of the garbage collector's rounds, and make these rarer.

    Books and orders are plain containers without cycles: walking them again and again finds nothing
    and costs a fifth of the folding.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def hand_over_sooner() -> None:
    """Have a thread that computes give the interpreter to one that waits after 0.5 ms, not 5.

    Whenever the store writes, the loop and the pipeline would wait so long at each of their turns,
    and an order takes some ten: at 1,000 orders a second p99 is 6 to 9 ms instead of 18 to 36.
    """
    sys.setswitchinterval(SWITCH_SECONDS)


def _market_stopped(why: str) -> None:
    say(f"The recorded market has stopped: {why}")


def _welcome(
    doors: Doors, configuration: Configuration, keys_path: Path, signing_key: VerifierKey
) -> None:
    """Print what is there, on stdout: the address is what scripts wait for."""
    from rich.console import Console

    address = doors.address
    lines = {
        "Glassbook is open at": f"http://{address}",
        "REST": f"http://{address}/api/v3",
        "streams": f"ws://{address}/ws and /stream",
        "FIX": _fix(doors, configuration),
        "keys": f"{keys_path} ({', '.join(HANDLES)})",
        "market": _market(configuration),
        "limits": configuration.limits,
        "signed by": str(signing_key),
        "data": f"{configuration.data} (one journal; `glassbook verify {configuration.data}`)",
    }
    width = max(map(len, lines))
    output = Console(highlight=False, soft_wrap=True)
    for what, there in lines.items():
        output.print(f"[bold]{what:>{width}}[/bold]  ", end="")
        output.print(there, markup=False)
    console.print("Ctrl-C stops it.")


def _fix(doors: Doors, configuration: Configuration) -> str:
    if doors.fix is None:
        if configuration.fix_port is None:
            return "shut"
        return "shut: beyond loopback it needs --fix-certificate and --fix-key"
    orders, market = doors.fix.ports
    scheme = "tcp" if configuration.fix_certificate is None else "tcp+tls"
    return f"{scheme}://{doors.at(orders)}, market data {scheme}://{doors.at(market)}"


def _market(configuration: Configuration) -> str:
    empty = [listing.name for listing in LISTINGS if listing.name != SYMBOL]
    if configuration.replay == NO_REPLAY:
        return f"{SYMBOL}, {', '.join(empty)}, all of them empty"
    speed = "as fast as it goes" if configuration.speed == MAX_SPEED else f"{configuration.speed}x"
    return (
        f"{SYMBOL} trades as recorded ({configuration.replay}, {speed}); empty: {', '.join(empty)}"
    )
