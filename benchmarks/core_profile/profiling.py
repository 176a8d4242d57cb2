"""Compiles the core with its lines, traces it, and tells: see __main__."""

import sys
from pathlib import Path

import compiling
from report import tell
from tracing import traced

from glassbook.cli.bench.workload import read_workload
from glassbook.core.engine import apply_batches, warm_usual


def main(file: str, folder: str, skip: str, count: str) -> None:
    compiling.note_lines()
    warm_usual()
    core = compiling.built(apply_batches, Path(folder))
    tell(core, traced(core, read_workload(Path(file)), Path(folder), int(skip), int(count)))


if __name__ == "__main__":
    main(*sys.argv[1:])
