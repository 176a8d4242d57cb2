"""What is listed: assets, symbols and accounts, and how a symbol's integers are written as text.

A symbol's integers are ticks and lots; the wire speaks decimals. TICK_UNITS and LOT_UNITS say how
many units of the quote and of the base asset one tick (per whole base coin) and one lot are; the
scales say how many units make a whole. Everything here is exact integer arithmetic; the wire text
has eight decimals, and further digits, if a scale has them, are cut toward zero.
"""

from dataclasses import dataclass, field

from glassbook.protocol.accounts import AccountLimit
from glassbook.protocol.decimals import TooPrecise, to_text, to_units
from glassbook.protocol.symbols import SymbolRule, SymbolStatus

WIRE_SCALE = 10**8
INTEGER_MAX = 2**62  # ticks, lots and units beyond this are no use to anybody


class TooLarge(ValueError):
    """The number is beyond anything the exchange can hold (2^62 ticks, lots or units)."""


@dataclass(slots=True)
class Asset:
    """A currency: `scale` units per whole."""

    asset_id: int
    name: str
    scale: int

    @property
    def decimals(self) -> int:
        """How many decimals show every unit; a scale is a power of ten."""
        return len(str(self.scale)) - 1

    def text(self, units: int) -> str:
        """Return `units` as wire text, e.g. "1.50000000"."""
        return to_text(units, self.scale)

    def units_of(self, text: str) -> int:
        """Return the units that `text` states.

        *Raises* decimals.NotADecimal, decimals.TooPrecise, TooLarge.
        """
        return _bounded(to_units(text, self.scale), text)


@dataclass(slots=True)
class Account:
    """An account as the world may know it: number, opaque reference, rates, standing."""

    account_id: int
    reference: str
    maker_ppm: int
    taker_ppm: int
    master_id: int = 0  # of a sub-account, the account that it belongs to
    class_id: int = 0
    is_frozen: bool = False
    trade_group: int = 0  # accounts of one group are kept from trading with each other; 0 is none
    open_orders_max: int = 0  # its own limits, as AccountLimit says; 0 is none
    order_units_max: int = 0

    def set_limit(self, limit: AccountLimit, value: int) -> None:
        """Note a limit of the account's own."""
        if limit is AccountLimit.OPEN_ORDERS_MAX:
            self.open_orders_max = value
        else:
            self.order_units_max = value

    def limit(self, limit: AccountLimit) -> int:
        """Return a limit of the account's own; 0 is none."""
        return (
            self.open_orders_max if limit is AccountLimit.OPEN_ORDERS_MAX else self.order_units_max
        )


@dataclass(slots=True)
class Symbol:
    """A market: `base` is traded for `quote`. `rules` holds what SET_SYMBOL_RULE has set."""

    symbol_id: int
    name: str
    base: Asset
    quote: Asset
    status: SymbolStatus = SymbolStatus.BREAK
    rules: dict[SymbolRule, int] = field(default_factory=dict)
    tick_units: int = 0  # quote units per whole base coin in one tick; 0 until the rule is set
    lot_units: int = 0  # base units in one lot; 0 until the rule is set
    barred: set[tuple[int, int]] = field(default_factory=set)  # classes, the lower first
    maker_ppm: int = 0  # what a fill costs on top of its account's rate
    taker_ppm: int = 0
    # wire digits = integer * numerator // denominator
    _price: tuple[int, int] = (0, 1)
    _quantity: tuple[int, int] = (0, 1)

    def set_rule(self, rule: SymbolRule, value: int) -> None:
        """Note one rule, and what follows from it for the texts."""
        self.rules[rule] = value
        self.tick_units = self.rules.get(SymbolRule.TICK_UNITS, 0)
        self.lot_units = self.rules.get(SymbolRule.LOT_UNITS, 0)
        self._price = _ratio(self.tick_units * WIRE_SCALE, self.quote.scale)
        self._quantity = _ratio(self.lot_units * WIRE_SCALE, self.base.scale)

    def set_eligibility(self, class_id: int, other_class_id: int, *, may_trade: bool) -> None:
        """Note whether two classes may trade with each other."""
        pair = (min(class_id, other_class_id), max(class_id, other_class_id))
        if may_trade:
            self.barred.discard(pair)
        else:
            self.barred.add(pair)

    @property
    def price_decimals(self) -> int:
        """Return how many decimals a price on the tick can have: 2 for a tick of 0.01."""
        return _decimals(self.tick_units, self.quote.scale)

    @property
    def quantity_decimals(self) -> int:
        """Return how many decimals a quantity on the lot can have."""
        return _decimals(self.lot_units, self.base.scale)

    @property
    def price_ratio(self) -> tuple[int, int]:
        """Return what a price's wire digits are: ticks * the first // the second."""
        return self._price

    @property
    def quantity_ratio(self) -> tuple[int, int]:
        """Return what a quantity's wire digits are: lots * the first // the second."""
        return self._quantity

    def price_text(self, price_ticks: int) -> str:
        """Return a price as wire text, e.g. "30000.01000000"."""
        numerator, denominator = self._price
        return wire_text(price_ticks * numerator // denominator)

    def quantity_text(self, quantity_lots: int) -> str:
        """Return a quantity of the base asset as wire text."""
        numerator, denominator = self._quantity
        return wire_text(quantity_lots * numerator // denominator)

    def amount_text(self, amount_units: int) -> str:
        """Return an amount of the quote asset as wire text."""
        return self.quote.text(amount_units)

    def average_price_text(self, quote_units: int, quantity_lots: int) -> str:
        """Return quote_units per whole base coin of `quantity_lots`, as wire text; 0 for none."""
        base_units = quantity_lots * self.lot_units
        if base_units == 0:
            return wire_text(0)
        digits = quote_units * WIRE_SCALE * self.base.scale
        return wire_text(digits // (base_units * self.quote.scale))

    def ticks_of(self, text: str) -> int:
        """Return the price that `text` states, in ticks.

        *Raises* decimals.NotADecimal; decimals.TooPrecise when it is off the tick; TooLarge.
        """
        return _bounded(_steps(to_units(text, self.quote.scale), self.tick_units, text), text)

    def lots_of(self, text: str) -> int:
        """Return the quantity that `text` states, in lots.

        *Raises* decimals.NotADecimal; decimals.TooPrecise when it is off the lot; TooLarge.
        """
        return _bounded(_steps(to_units(text, self.base.scale), self.lot_units, text), text)

    def amount_of(self, text: str) -> int:
        """Return the amount of the quote asset that `text` states. *Raises* as Asset.units_of."""
        return self.quote.units_of(text)


def wire_text(digits: int) -> str:
    """Return digits / 10^8 with eight decimals."""
    if digits < 0:
        return "-" + wire_text(-digits)
    whole, part = divmod(digits, WIRE_SCALE)
    return f"{whole}.{part:08d}"


def _ratio(numerator: int, denominator: int) -> tuple[int, int]:
    whole, rest = divmod(numerator, denominator)
    return (numerator, denominator) if rest else (whole, 1)


def _decimals(step_units: int, scale: int) -> int:
    decimals = 0
    while step_units > 0 and step_units * 10**decimals % scale:
        decimals += 1
    return decimals


def _steps(units: int, step_units: int, text: str) -> int:
    if step_units == 0:
        raise TooPrecise(text)
    steps, rest = divmod(units, step_units)
    if rest:
        raise TooPrecise(text)
    return steps


def _bounded(integer: int, text: str) -> int:
    if integer > INTEGER_MAX:
        raise TooLarge(text)
    return integer
