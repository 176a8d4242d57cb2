"""What one customer is told of himself, in which order, and that nobody else is told it."""

import pytest

from glassbook.protocol import commands as pack
from glassbook.protocol.client_keys import client_key
from glassbook.protocol.commands import CommandKind
from glassbook.protocol.labels import Label
from glassbook.protocol.orders import (
    OrderFlag,
    OrderType,
    Peg,
    SelfTradePrevention,
    TimeInForce,
)
from tests.unit.gateway.streams.venue import (
    ALICE,
    BEGIN_NS,
    BOB,
    BTC,
    BTCUSD,
    CAROL,
    MS_NS,
    SCALE,
    USD,
    SmallVenue,
    buy,
    sell,
)

BEGIN_MS = BEGIN_NS // MS_NS
HOUR_MS = 3_600_000


@pytest.fixture
def venue():
    return SmallVenue()


def follow(venue, account_id, path="/ws/{}"):
    return venue.client(path.format(venue.listen_keys.open(account_id)))


def brief(event):
    """Return what an event says, in a word or two."""
    if event["e"] == "executionReport":
        return f"{event['x']} {event['X']}"
    if event["e"] == "outboundAccountPosition":
        return [(b["a"], b["f"], b["l"]) for b in event["B"]]
    return event["e"]


def briefs(events):
    return [brief(event) for event in events]


def reports(events):
    return [event for event in events if event["e"] == "executionReport"]


NEW_ORDER = {
    "e": "executionReport",
    "E": BEGIN_MS,
    "s": "BTCUSD",
    "c": "mine",
    "S": "BUY",
    "o": "LIMIT",
    "f": "GTC",
    "q": "0.00100000",
    "p": "100.00000000",
    "P": "0.00000000",
    "F": "0.00000000",
    "g": -1,
    "C": "",
    "x": "NEW",
    "X": "NEW",
    "r": "NONE",
    "l": "0.00000000",
    "z": "0.00000000",
    "L": "0.00000000",
    "n": "0",
    "N": None,
    "T": BEGIN_MS,
    "t": -1,
    "w": True,
    "m": False,
    "M": False,
    "O": BEGIN_MS,
    "Z": "0.00000000",
    "Y": "0.00000000",
    "Q": "0.00000000",
    "W": BEGIN_MS,
    "V": "NONE",
}


@pytest.mark.operation("event executionReport", "event outboundAccountPosition")
def test_a_new_order_is_reported_with_every_field_and_then_the_balance_it_locks(venue):
    client = follow(venue, ALICE)
    order_id = venue.place(buy(ALICE, 100, 10, name="mine"))
    report, position = client.heard()
    assert report.pop("I") > 0
    assert report == NEW_ORDER | {"i": order_id}
    assert position == {
        "e": "outboundAccountPosition",
        "E": BEGIN_MS,
        "u": BEGIN_MS,
        "B": [{"a": "USD", "f": "999999.90000000", "l": "0.10000000"}],
    }


def test_a_trade_is_reported_to_both_sides_with_what_it_cost_them(venue):
    alice, bob = follow(venue, ALICE), follow(venue, BOB)
    sold = venue.place(sell(BOB, 100, 20_000))
    alice.heard(), bob.heard()
    bought = venue.place(buy(ALICE, 101, 10_000))
    _, taken, position = alice.heard()
    assert {key: taken[key] for key in "xXiltLnNmwzZYzMpq"} == {
        "x": "TRADE",
        "X": "FILLED",
        "i": bought,
        "l": "1.00000000",
        "t": 1,
        "L": "100.00000000",
        "n": "0.00200000",
        "N": "BTC",
        "m": False,
        "w": False,
        "z": "1.00000000",
        "Z": "100.00000000",
        "Y": "100.00000000",
        "M": True,
        "p": "101.00000000",
        "q": "1.00000000",
    }
    assert brief(position) == [
        ("USD", "999900.00000000", "0.00000000"),
        ("BTC", "100.99800000", "0.00000000"),
    ]
    made, position = bob.heard()
    assert brief(position) == [
        ("BTC", "98.00000000", "1.00000000"),
        ("USD", "1000099.90000000", "0.00000000"),
    ]
    assert {key: made[key] for key in "xXilnNmwz"} == {
        "x": "TRADE",
        "X": "PARTIALLY_FILLED",
        "i": sold,
        "l": "1.00000000",
        "n": "0.10000000",
        "N": "USD",
        "m": True,
        "w": True,
        "z": "1.00000000",
    }


