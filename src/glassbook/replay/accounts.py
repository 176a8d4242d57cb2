"""The accounts that a flow trades from: opened, funded and tidied by commands like anybody's.

There are 64 of them, `flow-00` to `flow-63`: bids come from the even ones, which are kept in money,
asks from the odd ones, which are kept in coins. They pay commission as everybody does.
"""

import numpy as np

from glassbook.projection import Projections
from glassbook.projection.listing import Asset, Symbol
from glassbook.protocol.commands import cancel_all, deposit, open_account, withdraw
from glassbook.protocol.labels import Label
from glassbook.protocol.submission import Submitter
from glassbook.replay.decimals import SCALE
from glassbook.replay.flow import LANES, Market
from glassbook.replay.player import submit_patiently

REFERENCES = tuple(f"flow-{lane:02d}" for lane in range(LANES))
QUOTE_TARGET = 500_000_000  # whole dollars: a lane's bids of the bundled capture take 12 million
BASE_TARGET = 20_000  # whole coins: mirrored, old bids for 1,000 coins at a dollar become asks


class FlowAccounts:
    """The accounts of the flow on one symbol."""

    def __init__(self, submitter: Submitter, projections: Projections, symbol: Symbol) -> None:
        self._submitter = submitter
        self._projections = projections
        self._symbol = symbol

    async def prepare(self, maker_ppm: int, taker_ppm: int) -> Market:
        """Open what is missing, cancel what an earlier run left open, and return where flow goes.

        Customers' orders are not touched. *Raises* VenueStopped.
        """
        await self._open_missing(maker_ppm, taker_ppm)
        await self._cancel_left_over()
        symbol = self._symbol
        return Market(
            symbol_id=symbol.symbol_id,
            tick_e8=symbol.tick_units * SCALE // symbol.quote.scale,
            lot_e8=symbol.lot_units * SCALE // symbol.base.scale,
            accounts=np.array(self._account_ids(), np.int64),
        )

    async def fund(self) -> None:
        """Bring every account to its target: deposit what is missing, withdraw what is too much.

        Money locked for open orders counts, and stays. *Raises* VenueStopped.
        """
        commands = []
        for lane, account_id in enumerate(self._account_ids()):
            is_bidder = lane % 2 == 0
            quote, base = (QUOTE_TARGET, 0) if is_bidder else (0, BASE_TARGET)
            commands.append(self._level(account_id, self._symbol.quote, quote))
            commands.append(self._level(account_id, self._symbol.base, base))
        if needed := b"".join(commands):
            await submit_patiently(self._submitter, needed)

    def _account_ids(self) -> list[int]:
        accounts = map(self._projections.directory.account, REFERENCES)
        return [account.account_id for account in accounts if account is not None]

    async def _open_missing(self, maker_ppm: int, taker_ppm: int) -> None:
        directory = self._projections.directory
        missing = [name for name in REFERENCES if directory.account(name) is None]
        if missing:
            labels = {index: Label(name=name) for index, name in enumerate(missing)}
            commands = open_account(maker_ppm, taker_ppm) * len(missing)
            await submit_patiently(self._submitter, commands, labels)
        assert len(self._account_ids()) == LANES, "every account of the flow is open"

    async def _cancel_left_over(self) -> None:
        symbol_id = self._symbol.symbol_id
        commands = [
            cancel_all(account_id, symbol_id)
            for account_id in self._account_ids()
            if self._projections.orders.open_orders(account_id, symbol_id)
        ]
        if commands:
            await submit_patiently(self._submitter, b"".join(commands))

    def _level(self, account_id: int, asset: Asset, target: int) -> bytes:
        balances = self._projections.balances.of(account_id)
        available_units, locked_units = balances.get(asset.asset_id, (0, 0))
        surplus_units = available_units + locked_units - target * asset.scale
        if surplus_units < 0:
            return deposit(account_id, asset.asset_id, -surplus_units)
        if (units := min(surplus_units, available_units)) > 0:
            return withdraw(account_id, asset.asset_id, units)
        return b""
