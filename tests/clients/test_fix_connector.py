"""binance-fix-connector, the FIX library of Binance's own, against the whole venue over TLS.

It is told an address, a key and, by the environment, which certificate to trust; nothing else.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from binance_fix_connector.fix_connector import (
    create_drop_copy_session,
    create_market_data_session,
    create_order_entry_session,
)

from tests.clients.fix_connection import ask, at, heard, leave
from tests.clients.fix_session import Signer, make_signer
from tests.clients.venue import RunningVenue, running


@pytest.fixture(scope="module")
def encrypted(
    certificate: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningVenue]:
    pem, key = certificate
    options = ("--replay", "none", "--fix-certificate", str(pem), "--fix-key", str(key))
    with running(tmp_path_factory.mktemp("encrypted") / "data", *options) as venue:
        yield venue


@pytest.fixture(scope="module")
def signer(encrypted: RunningVenue, tmp_path_factory: pytest.TempPathFactory) -> Signer:
    return make_signer(encrypted, tmp_path_factory.mktemp("signer"), "alice")


def test_it_trades_while_a_copy_listens(encrypted: RunningVenue, signer: Signer):
    address = at(encrypted.fix_ports[0])
    trader = create_order_entry_session(*signer, endpoint=address)
    assert heard(trader, "A")["56"] == "BOETRADE"
    copy = create_drop_copy_session(*signer, endpoint=address)
    assert heard(copy, "A")["56"] == "BDCTECH"
    order = [(11, "one"), (38, "1"), (40, 2), (44, "2500"), (54, 1), (55, "ETHUSD"), (59, 1)]
    ask(trader, "D", order)
    report = heard(trader, "8")
    assert (report["11"], report["150"], report["39"]) == ("one", "0", "0")
    assert heard(copy, "8")["37"] == report["37"]
    ask(trader, "F", [(11, "gone"), (37, report["37"]), (55, "ETHUSD")])
    assert heard(trader, "8")["39"] == "4"
    ask(trader, "XLQ", [(6136, "limits")])
    assert heard(trader, "XLR")["25003"] == "3"
    leave(copy)
    leave(trader)


def test_it_fills_and_is_told_of_both_sides(encrypted: RunningVenue, signer: Signer):
    trader = create_order_entry_session(*signer, endpoint=at(encrypted.fix_ports[0]))
    heard(trader, "A")
    own = [(38, "1"), (40, 2), (44, "2600"), (55, "ETHUSD"), (59, 1), (25001, 1)]
    ask(trader, "D", [(11, "bid"), (54, 1), *own])
    assert heard(trader, "8")["39"] == "0"
    ask(trader, "D", [(11, "ask"), (54, 2), *own])
    reports = [heard(trader, "8") for _ in range(3)]
    assert sorted(report["150"] for report in reports) == ["0", "F", "F"]
    leave(trader)


def test_it_follows_a_book(encrypted: RunningVenue, signer: Signer):
    market = create_market_data_session(*signer, endpoint=at(encrypted.fix_ports[1]))
    heard(market, "A")
    fields = [(262, "book"), (263, 1), (264, 10), (146, 1), (55, "ETHUSD"), (267, 2)]
    ask(market, "V", [*fields, (269, 0), (269, 1)])
    assert heard(market, "W")["55"] == "ETHUSD"
    leave(market)
