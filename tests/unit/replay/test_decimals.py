"""Numbers as recorders write them become integers, exactly or not at all."""

import pytest

from glassbook.protocol.decimals import NotADecimal, TooPrecise
from glassbook.replay.decimals import scaled


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("78318.0", 7_831_800_000_000),
        ("0.00030644", 30_644),
        ("1e-08", 1),
        ("7.18e-06", 718),
        ("1.5e+03", 150_000_000_000),
        ("2e3", 200_000_000_000),
        ("0.0", 0),
        ("483980000.0", 48_398_000_000_000_000),
    ],
)
def test_a_number_is_read_exactly(text, units):
    assert scaled(text) == units


@pytest.mark.parametrize(
    "text", ["", "-1", "nan", "inf", "1e", "1e1.5", "e5", "1e99", "1_0", "٣", "1e٣", "1 ", "1e--3"]
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(NotADecimal):
        scaled(text)


@pytest.mark.parametrize("text", ["0.000000001", "1e-9", "1.23456789e-5"])
def test_a_number_finer_than_eight_decimals_is_refused(text):
    with pytest.raises(TooPrecise):
        scaled(text)


@pytest.mark.parametrize("text", ["46116860184.27387904", "1e30"])
def test_a_number_beyond_62_bits_is_refused(text):
    with pytest.raises(NotADecimal):
        scaled(text)


def test_the_largest_number_is_read():
    assert scaled("46116860184.27387903") == 2**62 - 1