def test_a_trade_that_costs_nothing_names_no_asset(venue):
    venue.do(pack.set_commission(ALICE, 0, 0))
    client = follow(venue, ALICE)
    venue.place(sell(BOB, 100, 1), buy(ALICE, 100, 1))
    _, trade, _ = client.heard()
    assert (trade["n"], trade["N"]) == ("0", None)


def test_each_event_is_told_as_things_stood_at_it_even_within_one_batch(venue):
    client = follow(venue, ALICE)
    first = venue.place(
        sell(ALICE, 100, 3, name="a"), buy(BOB, 100, 1), buy(BOB, 100, 1), buy(BOB, 100, 1)
    )
    told = client.heard()
    assert [(r["i"], r["X"], r["z"]) for r in reports(told)] == [
        (first, "NEW", "0.00000000"),
        (first, "PARTIALLY_FILLED", "0.00010000"),
        (first, "PARTIALLY_FILLED", "0.00020000"),
        (first, "FILLED", "0.00030000"),
    ]
    locked = [b["l"] for event in told[1::2] for b in event["B"] if b["a"] == "BTC"]
    assert locked == ["0.00030000", "0.00020000", "0.00010000", "0.00000000"]


def test_the_balances_of_a_command_follow_its_last_report(venue):
    client = follow(venue, ALICE)
    venue.place(sell(BOB, 100, 1), sell(BOB, 101, 1))
    venue.place(buy(ALICE, 101, 2))
    assert [event["e"] for event in client.heard()] == [
        "executionReport",
        "executionReport",
        "executionReport",
        "outboundAccountPosition",
    ]


def test_execution_ids_of_an_account_only_grow(venue):
    client = follow(venue, ALICE)
    venue.place(sell(BOB, 100, 1), sell(BOB, 101, 1))
    venue.place(buy(ALICE, 101, 2), buy(ALICE, 90, 2))
    ids = [report["I"] for report in reports(client.heard())]
    assert ids == sorted(set(ids))


def test_a_cancel_carries_its_own_id_and_the_orders(venue):
    client = follow(venue, ALICE)
    order_id = venue.place(buy(ALICE, 100, 1, name="order"))
    label = Label(cancel_client_order_id="cancel")
    venue.do(pack.cancel_order(ALICE, BTCUSD, order_id), labels={0: label})
    report = reports(client.heard())[-1]
    assert (report["x"], report["X"], report["c"], report["C"], report["w"]) == (
        "CANCELED",
        "CANCELED",
        "cancel",
        "order",
        False,
    )
    assert (report["t"], report["N"], report["q"]) == (-1, None, "0.00010000")


def test_cancelling_all_reports_every_order(venue):
    client = follow(venue, ALICE)
    venue.place(buy(ALICE, 100, 1, name="a"), buy(ALICE, 99, 1, name="b"))
    client.heard()
    venue.do(pack.cancel_all(ALICE, BTCUSD))
    *told, position = client.heard()
    assert {(report["x"], report["C"]) for report in told} == {("CANCELED", "a"), ("CANCELED", "b")}
    assert brief(position) == [("USD", "1000000.00000000", "0.00000000")]


