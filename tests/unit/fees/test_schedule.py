"""A schedule of commission, as it is written and as it is taken."""

import json

import pytest

from glassbook.fees.schedule import Rates, ScheduleInvalid, read_schedule

TIERS = [
    {"volume": "0", "maker": "0.001", "taker": "0.0015"},
    {"volume": "100000.5", "maker": "0.0008", "taker": "0.1"},
]


def read(folder, **file):
    path = folder / "fees.json"
    path.write_text(json.dumps(file))
    return read_schedule(path)


def test_a_volume_has_the_rates_of_the_highest_tier_it_reaches(tmp_path):
    schedule = read(tmp_path, tiers=TIERS)
    just = 100_000_50000000
    assert schedule.rates(0) == schedule.rates(just - 1) == Rates(1_000, 1_500)
    assert schedule.rates(just) == schedule.rates(10**30) == Rates(800, 100_000)


def test_nobody_is_journaled_by_name(tmp_path):
    schedule = read(tmp_path, tiers=TIERS, special={"alice": {"maker": "0", "taker": "0.000001"}})
    document = schedule.document({7: schedule.special["alice"]})
    assert document.body["special"] == [[7, 0, 1]]
    assert "alice" not in repr(document)


@pytest.mark.parametrize(
    ("file", "complaint"),
    [
        ({}, "tiers"),
        ({"tiers": []}, "at least one"),
        ({"tiers": TIERS[1:]}, "begin with 0"),
        ({"tiers": [TIERS[0], TIERS[0]]}, "must rise"),
        ({"tiers": [TIERS[0] | {"maker": "-0.1"}]}, "maker is '-0.1'"),
        ({"tiers": [TIERS[0] | {"taker": "0.1000001"}]}, "up to 6 decimals"),
        ({"tiers": [TIERS[0] | {"taker": "0.100001"}]}, "at most 0.1"),
        ({"tiers": [TIERS[0] | {"maker": 0.1}]}, "Expected `str`"),
        ({"tiers": [TIERS[0] | {"vip": "1"}]}, "unknown field `vip`"),
        ({"tiers": TIERS, "special": {"alice": {"maker": "0"}}}, "taker"),
    ],
)
def test_what_is_no_schedule_is_refused_as_a_whole(tmp_path, file, complaint):
    with pytest.raises(ScheduleInvalid, match=complaint):
        read(tmp_path, **file)
