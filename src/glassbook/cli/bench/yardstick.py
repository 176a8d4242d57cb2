"""The physical limit beside our figure: a sketch in C of the same work, and a fixed loop.

Both are compiled and run in the same session, or there is no ratio. The sources lie in
benchmarks/yardstick of a checkout; a C compiler is needed only for this.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from pathlib import Path

import glassbook
from glassbook.cli.bench.workload import read_workload

SOURCES = Path(glassbook.__file__).parents[2] / "benchmarks" / "yardstick"
#: Ledger and journal records on, prefetch 16 commands ahead, 2 MiB pages: all that it can.
_BUILD = ("-O3", "-march=native", "-DNDEBUG", "-DLEDGER=2", "-DPF=16", "-DHP=1")


class NoYardstick(Exception):
    """There is no C compiler, or no source: the text says which, and what to do."""


def compiler_version() -> str:
    """Return what the C compiler says it is; nothing where there is none."""
    compiler = _compiler()
    if compiler is None:
        return ""
    command = [compiler, "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout.partition("\n")[0]


def _compiler() -> str | None:
    return shutil.which("cc") or shutil.which("gcc")


def compiled(source: str, folder: Path, *definitions: str) -> Path:
    """Compile one of the sources into `folder`. *Raises* NoYardstick."""
    compiler = _compiler()
    if compiler is None:
        raise NoYardstick("no C compiler (cc or gcc) is installed: install one for the ratio")
    if not (SOURCES / source).is_file():
        raise NoYardstick("benchmarks/yardstick is not there: run this from a checkout")
    program = folder / Path(source).stem
    command = [compiler, *_BUILD, *definitions, str(SOURCES / source), "-o", str(program)]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own sources
    return program


def run(program: Path, *arguments: str, rounds: int) -> list[float]:
    """Return what a program says of itself in each round, a CPU second. *Raises* NoYardstick."""
    figures = []
    for _ in range(rounds):
        command = [str(program), *arguments]
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
        said = done.stdout
        answer = json.loads(said.splitlines()[0])
        if answer.get("ok", True) is not True:
            raise NoYardstick(f"the yardstick came to other sums: {said}")
        figures.append(1e6 * float(answer["mops_cpu"]))
    return figures


def yardstick_rates(workload: Path, rounds: int, *, is_matching_alone: bool = False) -> list[float]:
    """Return the yardstick's commands per CPU second on a workload. *Raises* NoYardstick.

    Matching alone, it has neither holds nor balances nor records of transfers.
    """
    given = [f"-DTICKS={_ladder_of(read_workload(workload).price_max)}"]
    if is_matching_alone:
        given += ["-ULEDGER", "-DLEDGER=0"]
    with tempfile.TemporaryDirectory() as folder:
        return run(compiled("yard.c", Path(folder), *given), str(workload), rounds=rounds)


def _ladder_of(price_max: int) -> int:
    """Return how many prices a ladder has that leaves room above the highest: a power of two."""
    return max(2**14, 1 << (price_max + 384).bit_length())


def reference_rates(rounds: int) -> list[float]:
    """Return the fixed loop's steps per CPU second. *Raises* NoYardstick."""
    with tempfile.TemporaryDirectory() as folder:
        return run(compiled("reference_loop.c", Path(folder)), rounds=rounds)