def test_what_an_immediate_order_could_not_fill_expires_with_its_reason(venue):
    client = follow(venue, ALICE)
    venue.place(sell(BOB, 100, 1))
    venue.place(buy(ALICE, 100, 3, time_in_force=TimeInForce.IOC))
    venue.place(buy(ALICE, 100, 3, time_in_force=TimeInForce.FOK))
    venue.place(buy(ALICE, 0, 3, order_type=OrderType.MARKET))
    told = reports(client.heard())
    assert briefs(told) == [
        "NEW NEW",
        "TRADE PARTIALLY_FILLED",
        "EXPIRED EXPIRED",
        "NEW NEW",
        "EXPIRED EXPIRED",
        "NEW NEW",
        "EXPIRED EXPIRED",
    ]
    assert [report["eR"] for report in told if "eR" in report] == [
        "UNFILLED_IOC_QUANTITY_EXPIRED",
        "UNFILLED_FOK_ORDER_EXPIRED",
        "INSUFFICIENT_LIQUIDITY",
    ]


def test_a_market_order_in_money_reports_the_money_it_asked_for(venue):
    venue.place(sell(BOB, 100, 10_000))
    client = follow(venue, ALICE)
    command = buy(ALICE, 0, 0, order_type=OrderType.MARKET, amount_units=50 * SCALE)
    venue.place(command)
    new, trade = reports(client.heard())
    assert (new["o"], new["Q"], new["p"]) == ("MARKET", "50.00000000", "0.00000000")
    assert (trade["X"], trade["l"], trade["Y"]) == ("FILLED", "0.50000000", "50.00000000")


def test_a_reduced_order_is_reported_as_replaced_and_keeps_its_number(venue):
    client = follow(venue, ALICE)
    order_id = venue.place(buy(ALICE, 100, 5, name="before"))
    client.heard()
    reduce = pack.reduce_order(ALICE, BTCUSD, order_id, 2, client_key("after"), 0)
    venue.do(reduce, labels={0: Label(client_order_id="after")})
    report, position = client.heard()
    assert brief(report) == "REPLACED NEW"
    assert (report["i"], report["q"], report["c"], report["C"]) == (
        order_id,
        "0.00020000",
        "after",
        "before",
    )
    assert brief(position) == [("USD", "999999.98000000", "0.02000000")]


def test_replacing_an_order_reports_the_cancel_and_then_the_new_one(venue):
    client = follow(venue, ALICE)
    order_id = venue.place(buy(ALICE, 100, 5, name="old"))
    client.heard()
    command, _ = buy(ALICE, 99, 5, name="new", kind=CommandKind.REPLACE_ORDER, target=order_id)
    label = Label(client_order_id="new", cancel_client_order_id="cancel")
    venue.do(command, labels={0: label})
    cancelled, new, position = client.heard()
    assert (brief(cancelled), cancelled["c"], cancelled["C"]) == (
        "CANCELED CANCELED",
        "cancel",
        "old",
    )
    assert (brief(new), new["c"], new["C"]) == ("NEW NEW", "new", "")
    assert brief(position) == [("USD", "999999.95050000", "0.04950000")]


def test_a_cancel_by_client_id_is_reported_like_any_other(venue):
    client = follow(venue, ALICE)
    venue.place(buy(ALICE, 100, 5, name="mine"))
    flag = OrderFlag.TARGET_BY_CLIENT_KEY
    venue.do(pack.cancel_order(ALICE, BTCUSD, client_key("mine"), flag))
    assert briefs(reports(client.heard())) == ["NEW NEW", "CANCELED CANCELED"]


def test_a_prevented_match_is_reported_with_both_orders_and_what_did_not_trade(venue):
    client = follow(venue, ALICE)
    maker = venue.place(sell(ALICE, 100, 3))
    client.heard()
    taker = venue.place(buy(ALICE, 101, 2, self_trade_prevention=SelfTradePrevention.EXPIRE_MAKER))
    new, expired, _ = client.heard()
    assert (new["i"], new["V"]) == (taker, "EXPIRE_MAKER")
    assert brief(expired) == "TRADE_PREVENTION EXPIRED_IN_MATCH"
    fields = ("i", "v", "A", "B", "u", "U", "pl", "pL", "pY")
    assert {key: expired[key] for key in fields} == {
        "i": maker,
        "v": 1,
        "A": "0.00030000",
        "B": "0.00030000",
        "u": -1,
        "U": taker,
        "pl": "0.00020000",
        "pL": "100.00000000",
        "pY": "0.02000000",
    }
    assert "eR" not in expired


