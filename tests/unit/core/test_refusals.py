"""Every reason the exchange may say no, each with the shortest story that leads to it."""

import pytest

from glassbook.core.kernel import IS_COMPILED
from glassbook.protocol.reject import RejectCode
from tests.stories import Stage

BIG = 2**62

REFUSALS = {
    RejectCode.COMMAND_UNKNOWN: "Alice cancels all with kind=99",
    RejectCode.SIDE_UNKNOWN: "Alice buys 1@1 with side=2",
    RejectCode.ORDER_TYPE_UNKNOWN: "Alice buys 1@1 with order_type=8",
    RejectCode.TIME_IN_FORCE_UNKNOWN: "Alice buys 1@1 with time_in_force=3",
    RejectCode.SELF_TRADE_PREVENTION_UNKNOWN: "Alice buys 1@1 with self_trade_prevention=6",
    RejectCode.QUANTITY_NOT_POSITIVE: "Alice buys 0@5",
    RejectCode.PRICE_NOT_POSITIVE: "Alice buys 5@0",
    RejectCode.AMOUNT_NOT_POSITIVE: "Alice deposits 0 USD",
    RejectCode.COMBINATION_NOT_ALLOWED: "Alice buys 5 at market with amount_units=5",
    RejectCode.RULE_UNKNOWN: "House sets PRICE_TICKS_MIN 5 with code=26",
    RejectCode.STATUS_UNKNOWN: "House tells HALT with code=6",
    RejectCode.VALUE_OUT_OF_RANGE: "House defines 12",
    RejectCode.TRIGGER_NOT_POSITIVE: "Alice sells 1@1 stop 0",
    RejectCode.VISIBLE_QUANTITY_NOT_POSITIVE: "Alice sells 5@1 shows -1",
    RejectCode.CLASS_UNKNOWN: "House puts Alice into 16",
    RejectCode.ACCOUNT_FROZEN: "House freezes Alice\nAlice buys 1@1",
    RejectCode.ACCOUNT_NOT_FROZEN: "House unfreezes Alice",
    RejectCode.ORDER_NOT_COLLECTED: "House tells PRE_TRADING\nAlice buys 1@1 ioc",
    RejectCode.STATUS_OUT_OF_TURN: "House tells AUCTION_MATCH",
    RejectCode.PRICE_OUT_OF_PERCENT: (
        "House sets REFERENCE_PRICE_TICKS 10\nHouse sets PERCENT_UP 20000\nAlice buys 1@21"
    ),
    RejectCode.PRICE_OUT_OF_PERCENT_BY_SIDE: (
        "House sets REFERENCE_PRICE_TICKS 10\nHouse sets BID_PERCENT_DOWN 5000\nAlice buys 1@4"
    ),
    RejectCode.POSITION_ABOVE_MAX: (
        "House sets POSITION_LOTS_MAX 3\nAlice deposits 1 BTC\nAlice deposits 9 USD\n"
        "Alice buys 1@1\nAlice buys 2@1"
    ),
    RejectCode.SYMBOL_ORDERS_MAX: (
        "House sets ORDERS_MAX 1\nAlice deposits 9 USD\nAlice buys 1@1\nAlice buys 1@1"
    ),
    RejectCode.ALGO_ORDERS_MAX: (
        "House sets ALGO_ORDERS_MAX 1\nAlice deposits 9 BTC\nAlice sells 1@1 stop 1\n"
        "Alice sells 1@1 stop 1"
    ),
    RejectCode.ICEBERG_ORDERS_MAX: (
        "House sets ICEBERG_ORDERS_MAX 1\nAlice deposits 9 BTC\nAlice sells 2@1 shows 1\n"
        "Alice sells 2@1 shows 1"
    ),
    RejectCode.SYMBOL_LISTS_MAX: (
        "House sets ORDER_LISTS_MAX 1\nAlice deposits 9 BTC\n"
        "Alice enters oco: sells 1@9 post / sells 1@2 stop 3\n"
        "Alice enters oco: sells 1@9 post / sells 1@2 stop 3"
    ),
    RejectCode.ORDER_UNITS_MAX: "House limits Alice to ORDER_UNITS_MAX 9\nAlice buys 2@5",
    RejectCode.EXCHANGE_ALGO_ORDERS_MAX: (
        "House rules ALGO_ORDERS_MAX 1\nAlice deposits 9 BTC\nAlice sells 1@1 stop 1\n"
        "Alice sells 1@1 stop 1"
    ),
    RejectCode.EXCHANGE_ICEBERG_ORDERS_MAX: (
        "House rules ICEBERG_ORDERS_MAX 1\nAlice deposits 9 BTC\nAlice sells 2@1 shows 1\n"
        "Alice sells 2@1 shows 1"
    ),
    RejectCode.EXCHANGE_LISTS_MAX: (
        "House rules ORDER_LISTS_MAX 1\nAlice deposits 9 BTC\n"
        "Alice enters oco: sells 1@9 post / sells 1@2 stop 3\n"
        "Alice enters oco: sells 1@9 post / sells 1@2 stop 3"
    ),
    RejectCode.ASSET_UNITS_MAX: (
        "House rules ASSET_UNITS_MAX 9 of USD\nAlice deposits 99 USD\nAlice buys 2@5"
    ),
    RejectCode.PEG_UNKNOWN: "Alice buys 1@0 pegged primary with order_flags=48",
    RejectCode.PEG_NOT_ALLOWED: "Alice buys 1 at market pegged market",
    RejectCode.PEG_MISMATCHED: "Alice buys 1@0 pegged market post",
    RejectCode.PEG_LEVEL_MISSING: "Alice buys 1@0 pegged market",
    RejectCode.BOOK_CROSSED: (
        "House tells PRE_TRADING\nBob deposits 1 BTC\nBob sells 1@5\nAlice deposits 5 USD\n"
        "Alice buys 1@5\nHouse tells TRADING"
    ),
    RejectCode.ACCOUNT_UNKNOWN: "Nobody deposits 1 USD",
    RejectCode.ASSET_UNKNOWN: "Alice deposits 1 XYZ",
    RejectCode.SYMBOL_UNKNOWN: "Alice buys 1@1 on XYZ/USD",
    RejectCode.ORDER_UNKNOWN: "Alice cancels #1",
    RejectCode.CLIENT_KEY_REUSED: "Alice deposits 2 USD\nAlice buys 1@1 as x\nAlice buys 1@1 as x",
    RejectCode.SYMBOL_NOT_TRADING: "House tells BREAK\nAlice buys 1@1",
    RejectCode.PRICE_BELOW_MIN: "House sets PRICE_TICKS_MIN 5\nAlice buys 1@4",
    RejectCode.PRICE_ABOVE_MAX: f"Alice sells 1@{2**40 + 1}",
    RejectCode.QUANTITY_BELOW_MIN: "House sets QUANTITY_LOTS_MIN 5\nAlice buys 4@1",
    RejectCode.QUANTITY_ABOVE_MAX: f"Alice sells {2**59 + 1}@1",
    RejectCode.MARKET_QUANTITY_BELOW_MIN: (
        "House sets MARKET_QUANTITY_LOTS_MIN 5\nAlice buys 4 at market"
    ),
    RejectCode.MARKET_QUANTITY_ABOVE_MAX: (
        "House sets MARKET_QUANTITY_LOTS_MAX 5\nAlice buys 6 at market"
    ),
    RejectCode.NOTIONAL_BELOW_MIN: "House sets NOTIONAL_UNITS_MIN 7\nAlice buys 2@3",
    RejectCode.NOTIONAL_ABOVE_MAX: "House sets NOTIONAL_UNITS_MAX 5\nAlice buys 2@3",
    RejectCode.OPEN_ORDERS_MAX: (
        "Alice deposits 10001 USD\nAlice buys 1@1 times 10000\nAlice buys 1@1"
    ),
    RejectCode.WOULD_TAKE: "Bob deposits 1 BTC\nBob sells 1@5\nAlice buys 1@5 post",
    RejectCode.NOTHING_TO_CANCEL: "Alice cancels all",
    RejectCode.CANCEL_RESTRICTED: "Bob deposits 1 BTC\nBob sells 1@5\nBob cancels #2 if filled",
    RejectCode.QUANTITY_NOT_REDUCED: "Bob deposits 2 BTC\nBob sells 2@5\nBob reduces #2 to 2",
    RejectCode.SYMBOL_INCOMPLETE: "House lists ETH/BTC\nHouse tells TRADING with symbol_id=2",
    RejectCode.SYMBOL_ALREADY_OPENED: "House sets LOT_UNITS 1",
    RejectCode.VISIBLE_QUANTITY_BELOW_MIN: (
        "House sets QUANTITY_LOTS_MIN 3\nAlice sells 6@1 shows 2"
    ),
    RejectCode.ICEBERG_PARTS_ABOVE_MAX: "House sets ICEBERG_PARTS_MAX 2\nAlice sells 5@1 shows 2",
    RejectCode.WOULD_TRIGGER: (
        "Alice deposits 2 BTC\nBob deposits 5 USD\n"
        "Alice sells 1@5\nBob buys 1@5\nAlice sells 1@4 stop 5"
    ),
    RejectCode.TRAILING_OUT_OF_RANGE: "Alice sells 1@1 stop trailing 9",
    RejectCode.PRICE_UNKNOWN: "Alice sells 1 at market stop trailing 10",
    RejectCode.LIST_INCOMPLETE: "Alice enters oco: sells 1@9 post",
    RejectCode.LIST_MISMATCHED: "Alice enters oco: sells 1@9 post / sells 1@8 post",
    RejectCode.LIST_UNKNOWN: "Alice cancels list #1",
    RejectCode.LIST_KEY_REUSED: (
        "Alice deposits 2 BTC\nAlice enters oco as x: sells 1@9 post / sells 1@2 stop 3\n"
        "Alice enters oco as x: sells 1@9 post / sells 1@2 stop 3"
    ),
    RejectCode.LIST_PRICES_WRONG: "Alice enters oco: sells 1@2 post / sells 1@8 stop 9",
    RejectCode.ORDER_AMENDS_MAX: (
        "House sets AMENDS_MAX 1\nAlice deposits 9 USD\nAlice buys 3@1\nAlice reduces #3 to 2\n"
        "Alice reduces #3 to 1"
    ),
    RejectCode.FUNDS_INSUFFICIENT: "Alice buys 1@1",
    RejectCode.BALANCE_OVERFLOWS: f"Alice deposits {BIG} USD\nBob deposits 1 USD",
    RejectCode.NOTIONAL_OVERFLOWS: f"Alice buys {2**59}@9",
}

