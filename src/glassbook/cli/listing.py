"""What a new venue lists: five assets and six symbols, with the filters of Binance.US.

BTCUSD differs, because the recorded market is played on it: that market trades down to
0.00000139 BTC and holds old offers at 483,980,000 USD, so the lot is one satoshi, a cent is enough,
and the highest price is a thousand million.

Listing is done once, in batches that are each durable as a whole. A crash between two of them
leaves a symbol without rules, which the next start completes; a symbol that was completed is never
touched again: whatever its operator made of it since stays.
"""

from typing import NamedTuple

from glassbook.projection import Projections
from glassbook.projection.directory import Directory
from glassbook.projection.terms import Terms
from glassbook.protocol.commands import (
    define_asset,
    list_symbol,
    set_symbol_rule,
    set_symbol_status,
)
from glassbook.protocol.labels import Label
from glassbook.protocol.submission import Submitter
from glassbook.protocol.symbols import SymbolRule, SymbolStatus

ASSETS = ("USD", "USDC", "USDT", "BTC", "ETH")
SCALE = 10**8  # of every asset


class Listing(NamedTuple):
    """A symbol and its terms."""

    base: str
    quote: str
    tick: str
    price_max: str
    lot: str
    quantity_max: str
    market_quantity_max: str
    notional_min: str

    @property
    def name(self) -> str:
        return self.base + self.quote

    def rules(self) -> dict[SymbolRule, int]:
        """Return every rule in its unit."""
        terms = Terms(
            tick=self.tick,
            lot=self.lot,
            price_max=self.price_max,
            quantity_max=self.quantity_max,
            market_quantity_max=self.market_quantity_max,
            notional_min=self.notional_min,
        )
        return terms.rules(SCALE, SCALE)


LISTINGS = (
    Listing("BTC", "USD", "0.01", "1000000000", "0.00000001", "9000", "100", "0.01"),
    Listing("ETH", "USD", "0.01", "1000000", "0.0001", "9000", "1000", "1"),
    Listing("ETH", "BTC", "0.00001", "1000", "0.0001", "9000", "1000", "0.0001"),
    Listing("USDC", "USD", "0.0001", "1000", "0.01", "10000000", "1000000", "1"),
    Listing("BTC", "USDT", "0.01", "1000000", "0.00001", "9000", "100", "1"),
    Listing("ETH", "USDT", "0.01", "1000000", "0.0001", "9000", "1000", "1"),
)


async def list_everything(submitter: Submitter, projections: Projections) -> None:
    """Define and list what is not there yet. *Raises* QueueFull, VenueStopped."""
    directory = projections.directory
    assets = [name for name in ASSETS if directory.asset(name) is None]
    await _introduce(submitter, define_asset(SCALE) * len(assets), assets)
    symbols = [listing for listing in LISTINGS if directory.symbol(listing.name) is None]
    commands = b"".join(_list(listing, directory) for listing in symbols)
    await _introduce(submitter, commands, [listing.name for listing in symbols])
    for listing in LISTINGS:
        await _complete(submitter, directory, listing)


async def _introduce(submitter: Submitter, commands: bytes, names: list[str]) -> None:
    if names:
        labels = {index: Label(name=name) for index, name in enumerate(names)}
        await submitter.submit_many(commands, labels)


def _list(listing: Listing, directory: Directory) -> bytes:
    base, quote = directory.asset(listing.base), directory.asset(listing.quote)
    assert base is not None, "assets are defined before symbols"
    assert quote is not None, "assets are defined before symbols"
    return list_symbol(base.asset_id, quote.asset_id)


async def _complete(submitter: Submitter, directory: Directory, listing: Listing) -> None:
    """Give a symbol its rules and open it, as one batch, unless that was done before."""
    symbol = directory.symbol(listing.name)
    assert symbol is not None, "a symbol is listed before its rules are set"
    if symbol.rules:
        return
    rules = listing.rules().items()
    commands = [set_symbol_rule(symbol.symbol_id, rule, value) for rule, value in rules]
    commands.append(set_symbol_status(symbol.symbol_id, SymbolStatus.TRADING))
    await submitter.submit_many(b"".join(commands))
    assert symbol.status is SymbolStatus.TRADING, f"{symbol.name} opens with the rules it has"