def test_both_orders_of_a_prevented_match_may_end_and_each_names_the_other(venue):
    client = follow(venue, ALICE)
    maker = venue.place(sell(ALICE, 100, 3))
    taker = venue.place(buy(ALICE, 101, 2, self_trade_prevention=SelfTradePrevention.EXPIRE_BOTH))
    ended = [r for r in reports(client.heard()) if r["x"] == "TRADE_PREVENTION"]
    assert {(r["i"], r["U"]) for r in ended} == {(maker, taker), (taker, maker)}


def test_an_order_that_survives_a_prevented_match_and_then_expires_says_its_own_reason(venue):
    client = follow(venue, ALICE)
    venue.place(sell(ALICE, 100, 3))
    mode = SelfTradePrevention.EXPIRE_MAKER
    venue.place(buy(ALICE, 101, 2, self_trade_prevention=mode, time_in_force=TimeInForce.IOC))
    last = reports(client.heard())[-1]
    assert (brief(last), last["eR"]) == ("EXPIRED EXPIRED", "UNFILLED_IOC_QUANTITY_EXPIRED")


def test_strategy_numbers_are_carried_only_when_they_were_given(venue):
    client = follow(venue, ALICE)
    venue.place(buy(ALICE, 100, 1, strategy_id=7, strategy_type=1_000_000), buy(ALICE, 99, 1))
    marked, plain = reports(client.heard())
    assert (marked["j"], marked["J"]) == (7, 1_000_000)
    assert "j" not in plain
    assert "J" not in plain


@pytest.mark.operation("event balanceUpdate")
def test_money_coming_in_and_going_out_is_told_as_a_change_and_as_a_balance(venue):
    client = follow(venue, ALICE)
    venue.do(pack.deposit(ALICE, BTC, SCALE), pack.withdraw(ALICE, USD, 5 * SCALE))
    came, after, went, finally_ = client.heard()
    assert came == {
        "e": "balanceUpdate",
        "E": BEGIN_MS,
        "a": "BTC",
        "d": "1.00000000",
        "T": BEGIN_MS,
    }
    assert brief(after) == [("BTC", "101.00000000", "0.00000000")]
    assert went["d"] == "-5.00000000"
    assert brief(finally_) == [("USD", "999995.00000000", "0.00000000")]


def test_refusals_are_nobodys_news(venue):
    client = follow(venue, ALICE)
    venue.place(buy(ALICE, 10**6, 10**8))
    venue.do(pack.cancel_order(ALICE, BTCUSD, 12_345))
    assert client.heard() == []


def test_nobody_hears_of_another_account(venue):
    bob = follow(venue, BOB)
    venue.place(buy(ALICE, 100, 1))
    venue.do(pack.deposit(ALICE, BTC, 1))
    assert bob.heard() == []


def test_accounts_that_others_watch_are_not_our_news(venue):
    alice = follow(venue, ALICE)
    venue.projections.executions.watch(BOB)
    venue.place(buy(BOB, 100, 1))
    assert alice.heard() == []


def test_nothing_is_kept_of_accounts_nobody_listens_to(venue):
    one, other = follow(venue, ALICE), follow(venue, ALICE)
    one.leave()
    assert venue.projections.executions.watched == {ALICE: 1}
    other.leave()
    assert venue.projections.executions.watched == {}


def test_events_on_a_combined_connection_carry_the_listen_key(venue):
    key = venue.listen_keys.open(ALICE)
    client = venue.client("/stream", f"streams={key}")
    venue.place(buy(ALICE, 100, 1))
    assert [event["stream"] for event in client.heard()] == [key, key]


def test_two_connections_of_one_key_hear_the_same(venue):
    one, other = follow(venue, ALICE), follow(venue, ALICE)
    venue.place(buy(ALICE, 100, 1))
    assert one.heard() == other.heard() != []


