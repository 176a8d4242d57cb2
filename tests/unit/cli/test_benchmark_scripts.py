"""Each script in benchmarks/ runs, tiny, and says what it is there to say."""

import importlib.util
import re
import subprocess
import sys

import pytest

from tests.tidy.tree import ROOT

FOLDER = ROOT / "benchmarks"


def run(script, *arguments):
    command = [sys.executable, FOLDER / script, *map(str, arguments)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    return done.stdout


def loaded(name):
    spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_crowd_of_two_on_a_trading_page_hears_events():
    said = run("trading_page.py", "--browsers", 2, "--seconds", 1, "--settle", 0.5)
    heard = r"2 browsers, [1-9]\d* events a second: .*; memory on the way, in MB: \d+"
    assert re.match(heard, said)


@pytest.fixture(scope="module")
def journal(tmp_path_factory):
    proofs = loaded("proofs")
    proofs.CHECKPOINT = 4_000
    folder = tmp_path_factory.mktemp("proofs") / "data"
    proofs.make(folder, 9_000)
    return proofs, folder


def test_a_journal_is_checked_and_its_proofs_are_sized(journal, capsys):
    proofs, folder = journal
    proofs.check(folder)
    said = capsys.readouterr().out
    for name in ("chain", "replay", "balance", "order", "trade", "extension"):
        assert re.search(rf"^{name} ", said, re.MULTILINE), said


def test_every_bit_flipped_in_a_journal_is_found(journal, capsys):
    proofs, folder = journal
    proofs.flip(folder, 1, 1)
    found = re.search(r"^(\d+) of (\d+) found and placed", capsys.readouterr().out, re.MULTILINE)
    assert found
    assert found[1] == found[2]


def test_the_path_of_an_order_is_said_by_thread_and_by_phase_and_adds_up():
    said = run("order_path.py", "--orders", 40, "--alone", 4, "--rounds", 1)
    for name in ("loop, program", "others, kernel", "in all", "a second"):
        assert len(re.findall(rf"{name} [\d.,]+", said)) >= 4
    rows = dict(re.findall(r"^(\S.*?)   +([-\d., ]+)$", said, re.MULTILINE))
    for name in ("parse", "key and signature", "limits", "fsync", "core", "encode"):
        assert float(rows[name].split()[0]) > 0, name
    columns = [[float(each.replace(",", "")) for each in row.split()] for row in rows.values()]
    for *parts, whole in zip(*columns, strict=True):
        assert sum(parts) == pytest.approx(whole, abs=0.1 * len(parts))


def test_what_the_gateway_might_do_otherwise_is_tried_for_an_order_and_for_runs():
    said = run("gateway_trials.py", "--orders", 256, "--rounds", 1)
    for name in ("one by one", "together", "copies", "pipes, both", "shared memory, both"):
        assert len(re.findall(rf"{name} \d+\.\d\d", said)) == 4
