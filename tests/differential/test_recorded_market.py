"""The core against its twin on a recorded market: half an hour of Bitstamp, order by order.

Both are sent what the market's customers asked for, and nothing of what it answered; both must say
the same of every order, and print the trades that the market itself printed.
"""

import asyncio

import numpy as np
import pytest

from glassbook.core.engine import Engine
from glassbook.core.invariants import ALL
from glassbook.core.kernel import IS_COMPILED
from glassbook.protocol import commands as pack
from glassbook.protocol.batches import Batch, commands_of
from glassbook.protocol.events import Event
from glassbook.protocol.labels import NO_LABEL, Label
from glassbook.protocol.submission import Outcome
from glassbook.protocol.symbols import SymbolRule, SymbolStatus
from glassbook.replay.capture import read_capture
from glassbook.replay.comparison import compare
from glassbook.replay.flow import LANES, Market, order_flow
from glassbook.replay.pace import FullSpeed
from glassbook.replay.playback import Playback
from glassbook.replay.player import play
from glassbook.replay.source import locate
from tests.twin.comparison import difference
from tests.twin.engine import Twin
from tests.twin.fold import Fold

WHOLE = 10**8  # units of a bitcoin, and of a dollar
RULES = {
    SymbolRule.TICK_UNITS: WHOLE // 100,
    SymbolRule.LOT_UNITS: 1,
    SymbolRule.PRICE_TICKS_MAX: 10**9,
    SymbolRule.QUANTITY_LOTS_MAX: 10**13,
}


class Both:
    """A venue of the core and its twin, which accepts only what both agree on."""

    def __init__(self) -> None:
        self.core, self.twin, self.fold = Engine(), Twin(), Fold()

    async def submit(self, command: bytes, label: Label = NO_LABEL) -> Outcome:
        return await self.submit_many(command)

    async def submit_many(self, commands: bytes, labels: dict[int, Label] | None = None) -> Outcome:
        batch = Batch(self.core.sequence + 1, 0, commands_of(commands))
        events = [Event._make(row) for row in self.core.apply(batch).tolist()]
        assert difference(events, self.twin.apply(batch)) == ""
        self.fold.add(events)
        return Outcome(batch.first_sequence, 0, events)


def opening() -> bytes:
    """Return BTC/USD as Bitstamp lists it, and money: bids come from even places, asks from odd."""
    sent = [pack.define_asset(WHOLE) * 2, pack.list_symbol(0, 1)]
    sent += [pack.set_symbol_rule(0, rule, value) for rule, value in RULES.items()]
    sent.append(pack.set_symbol_status(0, SymbolStatus.TRADING))
    sent.append(pack.open_account(1_000, 2_000) * LANES)
    for place in range(LANES):
        asset_id, whole = (1, 500_000_000) if place % 2 == 0 else (0, 20_000)
        sent.append(pack.deposit(place + 2, asset_id, whole * WHOLE))
    return b"".join(sent)


@pytest.mark.skipif(not IS_COMPILED, reason="a quarter of a million orders take too long")
def test_both_say_the_same_of_a_real_market_and_print_its_trades():
    capture = read_capture(locate("bitstamp"))
    market = Market(0, WHOLE // 100, 1, np.arange(2, LANES + 2))
    playback, both = Playback(order_flow(capture.rows, market)), Both()
    asyncio.run(both.submit_many(opening()))
    asyncio.run(play(playback, both, FullSpeed()))

    found = compare(capture.trades, playback)
    assert found.market_trades == 284
    assert found.matched_trades >= 280
    assert both.fold.balances() == both.twin.exchange.balances()
    assert not any(check(both.core.state, both.core.ledger) for check in ALL)
