"""What the victim of a crash test is sent: commands that follow from a serial number alone.

The serial stands in each command as its client key, so whoever finds a command in a journal can
say whether it was ever sent, and whether it still says what it said.
"""

import random

from glassbook.protocol.batches import Labels
from glassbook.protocol.commands import (
    cancel_order,
    define_asset,
    deposit,
    list_symbol,
    open_account,
    place_order,
    set_symbol_rule,
    set_symbol_status,
)
from glassbook.protocol.labels import Label
from glassbook.protocol.orders import OrderFlag, OrderType, SelfTradePrevention, Side
from glassbook.protocol.symbols import SymbolRule, SymbolStatus

WORKERS = 8
SERIALS_PER_WORKER = 2**32
BASE, QUOTE, SYMBOL, FIRST_ACCOUNT = 0, 1, 0, 2

RULES = {
    SymbolRule.TICK_UNITS: 10**6,
    SymbolRule.LOT_UNITS: 1_000,
    SymbolRule.PRICE_TICKS_MIN: 1,
    SymbolRule.PRICE_TICKS_MAX: 10**6,
    SymbolRule.QUANTITY_LOTS_MIN: 1,
    SymbolRule.QUANTITY_LOTS_MAX: 10**9,
}


def house() -> tuple[bytes, Labels]:
    """Return the commands that open the market, as one submission: all of it or nothing."""
    commands = [define_asset(10**8), define_asset(10**8), list_symbol(BASE, QUOTE)]
    labels = {0: Label("BTC"), 1: Label("USD"), 2: Label("BTCUSD")}
    commands += [set_symbol_rule(SYMBOL, rule, value) for rule, value in RULES.items()]
    commands.append(set_symbol_status(SYMBOL, SymbolStatus.TRADING))
    for worker in range(WORKERS):
        labels[len(commands)] = Label(f"worker-{worker}")
        commands.append(open_account(100, 200))
        account = FIRST_ACCOUNT + worker
        commands += [deposit(account, asset, 10**16) for asset in (BASE, QUOTE)]
    return b"".join(commands), labels


def worker_of(serial: int) -> int:
    return serial // SERIALS_PER_WORKER


def first_serial(worker: int) -> int:
    return worker * SERIALS_PER_WORKER + 1


def submission_size(serial: int) -> int:
    """Return how many commands are sent together when the first one has this serial."""
    return 1 + serial % 3


def command(serial: int) -> bytes:
    """Return the command with this serial: mostly an order near the touch, else a cancel."""
    dice, account = random.Random(serial), FIRST_ACCOUNT + worker_of(serial)
    if dice.random() < 0.3:
        target = max(first_serial(worker_of(serial)), serial - dice.randrange(1, 20))
        packed = cancel_order(account, SYMBOL, target, OrderFlag.TARGET_BY_CLIENT_KEY)
        return packed[:32] + serial.to_bytes(8, "little") + packed[40:]
    side = dice.choice(list(Side))
    return place_order(
        account_id=account,
        symbol_id=SYMBOL,
        side=side,
        order_type=dice.choice([OrderType.LIMIT, OrderType.LIMIT, OrderType.LIMIT_MAKER]),
        self_trade_prevention=dice.choice(list(SelfTradePrevention)),
        price_ticks=5_000 + dice.randrange(-20, 20) + (5 if side == Side.SELL else -5),
        quantity_lots=dice.randrange(1, 100),
        client_key=serial,
    )
