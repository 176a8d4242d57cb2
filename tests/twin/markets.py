"""The markets of a random flow: what is defined and paid in before it begins."""

from typing import NamedTuple

from glassbook.protocol import commands as pack
from glassbook.protocol.symbols import SymbolRule, SymbolStatus


class Listing(NamedTuple):
    """One symbol of the flow, and around which numbers it trades."""

    base: int
    quote: int
    tick_units: int
    lot_units: int
    price_ticks_max: int
    quantity_lots_max: int
    middle_ticks: int
    usual_lots: int


SCALES = (10**8, 10**8, 10**8, 1, 1_000)  # BTC, USD, ETH, GEM, ORE
LISTINGS = (
    Listing(0, 1, 10**6, 10**3, 10**9, 10**9, 7_500_000, 20_000),  # BTCUSD: 10 units a lot tick
    Listing(2, 0, 10**3, 10**2, 10**9, 10**9, 35_000, 50_000),  # ETHBTC: a thousandth of one
    Listing(3, 1, 7, 3, 10**6, 10**6, 500, 40),  # GEMUSD: 21
    Listing(4, 1, 7, 3, 10**6, 10**6, 500, 40),  # OREUSD: 21 thousandths
    Listing(2, 1, 1, 1, 2**35, 2**60, 900, 10**12),  # ETHUSD: 10^-8, and the bounds of 64 bits
)
ACCOUNTS = tuple(range(2, 14))
PPM = (0, 1, 100, 1_000, 2_500, 100_000)
DEPOSITS = (10**14, 10**16, 2**58, 10**6, 10**6)  # by asset


def opening() -> list[bytes]:
    """Return the commands that define everything and pay everybody in."""
    sent = [pack.define_asset(scale) for scale in SCALES]
    for symbol_id, listing in enumerate(LISTINGS):
        sent.append(pack.list_symbol(listing.base, listing.quote))
        rules = {
            SymbolRule.TICK_UNITS: listing.tick_units,
            SymbolRule.LOT_UNITS: listing.lot_units,
            SymbolRule.PRICE_TICKS_MAX: listing.price_ticks_max,
            SymbolRule.QUANTITY_LOTS_MAX: listing.quantity_lots_max,
        }
        sent += [pack.set_symbol_rule(symbol_id, rule, rules[rule]) for rule in rules]
        sent.append(pack.set_symbol_status(symbol_id, SymbolStatus.TRADING))
    for account_id in ACCOUNTS:
        maker, taker = PPM[account_id % len(PPM)], PPM[account_id * 5 % len(PPM)]
        sent.append(pack.open_account(maker, taker))
    sent += [
        pack.deposit(account_id, asset_id, units)
        for account_id in ACCOUNTS
        for asset_id, units in enumerate(DEPOSITS)
    ]
    return sent
