"""The recorded market of a running venue: a capture played on BTCUSD, in a loop."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from glassbook.cli.demo import COMMISSION_PPM
from glassbook.cli.house import House
from glassbook.cli.screen import Bar
from glassbook.protocol.submission import VenueStopped
from glassbook.replay.accounts import FlowAccounts
from glassbook.replay.capture import Capture, read_capture
from glassbook.replay.endless import run_endlessly
from glassbook.replay.flow import OrderFlow, order_flow
from glassbook.replay.pace import FullSpeed, Pace, Recorded
from glassbook.replay.source import locate

SYMBOL = "BTCUSD"
MAX_SPEED = "max"


def read(source: str) -> Capture:
    """Read the capture that `source` names. *Raises* CaptureNotFound, CaptureDamaged."""
    with Bar(f"Reading {source}") as bar:
        return read_capture(locate(source), bar.show)


def new_pace(speed: str) -> Pace:
    """Return a pace that has not begun: "max", or a whole multiple of the recorded one."""
    if speed == MAX_SPEED:
        return FullSpeed()
    return Recorded(int(speed), asyncio.get_running_loop().time)


async def prepared(house: House, capture: Capture) -> tuple[OrderFlow, FlowAccounts]:
    """Make the accounts of the flow ready, without money, and return what they will trade.

    *Raises* CaptureEmpty, VenueStopped.
    """
    symbol = house.projections.directory.symbol(SYMBOL)
    assert symbol is not None, f"{SYMBOL} is listed before anybody trades it"
    accounts = FlowAccounts(house.venue, house.projections, symbol)
    market = await accounts.prepare(COMMISSION_PPM, COMMISSION_PPM)
    return order_flow(capture.rows, market), accounts


@asynccontextmanager
async def trading(
    house: House, capture: Capture, speed: str, stopped: Callable[[str], None]
) -> AsyncIterator[None]:
    """Have the market trade, from before the body is entered until it is left.

    `stopped` is told why, should the venue stop taking its orders meanwhile. *Raises* CaptureEmpty.
    """
    flow, accounts = await prepared(house, capture)
    is_open = asyncio.Event()

    async def trade() -> None:
        try:
            await run_endlessly(flow, accounts, house.venue, lambda: new_pace(speed), is_open.set)
        except VenueStopped as error:
            stopped(str(error))
            is_open.set()

    async with asyncio.TaskGroup() as group:
        trading = group.create_task(trade())
        await is_open.wait()
        yield
        trading.cancel()
