"""The market that the simulation trades: one symbol, a few accounts with money.

The opening is one submission: all of it is journaled or nothing.
"""

from glassbook.protocol.accounts import FIRST_CUSTOMER
from glassbook.protocol.batches import Labels
from glassbook.protocol.commands import (
    define_asset,
    deposit,
    list_symbol,
    open_account,
    set_symbol_rule,
    set_symbol_status,
)
from glassbook.protocol.labels import Label
from glassbook.protocol.symbols import SymbolRule, SymbolStatus

BASE, QUOTE, SYMBOL = 0, 1, 0
SYMBOL_NAME = "BTCUSD"
SCALE = 10**8
TICK_UNITS = 10**6  # 0.01 USD
LOT_UNITS = 10**3  # 0.00001 BTC
MAKER_PPM, TAKER_PPM = 500, 1_000
CUSTOMERS = ("ada", "ben", "cleo", "dan")
ACCOUNTS = {name: FIRST_CUSTOMER + place for place, name in enumerate(CUSTOMERS)}
DESK_ACCOUNT = FIRST_CUSTOMER + len(CUSTOMERS)

RULES = {
    SymbolRule.TICK_UNITS: TICK_UNITS,
    SymbolRule.LOT_UNITS: LOT_UNITS,
    SymbolRule.PRICE_TICKS_MIN: 1,
    SymbolRule.PRICE_TICKS_MAX: 10**9,
    SymbolRule.QUANTITY_LOTS_MIN: 1,
    SymbolRule.QUANTITY_LOTS_MAX: 9 * 10**8,
}


def reference_of(name: str) -> str:
    """Return the opaque reference under which a customer's account is opened."""
    return f"account-of-{name}"


def opening() -> tuple[bytes, Labels]:
    """Return the commands that open the market, and their labels."""
    commands = [define_asset(SCALE), define_asset(SCALE), list_symbol(BASE, QUOTE)]
    labels = {0: Label("BTC"), 1: Label("USD"), 2: Label(SYMBOL_NAME)}
    commands += [set_symbol_rule(SYMBOL, rule, value) for rule, value in RULES.items()]
    commands.append(set_symbol_status(SYMBOL, SymbolStatus.TRADING))
    for name, account_id in ACCOUNTS.items():
        labels[len(commands)] = Label(reference_of(name))
        commands.append(open_account(MAKER_PPM, TAKER_PPM))
        commands.append(deposit(account_id, BASE, 20 * SCALE))
        commands.append(deposit(account_id, QUOTE, 600_000 * SCALE))
    labels[len(commands)] = Label("account-of-the-desk")
    commands.append(open_account(MAKER_PPM, TAKER_PPM))
    return b"".join(commands), labels
