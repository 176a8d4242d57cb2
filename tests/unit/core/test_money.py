"""What is locked, what is paid, what the house takes, and where a fraction of a unit goes.

A lot of ETH/USD (7 units of ETH) at one tick is worth 21/1000 of a dollar, so that nothing is even.
"""

import pytest

from glassbook.core.engine import Engine
from glassbook.protocol import commands as pack
from glassbook.protocol.batches import Batch, commands_of
from glassbook.protocol.orders import OrderType, Side
from glassbook.protocol.reject import RejectCode
from glassbook.protocol.symbols import SymbolRule, SymbolStatus
from tests.stories import Stage, play


def test_a_buy_locks_what_it_could_cost_rounded_up():
    stage = Stage()
    stage.play("Bob deposits 9 USD\nBob buys 1@48 on ETH/USD")  # 1.008 dollars
    assert stage.purse("Bob", "USD") == (7, 2)


def test_a_trade_costs_what_it_is_worth_rounded_down_and_the_rest_comes_back():
    stage = Stage()
    stage.play(
        """
        Alice deposits 7 ETH
        Bob deposits 9 USD
        Alice sells 1@95 on ETH/USD
        Bob buys 1@95 on ETH/USD
        """
    )  # 1.995 dollars
    assert stage.purse("Bob", "USD") == (8, 0)
    assert stage.purse("Alice", "USD") == (1, 0)


def test_after_every_fill_the_rest_is_locked_exactly():
    stage = Stage()
    stage.play("Alice deposits 700 ETH\nBob deposits 9 USD\nBob buys 5@48 on ETH/USD")
    locked = []
    for _ in range(5):
        locked.append(stage.purse("Bob", "USD")[1])
        stage.play("Alice sells 1@48 on ETH/USD")
    assert locked == [6, 5, 4, 3, 2]  # 5.04, 4.032, 3.024, 2.016, 1.008, each rounded up
    assert stage.purse("Bob", "USD") == (4, 0)  # five times 1.008, each rounded down


def test_a_trade_worth_less_than_a_unit_costs_nothing():
    stage = Stage()
    stage.play("Alice deposits 7 ETH\nBob deposits 1 USD\nBob buys 1@1 on ETH/USD")
    stage.play("Alice sells 1@1 on ETH/USD")
    assert stage.purse("Alice", "USD") == (0, 0)
    assert stage.purse("Bob", "ETH") == (7, 0)


def test_each_side_pays_its_own_rate_of_what_it_receives_rounded_down():
    stage = Stage()
    told = stage.play(
        """
        Alice deposits 1000 BTC
        Bob deposits 99999 USD
        House charges Alice 1999 100000
        House charges Bob 50000 2999
        Alice sells 1000@5
        Bob buys 1000@5
        """
    )
    assert told[-3:] == ["#6 x #5 1000@5", "Bob pays 2 BTC", "Alice pays 9 USD"]
    assert stage.purse("Fees", "BTC") == (2, 0)
    assert stage.purse("Fees", "USD") == (9, 0)


def test_a_changed_rate_holds_from_the_next_fill_on_resting_orders_included():
    told = play(
        """
        Alice deposits 200 BTC
        Bob deposits 999 USD
        Alice sells 200@1
        Bob buys 100@1
        House charges Alice 100000 0
        Bob buys 100@1
        """
    )
    assert [text for text in told if "pays" in text] == ["Alice pays 10 USD"]


def test_commission_is_taken_of_what_came_in_so_an_empty_purse_can_pay_it():
    stage = Stage()
    stage.play(
        """
        Alice deposits 100 BTC
        Bob deposits 100 USD
        House charges Bob 0 100000
        Alice sells 100@1
        Bob buys 100@1
        """
    )
    assert stage.purse("Bob", "USD") == (0, 0)
    assert stage.purse("Bob", "BTC") == (90, 0)


def test_money_in_open_orders_cannot_be_withdrawn_or_spent_twice():
    told = play(
        """
        Bob deposits 10 USD
        Bob buys 2@4
        Bob buys 1@3
        Bob withdraws 3 USD
        Bob withdraws 2 USD
        """
    )
    assert told[-3:] == [
        "#3 rejected FUNDS_INSUFFICIENT",
        "#4 refused FUNDS_INSUFFICIENT",
        "Bob -2 USD",
    ]


def test_the_outside_world_owes_what_is_inside():
    stage = Stage()
    stage.play("Alice deposits 5 BTC\nBob deposits 3 BTC\nAlice withdraws 4 BTC")
    assert stage.purse("World", "BTC") == (-4, 0)


@pytest.mark.parametrize("asset", ["BTC", "USD", "ETH"])
def test_an_asset_can_be_inside_up_to_its_bound_and_not_one_unit_more(asset):
    told = play(
        f"""
        Alice deposits {2**61} {asset}
        Bob deposits {2**61} {asset}
        Carol deposits 1 {asset}
        Alice withdraws 1 {asset}
        Carol deposits 1 {asset}
        """
    )
    assert told[-3:] == ["#3 refused BALANCE_OVERFLOWS", f"Alice -1 {asset}", f"Carol +1 {asset}"]


def test_what_is_refused_for_want_of_money_changes_no_table():
    engine = Engine()
    setup = [pack.define_asset(1), pack.define_asset(1), pack.list_symbol(0, 1)]
    rules = {SymbolRule.TICK_UNITS: 1, SymbolRule.LOT_UNITS: 1}
    rules |= {SymbolRule.PRICE_TICKS_MAX: 99, SymbolRule.QUANTITY_LOTS_MAX: 99}
    setup += [pack.set_symbol_rule(0, rule, value) for rule, value in rules.items()]
    setup.append(pack.set_symbol_status(0, SymbolStatus.TRADING))
    setup += [pack.open_account(0, 0)] * 100
    engine.apply(Batch(1, 0, commands_of(b"".join(setup))))
    before = engine.snapshot()
    penniless = 99  # no neighbour of the house's own accounts, whose wallets are open
    buy = pack.place_order(
        account_id=penniless,
        symbol_id=0,
        side=Side.BUY,
        order_type=OrderType.LIMIT,
        price_ticks=5,
        quantity_lots=1,
    )
    refused = pack.withdraw(penniless, 0, 5) + buy
    reasons = engine.apply(Batch(engine.sequence + 1, 0, commands_of(refused)))["reason"].tolist()
    assert reasons == [RejectCode.FUNDS_INSUFFICIENT] * 2
    after = engine.snapshot()
    assert [name for name in before if before[name] != after[name]] == ["counters"]
    assert before["counters"][16:] == after["counters"][16:]  # but for the sequence and the time
