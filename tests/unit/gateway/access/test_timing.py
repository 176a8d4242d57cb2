"""How fresh a request must be, to the microsecond."""

import pytest

from glassbook.gateway.access.refusals import Refusal
from glassbook.gateway.access.timing import recv_window_us, require_fresh, timestamp_us

NOW_US = 1_700_000_000_000_000


def refused(call):
    with pytest.raises(Refusal) as told:
        call()
    return told.value


def test_milliseconds_and_microseconds_are_told_apart():
    assert timestamp_us("1700000000000") == timestamp_us("1700000000000000") == NOW_US


@pytest.mark.parametrize("text", ["-1", "1.5", "now", "٣", "1" * 21, "", " 1"])
def test_a_timestamp_is_digits_only(text):
    assert refused(lambda: timestamp_us(text)).code == -1100


def test_a_window_is_five_seconds_unless_it_is_said():
    assert recv_window_us(None) == 5_000_000
    assert recv_window_us("6000.346") == 6_000_346
    assert recv_window_us("60000") == 60_000_000


@pytest.mark.parametrize(
    ("text", "code"),
    [("60000.001", -1131), ("60001", -1131), ("1.2345", -1100), ("-5", -1100), ("1e3", -1100)],
)
def test_a_window_has_a_maximum_and_three_decimals(text, code):
    assert refused(lambda: recv_window_us(text)).code == code


def test_a_request_is_fresh_up_to_the_last_microsecond_of_its_window():
    require_fresh(NOW_US - 5_000_000, 5_000_000, NOW_US)
    late = refused(lambda: require_fresh(NOW_US - 5_000_001, 5_000_000, NOW_US))
    assert late.text == "Timestamp for this request is outside of the recvWindow."
    assert late.code == -1021


def test_a_request_may_be_ahead_by_less_than_a_second():
    require_fresh(NOW_US + 999_999, 5_000_000, NOW_US)
    early = refused(lambda: require_fresh(NOW_US + 1_000_000, 5_000_000, NOW_US))
    assert early.text == "Timestamp for this request was 1000ms ahead of the server's time."
    assert early.code == -1021
