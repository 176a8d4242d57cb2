"""QuickFIX, the library most FIX programs are written with, against the whole venue over sockets.

It checks every message against a dictionary; the independent check of that dictionary against the
published ones is `tools/check_fix_dictionary.py`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from glassbook.gateway.fix.messages import Kinds
from tests.clients.fix_session import QuickFixClient, Signer, make_signer
from tests.clients.venue import RunningVenue

TRADING = Kinds.ORDER_ENTRY | Kinds.DROP_COPY
ORDER = {"OrderQty": "1", "OrdType": 2, "Price": "2500", "Side": 1, "Symbol": "ETHUSD"}
GTC = {"TimeInForce": 1}


@pytest.fixture(scope="module")
def bob(venue: RunningVenue, tmp_path_factory: pytest.TempPathFactory) -> Signer:
    return make_signer(venue, tmp_path_factory.mktemp("fix"), "bob")


@pytest.fixture
def trader(venue: RunningVenue, bob: Signer, tmp_path: Path) -> Iterator[QuickFixClient]:
    with QuickFixClient(tmp_path, venue.fix_ports[0], TRADING, *bob) as client:
        yield client
        client.send("q", ClOrdID="sweep", Symbol="ETHUSD", MassCancelRequestType=1)
        client.wait_for("r")
        assert client.application.rejected == [], "everything fitted the dictionary"


def test_it_places_amends_replaces_and_cancels(trader: QuickFixClient):
    trader.send("D", ClOrdID="one", **ORDER, **GTC)
    assert trader.wait_for("8")["OrdStatus"] == "0"
    trader.send("XAK", ClOrdID="less", OrigClOrdID="one", Symbol="ETHUSD", OrderQty="0.5")
    assert trader.wait_for("8")["ExecType"] == "5"
    replace = {"OrderCancelRequestAndNewOrderSingleMode": 1, "OrigClOrdID": "less"}
    trader.send("XCN", ClOrdID="two", **replace, **ORDER, **GTC)
    assert [trader.wait_for("8")["ExecType"] for _ in range(2)] == ["4", "0"]
    trader.send("F", ClOrdID="gone", OrigClOrdID="two", Symbol="ETHUSD")
    assert trader.wait_for("8")["OrdStatus"] == "4"
    trader.send("F", ClOrdID="gone", OrigClOrdID="two", Symbol="ETHUSD")
    assert trader.wait_for("9")["Text"] == "Unknown order sent."


def test_it_trades_and_is_refused_and_told_why(trader: QuickFixClient):
    own = {**ORDER, "SelfTradePreventionMode": 1, "Price": "2600"}
    trader.send("D", ClOrdID="bid", **own, **GTC)
    trader.wait_for("8")
    trader.send("D", ClOrdID="ask", **{**own, "Side": 2}, **GTC)
    reports = [trader.wait_for("8") for _ in range(3)]
    assert sorted(report["ExecType"] for report in reports) == ["0", "F", "F"]
    trader.send("D", ClOrdID="stop", **{**ORDER, "OrderQty": "99999999"}, **GTC)
    assert trader.wait_for("8")["OrdStatus"] == "8"
    trader.send("XLQ", ReqID="limits")
    assert trader.wait_for("XLR")["NoLimitIndicators"] == "3"


def test_a_drop_copy_hears_what_the_other_session_does(
    venue: RunningVenue, bob: Signer, tmp_path: Path, trader: QuickFixClient
):
    port, folder = venue.fix_ports[0], tmp_path / "copy"
    with QuickFixClient(folder, port, TRADING, *bob, "COPY", is_copy=True) as copy:
        trader.send("D", ClOrdID="seen", **ORDER, **GTC)
        assert copy.wait_for("8")["ClOrdID"] == "seen"
        assert copy.application.rejected == []


def test_it_follows_the_recorded_market(venue: RunningVenue, bob: Signer, tmp_path: Path):
    port = venue.fix_ports[1]
    with QuickFixClient(tmp_path, port, Kinds.MARKET_DATA, *bob, "MARKET") as client:
        client.send("x", InstrumentReqID="list", InstrumentListRequestType=4)
        assert int(client.wait_for("y")["NoRelatedSym"]) >= 6
        asked = {"SubscriptionRequestType": 1, "NoRelatedSym": [{"Symbol": "BTCUSD"}]}
        book = [{"MDEntryType": 0}, {"MDEntryType": 1}]
        for request_id, depth in (("best", 1), ("book", 100)):
            client.send("V", MDReqID=request_id, MarketDepth=depth, NoMDEntryTypes=book, **asked)
            assert client.wait_for("W")["MDReqID"] == request_id
        client.send("V", MDReqID="trades", NoMDEntryTypes=[{"MDEntryType": 2}], **asked)
        waiting = {"best", "book", "trades"}
        while waiting:
            waiting.discard(client.wait_for("X")["MDReqID"])
        assert client.application.rejected == [], "everything fitted the dictionary"