#: What happens only in an exchange that is full has its stories in test_capacity.
FULL = {code for code in RejectCode if code >= RejectCode.ORDERS_FULL}


def ends_in(code: RejectCode, story: str) -> bool:
    """Play a story. Does its last line, and no other, meet a refusal, and this one?"""
    told = Stage().play(story)
    refusals = [text for text in told if "rejected" in text or "refused" in text]
    return refusals == told[-1:] and told[-1].split()[-1] == code.name


def test_every_reject_code_has_its_story():
    assert REFUSALS.keys() | FULL | {RejectCode.NONE} == set(RejectCode)


#: Ten thousand orders are for compiled code.
TOLD = [code for code in REFUSALS if IS_COMPILED or code != RejectCode.OPEN_ORDERS_MAX]


@pytest.mark.parametrize("code", TOLD, ids=lambda code: code.name)
def test_the_story_of(code):
    assert ends_in(code, REFUSALS[code])


@pytest.mark.parametrize(
    ("code", "story"),
    [
        (RejectCode.COMBINATION_NOT_ALLOWED, "Alice buys 1@1 with trigger_ticks=1"),
        (RejectCode.COMBINATION_NOT_ALLOWED, "Alice buys 2@1 shows 1 ioc"),
        (RejectCode.COMBINATION_NOT_ALLOWED, "Alice buys 2@1 shows 1 fok"),
        (RejectCode.COMBINATION_NOT_ALLOWED, "Alice sells 2 at market stop 1 with amount_units=1"),
        (RejectCode.COMBINATION_NOT_ALLOWED, "Alice buys 1 at market with trigger_ticks=1"),
        (RejectCode.TRIGGER_NOT_POSITIVE, f"Alice buys 1 at market stop {-(2**63)}"),
        (RejectCode.QUANTITY_NOT_POSITIVE, "Alice sells 0 at market stop 1"),
        (RejectCode.COMBINATION_NOT_ALLOWED, "Alice buys 1@1 with code=10"),
        (RejectCode.TRAILING_OUT_OF_RANGE, "Alice sells 1@1 profit 5 trailing 2001"),
        (RejectCode.PRICE_ABOVE_MAX, f"Alice sells 1 at market stop {2**40 + 1}"),
        (RejectCode.PRICE_ABOVE_MAX, f"Alice sells 1@1 stop {2**40 + 1}"),
        (RejectCode.PRICE_BELOW_MIN, "House sets PRICE_TICKS_MIN 5\nAlice sells 1@5 stop 4"),
        (RejectCode.ICEBERG_PARTS_ABOVE_MAX, "Alice sells 5@1 shows 6"),
        (RejectCode.ICEBERG_PARTS_ABOVE_MAX, "Alice sells 51@1 shows 1"),
        (RejectCode.VALUE_OUT_OF_RANGE, "House sets ICEBERG_PARTS_MAX 51"),
        (RejectCode.VALUE_OUT_OF_RANGE, "House sets AMENDS_MAX 256"),
        (RejectCode.VALUE_OUT_OF_RANGE, "House sets ORDER_LISTS_MAX 5001"),
        (RejectCode.NOTIONAL_OVERFLOWS, f"Alice buys {2**30} at market stop {2**40}"),
        (RejectCode.COMBINATION_NOT_ALLOWED, "Alice buys 1@1 post with time_in_force=1"),
        (RejectCode.COMBINATION_NOT_ALLOWED, "Alice buys 1@1 post with time_in_force=2"),
        (RejectCode.COMBINATION_NOT_ALLOWED, "Alice buys 1 at market with time_in_force=1"),
        (RejectCode.COMBINATION_NOT_ALLOWED, "Alice buys 1 at market with price_ticks=1"),
        (RejectCode.COMBINATION_NOT_ALLOWED, "House lists BTC/BTC"),
        (RejectCode.QUANTITY_NOT_POSITIVE, "Alice buys 0 at market"),
        (RejectCode.QUANTITY_NOT_POSITIVE, "Alice buys -1 at market"),
        (RejectCode.QUANTITY_NOT_POSITIVE, f"Alice buys {-(2**63)}@1"),
        (RejectCode.PRICE_NOT_POSITIVE, f"Alice buys 1@{-(2**63)}"),
        (RejectCode.AMOUNT_NOT_POSITIVE, "Alice buys for -1 at market"),
        (RejectCode.AMOUNT_NOT_POSITIVE, f"Alice withdraws {-(2**63)} USD"),
        (RejectCode.COMMAND_UNKNOWN, "Alice cancels all with kind=0"),
        (RejectCode.VALUE_OUT_OF_RANGE, "House opens 0 100001"),
        (RejectCode.VALUE_OUT_OF_RANGE, "House opens -1 0"),
        (RejectCode.VALUE_OUT_OF_RANGE, "House charges Alice 100001 0"),
        (RejectCode.VALUE_OUT_OF_RANGE, "House defines 0"),
        (RejectCode.VALUE_OUT_OF_RANGE, f"House defines {-(2**63)}"),
        (RejectCode.VALUE_OUT_OF_RANGE, f"House sets NOTIONAL_UNITS_MIN {BIG + 1}"),
        (RejectCode.VALUE_OUT_OF_RANGE, "House sets QUANTITY_LOTS_MAX 0"),
        (RejectCode.VALUE_OUT_OF_RANGE, f"House sets QUANTITY_LOTS_MAX {2**60 + 1}"),
        (RejectCode.VALUE_OUT_OF_RANGE, f"House sets QUANTITY_LOTS_MAX {2**60} on ETH/USD"),
        (RejectCode.ACCOUNT_UNKNOWN, "World deposits 1 USD"),
        (RejectCode.ACCOUNT_UNKNOWN, "Fees withdraws 1 USD"),
        (RejectCode.ACCOUNT_UNKNOWN, "House charges Fees 0 0"),
        (RejectCode.ACCOUNT_UNKNOWN, "Alice buys 1@1 with account_id=-1"),
        (RejectCode.ACCOUNT_UNKNOWN, "Alice buys 1@1 with account_id=5"),
        (RejectCode.ACCOUNT_UNKNOWN, "Nobody cancels #1"),
        (RejectCode.ACCOUNT_UNKNOWN, "Nobody reduces #1 to 1"),
        (RejectCode.ACCOUNT_UNKNOWN, "Nobody cancels all"),
        (RejectCode.SYMBOL_UNKNOWN, "Alice cancels #1 on XYZ/USD"),
        (RejectCode.SYMBOL_UNKNOWN, "House tells HALT on XYZ/USD"),
        (RejectCode.SYMBOL_UNKNOWN, "House sets LOT_UNITS 1 on XYZ/USD"),
        (RejectCode.ASSET_UNKNOWN, "House lists BTC/XYZ"),
        (RejectCode.ASSET_UNKNOWN, "House lists XYZ/BTC"),
        (RejectCode.SYMBOL_ALREADY_OPENED, "House sets TICK_UNITS 1"),
        (RejectCode.SYMBOL_ALREADY_OPENED, "House sets PRICE_TICKS_MAX 1"),
        (RejectCode.ACCOUNT_UNKNOWN, "House puts Fees into 1"),
        (RejectCode.ACCOUNT_UNKNOWN, "House freezes Nobody"),
        (RejectCode.ACCOUNT_UNKNOWN, "House unfreezes World"),
        (RejectCode.CLASS_UNKNOWN, "House parts 16 and 0"),
        (RejectCode.CLASS_UNKNOWN, "House parts 0 and 16"),
        (RejectCode.SYMBOL_UNKNOWN, "House parts 0 and 1 on XYZ/USD"),
        (RejectCode.VALUE_OUT_OF_RANGE, "House parts 0 and 1 with amount_units=2"),
        (RejectCode.ACCOUNT_FROZEN, "House freezes Alice\nHouse freezes Alice"),
        (RejectCode.ACCOUNT_FROZEN, "House freezes Alice\nAlice would buy 1@1"),
        (RejectCode.FUNDS_INSUFFICIENT, "Alice withdraws 1 USD"),
        (RejectCode.NOTIONAL_OVERFLOWS, f"Alice buys {2**30}@{2**40}"),
        (RejectCode.NOTIONAL_OVERFLOWS, f"Alice sells {2**59}@{2**40}"),
        (RejectCode.NOTIONAL_OVERFLOWS, f"Alice buys {2**59}@{2**40} fok on ETH/USD"),
    ],
)  # fmt: skip
def test_these_are_refused_too(code, story):
    assert ends_in(code, story)


