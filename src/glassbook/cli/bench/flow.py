"""Order flow for a whole venue: packed commands that need not know their sequences.

Makers rest near a mid price, takers cross it for immediate execution, and orders are cancelled by
client key, since documents of the venue's own take places in the sequence, too.
"""

from __future__ import annotations

import numpy as np

from glassbook.protocol import commands as build
from glassbook.protocol.accounts import FIRST_CUSTOMER
from glassbook.protocol.commands import COMMAND, CommandKind
from glassbook.protocol.orders import OrderFlag, OrderType, TimeInForce
from glassbook.protocol.symbols import SymbolRule, SymbolStatus

ACCOUNTS = 1_000
_MID_TICKS = 10_000
_CYCLE = 20  # 9 rest, 2 take, 9 cancel what rested a while ago
_RESTING = 9
_TAKING = 2
_CANCELLED_AFTER = 100  # cycles


def market() -> bytes:
    """Return the commands that make one symbol and a thousand funded accounts."""
    rules = (
        (SymbolRule.TICK_UNITS, 1),
        (SymbolRule.LOT_UNITS, 1),
        (SymbolRule.PRICE_TICKS_MAX, 1_000_000),
        (SymbolRule.QUANTITY_LOTS_MAX, 1_000_000),
    )
    setup = [build.define_asset(1), build.define_asset(1), build.list_symbol(0, 1)]
    setup += [build.set_symbol_rule(0, rule, value) for rule, value in rules]
    setup.append(build.set_symbol_status(0, SymbolStatus.TRADING))
    for account_id in range(FIRST_CUSTOMER, FIRST_CUSTOMER + ACCOUNTS):
        setup.append(build.open_account(1_000, 2_000))
        setup += [build.deposit(account_id, asset_id, 2**50) for asset_id in (0, 1)]
    return b"".join(setup)


def flow(count: int, seed: int) -> np.ndarray:
    """Return COMMAND[count] of a reproducible flow."""
    dice = np.random.Generator(np.random.PCG64(seed))
    commands = np.zeros(count, COMMAND)
    place = np.arange(count) % _CYCLE
    number = np.arange(count)
    side = dice.integers(0, 2, count)
    commands["kind"] = CommandKind.PLACE_ORDER
    commands["order_type"] = OrderType.LIMIT
    commands["side"] = side
    commands["account_id"] = FIRST_CUSTOMER + number % ACCOUNTS
    commands["quantity_lots"] = dice.integers(1, 100, count)
    away = dice.integers(1, 100, count)
    resting = place < _RESTING
    commands["price_ticks"] = _MID_TICKS + np.where(side == 1, away, -away)
    commands["client_key"][resting] = number[resting] + 1
    taking = (place >= _RESTING) & (place < _RESTING + _TAKING)
    commands["price_ticks"][taking] = _MID_TICKS + np.where(side == 1, -60, 60)[taking]
    commands["time_in_force"][taking] = TimeInForce.IOC
    _cancel(commands, np.nonzero(place >= _RESTING + _TAKING)[0])
    return commands


def _cancel(commands: np.ndarray, places: np.ndarray) -> None:
    """Make these the cancels of what rested a hundred cycles before; the first ones miss."""
    target = places - _RESTING - _TAKING - _CYCLE * _CANCELLED_AFTER
    owner = np.where(target >= 0, target, 0)
    commands[places] = np.zeros(1, COMMAND)
    commands["kind"][places] = CommandKind.CANCEL_ORDER
    commands["order_id"][places] = target + 1
    commands["order_flags"][places] = OrderFlag.TARGET_BY_CLIENT_KEY
    commands["account_id"][places] = FIRST_CUSTOMER + owner % ACCOUNTS
