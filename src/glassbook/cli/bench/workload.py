"""The common workload: order flow in a file, and its translation into our commands.

The layout is that of benchmarks/plain_book.py, which our peers were measured with: a header of
sixteen u8, then records of 32 bytes. A MODIFY loses its place, which here is a REPLACE_ORDER: the
order gets a new id, and later records that name it are translated. By client key nothing is
translated: the ids of the file, in whatever order they come, are the keys of the customers.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numba import njit

from glassbook.protocol import commands as build
from glassbook.protocol.accounts import FIRST_CUSTOMER
from glassbook.protocol.commands import COMMAND, CommandKind
from glassbook.protocol.orders import OrderFlag, OrderType, TimeInForce
from glassbook.protocol.symbols import SymbolRule, SymbolStatus

MAGIC = 0x3130_4C57_424F
RECORD = np.dtype(
    [
        ("op", "u1"),
        ("side", "u1"),
        ("symbol", "<u2"),
        ("quantity", "<u4"),
        ("order_id", "<u8"),
        ("price", "<i8"),
        ("user", "<u4"),
        ("previous_price", "<u4"),
    ]
)
_OP_NEW, _OP_CANCEL, _OP_MODIFY, _OP_TAKE, _OP_REDUCE, _OP_TAKE_WHOLE = range(6)
_BY_CLIENT_KEY = int(OrderFlag.TARGET_BY_CLIENT_KEY)
_PRICE_TICKS_MAX = 16_383  # or that of the file, if higher
_QUANTITY_LOTS_MAX = 1_000_000
_FUNDS_UNITS = 2**50
_MAKER_PPM, _TAKER_PPM = 1_000, 2_000


class NotAWorkload(ValueError):
    """The file is not of the layout that those in benchmarks/ write."""


@dataclass(frozen=True)
class Workload:
    """A workload with the sums that whoever runs it must come to."""

    symbols: int
    users: int
    prefill: int
    records: np.ndarray
    trades: int
    quantity: int
    notional: int
    max_order_id: int
    price_max: int


def read_workload(path: Path) -> Workload:
    """Read a workload file. *Raises* NotAWorkload, OSError."""
    data = path.read_bytes()
    header = np.frombuffer(data[:128], "<u8")
    if len(header) < 16 or header[0] != MAGIC or header[1] != 1:
        raise NotAWorkload(f"{path}: not a workload of version 1 (magic or version differ)")
    records = np.frombuffer(data, RECORD, offset=128)
    if len(records) != header[3] + header[4]:
        raise NotAWorkload(f"{path}: {len(records)} records, {header[3] + header[4]} announced")
    return Workload(
        symbols=int(header[2]),
        users=int(header[15]),
        prefill=int(header[3]),
        records=records,
        trades=int(header[8]),
        quantity=int(header[9]),
        notional=int(header[10]),
        max_order_id=int(header[14]),
        price_max=int(header[7]),
    )


def market_setup(workload: Workload) -> bytes:
    """Return the commands that list the symbols, open the accounts and fund them.

    One quote asset; commissions of 0.1 % and 0.2 %, so that every trade pays both.
    """
    quote = workload.symbols
    setup = [build.define_asset(1) for _ in range(workload.symbols + 1)]
    for symbol_id in range(workload.symbols):
        setup.append(build.list_symbol(symbol_id, quote))
        setup += [
            build.set_symbol_rule(symbol_id, rule, value)
            for rule, value in (
                (SymbolRule.TICK_UNITS, 1),
                (SymbolRule.LOT_UNITS, 1),
                (SymbolRule.PRICE_TICKS_MIN, 1),
                (SymbolRule.PRICE_TICKS_MAX, max(_PRICE_TICKS_MAX, workload.price_max)),
                (SymbolRule.QUANTITY_LOTS_MIN, 1),
                (SymbolRule.QUANTITY_LOTS_MAX, _QUANTITY_LOTS_MAX),
                (SymbolRule.NOTIONAL_UNITS_MIN, 1),
            )
        ]
        setup.append(build.set_symbol_status(symbol_id, SymbolStatus.TRADING))
    setup += [build.open_account(_MAKER_PPM, _TAKER_PPM) for _ in range(workload.users)]
    setup += [
        build.deposit(FIRST_CUSTOMER + user, asset_id, _FUNDS_UNITS)
        for user in range(workload.users)
        for asset_id in range(workload.symbols + 1)
    ]
    return b"".join(setup)


def to_commands(
    workload: Workload, first_sequence: int, *, by_client_key: bool = False
) -> np.ndarray:
    """Return COMMAND[n], read-only, for the records, when the first gets `first_sequence`."""
    commands = np.zeros(len(workload.records), COMMAND)
    orders = np.zeros((workload.max_order_id + 1, 2), np.int64)
    _translate(workload.records, commands, orders, first_sequence, by_client_key)
    commands.flags.writeable = False  # as the engine hands them over: or all is compiled again
    return commands


@njit  # type: ignore[untyped-decorator]
def _translate(
    records: np.ndarray,
    commands: np.ndarray,
    orders: np.ndarray,
    first_sequence: int,
    by_client_key: bool,
) -> None:
    """Fill in the commands; of each order of the file note our id and its whole quantity."""
    for i in range(len(records)):
        record, command = records[i], commands[i]
        order = orders[record.order_id]
        command.account_id = FIRST_CUSTOMER + record.user - 1
        command.symbol_id = record.symbol
        command.side = record.side
        command.order_id = order[0]
        if by_client_key and record.op not in (_OP_NEW, _OP_TAKE, _OP_TAKE_WHOLE):
            command.order_id = record.order_id
            command.order_flags = _BY_CLIENT_KEY
        if record.op == _OP_CANCEL:
            command.kind = CommandKind.CANCEL_ORDER
            continue
        if record.op == _OP_REDUCE:
            order[1] -= record.quantity
            command.kind = CommandKind.REDUCE_ORDER
            command.quantity_lots = order[1]
            continue
        command.kind = CommandKind.PLACE_ORDER
        if record.op == _OP_MODIFY:
            command.kind = CommandKind.REPLACE_ORDER
        command.order_type = OrderType.LIMIT
        if record.op == _OP_TAKE:
            command.time_in_force = TimeInForce.IOC
        if record.op == _OP_TAKE_WHOLE:
            command.time_in_force = TimeInForce.FOK
        if by_client_key:
            command.client_key = record.order_id
        command.price_ticks = record.price
        command.quantity_lots = record.quantity
        order[0], order[1] = first_sequence + i, record.quantity
