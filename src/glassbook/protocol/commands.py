"""Requests to change the exchange: one fixed 64-byte record each, integers only.

Units, everywhere and always:

    *_ticks   price, in multiples of the symbol's tick
    *_lots    quantity, in multiples of the symbol's lot
    *_units   money, in the smallest unit of its asset
    *_ppm     parts per million
    *_ns      nanoseconds since the Unix epoch

A command carries neither its sequence nor its time: both belong to the batch that it is stamped
into (see `batches`). The order that a command places gets the command's sequence as its id.

One layout serves all kinds. Which fields a kind reads is what its builder below takes; every other
field is zero. Text (names, client order ids) travels beside the record as a label: see `labels`.
"""

from enum import IntEnum
from struct import Struct

from glassbook.protocol.accounts import AccountLimit
from glassbook.protocol.maxima import PEG_LEVELS_MAX
from glassbook.protocol.orders import (
    OrderFlag,
    OrderType,
    Peg,
    SelfTradePrevention,
    Side,
    TimeInForce,
)
from glassbook.protocol.records import record
from glassbook.protocol.symbols import ExchangeRule, SymbolRule, SymbolStatus


class CommandKind(IntEnum):
    DOCUMENT = 0  # the place in the sequence that a document takes; the core passes over it

    DEFINE_ASSET = 1
    LIST_SYMBOL = 2
    SET_SYMBOL_RULE = 3
    SET_SYMBOL_STATUS = 4
    OPEN_ACCOUNT = 5
    SET_COMMISSION = 6
    SET_ACCOUNT_CLASS = 7
    SET_ELIGIBILITY = 8  # may two classes trade with each other on a symbol?
    FREEZE_ACCOUNT = 9  # cancel all its orders, and refuse new ones

    DEPOSIT = 10
    WITHDRAW = 11
    TRANSFER = 13  # from one account to another

    UNFREEZE_ACCOUNT = 12
    SET_TRADE_GROUP = 15
    SET_ACCOUNT_LIMIT = 16
    SET_EXCHANGE_RULE = 17
    SET_SYMBOL_COMMISSION = 18  # beside what its account pays

    PLACE_ORDER = 20
    TEST_ORDER = 21  # all checks of PLACE_ORDER, and then nothing
    CANCEL_ORDER = 22
    CANCEL_ALL = 23  # of one account on one symbol
    REPLACE_ORDER = 24  # cancel one, place another, as one command
    REDUCE_ORDER = 25  # less quantity, same place in the queue
    PLACE_LEG = 26  # an order of a list, kept until the list comes, which must be at once
    PLACE_LIST = 27  # the last order of a list, and with it all of them
    CANCEL_LIST = 28
    PLACE_PEGGED = 29  # an order whose price the book gives; likewise the next two
    TEST_PEGGED = 30
    REPLACE_BY_PEGGED = 31


COMMAND = record(
    [
        # The target of CANCEL, REPLACE, REDUCE: its id, or its client key. TRANSFER: the payee.
        # PLACE_LIST: the list's client key. CANCEL_LIST: the list's id.
        ("order_id", "<i8"),
        ("price_ticks", "<i8"),
        ("quantity_lots", "<i8"),
        ("amount_units", "<i8"),  # of an order with a limit: how many lots an iceberg shows
        ("client_key", "<i8"),  # of the order to place; 0 when it has none
        ("trigger_ticks", "<i8"),  # of STOP_LOSS and TAKE_PROFIT orders
        ("account_id", "<i4"),
        ("symbol_id", "<u2"),
        # Of PLACE_LIST: in the low byte a ListKind. Of a pegged order, in the high byte: how many
        # levels behind the best.
        ("asset_id", "<u2"),
        ("code", "<u2"),  # a rule, a status, a class, LIST_SYMBOL's quote asset, trailing bips
        ("kind", "u1"),  # CommandKind
        ("side", "u1"),
        ("order_type", "u1"),
        ("time_in_force", "u1"),
        ("self_trade_prevention", "u1"),
        ("order_flags", "u1"),  # OrderFlag
    ],
    size=64,
)
COMMAND_SIZE = 64
#: How an order that is placed like this is placed when it is pegged; of a list they stay the same.
PEGGED_KINDS = {
    CommandKind.PLACE_ORDER: CommandKind.PLACE_PEGGED,
    CommandKind.TEST_ORDER: CommandKind.TEST_PEGGED,
    CommandKind.REPLACE_ORDER: CommandKind.REPLACE_BY_PEGGED,
}
PEG_FLAGS = {Peg.NONE: 0, Peg.PRIMARY: OrderFlag.PRIMARY_PEG, Peg.MARKET: OrderFlag.MARKET_PEG}

_pack = Struct("<qqqqqqiHHHBBBBBB").pack


def define_asset(scale: int) -> bytes:
    """Name a new asset (label `name`) of `scale` units per whole: 10^8 for most."""
    return _pack(0, 0, 0, scale, 0, 0, 0, 0, 0, 0, CommandKind.DEFINE_ASSET, 0, 0, 0, 0, 0)


