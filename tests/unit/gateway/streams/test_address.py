"""What an address alone asks for: every spelling that real clients use."""

import json

import pytest

from glassbook.gateway.streams.address import BadAddress, parse_address
from glassbook.gateway.streams.form import TimeUnit

KEY = "pqia91ma19a5s61cv6a81va65sdf19v8a65a1a5s61cv6a81va65sdf19v8a65a1"


@pytest.mark.parametrize(
    ("path", "query", "names"),
    [
        ("/ws", "", ()),
        ("/ws/", "", ()),
        ("/ws/0", "", ()),
        ("/ws/17/", "", ()),
        ("/ws/btcusd@trade", "", ("btcusd@trade",)),
        ("/ws/btcusd@depth@100ms/ethusd@trade", "", ("btcusd@depth@100ms", "ethusd@trade")),
        ("/ws/!miniTicker@arr@1000ms", "", ("!miniTicker@arr@1000ms",)),
        (f"/ws/{KEY}", "", (KEY,)),
    ],
)
def test_a_raw_address_names_streams_and_passes_over_connection_numbers(path, query, names):
    address = parse_address(path, query)
    assert address.names == names
    assert not address.form.is_combined


@pytest.mark.parametrize(
    ("path", "query", "names"),
    [
        ("/stream", "", ()),
        ("/stream/", "", ()),
        ("/stream", "streams=", ()),
        ("/stream", "streams=btcusd@trade/ethusd@trade", ("btcusd@trade", "ethusd@trade")),
        ("/stream/", "streams=btcusd%40trade%2Fethusd%40trade", ("btcusd@trade", "ethusd@trade")),
        ("/stream", f"streams={KEY}", (KEY,)),
        ("/stream", "streams=0", ("0",)),
        ("/stream", "streams=btcusd@kline_1d@+08:00", ("btcusd@kline_1d@+08:00",)),
    ],
)
def test_a_combined_address_names_streams_in_its_query(path, query, names):
    address = parse_address(path, query)
    assert address.names == names
    assert address.form.is_combined


@pytest.mark.parametrize(
    ("query", "unit"),
    [
        ("", TimeUnit.MILLISECOND),
        ("timeUnit=MILLISECOND", TimeUnit.MILLISECOND),
        ("timeUnit=MICROSECOND", TimeUnit.MICROSECOND),
        ("streams=a@trade&timeUnit=microsecond", TimeUnit.MICROSECOND),
    ],
)
def test_the_time_unit_stands_in_the_query(query, unit):
    assert parse_address("/ws/a@trade", query).form.unit is unit
    assert parse_address("/stream", query).form.unit is unit


def test_an_unknown_time_unit_is_refused_with_its_code():
    with pytest.raises(BadAddress) as caught:
        parse_address("/ws", "timeUnit=FORTNIGHT")
    assert (caught.value.status, json.loads(caught.value.body)["code"]) == (400, -1194)


@pytest.mark.parametrize("path", ["/", "/wsx", "/streams", "/stream/x", "/ws-api/v3"])
def test_nothing_is_served_anywhere_else(path):
    with pytest.raises(BadAddress) as caught:
        parse_address(path, "")
    assert caught.value.status == 404
