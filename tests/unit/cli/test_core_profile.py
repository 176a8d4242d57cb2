"""The profiler of the core counts all there is, tiny, and its simulated parts are right."""

import importlib.util
import re
import shutil
import subprocess
import sys

import numpy as np
import pytest

from tests.tidy.tree import ROOT

FOLDER = ROOT / "benchmarks" / "core_profile"
TOOLS = ("gcc", "objcopy", "objdump", "valgrind")


def loaded(name):
    spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def processor():
    return loaded("processor")


def test_a_line_is_missed_once_and_an_access_across_two_lines_twice(processor):
    missed = processor.missed(np.array([0, 8, 60, 64]), np.array([8, 8, 8, 8]))
    assert missed.tolist() == [[1, 1], [0, 0], [1, 1], [0, 0]]


def test_who_was_used_longest_ago_is_thrown_out_of_a_set(processor):
    apart = 64 * processor.L1_SETS
    ways = processor.L1_WAYS
    lines = np.array([*range(0, apart * ways, apart), 0, apart * ways, 0, apart])
    missed = processor.missed(lines, np.full(len(lines), 8))
    assert missed[:, 0].tolist() == [1] * ways + [0, 1, 0, 1]
    assert missed[:, 1].tolist() == [1] * ways + [0, 1, 0, 0]


def test_small_pages_are_translated_more_often_than_huge_ones(processor):
    pages = np.tile(np.arange(4_096) * 4_096, 2)
    assert processor.untranslated(pages, processor.SMALL_PAGE_BITS).all()
    assert processor.untranslated(pages, processor.HUGE_PAGE_BITS).sum() == 8


def test_a_rhythm_is_learned_and_dice_are_not(processor):
    jumps = np.full(4_000, 64)
    rhythm = np.arange(4_000) % 3 == 0
    dice = np.random.Generator(np.random.PCG64(7)).random(4_000) < 0.5
    assert processor.guessed_wrongly(jumps, rhythm)[1_000:].mean() < 0.01
    assert processor.guessed_wrongly(jumps, dice)[1_000:].mean() > 0.4


def test_every_function_of_the_core_belongs_to_a_part():
    parts = loaded("parts")
    room = ROOT / "src/glassbook"
    for path in (room / "core").rglob("*.py"):
        if path.parent.name == "invariants":
            continue
        file = path.relative_to(room).as_posix().replace("/", ".")
        for first, _, name in parts.functions_of(file):
            function = parts.function_of(file, first)
            assert function == f"{file.removesuffix('.py')}.{name}"
            if "kernel" in path.read_text() and path.parent.name != "core":
                assert parts.part_of(function) != parts.OTHER


@pytest.mark.skipif(
    not all(map(shutil.which, TOOLS)),
    reason=f"needs {', '.join(TOOLS)}: see benchmarks/core_profile",
)
def test_what_a_command_takes_adds_up(tmp_path):
    workload = tmp_path / "workload"
    generate = ["benchmarks/generate_workload.py", workload, "2", "600", "5"]
    profile = ["benchmarks/core_profile", workload, "--skip", "100", "--commands", "400"]
    for command in (generate, profile):
        done = subprocess.run(
            [sys.executable, *map(str, command)],
            cwd=ROOT,
            check=False,
            capture_output=True,
            text=True,
            timeout=600,
        )
        assert done.returncode == 0, done.stderr
    blocks = dict(re.findall(r"^(\S.*?)  +all .*\n((?:  .*\n)+)", done.stdout, re.MULTILINE))
    for title in ("Instructions a command, by part", "Accesses a command"):
        *rows, total = (float(row[44:52]) for row in blocks[title].splitlines())
        assert total > 100
        assert sum(rows) == pytest.approx(total, abs=0.01 * len(rows))
    assert "holds and balances" in blocks["Instructions a command, by part"]
    assert (
        float(re.search(r"  other +(\S+)|$", blocks["Instructions a command, by part"])[1] or 0)
        < 20
    )
