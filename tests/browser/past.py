"""The last hours of a market, so that candles stand on a page that was only just opened.

It is the same walk every time, from a seed; only the hour is that of the run. It ends where the
recorded market begins. Two demo accounts trade it at whole lots, and nothing is left on the book.
"""

import asyncio
from itertools import accumulate
from pathlib import Path
from random import Random

from glassbook.cli.demo import HANDLES, open_demo_accounts
from glassbook.cli.front_desk import FrontDesk
from glassbook.cli.house import House
from glassbook.cli.listing import list_everything
from glassbook.node.clock import now_ns
from glassbook.node.configuration import Configuration
from glassbook.protocol.commands import place_order
from glassbook.protocol.events import EventKind
from glassbook.protocol.orders import OrderType, Side

SYMBOL = "BTCUSD"
SECOND_NS = 1_000_000_000
EVERY_SECONDS = 15
TRADES = 4 * 60 * 3
LAST_TICKS = 7_832_000  # in cents
STEP_TICKS = 900  # a typical one
LOTS_MAX = 40_000_000  # in satoshis


def write_past(data: Path) -> None:
    """Have a venue of this directory trade for three hours that end now."""
    asyncio.run(_trade(data))


def walk() -> list[tuple[int, int, bool]]:
    """Return the trades: price in ticks, quantity in lots, and whether the taker buys."""
    chance = Random(4)
    steps = [round(chance.gauss(0, STEP_TICKS)) for _ in range(TRADES)]
    # Backwards from where it ends.
    prices = list(accumulate(steps, initial=LAST_TICKS))[TRADES - 1 :: -1]
    return [
        (price, chance.randint(1, LOTS_MAX), price > before)
        for before, price in zip([prices[0], *prices], prices, strict=False)
    ]


async def _trade(data: Path) -> None:
    time_ns = now_ns() - TRADES * EVERY_SECONDS * SECOND_NS

    def clock() -> int:
        return time_ns

    house = House(Configuration(data=data), clock=clock)
    desk = FrontDesk(house, clock)
    async with house.running():
        await list_everything(house.venue, house.projections)
        await open_demo_accounts(house.venue, house.projections, house.keys)
        symbol = house.projections.directory.symbol(SYMBOL)
        assert symbol is not None, "the market that is recorded is listed"
        traders = [_account_id(house, each) for each in HANDLES[:2]]
        for price_ticks, lots, is_bought in walk():
            sides = (Side.SELL, Side.BUY) if is_bought else (Side.BUY, Side.SELL)
            orders = [
                place_order(
                    account_id=account_id,
                    symbol_id=symbol.symbol_id,
                    side=side,
                    order_type=OrderType.LIMIT,
                    price_ticks=price_ticks,
                    quantity_lots=lots,
                )
                for account_id, side in zip(traders, sides, strict=True)
            ]
            outcome = await house.venue.submit_many(b"".join(orders))
            filled = [each for each in outcome.events if each.kind == EventKind.ORDER_FILLED]
            assert len(filled) == 2, "the two trade with each other, and have what it takes"
            traders.reverse()
            time_ns += EVERY_SECONDS * SECOND_NS
    desk.close()


def _account_id(house: House, handle: str) -> int:
    account = house.projections.directory.account(house.keys.reference(handle))
    assert account is not None, "the demo accounts are open"
    return account.account_id
