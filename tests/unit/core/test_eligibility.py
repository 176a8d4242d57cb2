"""Who may trade with whom: classes of accounts, and a matrix of them for each symbol."""

from glassbook.core.engine import Engine
from glassbook.protocol import commands as pack
from glassbook.protocol.batches import Batch, commands_of
from glassbook.protocol.events import Event, EventKind
from glassbook.protocol.maxima import CLASSES_MAX
from glassbook.protocol.orders import OrderType, Side
from tests.stories import OPENING, Stage, play

APART = """
    Alice deposits 9 BTC
    Bob deposits 9 BTC
    Carol deposits 999 USD
    House puts Alice into 1
    House puts Carol into 2
    House parts 1 and 2
"""


def test_an_order_passes_over_whom_it_may_not_trade_with_and_says_so():
    told = play(APART + "Alice sells 2@10\nBob sells 3@11\nCarol buys 3@11")
    assert told[-3:] == ["#9 accepted, 0 open", "#9 passes over #7 2@10", "#9 x #8 3@11"]


def test_who_is_passed_over_keeps_its_place():
    told = play(
        APART
        + """
        Alice sells 2@10
        Bob sells 2@10
        Carol buys 1@10
        House joins 1 and 2
        Carol buys 3@10
        """
    )
    assert told[-5:] == [
        "#9 x #8 1@10",
        "#10 ELIGIBILITY_SET",
        "#11 accepted, 0 open",
        "#11 x #7 2@10",
        "#11 x #8 1@10",
    ]


def test_nobody_is_said_to_be_passed_over_who_would_not_have_been_met():
    told = play(APART + "Alice sells 2@10\nBob sells 3@9\nCarol buys 3@11")
    assert told[-2:] == ["#9 accepted, 0 open", "#9 x #8 3@9"]


def test_each_class_is_said_to_be_passed_over_once():
    told = play(
        APART
        + """
        Alice sells 1@10
        Alice sells 1@10
        Bob sells 1@11
        Alice sells 1@12
        Bob sells 1@13
        Carol buys 9@13 ioc
        """
    )
    assert [text for text in told if "passes" in text] == ["#12 passes over #7 1@10"]
    assert told[-3:] == ["#12 x #9 1@11", "#12 x #11 1@13", "#12 expired 7 IMMEDIATE_REMAINDER"]


def test_two_orders_that_may_not_trade_rest_crossed():
    stage = Stage()
    told = stage.play(APART + "Alice sells 2@10\nCarol buys 3@12")
    assert told[-2:] == ["#8 accepted, 3 open", "#8 passes over #7 2@10"]
    assert stage.purse("Carol", "USD") == (963, 36)


def test_a_limit_maker_takes_only_from_whom_it_may_trade_with():
    told = play(APART + "Alice sells 2@10\nCarol buys 3@12 post\nBob sells 1@12 post")
    assert told[-3] == "#8 accepted, 3 open"
    assert told[-1] == "#9 rejected WOULD_TAKE"


def test_between_classes_the_longer_wait_goes_first_at_one_price():
    told = play(
        """
        Alice deposits 9 BTC
        Bob deposits 9 BTC
        Carol deposits 99 USD
        House puts Bob into 5
        Alice sells 1@10
        Bob sells 1@10
        Alice sells 1@10
        Bob sells 1@9
        Carol buys 4@10
        """
    )
    assert told[-4:] == ["#9 x #8 1@9", "#9 x #5 1@10", "#9 x #6 1@10", "#9 x #7 1@10"]


def test_a_class_may_be_kept_from_itself():
    told = play(
        """
        Alice deposits 9 BTC
        Bob deposits 99 USD
        House parts 0 and 0
        Alice sells 1@10
        Bob buys 1@10
        """
    )
    assert told[-2:] == ["#5 accepted, 1 open", "#5 passes over #4 1@10"]


def test_a_matrix_rules_its_own_symbol_alone():
    told = play(
        """
        Alice deposits 9 BTC
        Bob deposits 99 USD
        House parts 0 and 0 on ETH/USD
        Alice sells 1@10
        Bob buys 1@10
        """
    )
    assert told[-1] == "#5 x #4 1@10"


# --- a look ahead ------------------------------------------------------------------------------


def test_fill_or_kill_counts_only_whom_it_may_trade_with():
    told = play(APART + "Alice sells 2@10\nBob sells 3@11\nCarol buys 4@11 fok")
    assert told[-2:] == ["#9 accepted, 0 open", "#9 expired 4 NOT_FILLED_AT_ONCE"]
    told = play(APART + "Alice sells 2@10\nBob sells 3@11\nCarol buys 3@11 fok")
    assert told[-1] == "#9 x #8 3@11"


def test_a_market_order_locks_what_it_will_pay_and_no_more():
    stage = Stage()
    told = stage.play(APART + "Alice sells 2@10\nBob sells 3@11\nCarol buys 4 at market")
    assert told[-3:] == [
        "#9 passes over #7 2@10",
        "#9 x #8 3@11",
        "#9 expired 1 LIQUIDITY_EXHAUSTED",
    ]
    assert stage.purse("Carol", "USD") == (966, 0)


def test_an_amount_buys_from_whom_it_may_trade_with():
    told = play(APART + "Alice sells 2@10\nBob sells 3@11\nCarol buys for 25 at market")
    assert told[-1] == "#9 x #8 2@11"


# --- the house changes its mind ----------------------------------------------------------------


