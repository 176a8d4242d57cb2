"""Both FIX clients over TLS, and a venue that is killed and opened again: QuickFIX finds it by
itself; binance-fix-connector has nothing of the kind, and its user opens other sessions.
"""

import os
import socket
from contextlib import suppress
from pathlib import Path

from binance_fix_connector.fix_connector import (
    create_drop_copy_session,
    create_order_entry_session,
)

from glassbook.gateway.fix.messages import Kinds
from tests.clients.fix_connection import ask, at, heard
from tests.clients.fix_session import QuickFixClient, make_signer
from tests.clients.venue import running

TRADING = Kinds.ORDER_ENTRY | Kinds.DROP_COPY
ORDER = {"OrderQty": "1", "OrdType": 2, "Price": "2500", "Side": 1, "Symbol": "ETHUSD"}
GTC = {"TimeInForce": 1}


def free_pair() -> int:
    """Return the first of two ports in a row that are free, and not handed out by the system.

    Who looks for some at the same time finds others. They must be nobody else's while the venue is
    away: QuickFIX, once its logon was refused, connects to nobody any more.
    """
    first = 20_000 + os.getpid() % 5_000 * 2
    for port in range(first, first + 2_000, 2):
        with suppress(OSError), socket.socket() as orders, socket.socket() as market:
            orders.bind(("127.0.0.1", port))
            market.bind(("127.0.0.1", port + 1))
            return port
    raise AssertionError("no two ports in a row are free")


def test_both_trade_again_after_a_kill(certificate: tuple[Path, Path], tmp_path: Path):
    data, port, (pem, key) = tmp_path / "data", free_pair(), certificate
    options = ("--replay", "none", "--fix-port", str(port))
    options += ("--fix-certificate", str(pem), "--fix-key", str(key))
    with running(data, *options) as first:
        signer = make_signer(first, tmp_path, "carol")
        with QuickFixClient(tmp_path / "client", port, TRADING, *signer, authority=pem) as client:
            client.send("D", ClOrdID="kept", **ORDER, **GTC)
            order_id = client.wait_for("8")["OrderID"]
            first.kill()
            client.wait_for("logout")
            with running(data, *options):
                client.wait_for("logon")
                client.send("F", ClOrdID="gone", OrigClOrdID="kept", Symbol="ETHUSD")
                assert client.wait_for("8")["OrderID"] == order_id
                copy = create_drop_copy_session(*signer, endpoint=at(port))
                assert heard(copy, "A")["56"] == "BDCTECH"
                client.send("D", ClOrdID="again", **ORDER, **GTC)
                assert client.wait_for("8")["ClOrdID"] == heard(copy, "8")["11"] == "again"
                trader = create_order_entry_session(*signer, endpoint=at(port))
                heard(trader, "A")
                order = [(11, "new"), (38, "1"), (40, 2), (44, "2500"), (54, 1), (55, "ETHUSD")]
                ask(trader, "D", [*order, (59, 1)])
                assert heard(trader, "8")["11"] == heard(copy, "8")["11"] == "new"
                trader.disconnect()
                copy.disconnect()
