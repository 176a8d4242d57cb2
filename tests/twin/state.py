"""What the twin remembers, and how it tells what happened.

Its one rule: Python's own integers, dictionaries and lists, so that nothing can wrap, nothing is
packed, and every number can be read as it stands. A refusal is raised before anything is changed.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from glassbook.protocol.accounts import FEES, WORLD
from glassbook.protocol.commands import COMMAND
from glassbook.protocol.events import EventKind
from glassbook.protocol.orders import ListKind, OrderType, Peg, Side
from glassbook.protocol.reject import RejectCode
from glassbook.protocol.symbols import SymbolRule, SymbolStatus
from tests.twin.book import BookSide
from tests.twin.documented import DOCUMENTED

Fact = dict[str, int]

NO_LIMIT = {OrderType.MARKET, OrderType.STOP_LOSS, OrderType.TAKE_PROFIT}
STOPS = {OrderType.STOP_LOSS, OrderType.STOP_LOSS_LIMIT}
TRIGGERED = STOPS | {OrderType.TAKE_PROFIT, OrderType.TAKE_PROFIT_LIMIT}


class Command(NamedTuple):
    """One command as Python integers, fields as in COMMAND."""

    order_id: int
    price_ticks: int
    quantity_lots: int
    amount_units: int
    client_key: int
    trigger_ticks: int
    account_id: int
    symbol_id: int
    asset_id: int
    code: int
    kind: int
    side: int
    order_type: int
    time_in_force: int
    self_trade_prevention: int
    order_flags: int


assert COMMAND.names == Command._fields


class RefusedError(Exception):
    """The command cannot be carried out. Nothing has been changed yet."""

    def __init__(self, code: RejectCode) -> None:
        super().__init__(code.name)
        self.code = code


def demand(holds: bool, code: RejectCode) -> None:
    """Refuse with `code` unless the rule holds."""
    if not holds:
        raise RefusedError(code)


@dataclass
class Order:
    """One order while it is open, or being matched."""

    order_id: int
    account_id: int
    symbol_id: int
    side: int
    order_type: int
    time_in_force: int
    self_trade_prevention: int
    price_ticks: int
    quantity_lots: int  # the whole of it
    open_lots: int
    hold_units: int
    client_key: int
    visible_lots: int = 0  # how much of an iceberg is shown at a time
    shown_lots: int = 0  # what of it stands in the queue
    trigger_ticks: int = 0
    hold_ticks: int = 0  # the price at which it is held for until it comes to the market
    trailing_bips: int = 0  # hundredths of a percent between the trigger and the best price
    extreme_ticks: int = 0  # the best price since it began to follow it
    is_waiting: bool = False  # for its trigger
    band_ticks: tuple[float, float] = (0, 2**62)  # within which it may trade
    is_pending: bool = False  # until the first order of its list is filled
    list_id: int = 0
    amend_count: int = 0  # while its symbol limits that
    peg: Peg = Peg.NONE  # until the book has given its price
    peg_levels: int = 0
    asked_ticks: int = 0  # the price that a pegged order came with
    place: int = 0  # in time, among those who wait: the lower waited longer

    @property
    def filled_lots(self) -> int:
        return self.quantity_lots - self.open_lots

    @property
    def has_limit(self) -> bool:
        return self.order_type not in NO_LIMIT

    @property
    def rises(self) -> bool:
        """Does it wait for the price to rise?"""
        if self.extreme_ticks:
            return self.side == Side.BUY
        if self.trigger_ticks == 0:  # of any trade, to begin with
            return False
        return (self.order_type in STOPS) == (self.side == Side.BUY)

    def is_reached(self, price_ticks: int) -> bool:
        if not self.extreme_ticks and self.trigger_ticks == 0:
            return True
        if self.rises:
            return price_ticks >= self.trigger_ticks
        return price_ticks <= self.trigger_ticks

    def follow(self, price_ticks: int, highest_ticks: int) -> None:
        """Keep the trigger at its distance from a price."""
        self.extreme_ticks = price_ticks
        distance = -(-price_ticks * self.trailing_bips // 10_000)
        if self.side == Side.SELL:
            self.trigger_ticks = price_ticks - distance
        else:
            self.trigger_ticks = min(price_ticks + distance, highest_ticks)


@dataclass
class OrderList:
    """Orders that depend on each other. It is never forgotten, however they end."""

    list_id: int
    kind: ListKind
    client_key: int
    order_ids: list[int] = field(default_factory=list)


@dataclass
class Symbol:
    """One market: its rules, its two sides, and what it has counted."""

    base: int
    quote: int
    base_scale: int
    status: int = SymbolStatus.BREAK
    has_been_open: bool = False
    may_cross: bool = False  # while orders are collected for an auction
    rules: dict[SymbolRule, int] = field(default_factory=lambda: dict.fromkeys(SymbolRule, 0))
    maker_ppm: int = 0  # what a fill costs on top of its account's rate
    taker_ppm: int = 0
    last_price_ticks: int = 0
    trade_count: int = 0
    prevented_count: int = 0
    barred: set[frozenset[int]] = field(default_factory=set)  # pairs of classes
    sides: dict[int, BookSide[Order]] = field(
        default_factory=lambda: {
            Side.BUY: BookSide(highest_is_best=True),
            Side.SELL: BookSide(highest_is_best=False),
        }
    )

    waiting: list["Order"] = field(default_factory=list)  # for their triggers, oldest first

    def exact(self, price_ticks: int, lots: int) -> tuple[int, int]:
        """Return (dividend, divisor) of the quote units that `lots` at a price are worth."""
        units = self.rules[SymbolRule.TICK_UNITS] * self.rules[SymbolRule.LOT_UNITS]
        return price_ticks * lots * units, self.base_scale

    def notional_units(self, price_ticks: int, lots: int) -> int:
        """Return what `lots` at a price cost in quote units, rounded down."""
        dividend, divisor = self.exact(price_ticks, lots)
        return dividend // divisor

    def hold_units(self, side: int, price_ticks: int, lots: int) -> int:
        """Return what `lots` open at a limit must have locked: base to sell, quote to buy."""
        if side == Side.SELL:
            return self.base_units(lots)
        dividend, divisor = self.exact(price_ticks, lots)
        return -(-dividend // divisor)

    def base_units(self, lots: int) -> int:
        return lots * self.rules[SymbolRule.LOT_UNITS]

    def paid_asset(self, side: int) -> int:
        """Return the asset in which an order of this side pays, and is held."""
        return self.quote if side == Side.BUY else self.base


class Commission(NamedTuple):
    """What an account pays of what it receives."""

    maker_ppm: int
    taker_ppm: int


class Exchange:
    """Everything the twin knows."""

    def __init__(self) -> None:
        self.sequence = 0
        self.scales: list[int] = []  # by asset id
        self.symbols: list[Symbol] = []
        self.commissions: dict[int, Commission] = {}  # by account id, customers only
        self.classes: dict[int, int] = {}  # by account id
        self.frozen: set[int] = set()
        self.limits: dict[tuple[int, int], int] = {}  # by (account, AccountLimit), of those set
        self.rules: dict[tuple[int, int], int] = {}  # by (ExchangeRule, asset), of those set
        self.trade_groups: dict[int, int] = {}  # by account id, of those in one
        self.place_count = 0
        self.available: defaultdict[tuple[int, int], int] = defaultdict(int)  # (account, asset)
        self.locked: defaultdict[tuple[int, int], int] = defaultdict(int)
        self.orders: dict[int, Order] = {}  # the open ones, by id, oldest first
        self.orders_of: defaultdict[int, dict[int, Order]] = defaultdict(dict)  # by account, by id
        self.keys: dict[tuple[int, int], Order] = {}  # open orders by (account, client key)
        self.due: list[Order] = []  # triggered, and yet to be entered
        self.lists: dict[int, OrderList] = {}  # by id
        self.listed: dict[int, OrderList] = {}  # by the ids of their orders
        self.legs: list[Command] = []  # kept for the list that must come next
        self.leg_sequence = 0
        self.facts: list[Fact] = []  # what the current command has caused so far

    def tell(self, kind: EventKind, **fields: int) -> Fact:
        """Add an event with exactly the fields that its kind documents."""
        assert fields.keys() == DOCUMENTED[kind], f"{kind.name}: {fields.keys()}"
        fact = {"sequence": self.sequence, "kind": int(kind)}
        fact.update((name, int(value)) for name, value in fields.items())
        self.facts.append(fact)
        return fact

    def lock(self, account_id: int, asset_id: int, units: int) -> None:
        """Move from available to locked; a negative number moves back."""
        self.available[account_id, asset_id] -= units
        self.locked[account_id, asset_id] += units

    def pay(self, payer_id: int, payee_id: int, asset_id: int, units: int) -> None:
        """Move available money between two accounts."""
        self.available[payer_id, asset_id] -= units
        self.available[payee_id, asset_id] += units

    def rate_ppm(self, order: Order, *, is_maker: bool) -> int:
        """Return what a fill costs: what its account pays, and its symbol adds."""
        account, symbol = self.commissions[order.account_id], self.symbols[order.symbol_id]
        if is_maker:
            return account.maker_ppm + symbol.maker_ppm
        return account.taker_ppm + symbol.taker_ppm

    def charge(self, account_id: int, asset_id: int, received_units: int, ppm: int) -> int:
        """Take commission of what was received. Return it."""
        commission_units = received_units * ppm // 1_000_000
        self.pay(account_id, FEES, asset_id, commission_units)
        return commission_units

    def balances(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Return (available, locked) by (account, asset), of all that is not nothing."""
        keys = self.available.keys() | self.locked.keys()
        pairs = {key: (self.available[key], self.locked[key]) for key in sorted(keys)}
        return {key: pair for key, pair in pairs.items() if pair != (0, 0)}

    def inside_units(self, asset_id: int) -> int:
        """Return how much of an asset has come in and not left."""
        return -self.available[WORLD, asset_id]

    def remember(self, order: Order) -> None:
        """Let an order rest at the end of its queue, or wait for its trigger."""
        self.note_place(order)
        self.orders[order.order_id] = order
        self.orders_of[order.account_id][order.order_id] = order
        if order.client_key:
            self.keys[order.account_id, order.client_key] = order
        symbol = self.symbols[order.symbol_id]
        if order.is_pending:
            return
        if order.is_waiting:
            symbol.waiting.append(order)
        else:
            order.shown_lots = min(order.visible_lots or order.open_lots, order.open_lots)
            symbol.sides[order.side].add(order.price_ticks, order)

    def note_place(self, order: Order) -> None:
        """Give an order that came to the back of a queue its place in time."""
        self.place_count += 1
        order.place = self.place_count

    def forget(self, order: Order) -> None:
        """Take an order from wherever it is."""
        self.forget_name(order)
        symbol = self.symbols[order.symbol_id]
        if order in self.due:
            self.due.remove(order)
        elif order.is_pending:
            return
        elif order.is_waiting:
            symbol.waiting.remove(order)
        else:
            symbol.sides[order.side].remove(order.price_ticks, order)

    def forget_name(self, order: Order) -> None:
        """Let nobody find an order any more."""
        del self.orders[order.order_id]
        del self.orders_of[order.account_id][order.order_id]
        if order.client_key:
            del self.keys[order.account_id, order.client_key]

    def set_hold(self, order: Order, units: int) -> int:
        """Make what is locked for an order be `units`. Return the change."""
        change_units = units - order.hold_units
        symbol = self.symbols[order.symbol_id]
        self.lock(order.account_id, symbol.paid_asset(order.side), change_units)
        order.hold_units = units
        return change_units
