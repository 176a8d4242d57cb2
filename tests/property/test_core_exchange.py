"""Whatever customers do, in whatever order, money is neither made nor lost, and the rules hold.

Hypothesis plays the customers, honest and hostile. The auditors are the invariants of the core, its
plain-Python twin, and a ledger folded from the events alone; all look after every command.
"""

from collections import Counter

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from glassbook.core.kernel import IS_COMPILED
from glassbook.protocol import commands as pack
from glassbook.protocol.commands import COMMAND, CommandKind
from glassbook.protocol.events import EventKind
from glassbook.protocol.orders import (
    ListKind,
    OrderFlag,
    OrderType,
    Peg,
    SelfTradePrevention,
    Side,
    TimeInForce,
)
from glassbook.protocol.symbols import SymbolRule, SymbolStatus
from tests.stories import Stage

ALICE, BOB, CAROL = 2, 3, 4

traders = st.sampled_from([ALICE, BOB, CAROL])
symbols = st.sampled_from([0, 0, 1])
near_prices = st.integers(30, 33)
small_quantities = st.integers(1, 9)
small_amounts = st.integers(1, 300)
sides = st.sampled_from(Side)
lives = st.sampled_from([*TimeInForce, TimeInForce.GTC, TimeInForce.GTC])
preventions = st.sampled_from(SelfTradePrevention)
classes = st.integers(0, 2)
keys = st.sampled_from([0, 0, 0, 1, 2, -1])
flags = st.sampled_from([0, 0, 0, *OrderFlag])
rates = st.sampled_from([0, 0, 1, 2_500, 100_000, 100_001, -1])

#: Integers where something is decided, and their neighbours.
EDGES = sorted(
    {edge + step for edge in (0, 2**31, 2**42, 2**53, 2**60, 2**62) for step in (-1, 0, 1)}
)
any_number = st.sampled_from([*EDGES, 30, 31, -(2**63), 2**63 - 1])

#: How often each kind of event was seen in all examples together.
SEEN: Counter[int] = Counter()


