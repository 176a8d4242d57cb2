"""The open loop and its picture."""

import asyncio
from itertools import pairwise
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from glassbook.cli.bench.curve import Rung, drawn, told
from glassbook.cli.bench.disk import syncs_ms
from glassbook.cli.bench.load import BadAnswer
from glassbook.cli.bench.open_loop import latencies_ms
from glassbook.cli.bench.picture import NAME_HEIGHT, Curve, picture

SVG = "{http://www.w3.org/2000/svg}"


def loop_against(answer, count, rate, connections):
    """Send requests to a server that answers each with `answer`; return their times and hers."""
    heard = []

    async def serve(reader, writer):
        while (request := await reader.readline()) != b"":
            heard.append(request)
            writer.write(answer)

    async def run():
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        requests = [b"%d\n" % number for number in range(count)]
        try:
            return await latencies_ms(address, requests, rate, connections)
        finally:
            server.close()

    return asyncio.run(run()), heard


FINE = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"


def test_every_request_is_sent_once_and_timed():
    took_ms, heard = loop_against(FINE, 30, 10_000, 4)
    assert sorted(map(int, heard)) == list(range(30))
    assert (took_ms > 0).all()


def test_who_waits_for_a_connection_waits_on_the_venues_account():
    took_ms, heard = loop_against(FINE, 5, 5_000, 1)  # all due in the same millisecond
    assert [int(each) for each in heard] == list(range(5))
    assert (np.diff(took_ms) > 0).all()


def test_an_error_answered_fast_is_no_latency():
    with pytest.raises(BadAnswer):
        loop_against(FINE.replace(b"200 OK", b"503 No"), 3, 1_000, 1)


def test_a_picture_shows_every_point_where_it_is():
    svg = ET.fromstring(picture("a & b", "x", "y", [Curve("c", [(0, 1), (5, 100), (10, 10)])]))
    (line,) = svg.findall(f"{SVG}polyline")
    points = [tuple(map(float, each.split(","))) for each in line.get("points").split()]
    (x0, y0), (x1, y1), (x2, y2) = points
    assert x1 - x0 == pytest.approx(x2 - x1, abs=0.2)
    assert y0 - y2 == pytest.approx(y2 - y1, abs=0.2)  # each ten times as much
    assert svg.find(f"{SVG}title").text == "a & b"
    assert "10" in [text.text for text in svg.findall(f"{SVG}text")]


def rung(rate, *rounds_ms, count=20_000):
    """A rate at which each round's orders took from 1 ms to so many, evenly."""
    rounds = [np.linspace(1, most, count) for most in rounds_ms]
    return Rung(rate, rounds, [[0.1, most / 100] for most in rounds_ms])


def test_a_percentile_is_of_each_round_by_itself():
    """One stall moves one round's last hundredth, and neither the median's nor the half's."""
    stalled = rung(500, 11, 21, 2_001)
    assert stalled.percentiles(50) == pytest.approx([6, 11, 1_001])
    said = next(told([stalled]))
    assert said["p99_ms"] == pytest.approx([10.9, 20.8, 1_981])
    assert said["sync_longest_ms"] == pytest.approx([0.11, 0.21, 20.01])


def test_the_largest_of_all_is_no_percentile():
    few = rung(500, 10, 10, count=1_999)
    assert len(few.percentiles(99)) == 2
    assert few.percentiles(99.9) == few.percentiles(99.99) == []
    assert len(rung(500, 10, 10).percentiles(99.99)) == 2


def places(svg, name):
    """How high the points of a curve and the ends of their spans lie, by the name behind it."""
    text = next(each for each in svg.findall(f"{SVG}text") if each.text == name)
    colour = text.get("style").removeprefix("fill:")
    line = next(e for e in svg.findall(f"{SVG}polyline") if e.get("stroke") == colour)
    spans = [each for each in svg.findall(f"{SVG}line") if each.get("stroke") == colour]
    heights = [float(point.split(",")[1]) for point in line.get("points").split()]
    return heights, [(float(each.get("y1")), float(each.get("y2"))) for each in spans]


def test_the_picture_shows_the_median_round_and_the_span_of_all():
    ladder = [rung(500, 11, 21, 2_001), rung(1_000, 11, 11, 11)]
    svg = ET.fromstring(drawn(ladder))
    said = {text.text for text in svg.findall(f"{SVG}text")}
    assert {"p50", "p99", "p99.9", "p99.99", "sync"} <= said
    (stalled, usual), ((low, high), (other_low, other_high)) = places(svg, "p99")
    assert high < stalled < low  # upwards is less
    assert (stalled, stalled) != (low, high)
    assert usual == other_low == other_high


def test_a_percentile_of_too_few_orders_is_not_drawn():
    svg = ET.fromstring(drawn([rung(500, 10, count=400)]))
    assert {"p50", "p99"} <= {text.text for text in svg.findall(f"{SVG}text")}
    assert "p99.9" not in {text.text for text in svg.findall(f"{SVG}text")}


def test_both_axes_may_be_in_powers_of_ten():
    curve = Curve("c", [(10, 1), (100, 10), (1_000, 100)])
    svg = ET.fromstring(picture("t", "x", "y", [curve], is_along_even=False))
    (line,) = svg.findall(f"{SVG}polyline")
    points = [tuple(map(float, each.split(","))) for each in line.get("points").split()]
    for axis in range(2):
        first, second, third = (point[axis] for point in points)
        assert second - first == pytest.approx(third - second, abs=0.2)


def test_the_disks_own_syncs_are_timed_beside(tmp_path):
    with syncs_ms(tmp_path) as took_ms:
        assert took_ms == []
    assert len(took_ms) >= 1
    assert min(took_ms) > 0
    assert list(tmp_path.iterdir()) == []


def test_names_of_curves_that_end_together_do_not_cover_each_other():
    svg = ET.fromstring(picture("t", "x", "y", [Curve(name, [(1, 5)]) for name in "abc"]))
    heights = [float(text.get("y")) for text in svg.findall(f"{SVG}text") if text.text in "abc"]
    assert all(low - high >= NAME_HEIGHT - 0.1 for low, high in pairwise(heights))