def test_listening_may_begin_and_end_at_any_time_and_balances_stay_right(venue):
    first = follow(venue, ALICE)
    venue.place(buy(ALICE, 100, 10))
    first.leave()
    venue.place(buy(ALICE, 100, 10))
    second = follow(venue, ALICE)
    venue.place(buy(ALICE, 100, 10))
    assert brief(second.heard()[-1]) == [("USD", "999999.70000000", "0.30000000")]


def test_a_listen_key_may_be_subscribed_like_any_stream(venue):
    client = venue.client()
    key = venue.listen_keys.open(ALICE)
    assert client.ask("SUBSCRIBE", key) == [{"result": None, "id": 1}]
    venue.place(buy(ALICE, 100, 1))
    assert len(client.heard()) == 2


@pytest.mark.operation("event listenKeyExpired")
def test_an_expired_key_is_said_to_be_and_nothing_follows(venue):
    client = follow(venue, ALICE)
    (key,) = client.ask("LIST_SUBSCRIPTIONS")[0]["result"]
    venue.wait(HOUR_MS)
    assert client.heard() == [{"e": "listenKeyExpired", "E": BEGIN_MS + HOUR_MS, "listenKey": key}]
    venue.place(buy(ALICE, 100, 1))
    assert client.heard() == []
    assert client.ask("LIST_SUBSCRIPTIONS")[0]["result"] == []
    assert client.line.goodbye is None


def test_a_key_kept_alive_goes_on(venue):
    client = follow(venue, ALICE)
    for _ in range(3):
        venue.wait(HOUR_MS // 2)
        venue.listen_keys.open(ALICE)
    venue.place(buy(ALICE, 100, 1))
    assert len(client.heard()) == 2


def test_a_dead_key_in_the_address_is_refused_aloud(venue):
    client = venue.client("/ws/" + "k" * 64)
    (said,) = client.heard()
    assert said["error"]["msg"] == "Invalid request: invalid stream"


def test_a_stop_is_reported_when_it_waits_and_again_when_it_comes_to_the_market(venue):
    venue.place(sell(BOB, 100, 1))
    venue.place(buy(ALICE, 100, 1))
    client = follow(venue, BOB)
    stop = {"order_type": OrderType.STOP_LOSS_LIMIT, "trigger_ticks": 9_900}
    order_id = venue.place(sell(BOB, 98, 5, **stop))
    waiting = reports(client.heard())[0]
    assert (waiting["x"], waiting["X"], waiting["w"]) == ("NEW", "NEW", False)
    assert "W" not in waiting
    venue.place(buy(ALICE, 99, 1))
    venue.place(sell(CAROL, 99, 1))
    working = reports(client.heard())[0]
    assert (working["i"], working["x"], working["X"], working["w"]) == (
        order_id, "NEW", "NEW", True,
    )  # fmt: skip
    assert working["W"] == working["T"]
    assert working["P"] == waiting["P"] != "0.00000000"


def test_an_iceberg_says_how_much_of_it_is_shown(venue):
    client = follow(venue, ALICE)
    venue.place(buy(ALICE, 100, 10, visible_lots=4))
    assert reports(client.heard())[0]["F"] == "0.00040000"


def test_a_pegged_order_says_what_to_and_once_it_works_at_what_price(venue):
    venue.place(sell(BOB, 100, 1))
    venue.place(buy(ALICE, 100, 1))
    venue.place(sell(BOB, 102, 1))
    client = follow(venue, BOB)
    venue.place(sell(BOB, 105, 1, peg=Peg.PRIMARY))
    pegged = reports(client.heard())[0]
    assert (pegged["gP"], pegged["gp"]) == ("PRIMARY_PEG", "102.00000000")
    assert pegged["p"] == "105.00000000"
    assert "gOT" not in pegged
    stop = {"order_type": OrderType.STOP_LOSS_LIMIT, "trigger_ticks": 9_900}
    venue.place(sell(BOB, 98, 1, **stop, peg=Peg.PRIMARY, peg_levels=1))
    waiting = reports(client.heard())[0]
    assert (waiting["gP"], waiting["gOT"], waiting["gOV"]) == ("PRIMARY_PEG", "PRICE_LEVEL", 1)
    assert "gp" not in waiting