def test_a_change_of_class_rules_resting_orders_and_leaves_them_their_places():
    told = play(
        APART
        + """
        Alice sells 1@10
        Bob sells 1@10
        Alice sells 1@10
        House puts Bob into 1
        Carol buys 1@10
        House puts Bob into 0
        House puts Alice into 0
        Carol cancels all
        Carol buys 3@10
        """
    )
    assert "#11 passes over #7 1@10" in told
    assert told[-3:] == ["#15 x #7 1@10", "#15 x #8 1@10", "#15 x #9 1@10"]


def test_what_then_stands_crossed_ends_the_newer_of_the_two():
    stage = Stage()
    told = stage.play(APART + "Alice sells 2@10\nCarol buys 3@12\nHouse puts Carol into 0")
    assert told[-2:] == ["#9 ACCOUNT_CLASS_SET", "#8 expired 3 LEFT_CROSSED"]
    assert stage.purse("Carol", "USD") == (999, 0)


def test_joined_classes_do_not_trade_until_an_order_comes_in():
    told = play(
        APART
        + """
        Carol buys 3@12
        Carol buys 1@11
        Carol buys 1@9
        Alice sells 2@10
        House joins 1 and 2
        Alice sells 2@11
        """
    )
    assert told[-4:] == [
        "#11 ELIGIBILITY_SET",
        "#10 expired 2 LEFT_CROSSED",
        "#12 accepted, 0 open",
        "#12 x #7 2@12",
    ]


# --- frozen accounts ---------------------------------------------------------------------------


def test_freezing_cancels_all_orders_on_all_symbols_in_the_same_command():
    stage = Stage()
    told = stage.play(
        """
        Alice deposits 9 BTC
        Alice deposits 99 ETH
        Alice sells 1@10
        Alice sells 2@10 on ETH/USD
        House tells HALT
        House freezes Alice
        Alice sells 1@10 on ETH/USD
        House unfreezes Alice
        Alice sells 1@10 on ETH/USD
        """
    )
    assert told[-6:] == [
        "#6 ACCOUNT_FROZEN",
        "#4 cancelled 2 ACCOUNT_FROZEN",
        "#3 cancelled 1 ACCOUNT_FROZEN",
        "#7 rejected ACCOUNT_FROZEN",
        "#8 ACCOUNT_UNFROZEN",
        "#9 accepted, 1 open",
    ]
    assert stage.purse("Alice", "BTC") == (9, 0)


# --- the bound ---------------------------------------------------------------------------------


def test_ten_thousand_orders_of_every_other_class_are_passed_over_in_fifteen_events():
    """However many there are: the one that may be met is found, and each class is named once."""
    engine = Engine()

    def apply(*commands: bytes) -> list[Event]:
        batch = Batch(engine.sequence + 1, 0, commands_of(b"".join(commands)))
        return [Event._make(row) for row in engine.apply(batch).tolist()]

    def order(account_id: int, side: Side, price_ticks: int) -> bytes:
        return pack.place_order(
            account_id=account_id,
            symbol_id=0,
            side=side,
            order_type=OrderType.LIMIT,
            price_ticks=price_ticks,
            quantity_lots=1,
        )

    apply(*OPENING, pack.open_account(0, 0) * (CLASSES_MAX + 1))
    sellers = range(5, 5 + CLASSES_MAX)
    for class_id, account_id in enumerate(sellers):
        apply(pack.set_account_class(account_id, class_id), pack.deposit(account_id, 0, 1_000))
        if class_id:
            apply(pack.set_eligibility(0, 0, class_id, may_trade=False))
            apply(*(order(account_id, Side.SELL, 10 + n % 50) for n in range(700)))
    eligible = apply(order(sellers[0], Side.SELL, 70))[0].order_id
    buyer = sellers[-1] + 1
    apply(pack.deposit(buyer, 1, 1_000))
    events = apply(order(buyer, Side.BUY, 90))
    passed = [event.reason for event in events if event.kind == EventKind.MATCH_PASSED_OVER]
    assert passed == list(range(1, CLASSES_MAX))
    assert len(events) == 1 + len(passed) + 2
    assert events[-1].order_id == eligible


def test_a_sub_account_is_of_its_masters_class():
    stage = Stage()
    told = stage.play(APART + "Alice opens 0 0\nBob opens 0 0")
    assert told[-3:] == ["#7 ACCOUNT_OPENED", "#7 ACCOUNT_CLASS_SET", "#8 ACCOUNT_OPENED"]
    assert [int(each["class_id"]) for each in stage.engine.state.accounts[5:7]] == [1, 0]


def test_a_sub_account_is_held_to_what_its_master_is_held_to():
    stage = Stage()
    told = stage.play(
        """
        House limits Alice to OPEN_ORDERS_MAX 7
        House limits Alice to ORDER_UNITS_MAX 20
        House groups Alice 9
        Alice opens 0 0
        """
    )
    assert told[3:] == [
        "#4 ACCOUNT_OPENED",
        "#4 TRADE_GROUP_SET",
        "#4 ACCOUNT_LIMIT_SET",
        "#4 ACCOUNT_LIMIT_SET",
    ]
    names = ["trade_group", "open_orders_max", "order_units_max", "restrictions"]
    alice, her_other = (stage.engine.state.accounts[each][names] for each in (2, 5))
    assert her_other == alice


def test_a_frozen_master_opens_no_sub_account():
    told = play("House freezes Alice\nAlice opens 0 0\nHouse unfreezes Alice\nAlice opens 0 0")
    assert told == [
        "#1 ACCOUNT_FROZEN",
        "#2 refused ACCOUNT_FROZEN",
        "#3 ACCOUNT_UNFROZEN",
        "#4 ACCOUNT_OPENED",
    ]
