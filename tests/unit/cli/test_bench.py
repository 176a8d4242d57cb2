"""Every benchmark runs, tiny: what is measured is not looked at, only that it is what it says."""

import importlib.util
import json

import numpy as np
import pytest
from typer.testing import CliRunner

from glassbook.cli.bench.core import WrongSums, measure_core
from glassbook.cli.bench.table import GENERATOR
from glassbook.cli.bench.workload import NotAWorkload
from glassbook.cli.main import app


@pytest.fixture(scope="module")
def workload(tmp_path_factory):
    spec = importlib.util.spec_from_file_location("generate_workload", GENERATOR)
    generator = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generator)
    file = tmp_path_factory.mktemp("bench") / "tiny.bin"
    generator.main(str(file), 2, 3_000, 5)
    return file


def asked(*arguments):
    result = CliRunner().invoke(app, ["bench", *map(str, arguments), "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_core_comes_to_the_sums_of_the_workload(workload):
    header = np.fromfile(workload, "<u8", 16)
    answer = asked("core", workload, "--rounds", 1)
    assert [answer[name] for name in ("trades", "quantity", "notional")] == header[8:11].tolist()
    assert answer["trades"] > 100
    assert answer["rejected"] == 0
    assert answer["commands_per_cpu_second"] > 0
    assert "yardstick_ratio" in answer


def test_a_core_that_trades_otherwise_has_no_figure(workload, tmp_path):
    data = bytearray(workload.read_bytes())
    data[64] ^= 1  # the header's number of trades
    other = tmp_path / "other.bin"
    other.write_bytes(data)
    with pytest.raises(WrongSums):
        measure_core(other, 1)


def test_a_file_of_another_kind_is_refused(tmp_path):
    other = tmp_path / "other.bin"
    other.write_bytes(b"x" * 4_096)
    with pytest.raises(NotAWorkload, match="magic"):
        measure_core(other, 1)


def test_the_venue_makes_a_flow_durable_that_trades(tmp_path):
    answer = asked("venue", "--commands", 20_000, "--folder", tmp_path)
    assert answer["trades"] > 1_000
    assert 0 < answer["p50_ms"] <= answer["p99_ms"] <= answer["p99_9_ms"]


def test_the_gateway_is_measured_beside_a_constant(tmp_path):
    answer = asked("gateway", "--orders", 200, "--rounds", 1, "--folder", tmp_path)
    assert answer["orders"] == 200
    assert answer["orders_per_second"] > 0
    assert answer["constant_per_second"] > 0
    assert answer["websocket_orders_per_second"] > 0
