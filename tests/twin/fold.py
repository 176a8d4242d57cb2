"""Balances from events alone, by the arithmetic that `EventKind` writes beside each kind.

This is all that a projection has. When the fold, the twin and the core's own ledger agree, the
sentences beside `EventKind` are true.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from glassbook.protocol.accounts import FEES, WORLD
from glassbook.protocol.events import Event, EventKind
from glassbook.protocol.orders import SelfTradePrevention, Side
from glassbook.protocol.symbols import SymbolRule

Balances = dict[tuple[int, int], tuple[int, int]]  # (account, asset) → (available, locked) units


@dataclass
class Market:
    """What of a symbol the ledger arithmetic needs."""

    base: int
    quote: int
    lot_units: int = 0

    def paid_asset(self, side: int) -> int:
        return self.quote if side == Side.BUY else self.base


class Fold:
    """A ledger kept beside the core."""

    def __init__(self) -> None:
        self.markets: list[Market] = []
        self.available: defaultdict[tuple[int, int], int] = defaultdict(int)
        self.locked: defaultdict[tuple[int, int], int] = defaultdict(int)

    def add(self, events: Iterable[Event]) -> None:
        for event in events:
            match event.kind:
                case EventKind.SYMBOL_LISTED:
                    self.markets.append(Market(event.asset_id, event.reason))
                case EventKind.SYMBOL_RULE_SET if event.reason == SymbolRule.LOT_UNITS:
                    self.markets[event.symbol_id].lot_units = event.amount_units
                case EventKind.BALANCE_MOVED:
                    self.available[event.account_id, event.asset_id] += event.amount_units
                    self.available[WORLD, event.asset_id] -= event.amount_units
                case EventKind.BALANCE_TRANSFERRED:
                    self.available[event.account_id, event.asset_id] += event.amount_units
                case EventKind.ORDER_FILLED:
                    self._hold(event)
                    self._fill(event)
                case EventKind.MATCH_PREVENTED | EventKind.ORDER_DECREMENTED:
                    self._hold(event)
                    if event.self_trade_prevention == SelfTradePrevention.TRANSFER:
                        self._fill(event)
                case (
                    EventKind.ORDER_ACCEPTED
                    | EventKind.ORDER_CANCELLED
                    | EventKind.ORDER_EXPIRED
                    | EventKind.ORDER_REDUCED
                    | EventKind.ORDER_TRIGGERED
                    | EventKind.ORDER_ACTIVATED
                    | EventKind.ORDER_PRICED
                    | EventKind.ORDER_FUNDED
                    | EventKind.ORDER_SIZED
                ):
                    self._hold(event)

    def _hold(self, event: Event) -> None:
        asset = self.markets[event.symbol_id].paid_asset(event.side)
        self.locked[event.account_id, asset] += event.hold_units
        self.available[event.account_id, asset] -= event.hold_units

    def _fill(self, event: Event) -> None:
        """Move what one side of a trade gives and receives, and its commission."""
        market, account = self.markets[event.symbol_id], event.account_id
        base_units = event.quantity_lots * market.lot_units
        if event.side == Side.BUY:
            self.available[account, market.quote] -= event.amount_units
            self.available[account, market.base] += base_units - event.commission_units
        else:
            self.available[account, market.base] -= base_units
            self.available[account, market.quote] += event.amount_units - event.commission_units
        self.available[FEES, event.asset_id] += event.commission_units

    def balances(self) -> Balances:
        """Return every balance that is not nothing."""
        keys = self.available.keys() | self.locked.keys()
        pairs = {key: (self.available[key], self.locked[key]) for key in sorted(keys)}
        return {key: pair for key, pair in pairs.items() if pair != (0, 0)}