def list_symbol(base_asset_id: int, quote_asset_id: int) -> bytes:
    """List a new symbol (label `name`), closed: rules and then a status must follow."""
    kind = CommandKind.LIST_SYMBOL
    return _pack(0, 0, 0, 0, 0, 0, 0, 0, base_asset_id, quote_asset_id, kind, 0, 0, 0, 0, 0)


def set_symbol_rule(symbol_id: int, rule: SymbolRule, value: int) -> bytes:
    """Set one rule of a symbol; for the unit of `value` see SymbolRule."""
    return _pack(
        0, 0, 0, value, 0, 0, 0, symbol_id, 0, rule, CommandKind.SET_SYMBOL_RULE, 0, 0, 0, 0, 0
    )


def set_exchange_rule(rule: ExchangeRule, value: int, asset_id: int = 0) -> bytes:
    """Set one limit of every account; an `asset_id` only where the limit is of an asset."""
    kind = CommandKind.SET_EXCHANGE_RULE
    return _pack(0, 0, 0, value, 0, 0, 0, 0, asset_id, rule, kind, 0, 0, 0, 0, 0)


def set_symbol_status(symbol_id: int, status: SymbolStatus) -> bytes:
    """Open, halt or close a symbol."""
    return _pack(
        0, 0, 0, 0, 0, 0, 0, symbol_id, 0, status, CommandKind.SET_SYMBOL_STATUS, 0, 0, 0, 0, 0
    )


def open_account(maker_ppm: int, taker_ppm: int, master_id: int = 0) -> bytes:
    """Open the next account (label `name`: an opaque reference, never a person's name).

    A `master_id` other than 0 makes it a sub-account of that account.
    """
    kind = CommandKind.OPEN_ACCOUNT
    return _pack(0, maker_ppm, taker_ppm, 0, 0, 0, master_id, 0, 0, 0, kind, 0, 0, 0, 0, 0)


def set_commission(account_id: int, maker_ppm: int, taker_ppm: int) -> bytes:
    """Set what an account pays of what it receives, as maker and as taker."""
    kind = CommandKind.SET_COMMISSION
    return _pack(0, maker_ppm, taker_ppm, 0, 0, 0, account_id, 0, 0, 0, kind, 0, 0, 0, 0, 0)


def set_symbol_commission(symbol_id: int, maker_ppm: int, taker_ppm: int) -> bytes:
    """Set what every fill on a symbol costs on top of its account's own rate; 0 for nothing."""
    kind = CommandKind.SET_SYMBOL_COMMISSION
    return _pack(0, maker_ppm, taker_ppm, 0, 0, 0, 0, symbol_id, 0, 0, kind, 0, 0, 0, 0, 0)


def set_account_class(account_id: int, class_id: int) -> bytes:
    """Put an account into a class; its open orders keep their places in time."""
    kind = CommandKind.SET_ACCOUNT_CLASS
    return _pack(0, 0, 0, 0, 0, 0, account_id, 0, 0, class_id, kind, 0, 0, 0, 0, 0)


def set_eligibility(symbol_id: int, class_id: int, other_class_id: int, may_trade: bool) -> bytes:
    """Say whether two classes, or one with itself, may trade with each other on a symbol.

    The other class stands in the field of the asset, the answer in that of the amount: 1 or 0.
    """
    kind = CommandKind.SET_ELIGIBILITY
    return _pack(
        0, 0, 0, may_trade, 0, 0, 0, symbol_id, other_class_id, class_id, kind, 0, 0, 0, 0, 0
    )


def freeze_account(account_id: int) -> bytes:
    """Cancel all orders of an account, on every symbol, and refuse new ones from now on."""
    kind = CommandKind.FREEZE_ACCOUNT
    return _pack(0, 0, 0, 0, 0, 0, account_id, 0, 0, 0, kind, 0, 0, 0, 0, 0)


def unfreeze_account(account_id: int) -> bytes:
    """Let a frozen account place orders again."""
    kind = CommandKind.UNFREEZE_ACCOUNT
    return _pack(0, 0, 0, 0, 0, 0, account_id, 0, 0, 0, kind, 0, 0, 0, 0, 0)


def set_trade_group(account_id: int, trade_group: int) -> bytes:
    """Put an account into a trade group, 0 for none: see SelfTradePrevention."""
    kind = CommandKind.SET_TRADE_GROUP
    return _pack(0, 0, 0, trade_group, 0, 0, account_id, 0, 0, 0, kind, 0, 0, 0, 0, 0)


def set_account_limit(account_id: int, limit: AccountLimit, value: int) -> bytes:
    """Set a limit of an account's own, 0 for none; what is open already stays."""
    kind = CommandKind.SET_ACCOUNT_LIMIT
    return _pack(0, 0, 0, value, 0, 0, account_id, 0, 0, limit, kind, 0, 0, 0, 0, 0)


