"""The open loop and its picture."""

import asyncio
from itertools import pairwise
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from glassbook.cli.bench.curve import Rung, drawn
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


def test_the_curve_has_a_line_for_each_percentile_of_all_rounds():
    rung = Rung(1_000, [np.array([1.0, 2.0]), np.array([3.0])])
    assert rung.percentile(50) == 2.0
    svg = ET.fromstring(drawn([rung, Rung(2_000, [np.array([9.0])])]))
    assert len(svg.findall(f"{SVG}polyline")) == 4
    said = [text.text for text in svg.findall(f"{SVG}text")]
    assert {"p50", "p99", "p99.9", "p99.99"} <= set(said)


def test_names_of_curves_that_end_together_do_not_cover_each_other():
    svg = ET.fromstring(picture("t", "x", "y", [Curve(name, [(1, 5)]) for name in "abc"]))
    heights = [float(text.get("y")) for text in svg.findall(f"{SVG}text") if text.text in "abc"]
    assert all(low - high >= NAME_HEIGHT - 0.1 for low, high in pairwise(heights))