def test_a_refused_command_moves_no_money_and_leaves_no_order():
    stage = Stage()
    stage.play("Alice deposits 5 BTC\nAlice sells 2@7 as x\nBob deposits 9 USD")
    before = stage.balances(), dict(stage.twin.exchange.orders)
    stage.play(
        """
        Bob buys 2@7
        Bob buys 2 at market
        Bob would buy 1@7
        Bob cancels #2
        Alice sells 1@7 as x
        Alice reduces #2 to 5
        Bob withdraws 10 USD
        """
    )
    assert (stage.balances(), dict(stage.twin.exchange.orders)) == before


def test_of_several_reasons_the_first_in_the_order_of_the_checks_is_told():
    ladder = [
        ("Nobody buys 0@0 on XYZ/USD with side=9 order_type=9", "SIDE_UNKNOWN"),
        ("Nobody buys 0@0 on XYZ/USD with order_type=9", "ORDER_TYPE_UNKNOWN"),
        ("Nobody buys 0@0 on XYZ/USD", "ACCOUNT_UNKNOWN"),
        ("Alice buys 0@0 on XYZ/USD", "SYMBOL_UNKNOWN"),
        ("Alice buys 0@0", "PRICE_NOT_POSITIVE"),
        ("Alice buys 0@1", "QUANTITY_NOT_POSITIVE"),
        ("Alice buys 1@1", "SYMBOL_NOT_TRADING"),
    ]
    stage = Stage()
    stage.play("House tells HALT")
    told = [stage.play(line)[0].split()[-1] for line, _ in ladder]
    assert told == [reason for _, reason in ladder]
