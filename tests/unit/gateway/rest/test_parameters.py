"""Parameters: where they may stand, what each kind takes, and the exact words of every refusal."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassbook.gateway.access.refusals import Refusal
from glassbook.gateway.rest import klines, order_form, parameters
from glassbook.gateway.rest.endpoint import Endpoint, Security
from glassbook.gateway.rest.parameters import mandatory
from glassbook.gateway.rest.wire import PARAMETERS_MAX, read_parameters


def refused(call):
    with pytest.raises(Refusal) as told:
        call()
    return told.value.code, told.value.text


def test_query_and_body_are_read_together_and_the_query_wins():
    sent = read_parameters(b"symbol=BTCUSD&side=BUY", b"side=SELL&price=1")
    assert sent == {"symbol": "BTCUSD", "side": "BUY", "price": "1"}


@pytest.mark.parametrize(("query", "body"), [(b"a=1&a=1", b""), (b"", b"a=1&b=2&a=3")])
def test_a_name_that_stands_twice_in_one_place_is_refused(query, body):
    no = refused(lambda: read_parameters(query, body))
    assert no == (-1101, "Duplicate values for a parameter detected.")


def test_values_are_percent_decoded_once():
    sent = read_parameters(b"symbols=%5B%22BTCUSD%22%5D&a=%2525&b=x+y", b"")
    assert sent == {"symbols": '["BTCUSD"]', "a": "%25", "b": "x y"}


def test_a_value_may_hold_an_equals_sign():
    assert read_parameters(b"signature=ab==", b"") == {"signature": "ab=="}


def test_escapes_that_are_no_text_are_refused():
    no = refused(lambda: read_parameters(b"a=%ff", b""))
    assert no == (-1100, "Illegal characters found in a parameter.")


def test_more_parameters_than_any_endpoint_has_are_refused():
    raw = b"&".join(b"p%d=1" % number for number in range(PARAMETERS_MAX + 1))
    assert refused(lambda: read_parameters(raw, b""))[0] == -1101


ASCII = st.text(st.characters(max_codepoint=127), max_size=200)


@given(ASCII, ASCII)
def test_whatever_characters_come_are_read_or_refused(query, body):
    with suppress(Refusal):
        read_parameters(query.encode(), body.encode())


# --- kinds

DECIMAL = r"'; legal range is '^([0-9]{1,20})(\.[0-9]{1,20})?$'."


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("1", (1, 0)),
        ("0.1", (1, 1)),
        ("0.00000000", (0, 8)),
        ("99999999999999999999.00000001", (9_999_999_999_999_999_999_900_000_001, 8)),
    ],
)
def test_a_decimal_is_its_digits_and_where_the_point_stands(text, digits):
    assert parameters.decimal("price").read(text) == digits


@pytest.mark.parametrize(
    "text",
    ["-1", "+1", "1e5", "NaN", "inf", "١", "1.", ".1", "1,5", "0x1", "1" + "0" * 30, " 1", "1_0"],
)
def test_what_is_no_plain_decimal_is_called_illegal(text):
    no = refused(lambda: parameters.decimal("price").read(text))
    assert no == (-1100, "Illegal characters found in parameter 'price" + DECIMAL)


def test_a_long_fits_64_bits():
    read = parameters.long("orderId").read
    assert read("9223372036854775807") == 2**63 - 1
    assert refused(lambda: read("9223372036854775808")) == (
        -1108,
        "Parameter 'orderId' overflowed.",
    )
    assert refused(lambda: read("KWxM1eSzVYGwbcj7kn0jJc")) == (
        -1100,
        "Illegal characters found in parameter 'orderId'; legal range is '^[0-9]{1,20}$'.",
    )


def test_a_limit_above_the_maximum_is_the_maximum():
    read = parameters.limit(500, 1000).read
    assert (read("7"), read("5000")) == (7, 1000)
    assert refused(lambda: read("0"))[0] == -1130
    assert refused(lambda: read("-5"))[1] == (
        "Illegal characters found in parameter 'limit'; legal range is '^[0-9]{1,20}$'."
    )


def test_a_symbol_is_upper_case():
    assert refused(lambda: parameters.symbol().read("btcusd")) == (
        -1100,
        "Illegal characters found in parameter 'symbol'; legal range is '^[A-Z0-9-_.]{1,20}$'.",
    )


def test_symbols_are_a_json_array_without_repetition():
    read = parameters.symbols().read
    assert read('["BTCUSD","ETHUSD"]') == ["BTCUSD", "ETHUSD"]
    for text in ("BTCUSD", '["btc"]', "[1]", '{"a":1}', '["BTCUSD"'):
        assert refused(lambda text=text: read(text))[0] == -1100
    assert refused(lambda: read('["BTCUSD","BTCUSD"]'))[0] == -1151


def test_times_are_milliseconds_or_microseconds_and_an_end_is_inclusive():
    start, end = parameters.time("startTime"), parameters.time("endTime", is_end=True)
    assert start.read("1700000000000") == start.read("1700000000000000") == 1_700_000_000 * 10**9
    assert end.read("1700000000000") == 1_700_000_000 * 10**9 + 999_999
    assert end.read("1700000000000000") == 1_700_000_000 * 10**9 + 999


@pytest.mark.parametrize("text", ["a" * 37, "ä", "a b", "a/b", "<x>"])
def test_a_client_id_is_36_plain_characters_at_most(text):
    no = refused(lambda: parameters.client_id("newClientOrderId").read(text))
    assert no[0] == -1100
    assert no[1].startswith("Illegal characters found in parameter 'newClientOrderId'; ")
    assert no[1].endswith("legal range is '^[a-zA-Z0-9-_]{1,36}$'.")


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("0", 0), ("8", 480), ("-1:00", -60), ("05:45", 345), ("-12:00", -720), ("14:00", 840)],
)
def test_a_time_zone_is_hours_ahead_of_utc(text, minutes):
    assert klines.TIME_ZONE.read(text) == minutes * 60_000


@pytest.mark.parametrize("text", ["15", "-12:01", "14:01", "1:60", "x", "1:5", "UTC"])
def test_other_time_zones_are_refused(text):
    assert refused(lambda: klines.TIME_ZONE.read(text))[0] == -1130


@pytest.mark.parametrize(
    ("kind", "text", "refusal"),
    [
        (order_form.SIDE, "buy", (-1117, "Invalid side.")),
        (order_form.TYPE, "WISH", (-1116, "Invalid orderType.")),
    ],
)
def test_words_that_are_none_of_the_choices_have_texts_of_their_own(kind, text, refusal):
    assert refused(lambda: kind.read(text)) == refusal


# --- all of an endpoint's together


async def nothing(venue, call):
    return None


def endpoint(*declared, security=Security.NONE):
    return Endpoint("GET", "/x", security, nothing, None, "", "", declared)


SYMBOL = mandatory(parameters.symbol())


def test_a_mandatory_parameter_that_is_missing_is_named():
    assert refused(lambda: endpoint(SYMBOL).values({})) == (
        -1102,
        "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.",
    )


def test_an_empty_parameter_is_named():
    no = refused(lambda: endpoint(SYMBOL).values({"symbol": ""}))
    assert no == (-1105, "Parameter 'symbol' was empty.")


def test_parameters_that_nobody_reads_are_counted():
    sent = {"symbol": "BTCUSD", "foo": "1", "timestamp": "1"}
    assert refused(lambda: endpoint(SYMBOL).values(sent)) == (
        -1104,
        "Not all sent parameters were read; read '1' parameter(s) but was sent '3'.",
    )
    signed = endpoint(SYMBOL, security=Security.USER_DATA)
    assert refused(lambda: signed.values(sent))[1].endswith(
        "read '2' parameter(s) but was sent '3'."
    )


def test_an_endpoint_that_takes_none_says_so():
    no = refused(lambda: endpoint().values({"foo": "1"}))
    assert no == (-1101, "Too many parameters; expected '0' and received '1'.")
