"""binance-fix-connector, the FIX library of Binance's own, against the whole venue over TLS.

It is told an address, a key and, by the environment, which certificate to trust; nothing else.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from binance_fix_connector.fix_connector import (
    BinanceFixConnector,
    create_drop_copy_session,
    create_market_data_session,
    create_order_entry_session,
)

from tests.clients.encryption import make_certificate
from tests.clients.fix_session import Signer, make_signer
from tests.clients.venue import RunningVenue, running

WAIT_SECONDS = 30


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    """A certificate for localhost, trusted by this process, and its key."""
    pem, key = make_certificate(tmp_path_factory.mktemp("tls"))
    before = os.environ.get("SSL_CERT_FILE")
    os.environ["SSL_CERT_FILE"] = str(pem)
    yield pem, key
    if before is None:
        del os.environ["SSL_CERT_FILE"]
    else:
        os.environ["SSL_CERT_FILE"] = before


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


def at(port: int) -> str:
    return f"tcp+tls://localhost:{port}"


def heard(session: BinanceFixConnector, code: str) -> dict[str, str]:
    """Return the next message of this type, its values by their tags."""
    for message in session.retrieve_messages_until(
        message_type=[code], timeout_seconds=WAIT_SECONDS
    ):
        pairs = {tag.decode(): value.decode() for tag, value in message.pairs}
        if pairs["35"] == code:
            return pairs
    raise AssertionError(f"no message {code} was heard")


def ask(session: BinanceFixConnector, code: str, fields: list[tuple[int, object]]) -> None:
    message = session.create_fix_message_with_basic_header(code)
    for tag, value in fields:
        message.append_pair(tag, value)
    session.send_message(message)


def leave(session: BinanceFixConnector) -> None:
    session.logout()
    assert heard(session, "5")["58"] == "Logout acknowledgment."
    session.disconnect()


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


def test_it_follows_a_book(encrypted: RunningVenue, signer: Signer):
    market = create_market_data_session(*signer, endpoint=at(encrypted.fix_ports[1]))
    heard(market, "A")
    fields = [(262, "book"), (263, 1), (264, 10), (146, 1), (55, "ETHUSD"), (267, 2)]
    ask(market, "V", [*fields, (269, 0), (269, 1)])
    assert heard(market, "W")["55"] == "ETHUSD"
    leave(market)
