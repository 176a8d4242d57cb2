"""Every benchmark runs, tiny: what is measured is not looked at, only that it is what it says."""

import json
import subprocess
import sys
from importlib import import_module

import numpy as np
import pytest
from typer.testing import CliRunner

from glassbook.cli.bench.core import WrongSums, measure_core
from glassbook.cli.bench.core_rows import GENERATORS
from glassbook.cli.bench.eligibility import permitting
from glassbook.cli.bench.results import read_results
from glassbook.cli.bench.workload import NotAWorkload, read_workload
from glassbook.cli.bench.yardstick import compiler_version
from glassbook.cli.main import app
from glassbook.protocol.batches import commands_of
from glassbook.protocol.commands import CommandKind
from tests.unit.cli.commands import PROGRAM


def generated(folder, script, *arguments):
    file = folder / "flow.bin"
    command = [sys.executable, GENERATORS / script, file, *map(str, arguments)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return file


@pytest.fixture(scope="module")
def workload(tmp_path_factory):
    return generated(tmp_path_factory.mktemp("bench"), "generate_workload.py", 2, 3_000, 5)


def ran(*arguments):
    result = CliRunner().invoke(app, ["bench", *map(str, arguments)])
    assert result.exit_code == 0, result.output
    return result


def run(*arguments):
    return ran(*arguments).stdout


def asked(*arguments):
    """What one object on stdout says; that it is being measured is said beside it."""
    result = ran(*arguments, "--json")
    assert "Measuring: " in result.stderr
    return json.loads(result.stdout)


def test_the_core_comes_to_the_sums_of_the_workload(workload):
    header = np.fromfile(workload, "<u8", 16)
    answer = asked("core", workload, "--rounds", 1)
    assert [answer[name] for name in ("trades", "quantity", "notional")] == header[8:11].tolist()
    assert answer["trades"] > 100
    assert answer["rejected"] == 0
    assert answer["commands_per_cpu_second"] > 0
    assert "yardstick_ratio" in answer


@pytest.mark.parametrize(
    ("stream", "trades"),
    [
        ("static", 0),
        ("normal", 30),
        ("swing-25", 30),
        ("swing-40", 30),
        ("flash-crash", 30),
        ("exchange-core", 300),
        ("exchange-core-reducing", 300),
    ],
)
def test_the_core_trades_a_stream_as_the_plain_reference_does(tmp_path, stream, trades):
    file = generated(tmp_path, "generate_stream.py", stream, 6_000, 5)
    assert measure_core(file, 1)["trades"] >= trades


def test_ids_in_random_order_come_as_client_keys_and_trade_the_same(tmp_path):
    plain = measure_core(generated(tmp_path, "generate_stream.py", "normal", 6_000, 5), 1)
    file = generated(tmp_path, "generate_stream.py", "normal", 6_000, 5, "--random-ids")
    ids = np.fromfile(file, "<u8")[17::4]
    assert (np.diff(ids.astype(np.int64)) < 0).any()
    by_key = measure_core(file, 1, by_client_key=True)
    for name in ("trades", "quantity", "notional", "rejected"):
        assert by_key[name] == plain[name]


def test_exchange_cores_mix_is_the_one_that_is_published(tmp_path):
    file = generated(tmp_path, "generate_stream.py", "exchange-core", 100_000, 5)
    timed = read_workload(file).records[1_000:]
    share = np.bincount(timed["op"], minlength=6) / len(timed)
    new, cancel, modify, take, reduce, take_whole = share
    published = [0.09, 0.03, 0.06, 0.82]
    assert [new, take + take_whole, cancel, modify] == pytest.approx(published, abs=0.015)
    assert reduce == 0
    assert 0.02 < take_whole / take < 0.05  # one of 32


def test_an_order_that_is_to_be_filled_whole_is_or_is_not(tmp_path, monkeypatch):
    """Ten are offered: eleven are not bought, four are; by reference, core and yardstick alike."""
    monkeypatch.syspath_prepend(GENERATORS)
    book = import_module("plain_book")
    records = np.zeros(3, book.RECORD)
    records["op"] = book.NEW, book.TAKE_WHOLE, book.TAKE_WHOLE
    records["side"] = book.SELL, book.BUY, book.BUY
    records["quantity"] = 10, 11, 4
    records["id"], records["price"], records["user"] = (1, 2, 3), 100, (1, 2, 3)
    file = tmp_path / "whole.bin"
    book.write(file, records, 0, 1, book.run(1, records, 0))
    answer = asked("core", file, "--rounds", 1)
    assert (answer["trades"], answer["quantity"]) == (1, 4)
    assert answer["yardstick_ratio"] is not None or compiler_version() == ""


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


def test_classes_that_may_all_trade_come_to_the_sums_of_the_workload(workload):
    answer = asked("eligibility", workload, "--rounds", 1)
    spreads = [name for name in answer if not name.endswith("_rates")]
    assert spreads == ["no_matrix", "classes_1", "classes_2", "classes_16"]
    assert answer["no_matrix"]["share"] == 1
    assert all(answer[name]["commands_per_cpu_second"] > 0 for name in spreads)


def test_accounts_are_spread_over_classes_of_which_every_pair_may_trade(workload):
    commands = commands_of(permitting(read_workload(workload), 3))
    joined = commands[commands["kind"] == CommandKind.SET_ELIGIBILITY]
    assert len(joined) == 2 * 6
    assert joined["amount_units"].all()
    spread = commands[commands["kind"] == CommandKind.SET_ACCOUNT_CLASS]
    assert set(spread["code"].tolist()) == {0, 1, 2}
    assert len(spread) == read_workload(workload).users


def test_each_command_takes_its_own_time(workload, tmp_path):
    picture = tmp_path / "core-latency.svg"
    answer = asked("latency", workload, "--rounds", 2, "--picture", picture)
    assert list(answer["histograms"]) == ["least of 2", "one run"]
    for bins in answer["histograms"].values():
        assert sum(count for _, count in bins) == answer["commands"]
    assert "least of 2" in picture.read_text()
    assert set(answer) >= {"clock_ns", "as_it_was", "every_kind", "new", "cancel", "modify", "take"}
    points = list(answer["every_kind"].values())
    assert points == sorted(points)
    assert points[0] > 0
    assert answer["every_kind"]["p50"] <= answer["as_it_was"]["p50"]


def test_a_journal_is_replayed_to_its_end(tmp_path):
    file = generated(tmp_path, "generate_workload.py", 1, 40_000, 5)  # more than a mebibyte
    answer = asked("replay", file, "--rounds", 1, "--folder", tmp_path)
    assert answer["commands"] > 42_000
    assert answer["share_of_the_core"] > 0


def test_a_snapshot_is_taken_while_it_trades_and_is_started_from(tmp_path):
    answer = asked("snapshot", "--accounts", 4_000, "--orders", 9_000, "--folder", tmp_path)
    assert answer["snapshot_bytes"] > 4_000 * 32 + 9_000 * 64
    assert answer["batch_meanwhile_ms"]["batches"] > 0
    assert answer["start_s"] > 0
    assert answer["digest_ms"] > 0


def test_a_share_of_a_day_is_traded_and_every_asset_adds_up():
    answer = asked("day", "--accounts", 20_000, "--share", 0.0004)
    assert answer["commands"] == 624_000
    assert 8 < answer["commands_a_trade"] < 20
    assert 400 < answer["dollars_a_trade"] < 600
    assert answer["every_asset_adds_up_to"] == 0


def test_growth_is_measured_point_by_point():
    answer = asked("growth", "accounts", "--rounds", 1, "--largest", 10_000)
    assert list(answer["accounts"]) == ["1,000", "10,000"]
    assert all(0 < ns["least"] <= ns["median"] for ns in answer["accounts"].values())


def test_an_account_is_weighed_wherever_it_leaves_something(tmp_path):
    # In a process of its own: here they may find room in what others freed, and weigh nothing.
    command = [PROGRAM, "bench", "footprint", "--accounts", "20000", "--folder", tmp_path, "--json"]
    told = subprocess.run(command, capture_output=True, check=True)
    answer = json.loads(told.stdout)
    assert answer["projection_bytes_an_account"] > 300  # objects of Python: no less is possible
    assert 3 * 64 < answer["journal_bytes_an_account"] < 300  # three commands, and a reference
    assert answer["store_bytes_an_account"] > 50
    assert answer["keys_bytes_an_account"] > 200
    assert answer["saved_bytes"] > 20_000 * 50
    assert answer["longest_wait_ms"] > 0


def test_one_part_of_the_table_is_measured_by_itself(tmp_path):
    run("--tiny", "--part", "core", "--out", tmp_path / "bench.json")
    rows = read_results(tmp_path / "bench.json").rows
    assert {row.name.split(",")[0] for row in rows} <= {"core", "C yardstick", "reference loop"}
    refused = CliRunner().invoke(app, ["bench", "--part", "weight"])
    assert refused.exit_code != 0


def test_a_curve_that_there_is_not_is_refused():
    assert CliRunner().invoke(app, ["bench", "growth", "weight"]).exit_code != 0


def test_a_whole_venue_tells_what_it_takes_in_and_refuses_the_rest(tmp_path):
    rates = ("--rate", 2_000, "--rate", 10_000_000, "--rate", 3_000)
    answer = asked("projections", "--seconds", 0.02, *rates, "--folder", tmp_path)
    kept, flooded = answer["rungs"]  # nothing is offered after the first refusal
    assert kept["refused"] == 0
    assert 0 < flooded["refused"] <= 200_000 - answer["queue_commands"]
    for rung in (kept, flooded):
        assert 0 < rung["p50_ms"] <= rung["p99_ms"] <= rung["p99_9_ms"]
        assert rung["told_per_second"] > 0


def test_the_venue_makes_a_flow_durable_that_trades(tmp_path):
    answer = asked("venue", "--commands", 20_000, "--rounds", 2, "--folder", tmp_path)
    assert answer["trades"] > 2_000
    assert len(answer["durable_commands_per_second"]) == 2
    for name in ("half", "steady"):
        p50, p99, p99_9 = (answer[f"{name}_{point}_ms"] for point in ("p50", "p99", "p99_9"))
        assert all(0 < p50[i] <= p99[i] <= p99_9[i] for i in range(2))
    syncs = (answer[f"steady_sync_{point}_ms"] for point in ("p50", "p99", "p99_9", "longest"))
    assert all(
        0 < p50 <= p99 <= p99_9 <= longest for p50, p99, p99_9, longest in zip(*syncs, strict=True)
    )


def test_every_door_acknowledges_orders_and_a_stream_is_told(tmp_path):
    answer = asked(
        "gateway", "--orders", 100, "--listeners", 2, "--rounds", 1, "--folder", tmp_path
    )
    for rates in ("order", "constant", "websocket", "fix", "stream", "picows"):
        assert [rate > 0 for rate in answer[f"{rates}_rates"]] == [True]
    assert answer["orders"] == 100


def test_a_fix_session_acknowledges_every_order(tmp_path):
    answer = asked("fix", "--orders", 300, "--rounds", 2, "--folder", tmp_path)
    assert [rate > 0 for rate in answer["fix_rates"]] == [True, True]
    assert min(answer["fix_rates"]) <= answer["fix_orders_per_second"] <= max(answer["fix_rates"])
    assert answer["orders"] == 300


def test_latency_against_rate_is_measured_and_drawn(tmp_path):
    picture = tmp_path / "drawn" / "latency.svg"
    options = ("--orders", 400, "--rate", 4_000, "--rate", 8_000, "--rounds", 2)
    answer = asked("curve", *options, "--picture", picture, "--folder", tmp_path)
    assert [rung["orders_per_second"] for rung in answer["rungs"]] == [4_000, 8_000]
    for rung in answer["rungs"]:
        assert [len(rung[f"{name}_ms"]) for name in ("p50", "p99", "p99.9")] == [2, 2, 0]
        assert all(0 < p50 <= p99 for p50, p99 in zip(rung["p50_ms"], rung["p99_ms"], strict=True))
        assert len(rung["sync_longest_ms"]) == 2
    assert "<svg" in picture.read_text()


def test_one_table_names_every_row_and_keeps_it_with_the_machine(tmp_path):
    file = tmp_path / "bench.json"
    table = run("--tiny", "--out", file)
    results = read_results(file)
    rooms = {row.name.split(",")[0] for row in results.rows}
    parts = {"start", "core", "replay of a journal", "growth", "day", "snapshot"}
    assert parts | {"venue", "gateway", "a constant over HTTP", "streams"} <= rooms
    begins = ("compiling the proofs", "loading the proofs", "until an empty venue is open")
    figures = {row.name: row.figure for row in results.rows}
    assert all(figures[f"start, {name}"] > 0 for name in (*begins, "resident memory of it"))
    assert {"processor", "kernel", "python", "numba", "commit"} <= set(results.machine)
    assert all(row.name.split(",")[0] in table for row in results.rows)
    assert all(results.row(row.beside) for row in results.rows if row.beside != "") or (
        results.row("reference loop") is None  # without a C compiler
    )
    assert results.row("gateway, latency p99 at 8,000 a second") is not None
    assert results.row("core, normal, random ids as client keys") is not None
    assert results.row("core, 2 symbols, one command, p99.99") is not None
    of_no_processor = {row.name for row in results.rows if not row.is_of_processor}
    assert of_no_processor == {
        row.name for row in results.rows if "own sync" in row.name or row.unit == "MB"
    }
    compared = run("compare", file, file)
    assert compared.count("noise") == len(results.rows)
