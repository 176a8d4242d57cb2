"""A long random flow from a seed: honest trading on several symbols, and hostile commands among it.

It looks at nothing but its own dice and the orders it remembers having sent, so that the same seed
gives the same commands whatever the exchange makes of them. One symbol trades in whole units, two
round every notional, and one lies at the bounds of what fits 64 bits.
"""

from collections import deque
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from glassbook.protocol import commands as pack
from glassbook.protocol.accounts import AccountLimit
from glassbook.protocol.batches import commands_of
from glassbook.protocol.commands import COMMAND, CommandKind
from glassbook.protocol.orders import (
    ListKind,
    OrderFlag,
    OrderType,
    Peg,
    SelfTradePrevention,
    Side,
    TimeInForce,
)
from glassbook.protocol.symbols import ExchangeRule, SymbolRule, SymbolStatus
from tests.twin.dice import Dice
from tests.twin.markets import ACCOUNTS, DEPOSITS, LISTINGS, PPM, SCALES, opening
from tests.twin.state import NO_LIMIT

CLASSES = (0, 1, 2)
HUGE = (-(2**63), -1, 0, 1, 2**31, 2**42 - 1, 2**42, 2**53, 2**60, 2**61, 2**62, 2**63 - 1)
CLIENT_KEYS = (*[0] * 20, -(2**63), 2**63 - 1, *range(11, 41))
TRIGGERED = (
    OrderType.STOP_LOSS,
    OrderType.STOP_LOSS_LIMIT,
    OrderType.TAKE_PROFIT,
    OrderType.TAKE_PROFIT_LIMIT,
)
TYPES = (
    *[OrderType.LIMIT] * 14,
    *[OrderType.LIMIT_MAKER] * 2,
    *[OrderType.MARKET] * 4,
    *TRIGGERED,
)
LIFETIMES = (*[TimeInForce.GTC] * 7, TimeInForce.IOC, TimeInForce.IOC, TimeInForce.FOK)
PREVENTIONS = (*[SelfTradePrevention.NONE] * 3, *SelfTradePrevention)
TARGET_FLAGS = (0, 0, 0, 0, 0, OrderFlag.ONLY_NEW, OrderFlag.ONLY_PARTIALLY_FILLED)
MEMORY = 400  # orders it remembers having sent


class Sent(NamedTuple):
    """An order the flow remembers: it may be open, done, or never have come in."""

    order_id: int
    account_id: int
    symbol_id: int
    client_key: int


#: What every other symbol is set back to: seldom met limits would else be gone before they are.
USUAL_LIMITS = {
    SymbolRule.QUANTITY_LOTS_MIN: 2,
    SymbolRule.ALGO_ORDERS_MAX: 3,
    SymbolRule.AMENDS_MAX: 1,
    SymbolRule.ORDER_LISTS_MAX: 2,
}


