"""What one session measured: rows, each with all its rounds, and what they were measured on.

A row keeps every round, because a median alone does not say how much of it is noise. `beside` names
another row of the same session: the ratio of the two medians survives a change of machines better
than either does.
"""

from __future__ import annotations

import os
import platform
import subprocess
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from statistics import median

import msgspec

import glassbook
from glassbook.cli.bench.yardstick import compiler_version

FORMAT_VERSION = 2
SOURCE = Path(glassbook.__file__).parents[2]
_LIBRARIES = ("numba", "llvmlite", "numpy", "uvloop", "picows")


class NotResults(ValueError):
    """The file is none that `glassbook bench` wrote; the text says why."""


@dataclass(frozen=True)
class Row:
    """One figure.

    rounds  what each round came to, in `unit`, in the order in which they were measured
    beside  the name of the row that it is divided by; empty for none
    is_of_processor  a faster processor makes it better: so it is no memory, and no disk's own time
    """

    name: str
    unit: str
    rounds: list[float]
    beside: str = ""
    less_is_better: bool = False
    is_of_processor: bool = True

    @property
    def figure(self) -> float:
        """The median of the rounds."""
        return median(self.rounds)


@dataclass
class Results:
    """All rows of one session."""

    machine: dict[str, str]
    rows: list[Row] = field(default_factory=list)
    version: int = FORMAT_VERSION

    def row(self, name: str) -> Row | None:
        """Return the row of this name; None when it was not measured."""
        return next((row for row in self.rows if row.name == name), None)

    def ratio(self, row: Row) -> float | None:
        """Return a row's figure by that of the row beside it; None when there is none."""
        other = self.row(row.beside)
        return None if other is None else row.figure / other.figure

    def write(self, path: Path) -> None:
        """Write them as JSON. *Raises* OSError."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n")


def read_results(path: Path) -> Results:
    """Read what `Results.write` wrote. *Raises* NotResults, OSError."""
    try:
        results = msgspec.json.decode(path.read_bytes(), type=Results)
    except msgspec.MsgspecError as error:
        raise NotResults(f"{path} is no file of `glassbook bench`: {error}") from error
    if results.version != FORMAT_VERSION:
        raise NotResults(f"{path} has format {results.version}, expected {FORMAT_VERSION}")
    empty = [row.name for row in results.rows if not row.rounds]
    if empty:
        raise NotResults(f"{path}: {empty[0]!r} has no rounds")
    return results


def machine() -> dict[str, str]:
    """Return what a figure is worth little without; the load is that of before measuring."""
    return {
        "processor": _processor(),
        "load average": " ".join(f"{each:.2f}" for each in os.getloadavg()),
        "kernel": platform.release(),
        "C compiler": compiler_version(),
        "python": platform.python_version(),
        **{library: version(library) for library in _LIBRARIES},
        "glassbook": glassbook.__version__,
        "commit": commit_of(SOURCE),
    }


def commit_of(source: Path) -> str:
    """Return the commit that is checked out there, marked where files differ from it; or nothing.

    An installed package is no checkout, whatever repository its environment may lie in.
    """
    if not (source / ".git").exists():
        return ""
    command = ["git", "-C", str(source), "describe", "--always", "--dirty", "--exclude=*"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout.strip()


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    lines = described.read_text().splitlines() if described.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return f"{names[0]} x {len(names)}" if names else platform.processor()
