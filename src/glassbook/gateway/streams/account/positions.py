"""`outboundAccountPosition` and `balanceUpdate`: what a customer has, told as it changes.

A batch may hold many commands of one account, and a balance is told as each of them left it. The
projection knows only how the batch left it; so the balances of accounts that somebody listens to
are folded here once more, by the projection's own arithmetic.

*Source*: "Account Update" and "Balance Update" of Binance's user-data-stream.md.
"""

from collections.abc import Iterable

import msgspec

from glassbook.gateway.streams.form import TimeUnit
from glassbook.projection import Projections
from glassbook.projection.balances import Balances
from glassbook.protocol.events import Event, EventKind
from glassbook.protocol.orders import SelfTradePrevention, Side


class Balance(msgspec.Struct):
    asset: str = msgspec.field(name="a")
    free: str = msgspec.field(name="f")
    locked: str = msgspec.field(name="l")


class AccountPosition(msgspec.Struct, tag_field="e", tag="outboundAccountPosition"):
    event_time: int = msgspec.field(name="E")
    update_time: int = msgspec.field(name="u")
    balances: list[Balance] = msgspec.field(name="B")


class BalanceUpdate(msgspec.Struct, tag_field="e", tag="balanceUpdate"):
    event_time: int = msgspec.field(name="E")
    asset: str = msgspec.field(name="a")
    delta: str = msgspec.field(name="d")
    clear_time: int = msgspec.field(name="T")


def is_transferred(fact: Event) -> bool:
    """Did base and quote change hands, as in a trade, though self-trade prevention kept it off?"""
    return (
        fact.kind in {EventKind.MATCH_PREVENTED, EventKind.ORDER_DECREMENTED}
        and fact.self_trade_prevention == SelfTradePrevention.TRANSFER
    )


class Positions:
    """The balances of the accounts that are followed, as the last folded event left them."""

    def __init__(self, projections: Projections) -> None:
        self._projections = projections
        self._accounts: dict[int, Balances] = {}

    def follow(self, account_id: int) -> None:
        """Begin with what the account has now, between two batches."""
        balances = Balances()
        present = self._projections.balances.of(account_id)
        balances.load({account_id: {asset_id: list(pair) for asset_id, pair in present.items()}})
        self._accounts[account_id] = balances

    def forget(self, account_id: int) -> None:
        del self._accounts[account_id]

    def fold(self, fact: Event) -> tuple[int, ...]:
        """Fold one event of a followed account. Return the assets it may have changed."""
        balances = self._accounts[fact.account_id]
        if fact.kind == EventKind.BALANCE_MOVED:
            balances.move(fact)
            return (fact.asset_id,)
        if fact.kind == EventKind.BALANCE_TRANSFERRED:
            balances.transfer(fact)
            return (fact.asset_id,)
        symbol = self._projections.directory.symbols[fact.symbol_id]
        if fact.kind == EventKind.ORDER_FILLED or is_transferred(fact):
            balances.fill(fact, symbol)
            return symbol.base.asset_id, symbol.quote.asset_id
        held = symbol.quote if fact.side == Side.BUY else symbol.base
        balances.hold(fact.account_id, held.asset_id, fact.hold_units)
        return (held.asset_id,)

    def position(self, account_id: int, asset_ids: Iterable[int]) -> list[Balance]:
        """Return the present balances of some assets, on the wire."""
        balances, assets = self._accounts[account_id], self._projections.directory.assets
        lines = []
        for asset_id in asset_ids:
            available, locked = balances.of_asset(account_id, asset_id)
            asset = assets[asset_id]
            lines.append(Balance(asset.name, asset.text(available), asset.text(locked)))
        return lines

    def update_payload(self, fact: Event, time_ns: int, now_ns: int, unit: TimeUnit) -> bytes:
        """Return the JSON of a deposit, withdrawal or transfer."""
        asset = self._projections.directory.assets[fact.asset_id]
        return msgspec.json.encode(
            BalanceUpdate(
                event_time=unit.of(now_ns),
                asset=asset.name,
                delta=asset.text(fact.amount_units),
                clear_time=unit.of(time_ns),
            )
        )


def position_payload(balances: list[Balance], time_ns: int, now_ns: int, unit: TimeUnit) -> bytes:
    """Return the JSON that tells balances as a command of `time_ns` left them."""
    return msgspec.json.encode(AccountPosition(unit.of(now_ns), unit.of(time_ns), balances))