class Flow:
    """The random part, after the opening."""

    def __init__(self, seed: int, first_sequence: int) -> None:
        self.dice = Dice(seed)
        self.sequence = first_sequence
        self.sent: deque[Sent] = deque(maxlen=MEMORY)
        self.middles = [listing.middle_ticks for listing in LISTINGS]
        self.queued: list[bytes] = []  # what must come at once: the rest of an order list
        self.repairs: list[bytes] = []  # what sets back a rule or a status that was changed
        self.turns: list[tuple[int, Callable[[], bytes]]] = [
            (620, self.order),
            (40, self.order_list),
            (150, self.cancel),
            (15, self.cancel_list),
            (60, self.replace),
            (60, self.reduce),
            (4, self.cancel_all),
            (30, self.try_out),
            (25, self.move_money),
            (20, self.attack),
            (12, self.set_rule),
            (3, self.set_status),
            (7, self.set_commission),
            (4, self.set_symbol_commission),
            (5, self.set_class),
            (5, self.set_eligibility),
            (2, self.freeze),
            (3, self.set_trade_group),
            (3, self.set_account_limit),
            (3, self.set_exchange_rule),
            (2, self.open_account),
        ]
        self.weight = sum(weight for weight, _ in self.turns)

    def next(self) -> bytes:
        """Return the next command."""
        if self.queued:
            self.sequence += 1
            return self.queued.pop(0)
        act = self.repairs.pop if self.repairs and self.dice.is_one_in(10) else self.turn()
        command = act()
        self.sequence += 1
        return command

    def turn(self) -> Callable[[], bytes]:
        point = self.dice.below(self.weight)
        for weight, act in self.turns:
            point -= weight
            if point < 0:
                return act
        raise AssertionError("the point lies within the weights")

    def price_ticks(self, symbol_id: int, side: Side) -> int:
        """Return a price near the symbol's middle, which wanders; rarely one far away."""
        dice, listing = self.dice, LISTINGS[symbol_id]
        if dice.is_one_in(40):
            return dice.pick((1, 2, listing.price_ticks_max, listing.price_ticks_max - 1))
        if dice.is_one_in(30):
            return 1 + dice.below(listing.price_ticks_max)
        if dice.is_one_in(10):
            step = 1 + listing.middle_ticks // 500
            moved = self.middles[symbol_id] + dice.pick((-step, step))
            self.middles[symbol_id] = max(listing.middle_ticks // 2, moved)
        patience_ticks = dice.below(25) - 6
        return self.middles[symbol_id] + (patience_ticks if side else -patience_ticks)

    def lots(self, symbol_id: int) -> int:
        dice, listing = self.dice, LISTINGS[symbol_id]
        if dice.is_one_in(60):
            return dice.pick((1, listing.quantity_lots_max, listing.usual_lots * 1_000))
        return 1 + dice.below(listing.usual_lots)

    def order(
        self, kind: CommandKind = CommandKind.PLACE_ORDER, target: Sent | None = None
    ) -> bytes:
        dice = self.dice
        symbol_id = dice.pick((0, 0, 1, 2, 3, 4)) if target is None else target.symbol_id
        account_id = dice.pick(ACCOUNTS) if target is None else target.account_id
        order_type = dice.pick(TYPES)
        is_market = order_type in NO_LIMIT
        is_limit = not is_market and order_type != OrderType.LIMIT_MAKER
        by_amount = order_type == OrderType.MARKET and dice.is_one_in(2)
        side = dice.pick(list(Side))
        price_ticks, lots = self.price_ticks(symbol_id, side), self.lots(symbol_id)
        client_key = dice.pick(CLIENT_KEYS)
        trigger_ticks = self.trigger(symbol_id) if order_type in TRIGGERED else 0
        trailing_bips = 0
        if order_type in TRIGGERED and dice.is_one_in(3):
            trailing_bips = dice.pick((10, 50, 100, 300, 2_000, 9, 2_001))
            trigger_ticks = dice.pick((0, trigger_ticks))
        is_iceberg = not is_market and dice.is_one_in(5)
        lifetime = dice.pick(LIFETIMES) if is_limit and not is_iceberg else TimeInForce.GTC
        flags, target_id = (0, 0) if target is None else self.aim(target)
        self.sent.append(Sent(self.sequence, account_id, symbol_id, client_key))
        peg = Peg.NONE
        if dice.is_one_in(2 if order_type in TRIGGERED else 12):
            peg = dice.pick((Peg.PRIMARY, Peg.MARKET))
            is_market |= not dice.is_one_in(4)  # and so without a price of its own
        return pack.place_order(
            peg=peg,
            peg_levels=dice.pick((0, 0, 0, 1, 2, 5, 100)) if peg else 0,
            account_id=account_id,
            symbol_id=symbol_id,
            side=side,
            order_type=order_type,
            time_in_force=lifetime,
            self_trade_prevention=dice.pick(PREVENTIONS),
            price_ticks=0 if is_market else price_ticks,
            quantity_lots=0 if by_amount else lots,
            amount_units=self.amount(symbol_id, price_ticks, lots) if by_amount else 0,
            visible_lots=self.visible(lots) if is_iceberg else 0,
            trigger_ticks=trigger_ticks,
            trailing_bips=trailing_bips,
            client_key=client_key,
            kind=kind,
            target=target_id,
            flags=flags,
        )

    def order_list(self) -> bytes:
        """Return the first order of a list and queue the rest; rarely one that makes no sense."""
        dice = self.dice
        kind = dice.pick(list(ListKind))
        size = 3 if kind in {ListKind.OTOCO, ListKind.OPOCO} else 2
        first, side = Sent(0, dice.pick(ACCOUNTS), dice.below(5), 0), dice.pick(list(Side))
        if kind in {ListKind.OPO, ListKind.OPOCO} and not dice.is_one_in(10):
            side = Side.BUY
        legs = [self.leg(first, 1 - side if place else side) for place in range(size)]
        if kind not in {ListKind.OTO, ListKind.OPO}:
            self.pair(legs[-2:], first.symbol_id)
        if kind != ListKind.OCO:
            legs[0]["order_type"] = dice.pick((OrderType.LIMIT, OrderType.LIMIT_MAKER))
        legs[-1]["kind"], legs[-1]["asset_id"] = CommandKind.PLACE_LIST, kind
        legs[-1]["order_id"] = dice.pick((0, 0, 71, 72, 73))
        self.peg_some(legs)
        if kind in {ListKind.OPO, ListKind.OPOCO} and not dice.is_one_in(20):
            for leg in legs[1:]:
                leg["quantity_lots"] = 0
        if dice.is_one_in(30):
            legs.pop(0)
        if dice.is_one_in(20):
            legs[-1]["side"] = 1 - legs[-1]["side"]
        for place, leg in enumerate(legs):
            key = int(leg["client_key"][0])
            sent = Sent(self.sequence + place, first.account_id, first.symbol_id, key)
            self.sent.append(sent)
        head, *self.queued = [leg.tobytes() for leg in legs]
        return head

    def leg(self, first: Sent, own_side: int) -> np.ndarray:
        """Return one plain order of a list, as an array of one."""
        dice, symbol_id = self.dice, first.symbol_id
        lots = self.lots(symbol_id)
        command = pack.place_order(
            account_id=first.account_id,
            symbol_id=symbol_id,
            side=Side(own_side),
            order_type=OrderType.LIMIT,
            self_trade_prevention=dice.pick(PREVENTIONS),
            price_ticks=self.price_ticks(symbol_id, Side(own_side)),
            quantity_lots=lots,
            visible_lots=self.visible(lots) if dice.is_one_in(8) else 0,
            client_key=dice.pick(CLIENT_KEYS),
            kind=CommandKind.PLACE_LEG,
        )
        return np.frombuffer(command, COMMAND).copy()

    def pair(self, legs: list[np.ndarray], symbol_id: int) -> None:
        """Make of two orders a profit and a stop around the middle, which may be off by now."""
        dice, middle = self.dice, self.middles[symbol_id]
        profit, stop = dice.pick((legs, legs[::-1]))
        stop["side"], stop["quantity_lots"] = profit["side"], profit["quantity_lots"]
        stop["amount_units"] = profit["amount_units"]
        away = 1 if int(profit["side"][0]) == Side.SELL else -1
        stop["order_type"] = dice.pick((OrderType.STOP_LOSS, OrderType.STOP_LOSS_LIMIT))
        stop["trigger_ticks"] = middle - away * (1 + dice.below(15))
        profit["order_type"] = dice.pick(
            (OrderType.LIMIT_MAKER, OrderType.TAKE_PROFIT, OrderType.TAKE_PROFIT_LIMIT)
        )
        profit["price_ticks"] = middle + away * (1 + dice.below(15))
        if profit["order_type"] != OrderType.LIMIT_MAKER:
            profit["trigger_ticks"] = profit["price_ticks"]
        if dice.is_one_in(4):
            stop["code"], stop["trigger_ticks"] = 50, dice.pick((0, int(stop["trigger_ticks"][0])))
        for leg in legs:
            if int(leg["order_type"][0]) in NO_LIMIT:
                leg["price_ticks"] = leg["amount_units"] = 0

    def peg_some(self, legs: list[np.ndarray]) -> None:
        """Peg one order in five of a list, most of them without a price of their own."""
        for leg in legs:
            if self.dice.is_one_in(5):
                leg["order_flags"] |= np.uint8(
                    self.dice.pick((OrderFlag.PRIMARY_PEG,) * 3 + (OrderFlag.MARKET_PEG,))
                )
                leg["asset_id"] |= np.uint16(self.dice.pick((0, 0, 0, 1, 2, 101)) << 8)
                leg["price_ticks"] *= self.dice.pick((0, 0, 1))

    def visible(self, lots: int) -> int:
        """Return how much of an iceberg is to be shown; rarely too little, or more than it is."""
        if self.dice.is_one_in(30):
            return self.dice.pick((1, lots + 1))
        return max(1, lots // (1 + self.dice.below(8)))

    def trigger(self, symbol_id: int) -> int:
        """Return a trigger on either side of the symbol's middle; rarely one far away."""
        if self.dice.is_one_in(30):
            return self.dice.pick((1, LISTINGS[symbol_id].price_ticks_max, 2**42))
        return self.middles[symbol_id] + self.dice.below(41) - 20

    def amount(self, symbol_id: int, price_ticks: int, lots: int) -> int:
        if self.dice.is_one_in(30):
            return self.dice.pick((1, 2**40, 2**45, 2**50, 2**62, 2**63 - 1))
        listing = LISTINGS[symbol_id]
        units = listing.tick_units * listing.lot_units
        return min(2**62, 1 + price_ticks * lots * units // SCALES[listing.base])

    def aim(self, target: Sent) -> tuple[int, int]:
        """Return (flags, target) that name an order by its key, when it has one, or by its id."""
        flags = self.dice.pick(TARGET_FLAGS)
        if target.client_key and self.dice.is_one_in(2):
            return flags | OrderFlag.TARGET_BY_CLIENT_KEY, target.client_key
        return flags, target.order_id

    def recall(self) -> Sent:
        """Return an order sent some time ago; rarely somebody else's, or one on another symbol."""
        dice = self.dice
        if not self.sent or dice.is_one_in(50):
            return Sent(dice.pick(HUGE), dice.pick(ACCOUNTS), dice.below(7), dice.pick(HUGE))
        youngest = min(len(self.sent), dice.pick((10, 40, MEMORY)))
        sent = self.sent[-1 - dice.below(youngest)]
        if dice.is_one_in(50):
            return sent._replace(account_id=dice.pick(ACCOUNTS))
        if dice.is_one_in(50):
            return sent._replace(symbol_id=dice.below(len(LISTINGS)))
        return sent

    def cancel(self) -> bytes:
        target = self.recall()
        flags, target_id = self.aim(target)
        return pack.cancel_order(target.account_id, target.symbol_id, target_id, flags)

    def cancel_list(self) -> bytes:
        target = self.recall()
        return pack.cancel_list(target.account_id, target.symbol_id, target.order_id)

    def cancel_all(self) -> bytes:
        return pack.cancel_all(self.dice.pick(ACCOUNTS), self.dice.below(len(LISTINGS)))

    def replace(self) -> bytes:
        target = self.recall()
        if target.symbol_id >= len(LISTINGS):
            return self.cancel()
        command = np.frombuffer(self.order(CommandKind.REPLACE_ORDER, target), COMMAND).copy()
        if self.dice.is_one_in(3):
            command["order_flags"] |= np.uint8(OrderFlag.PLACE_ANYWAY)
        return command.tobytes()

    def reduce(self) -> bytes:
        target = self.recall()
        flags, target_id = self.aim(target)
        lots = 1 + self.dice.below(LISTINGS[target.symbol_id % len(LISTINGS)].usual_lots)
        key = self.dice.pick(CLIENT_KEYS)
        return pack.reduce_order(target.account_id, target.symbol_id, target_id, lots, key, flags)

    def try_out(self) -> bytes:
        return self.order(CommandKind.TEST_ORDER)

    def move_money(self) -> bytes:
        dice = self.dice
        account_id, asset_id = dice.pick(ACCOUNTS), dice.below(len(SCALES) + 1)
        if dice.is_one_in(20):
            units = dice.pick(HUGE)
        else:
            units = 1 + dice.below(DEPOSITS[asset_id % len(DEPOSITS)] // 4)
        if dice.is_one_in(3):
            return pack.transfer(account_id, dice.pick(ACCOUNTS), asset_id, units)
        move = dice.pick((pack.deposit, pack.withdraw))
        return move(account_id, asset_id, units)

    def set_rule(self) -> bytes:
        """Set a limit that bites now and then, or something that must be refused."""
        dice = self.dice
        symbol_id = dice.below(len(LISTINGS) + 1)
        usual_lots = LISTINGS[symbol_id % len(LISTINGS)].usual_lots
        values = {
            SymbolRule.TICK_UNITS: dice.pick((0, 1)),
            SymbolRule.LOT_UNITS: dice.pick((0, 1)),
            SymbolRule.PRICE_TICKS_MAX: dice.pick((0, 1)),
            SymbolRule.PRICE_TICKS_MIN: dice.pick((0, 1, 2, 400)),
            SymbolRule.QUANTITY_LOTS_MIN: dice.pick((0, 1, usual_lots // 10)),
            SymbolRule.QUANTITY_LOTS_MAX: dice.pick((usual_lots, usual_lots * 100, 2**60)),
            SymbolRule.MARKET_QUANTITY_LOTS_MIN: usual_lots // 4,
            SymbolRule.MARKET_QUANTITY_LOTS_MAX: usual_lots // 2,
            SymbolRule.NOTIONAL_UNITS_MIN: dice.pick((0, 1, 20, 10**6)),
            SymbolRule.NOTIONAL_UNITS_MAX: dice.pick((2**50, 10**9, 1_000)),
            SymbolRule.ICEBERG_PARTS_MAX: dice.pick((0, 3, 50, 51)),
            **{SymbolRule(up): dice.pick((10_001, 10_020, 20_000, 2)) for up in range(11, 21, 2)},
            **{SymbolRule(down): dice.pick((1, 5_000, 9_990, 10_001)) for down in range(12, 21, 2)},
            SymbolRule.REFERENCE_PRICE_TICKS: LISTINGS[symbol_id % len(LISTINGS)].middle_ticks,
            SymbolRule.POSITION_LOTS_MAX: dice.pick((1, usual_lots * 100, 2**62)),
            SymbolRule.ORDERS_MAX: dice.pick((1, 5, 10_001)),
            SymbolRule.ALGO_ORDERS_MAX: 1,
            SymbolRule.ICEBERG_ORDERS_MAX: 1,
            SymbolRule.NOTIONAL_MIN_SPARES_MARKET: 1,
            SymbolRule.NOTIONAL_MAX_SPARES_MARKET: dice.pick((1, 2)),
            SymbolRule.AMENDS_MAX: dice.pick((1, 2, 256)),
            SymbolRule.ORDER_LISTS_MAX: dice.pick((1, 2, 5_001)),
        }
        rule = dice.pick(list(SymbolRule))
        value = dice.pick(HUGE) if dice.is_one_in(10) else values[rule]
        usual = USUAL_LIMITS.get(rule, 0) if symbol_id % 2 else 0
        if rule == SymbolRule.QUANTITY_LOTS_MAX and symbol_id < len(LISTINGS):
            usual = LISTINGS[symbol_id].quantity_lots_max
        self.repairs.append(pack.set_symbol_rule(symbol_id, rule, usual))
        return pack.set_symbol_rule(symbol_id, rule, value)

    def set_status(self) -> bytes:
        """Close a symbol, or let orders collect; an auction, if need be, comes before it opens."""
        symbol_id = self.dice.below(len(LISTINGS))
        if self.dice.is_one_in(20):
            return self.contradict(symbol_id)
        if self.dice.is_one_in(2):
            for status in (SymbolStatus.AUCTION_MATCH, SymbolStatus.TRADING):
                self.repairs.insert(0, pack.set_symbol_status(symbol_id, status))
            return pack.set_symbol_status(symbol_id, SymbolStatus.PRE_TRADING)
        self.repairs.append(pack.set_symbol_status(symbol_id, SymbolStatus.TRADING))
        return pack.set_symbol_status(symbol_id, self.dice.pick(list(SymbolStatus)))

    def contradict(self, symbol_id: int) -> bytes:
        """Give a symbol a least price above its highest, and try to open it."""
        rule = SymbolRule.PRICE_TICKS_MIN
        self.repairs.append(pack.set_symbol_rule(symbol_id, rule, 0))
        self.queued = [pack.set_symbol_status(symbol_id, SymbolStatus.TRADING)]
        return pack.set_symbol_rule(symbol_id, rule, 2**42)

    def set_commission(self) -> bytes:
        dice = self.dice
        account_id = dice.pick((*ACCOUNTS, -1, 0, 1, 99))
        return pack.set_commission(account_id, dice.pick((*PPM, -1)), dice.pick((*PPM, 100_001)))

    def set_symbol_commission(self) -> bytes:
        """Let a symbol cost more, or nothing; what is not allowed is asked for now and then."""
        dice = self.dice
        symbol_id = dice.below(len(LISTINGS) + 1)
        rates = dice.pick((*PPM, -1)), dice.pick((*PPM, 100_001))
        return pack.set_symbol_commission(symbol_id, *rates)

    def set_class(self) -> bytes:
        dice = self.dice
        account_id = dice.pick((*ACCOUNTS, 1, 99))
        return pack.set_account_class(account_id, dice.pick((*CLASSES, 0, 0, 15, 16)))

    def set_eligibility(self) -> bytes:
        """Bar two classes, or let them meet; what was barred is set back now and then."""
        dice = self.dice
        symbol_id, one, other = dice.below(len(LISTINGS)), dice.pick(CLASSES), dice.pick(CLASSES)
        if dice.is_one_in(20):
            return pack.set_eligibility(symbol_id, 15 + dice.below(2), one, may_trade=True)
        self.repairs.append(pack.set_eligibility(symbol_id, one, other, may_trade=True))
        return pack.set_eligibility(symbol_id, one, other, may_trade=False)

    def freeze(self) -> bytes:
        account_id = self.dice.pick((*ACCOUNTS, 0))
        self.repairs.append(pack.unfreeze_account(account_id))
        return pack.freeze_account(account_id)

    def set_trade_group(self) -> bytes:
        """Let few accounts be in groups, so that they meet each other mostly as strangers."""
        account_id = self.dice.pick((*ACCOUNTS[:5], 1))
        return pack.set_trade_group(account_id, self.dice.pick((0, 7, 7, 8, 2**31)))

    def set_exchange_rule(self) -> bytes:
        """Limit everybody for a while, or say what must be refused."""
        dice, rule = self.dice, self.dice.pick(list(ExchangeRule))
        of_asset = rule == ExchangeRule.ASSET_UNITS_MAX
        asset_id = dice.below(len(SCALES) + 1) if of_asset else dice.pick((0,) * 9 + (1,))
        value = dice.pick((10**3, 10**9, 10**12)) if of_asset else dice.pick((1, 9, 40, 10_001))
        usual = 4 if rule == ExchangeRule.ORDER_LISTS_MAX else 0
        self.repairs.append(pack.set_exchange_rule(rule, usual, asset_id))
        return pack.set_exchange_rule(rule, dice.pick((value, value, -1)), asset_id)

    def set_account_limit(self) -> bytes:
        """Limit an account for a while, or say what must be refused."""
        dice, limit = self.dice, self.dice.pick(list(AccountLimit))
        account_id = dice.pick((*ACCOUNTS, 1))
        value = dice.pick((1, 5, 10_001) if limit == AccountLimit.OPEN_ORDERS_MAX else (1, 10**9))
        self.repairs.append(pack.set_account_limit(account_id, limit, 0))
        return pack.set_account_limit(account_id, limit, dice.pick((value, value, -1)))

    def open_account(self) -> bytes:
        """Open an account that nobody uses: most often beneath another one, as it stands then."""
        dice = self.dice
        return pack.open_account(dice.pick((0, 1_000, -1)), 1_000, dice.pick((*ACCOUNTS, 0, 1)))

    def attack(self) -> bytes:
        """Return a lawful command of which one or two fields were overwritten."""
        dice = self.dice
        kind = dice.pick(ATTACKED)
        command = np.frombuffer(self.order(kind), COMMAND).copy()
        if kind == CommandKind.SET_SYMBOL_STATUS:
            symbol_id = int(command["symbol_id"][0])
            self.repairs.append(pack.set_symbol_status(symbol_id, SymbolStatus.TRADING))
        for _ in range(1 + dice.below(2)):
            name = dice.pick(COMMAND.names or ())
            field = command.dtype[name]
            value = (
                dice.pick(HUGE) if field.itemsize == 8 else dice.below(2 ** (4 * field.itemsize))
            )
            command[name] = value
        return command.tobytes()


ATTACKED = tuple(
    kind for kind in CommandKind if kind not in {CommandKind.DOCUMENT, CommandKind.DEFINE_ASSET}
)


def commands(seed: int, count: int) -> Any:
    """Return COMMAND[...]: the opening, and `count` random commands after it."""
    start = opening()
    flow = Flow(seed, len(start) + 1)
    return commands_of(b"".join(start + [flow.next() for _ in range(count)]))
