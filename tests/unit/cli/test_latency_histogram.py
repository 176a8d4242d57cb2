"""How long single commands took, as counts and as a picture."""

from xml.etree import ElementTree as ET

import numpy as np
import pytest

from glassbook.cli.bench.histogram import drawn, histogram

SVG = "{http://www.w3.org/2000/svg}"


def test_every_command_is_in_one_bin_and_lies_above_where_it_begins():
    took_ns = np.random.Generator(np.random.PCG64(3)).lognormal(5, 1, 10_000)
    bins = histogram(took_ns)
    assert sum(count for _, count in bins) == 10_000
    begins = [begin for begin, _ in bins]
    assert begins == sorted(begins)
    for begin, count in bins:
        within = (took_ns >= begin * (1 - 1e-9)) & (took_ns < begin * 10 ** (1 / 20) * (1 - 1e-9))
        assert count == within.sum()


def test_what_took_no_time_was_not_measured():
    with pytest.raises(AssertionError, match="some time"):
        histogram(np.array([0.0, 1.0]))


def test_each_histogram_is_a_curve_from_its_least_to_its_most():
    some = histogram(np.array([10.0, 11.0, 1_000.0]))
    svg = ET.fromstring(drawn({"least": some, "as it was": some}))
    lines = svg.findall(f"{SVG}polyline")
    assert [len(line.get("points").split()) for line in lines] == [2, 2]
    assert {"least", "as it was"} <= {text.text for text in svg.findall(f"{SVG}text")}