class Exchange(RuleBasedStateMachine):
    """Three customers, two symbols, and whoever else sends bytes."""

    def __init__(self) -> None:
        super().__init__()
        self.stage = Stage()
        self.legs: set[int] = set()

    def send(self, command: bytes) -> None:
        kinds = np.frombuffer(command, COMMAND)["kind"].tolist()
        for sequence, kind in enumerate(kinds, self.stage.engine.sequence + 1):
            if kind == CommandKind.PLACE_LEG:
                self.legs.add(sequence)
        SEEN.update(event.kind for event in self.stage.send(command))

    def target(self, account_id: int, back: int) -> int:
        """Return an open order of the account, or else what may have been an order once."""
        own = list(self.stage.twin.exchange.orders_of[account_id])
        return own[back % len(own)] if own and back else self.stage.engine.sequence - back

    @initialize()
    def customers_pay_in(self) -> None:
        for account_id in (ALICE, BOB, CAROL):
            for asset_id, units in ((0, 500), (1, 5_000), (2, 500)):
                self.send(pack.deposit(account_id, asset_id, units))
        self.send(pack.set_commission(BOB, 10_000, 20_000))
        self.send(pack.set_commission(CAROL, 99_999, 100_000))

    @rule(
        account_id=traders,
        symbol_id=symbols,
        side=sides,
        price_ticks=near_prices,
        quantity_lots=small_quantities,
        time_in_force=lives,
        self_trade_prevention=preventions,
        client_key=keys,
        kind=st.sampled_from([*[CommandKind.PLACE_ORDER] * 5, CommandKind.TEST_ORDER]),
    )
    def a_trader_places_or_tries_a_limit_order(self, **order: int) -> None:
        self.send(pack.place_order(order_type=OrderType.LIMIT, **order))

    @rule(
        account_id=traders,
        symbol_id=symbols,
        side=sides,
        price_ticks=near_prices,
        quantity_lots=small_quantities,
        client_key=keys,
    )
    def a_trader_waits(self, **order: int) -> None:
        self.send(pack.place_order(order_type=OrderType.LIMIT_MAKER, **order))

    @rule(
        account_id=traders,
        symbol_id=symbols,
        side=sides,
        price_ticks=near_prices,
        quantity_lots=st.integers(4, 20),
        visible_lots=st.integers(1, 6),
        client_key=keys,
        self_trade_prevention=preventions,
    )
    def a_trader_shows_a_part(self, **order: int) -> None:
        self.send(pack.place_order(order_type=OrderType.LIMIT, **order))

    @rule(
        account_id=traders,
        symbol_id=symbols,
        side=sides,
        order_type=st.sampled_from([OrderType.STOP_LOSS, OrderType.TAKE_PROFIT]),
        trigger_ticks=near_prices,
        quantity_lots=small_quantities,
        client_key=keys,
        self_trade_prevention=preventions,
    )
    def a_trader_waits_for_a_price(self, **order: int) -> None:
        self.send(pack.place_order(**order))

    @rule(
        account_id=traders,
        symbol_id=symbols,
        side=sides,
        order_type=st.sampled_from([OrderType.STOP_LOSS_LIMIT, OrderType.TAKE_PROFIT_LIMIT]),
        trigger_ticks=near_prices,
        price_ticks=near_prices,
        quantity_lots=small_quantities,
        time_in_force=lives,
        self_trade_prevention=preventions,
        kind=st.sampled_from([*[CommandKind.PLACE_ORDER] * 5, CommandKind.TEST_ORDER]),
    )
    def a_trader_waits_for_a_price_with_a_limit(self, **order: int) -> None:
        self.send(pack.place_order(**order))

    @rule(
        account_id=traders,
        symbol_id=symbols,
        side=sides,
        order_type=st.sampled_from(
            [OrderType.LIMIT, OrderType.LIMIT_MAKER, OrderType.STOP_LOSS_LIMIT]
        ),
        trigger_ticks=near_prices,
        quantity_lots=small_quantities,
        peg=st.sampled_from([Peg.PRIMARY, Peg.MARKET]),
        peg_levels=st.sampled_from([0, 0, 1]),
        asked_ticks=st.sampled_from([0, 0, 31]),
    )
    def a_trader_lets_the_book_give_the_price(
        self, trigger_ticks: int, asked_ticks: int, **order: int
    ) -> None:
        if order["order_type"] == OrderType.STOP_LOSS_LIMIT:
            order["trigger_ticks"] = trigger_ticks
        self.send(pack.place_order(price_ticks=asked_ticks, **order))

    @rule(
        account_id=traders,
        symbol_id=symbols,
        side=sides,
        order_type=st.sampled_from([OrderType.STOP_LOSS, OrderType.TAKE_PROFIT]),
        trigger_ticks=st.sampled_from([0, 30, 31, 32]),
        trailing_bips=st.sampled_from([10, 400, 2_000]),
        quantity_lots=small_quantities,
        self_trade_prevention=preventions,
    )
    def a_trader_follows_the_price(self, **order: int) -> None:
        self.send(pack.place_order(**order))

    @rule(
        account_id=traders,
        symbol_id=symbols,
        side=sides,
        prices=st.tuples(near_prices, near_prices, near_prices),
        quantity_lots=small_quantities,
        profit=st.sampled_from([OrderType.LIMIT_MAKER, OrderType.TAKE_PROFIT_LIMIT]),
        working=st.sampled_from([None, TimeInForce.GTC, TimeInForce.IOC]),
        list_key=keys,
    )
    def a_trader_enters_a_list(
        self,
        account_id: int,
        symbol_id: int,
        side: Side,
        prices: tuple[int, int, int],
        quantity_lots: int,
        profit: OrderType,
        working: TimeInForce | None,
        list_key: int,
    ) -> None:
        """A stop and a profit, which a working order triggers or which come in at once."""
        order = {"account_id": account_id, "symbol_id": symbol_id, "quantity_lots": quantity_lots}
        triggers = (prices[0], 0 if profit == OrderType.LIMIT_MAKER else prices[1])
        legs = [
            order | {"side": side, "order_type": OrderType.STOP_LOSS, "trigger_ticks": triggers[0]},
            order | {"side": side, "order_type": profit, "trigger_ticks": triggers[1]},
        ]
        legs[1]["price_ticks"] = prices[1]
        kind = ListKind.OCO
        if working is not None:
            kind = ListKind.OTOCO
            first = {"side": Side(1 - side), "order_type": OrderType.LIMIT}
            first |= {"price_ticks": prices[2], "time_in_force": working}
            legs.insert(0, order | first)
        *before, last = legs
        sent = [pack.place_order(kind=CommandKind.PLACE_LEG, **leg) for leg in before]
        last |= {"kind": CommandKind.PLACE_LIST, "target": list_key, "list_kind": kind}
        self.send(b"".join(sent) + pack.place_order(**last))

    @rule(
        account_id=traders,
        other_id=traders,
        symbol_id=symbols,
        pending=st.integers(28, 36),
        peg=st.sampled_from([Peg.NONE, Peg.PRIMARY]),
    )
    def a_trader_is_let_in(
        self, account_id: int, other_id: int, symbol_id: int, pending: int, peg: Peg
    ) -> None:
        """Somebody offers, and a working order that takes of it has another come in."""
        order = {"symbol_id": symbol_id, "order_type": OrderType.LIMIT, "quantity_lots": 2}
        self.send(pack.place_order(account_id=other_id, side=Side.SELL, price_ticks=30, **order))
        order |= {"account_id": account_id, "quantity_lots": 1}
        first = pack.place_order(side=Side.BUY, price_ticks=33, kind=CommandKind.PLACE_LEG, **order)
        last = pack.place_order(
            side=Side.SELL,
            price_ticks=pending,
            kind=CommandKind.PLACE_LIST,
            list_kind=ListKind.OTO,
            peg=peg,
            **order,
        )
        self.send(first + last)

    @rule(account_id=traders, other_id=traders, symbol_id=symbols, lots=small_quantities)
    def a_trader_sells_what_he_buys(
        self, account_id: int, other_id: int, symbol_id: int, lots: int
    ) -> None:
        """Somebody bids for a part, somebody offers all, and what is bought is offered again."""
        order = {"symbol_id": symbol_id, "order_type": OrderType.LIMIT}
        own = order | {"account_id": account_id}
        first = {"side": Side.BUY, "price_ticks": 32, "quantity_lots": lots}
        last = {"side": Side.SELL, "price_ticks": 33, "kind": CommandKind.PLACE_LIST}
        self.send(
            pack.place_order(kind=CommandKind.PLACE_LEG, **own, **first)
            + pack.place_order(list_kind=ListKind.OPO, **own, **last)
        )
        offer = {"side": Side.SELL, "price_ticks": 32, "quantity_lots": 2 + lots // 2}
        self.send(pack.place_order(account_id=other_id, **order, **offer))

    @rule(account_id=traders, symbol_id=symbols, back=st.integers(0, 6))
    def a_trader_cancels_a_list(self, account_id: int, symbol_id: int, back: int) -> None:
        self.send(pack.cancel_list(account_id, symbol_id, self.target(account_id, back)))

    @rule(account_id=traders, symbol_id=symbols, price_ticks=near_prices, mode=preventions)
    def a_trader_meets_himself(
        self, account_id: int, symbol_id: int, price_ticks: int, mode: int
    ) -> None:
        order = {"account_id": account_id, "symbol_id": symbol_id, "price_ticks": price_ticks}
        order |= {"order_type": OrderType.LIMIT, "quantity_lots": 1}
        self.send(pack.place_order(side=Side.BUY, **order))
        self.send(pack.place_order(side=Side.SELL, self_trade_prevention=mode, **order))

    @rule(account_id=traders, symbol_id=symbols, price_ticks=near_prices, lots=small_quantities)
    def a_trader_waits_with_less(
        self, account_id: int, symbol_id: int, price_ticks: int, lots: int
    ) -> None:
        order = {"account_id": account_id, "symbol_id": symbol_id, "price_ticks": price_ticks}
        order |= {"side": Side.BUY, "order_type": OrderType.LIMIT_MAKER}
        self.send(pack.place_order(quantity_lots=lots + 1, **order))
        target = self.target(account_id, 0)
        self.send(pack.reduce_order(account_id, symbol_id, target, lots, 0, 0))

    @rule(
        account_id=traders,
        symbol_id=symbols,
        side=sides,
        quantity_lots=small_quantities,
        self_trade_prevention=preventions,
    )
    def a_trader_takes_a_quantity(self, **order: int) -> None:
        self.send(pack.place_order(order_type=OrderType.MARKET, **order))

    @rule(
        account_id=traders,
        symbol_id=symbols,
        side=sides,
        amount_units=small_amounts,
        self_trade_prevention=preventions,
    )
    def a_trader_takes_an_amount(self, **order: int) -> None:
        self.send(pack.place_order(order_type=OrderType.MARKET, **order))

    @rule(account_id=traders, symbol_id=symbols, back=st.integers(0, 12), flags=flags)
    def a_trader_cancels(self, account_id: int, symbol_id: int, back: int, flags: int) -> None:
        self.send(pack.cancel_order(account_id, symbol_id, self.target(account_id, back), flags))

    @rule(account_id=traders, symbol_id=symbols, key=keys)
    def a_trader_cancels_by_name(self, account_id: int, symbol_id: int, key: int) -> None:
        flags = OrderFlag.TARGET_BY_CLIENT_KEY
        self.send(pack.cancel_order(account_id, symbol_id, key, flags))

    @rule(account_id=traders, symbol_id=symbols)
    def a_trader_cancels_all(self, account_id: int, symbol_id: int) -> None:
        self.send(pack.cancel_all(account_id, symbol_id))

    @rule(
        account_id=traders,
        symbol_id=symbols,
        back=st.integers(0, 12),
        side=sides,
        price_ticks=near_prices,
        quantity_lots=small_quantities,
        client_key=keys,
        flags=flags,
    )
    def a_trader_replaces(self, back: int, **order: int) -> None:
        kind = CommandKind.REPLACE_ORDER
        target = self.target(order["account_id"], back)
        order_type = OrderType.LIMIT
        self.send(pack.place_order(kind=kind, target=target, order_type=order_type, **order))

    @rule(
        account_id=traders,
        symbol_id=symbols,
        back=st.integers(1, 12),
        lots=small_quantities,
        key=keys,
    )
    def a_trader_reduces(
        self, account_id: int, symbol_id: int, back: int, lots: int, key: int
    ) -> None:
        target = self.target(account_id, back)
        self.send(pack.reduce_order(account_id, symbol_id, target, lots, key, 0))

    @rule(account_id=traders, asset_id=st.integers(0, 2), units=st.integers(1, 600))
    def a_trader_withdraws(self, account_id: int, asset_id: int, units: int) -> None:
        self.send(pack.withdraw(account_id, asset_id, units))

    @rule(account_id=traders, other_id=traders, asset_id=st.integers(0, 2), units=st.integers(1, 9))
    def a_trader_sends_money(
        self, account_id: int, other_id: int, asset_id: int, units: int
    ) -> None:
        self.send(pack.transfer(account_id, other_id, asset_id, units))

    @rule(symbol_id=symbols, status=st.sampled_from(SymbolStatus))
    def the_house_halts_and_opens_again(self, symbol_id: int, status: SymbolStatus) -> None:
        self.send(pack.set_symbol_status(symbol_id, status))
        self.send(pack.cancel_all(ALICE, symbol_id))
        self.send(pack.set_symbol_status(symbol_id, SymbolStatus.TRADING))

    @rule(symbol_id=symbols, maker_ppm=rates, taker_ppm=rates)
    def the_house_asks_more_on_a_symbol(
        self, symbol_id: int, maker_ppm: int, taker_ppm: int
    ) -> None:
        self.send(pack.set_symbol_commission(symbol_id, maker_ppm, taker_ppm))

    @rule(account_id=traders, class_id=classes)
    def the_house_puts_a_trader_into_a_class(self, account_id: int, class_id: int) -> None:
        self.send(pack.set_account_class(account_id, class_id))

    @rule(symbol_id=symbols, one=classes, other=classes, may_trade=st.booleans())
    def the_house_parts_or_joins_classes(
        self, symbol_id: int, one: int, other: int, may_trade: bool
    ) -> None:
        self.send(pack.set_eligibility(symbol_id, one, other, may_trade))

    @rule(account_id=traders, class_id=classes, price_ticks=near_prices)
    def a_trader_passes_over_another(
        self, account_id: int, class_id: int, price_ticks: int
    ) -> None:
        order = {"symbol_id": 0, "price_ticks": price_ticks, "order_type": OrderType.LIMIT}
        order |= {"quantity_lots": 1}
        self.send(pack.set_account_class(account_id, class_id))
        self.send(pack.set_eligibility(0, class_id, 0, may_trade=False))
        self.send(pack.place_order(account_id=account_id, side=Side.SELL, **order))
        self.send(pack.set_account_class(BOB, 0))
        self.send(pack.place_order(account_id=BOB, side=Side.BUY, **order))
        self.send(pack.set_eligibility(0, class_id, 0, may_trade=True))

    @rule(account_id=traders)
    def the_house_freezes_a_trader_for_a_while(self, account_id: int) -> None:
        self.send(pack.freeze_account(account_id))
        self.send(pack.cancel_all(account_id, 0))
        self.send(pack.unfreeze_account(account_id))

    @rule(symbol_id=symbols, rule=st.sampled_from(SymbolRule), value=any_number)
    def the_house_is_careless(self, symbol_id: int, rule: SymbolRule, value: int) -> None:
        self.send(pack.set_symbol_rule(symbol_id, rule, value))
        is_needed = rule in {SymbolRule.PRICE_TICKS_MAX, SymbolRule.QUANTITY_LOTS_MAX}
        self.send(pack.set_symbol_rule(symbol_id, rule, 2**53 if is_needed else 0))

    @rule(
        account_id=st.integers(-1, 6),
        asset_id=st.integers(0, 3),
        units=any_number,
        out=st.booleans(),
    )
    def an_attacker_moves_money(
        self, account_id: int, asset_id: int, units: int, out: bool
    ) -> None:
        move = pack.withdraw if out else pack.deposit
        self.send(move(account_id, asset_id, units))
        self.send(pack.transfer(account_id, ALICE, asset_id, units))
        self.send(pack.transfer(ALICE, account_id, asset_id, units))

    @rule(
        kind=st.integers(0, 30),
        fields=st.dictionaries(st.sampled_from(COMMAND.names), st.integers(), max_size=10),
        numbers=st.lists(any_number, min_size=6, max_size=6),
    )
    def an_attacker_sends_bytes(
        self, kind: int, fields: dict[str, int], numbers: list[int]
    ) -> None:
        """Six numbers from the edges, every other field what its width makes of any integer."""
        command = np.zeros(1, COMMAND)
        for name, number in zip(COMMAND.names or (), numbers, strict=False):
            command[name] = number
        for name, value in fields.items():
            bits = 8 * COMMAND[name].itemsize
            low = 0 if COMMAND[name].kind == "u" else -(2 ** (bits - 1))
            command[name] = value % 2**bits + low
        command["kind"] = kind
        self.send(command.tobytes())

    @invariant()
    def every_command_was_answered(self) -> None:
        """All but the legs of order lists, which their list answers."""
        answered = {event.sequence for event in self.stage.events} | self.legs
        assert answered == set(range(1, self.stage.engine.sequence + 1))


TestExchange = Exchange.TestCase
TestExchange.settings = settings(
    max_examples=40 if IS_COMPILED else 3,
    stateful_step_count=50,
    deadline=None,
    derandomize=True,  # the same examples everywhere: what they come to is asserted below
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.mark.skipif(not IS_COMPILED, reason="too few examples")
def test_the_customers_did_trade():
    """Runs after the machine: a workload that does not trade tests nothing."""
    if not SEEN:  # chosen alone
        TestExchange().runTest()
    missing = [kind.name for kind in EventKind if kind < EventKind.ASSET_DEFINED and not SEEN[kind]]
    assert missing == []
    assert SEEN[EventKind.ORDER_FILLED] > SEEN.total() // 50
