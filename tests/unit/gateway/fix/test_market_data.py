"""Market data over FIX: instruments, trades, best prices, and a book a client can keep."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassbook.gateway.fix.limits import DOCUMENTED
from glassbook.gateway.fix.messages import Kinds
from tests.unit.gateway.fix.house import FixHouse

BOOK = [{"MDEntryType": "0"}, {"MDEntryType": "1"}]
TRADES = [{"MDEntryType": "2"}]


def ask(client, request_id, *, depth=None, entries=BOOK, symbols=("BTCUSD",)):
    return client.say(
        "V",
        MDReqID=request_id,
        SubscriptionRequestType=1,
        MarketDepth=depth,
        NoRelatedSym=[{"Symbol": symbol} for symbol in symbols],
        NoMDEntryTypes=entries,
    )


def give_up(client, request_id):
    return client.say("V", MDReqID=request_id, SubscriptionRequestType=2)


def only(heard, wanted):
    ((name, values),) = heard
    assert name == wanted, heard
    return values


def lines(heard):
    """Return (action, side, price, quantity) of all lines of the refreshes heard."""
    return [
        (
            entry["MDUpdateAction"],
            entry["MDEntryType"],
            float(entry["MDEntryPx"]),
            float(entry.get("MDEntrySize", 0)),
        )
        for name, values in heard
        for entry in values["NoMDEntries"]
        if name == "MarketDataIncrementalRefresh"
    ]


def code(heard, wanted="MarketDataRequestReject"):
    return int(only(heard, wanted)["ErrorCode"])


# --- instruments


@pytest.mark.operation("fix InstrumentListRequest<x>")
@pytest.mark.operation("fix InstrumentList<y>")
def test_instruments_are_listed_with_their_rules(house):
    client = house.observer()
    one = client.say("x", InstrumentReqID="a", InstrumentListRequestType=0, Symbol="BTCUSD")
    (listed,) = only(one, "InstrumentList")["NoRelatedSym"]
    assert (
        listed.items()
        >= {
            "Symbol": "BTCUSD",
            "Currency": "USD",
            "MinPriceIncrement": "0.01000000",
            "MinQtyIncrement": "0.00001000",
            "MaxTradeVol": "9000.00000000",
        }.items()
    )
    everything = client.say("x", InstrumentReqID="b", InstrumentListRequestType=4)
    symbols = [each["Symbol"] for each in only(everything, "InstrumentList")["NoRelatedSym"]]
    assert symbols == ["BTCUSD", "ETHUSD", "ETHBTC"]


def test_what_is_not_listed_is_rejected(house):
    client = house.observer()
    single = {"InstrumentReqID": "a", "InstrumentListRequestType": 0}
    assert code(client.say("x", **single), "Reject") == -1102
    assert code(client.say("x", **single, Symbol="NOSUCH"), "Reject") == -1121
    assert code(ask(client, "a", depth=1, symbols=("NOSUCH",)), "Reject") == -1121


# --- subscribing


@pytest.mark.operation("fix MarketDataRequestReject<Y>")
def test_an_id_and_a_stream_are_used_once_on_a_connection(house):
    client = house.observer()
    ask(client, "a", depth=1)
    again = only(ask(client, "a", depth=5), "MarketDataRequestReject")
    assert (again["ErrorCode"], again["MDReqRejReason"]) == ("-1190", "1")
    similar = only(ask(client, "b", depth=1), "MarketDataRequestReject")
    assert (similar["ErrorCode"], similar["MDReqRejReason"]) == ("-1191", "2")
    assert "Symbol='BTCUSD', active subscription id: 'a'." in similar["Text"]
    assert code(give_up(client, "b")) == -1190
    assert give_up(client, "a") == []
    only(ask(client, "b", depth=1), "MarketDataSnapshot")


def test_a_connection_listens_to_so_many_streams(house, monkeypatch):
    limits = DOCUMENTED[Kinds.MARKET_DATA]
    few = {Kinds.MARKET_DATA: type(limits)(2_000, 60, 300, 300, 100, streams_max=2)}
    monkeypatch.setattr(house.server._door, "_limits", few)
    client = house.observer()
    assert code(ask(client, "a", depth=1, symbols=("BTCUSD", "ETHUSD", "ETHBTC"))) == -1191
    assert len(ask(client, "a", depth=1, symbols=("BTCUSD", "ETHUSD"))) == 2
    assert code(ask(client, "b", entries=TRADES)) == -1191


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"depth": None}, -1102),
        ({"depth": 0}, -1130),
        ({"depth": 5001}, -1130),
        ({"depth": 1, "entries": BOOK[:1]}, -1130),
        ({"depth": 1, "entries": BOOK + TRADES}, -1130),
        ({"depth": 1, "entries": []}, -1102),
        ({"depth": 1, "symbols": ()}, -1102),
        ({"depth": 1, "symbols": ("BTCUSD", "BTCUSD")}, -1189),
    ],
)
def test_a_request_that_asks_for_no_stream_is_rejected(house, changes, expected):
    assert code(ask(house.observer(), "a", **changes), "Reject") == expected


# --- streams


@pytest.mark.operation("fix MarketDataRequest<V>")
def test_trades_are_told_as_they_happen_to_who_listens(house):
    client, other = house.observer(), house.observer("bob", "OTHER")
    assert ask(client, "t", entries=TRADES) == []
    ask(other, "t", entries=TRADES, symbols=("ETHUSD",))
    house.place(house.bob, "SELL", "0.2", "30000")
    house.place(house.alice, "BUY", "0.5", "30000")
    values = only(client.heard(), "MarketDataIncrementalRefresh")
    assert values == {
        "MDReqID": "t",
        "NoMDEntries": [
            {
                "MDUpdateAction": "0",
                "MDEntryPx": "30000.00000000",
                "MDEntrySize": "0.20000000",
                "MDEntryType": "2",
                "Symbol": "BTCUSD",
                "TransactTime": "20231114-22:13:20.000000",
                "TradeID": "1",
                "AggressorSide": "1",
            }
        ],
    }
    assert other.heard() == []


def test_the_best_prices_are_told_when_they_change_and_only_then(house):
    house.place(house.alice, "BUY", "0.5", "29000")
    client = house.observer()
    snapshot = only(ask(client, "b", depth=1), "MarketDataSnapshot")
    assert [entry["MDEntryPx"] for entry in snapshot["NoMDEntries"]] == ["29000.00000000"]
    house.place(house.alice, "BUY", "0.5", "28000")
    assert client.heard() == []
    house.place(house.alice, "BUY", "0.1", "29000")
    assert lines(client.heard()) == [("1", "0", 29000, 0.6)]
    house.place(house.bob, "SELL", "0.1", "31000")
    assert lines(client.heard()) == [("0", "1", 31000, 0.1)]
    house.place(house.alice, "BUY", "0.1", "31000")
    assert lines(client.heard()) == [("2", "1", 31000, 0)]


@pytest.mark.operation("fix MarketDataSnapshot<W>")
@pytest.mark.operation("fix MarketDataIncrementalRefresh<X>")
def test_levels_are_new_changed_and_gone(house):
    house.place(house.alice, "BUY", "0.5", "29000")
    client = house.observer()
    snapshot = only(ask(client, "d", depth=10), "MarketDataSnapshot")
    house.place(house.alice, "BUY", "0.5", "28000")
    house.place(house.alice, "BUY", "0.1", "29000")
    house.place(house.bob, "SELL", "0.6", "29000")
    house.place(house.bob, "SELL", "0.4", "31000")
    house.server.beat_depth()
    heard = client.heard()
    assert lines(heard) == [("2", "0", 29000, 0), ("0", "0", 28000, 0.5), ("0", "1", 31000, 0.4)]
    first = heard[0][1]["NoMDEntries"][0]
    assert int(first["FirstBookUpdateID"]) == int(snapshot["LastBookUpdateID"]) + 1
    house.place(house.alice, "BUY", "0.1", "28000")
    house.server.beat_depth()
    heard = client.heard()
    assert lines(heard) == [("1", "0", 28000, 0.6)]
    last = int(first["LastBookUpdateID"])
    assert int(heard[0][1]["NoMDEntries"][0]["FirstBookUpdateID"]) == last + 1


def test_a_level_that_came_and_went_between_two_beats_is_not_told(house):
    client = house.observer()
    ask(client, "d", depth=10)
    house.place(house.alice, "BUY", "0.5", "29000")
    house.place(house.bob, "SELL", "0.5", "29000")
    house.server.beat_depth()
    assert client.heard() == []


def test_who_leaves_or_gives_up_hears_nothing_more_and_costs_nothing(house):
    stays, leaves = house.observer(), house.observer("bob", "LEAVES")
    for client in (stays, leaves):
        for request_id, depth in (("b", 1), ("d", 10)):
            ask(client, request_id, depth=depth)
        ask(client, "t", entries=TRADES)
    leaves.leave(politely=False)
    for request_id in ("b", "d", "t"):
        give_up(stays, request_id)
    house.place(house.alice, "BUY", "0.5", "29000")
    house.server.beat_depth()
    assert stays.heard() == leaves.heard() == []
    assert not house.server.market._listeners
    assert not house.server.market._copies
    assert not house.server.market._touches


def test_a_level_that_came_and_went_unseen_does_not_part_the_ids(house):
    first = house.observer(comp_id="FIRST")
    older = LocalBook(first, "d")
    house.place(house.bob, "SELL", "1", "30000")
    house.place(house.alice, "BUY", "1", "30000")
    house.server.beat_depth()
    second = house.observer(comp_id="SECOND")
    newer = LocalBook(second, "d")
    house.place(house.alice, "BUY", "1", "29000")
    house.server.beat_depth()
    older.take(first.heard())
    newer.take(second.heard())
    assert older.levels == newer.levels == {("0", "29000.00000000"): "1.00000000"}


def test_limits_of_market_data_count_streams(house):
    client = house.observer()
    ask(client, "b", depth=1, symbols=("BTCUSD", "ETHUSD"))
    values = only(client.say("XLQ", ReqID="q"), "LimitResponse")
    used = [(each["LimitType"], each["LimitCount"]) for each in values["NoLimitIndicators"]]
    assert used == [("2", "3"), ("3", "2")]


class LocalBook:
    """A book kept by the documented rule: snapshot first, then every refresh in turn."""

    def __init__(self, client, request_id):
        values = only(ask(client, request_id, depth=5000), "MarketDataSnapshot")
        self.last_id = int(values["LastBookUpdateID"])
        self.levels = {
            (entry["MDEntryType"], entry["MDEntryPx"]): entry["MDEntrySize"]
            for entry in values["NoMDEntries"]
        }

    def take(self, heard):
        for _, values in heard:
            first = values["NoMDEntries"][0]
            assert int(first["FirstBookUpdateID"]) == self.last_id + 1, "the ids join"
            self.last_id = int(first["LastBookUpdateID"])
            for entry in values["NoMDEntries"]:
                self._apply(entry)

    def _apply(self, entry):
        place = entry["MDEntryType"], entry["MDEntryPx"]
        action = entry["MDUpdateAction"]
        assert (action == "0") == (place not in self.levels), "new is what was not there"
        if action == "2":
            del self.levels[place]
        else:
            self.levels[place] = entry["MDEntrySize"]


STEPS = st.one_of(
    st.tuples(st.sampled_from(["BUY", "SELL"]), st.integers(100, 104), st.integers(1, 4)),
    st.just("beat"),
    st.just("join"),
)


@settings(max_examples=30)
@given(st.lists(STEPS, max_size=30))
def test_every_local_book_is_the_book_whenever_its_owner_came(tmp_path_factory, steps):
    house = FixHouse(tmp_path_factory.mktemp("book"), "none")
    books = []
    for step in [*steps, "beat"]:
        if step == "join":
            client = house.observer(comp_id=f"N{len(books)}")
            books.append((client, LocalBook(client, "d")))
        elif step == "beat":
            house.server.beat_depth()
        else:
            side, price, quantity = step
            house.place(house.alice if side == "BUY" else house.bob, side, quantity, price)
        for client, book in books:
            book.take(client.heard())
    depth = house.ask("GET", "/api/v3/depth", symbol="BTCUSD").json
    present = {("0", price): size for price, size in depth["bids"]}
    present |= {("1", price): size for price, size in depth["asks"]}
    for _, book in books:
        assert book.levels == present
    house.close()