def deposit(account_id: int, asset_id: int, amount_units: int) -> bytes:
    """Move money from the outside world to an account."""
    kind = CommandKind.DEPOSIT
    return _pack(0, 0, 0, amount_units, 0, 0, account_id, 0, asset_id, 0, kind, 0, 0, 0, 0, 0)


def withdraw(account_id: int, asset_id: int, amount_units: int) -> bytes:
    """Move available money from an account to the outside world."""
    kind = CommandKind.WITHDRAW
    return _pack(0, 0, 0, amount_units, 0, 0, account_id, 0, asset_id, 0, kind, 0, 0, 0, 0, 0)


def transfer(payer_id: int, payee_id: int, asset_id: int, amount_units: int) -> bytes:
    """Move available money from one account to another, or from FEES to an account."""
    kind = CommandKind.TRANSFER
    return _pack(payee_id, 0, 0, amount_units, 0, 0, payer_id, 0, asset_id, 0, kind, 0, 0, 0, 0, 0)


def place_order(
    *,
    account_id: int,
    symbol_id: int,
    side: Side,
    order_type: OrderType,
    time_in_force: TimeInForce = TimeInForce.GTC,
    self_trade_prevention: SelfTradePrevention = SelfTradePrevention.NONE,
    price_ticks: int = 0,
    quantity_lots: int = 0,
    amount_units: int = 0,
    visible_lots: int = 0,
    trigger_ticks: int = 0,
    trailing_bips: int = 0,
    client_key: int = 0,
    kind: CommandKind = CommandKind.PLACE_ORDER,
    target: int = 0,
    flags: int = 0,
    list_kind: int = 0,
    peg: Peg = Peg.NONE,
    peg_levels: int = 0,
) -> bytes:
    """Place an order; with `kind` TEST_ORDER only check it; with REPLACE_ORDER and a `target`
    (an order id, or a client key with the flag TARGET_BY_CLIENT_KEY) cancel that one first.

    `amount_units` is the quote amount of a MARKET order without a quantity; `visible_lots` is how
    much of an iceberg is shown at a time. No order has both, and one field carries them.
    `trailing_bips` lets the trigger follow the price at that distance, in hundredths of a percent,
    from `trigger_ticks` on, or without one from the next trade on.

    Of a list all orders but the last are given as PLACE_LEG, and the last as PLACE_LIST, with the
    list's client key as `target` and a ListKind: see `order_list`.

    With a `peg` the book gives the price, `peg_levels` levels behind the best; `price_ticks`, if
    there is one, must keep the symbol's limits, too. Until it is triggered, what waits has none.
    """
    assert amount_units == 0 or visible_lots == 0, "an order in money has nothing to show in parts"
    assert 0 <= peg_levels <= (PEG_LEVELS_MAX if peg else 0), "levels are counted from a peg"
    if peg:
        kind = PEGGED_KINDS.get(kind, kind)
    return _pack(
        target,
        price_ticks,
        quantity_lots,
        amount_units or visible_lots,
        client_key,
        trigger_ticks,
        account_id,
        symbol_id,
        list_kind | peg_levels << 8,
        trailing_bips,
        kind,
        side,
        order_type,
        time_in_force,
        self_trade_prevention,
        flags | PEG_FLAGS[peg],
    )


def cancel_order(account_id: int, symbol_id: int, target: int, flags: int = 0) -> bytes:
    """Cancel an open order of the account on the symbol, named by id or by client key."""
    kind = CommandKind.CANCEL_ORDER
    return _pack(target, 0, 0, 0, 0, 0, account_id, symbol_id, 0, 0, kind, 0, 0, 0, 0, flags)


def cancel_list(account_id: int, symbol_id: int, list_id: int) -> bytes:
    """Cancel what is open of an order list of the account on the symbol."""
    kind = CommandKind.CANCEL_LIST
    return _pack(list_id, 0, 0, 0, 0, 0, account_id, symbol_id, 0, 0, kind, 0, 0, 0, 0, 0)


def cancel_all(account_id: int, symbol_id: int) -> bytes:
    """Cancel every open order of the account on the symbol."""
    kind = CommandKind.CANCEL_ALL
    return _pack(0, 0, 0, 0, 0, 0, account_id, symbol_id, 0, 0, kind, 0, 0, 0, 0, 0)


def reduce_order(
    account_id: int, symbol_id: int, target: int, quantity_lots: int, client_key: int, flags: int
) -> bytes:
    """Reduce an order's whole quantity to `quantity_lots`; it keeps its place in the queue.

    A `client_key` other than 0 replaces the order's own.
    """
    kind = CommandKind.REDUCE_ORDER
    return _pack(
        target, 0, quantity_lots, 0, client_key, 0, account_id, symbol_id, 0, 0, kind, 0, 0, 0, 0,
        flags,
    )  # fmt: skip
