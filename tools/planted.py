"""Break the venue on purpose, one fault at a time, and see how soon the simulation notices.

    python tools/planted.py                    every fault, ten minutes each at most
    python tools/planted.py --minutes 2        with less patience
    python tools/planted.py "torn tail"        the faults whose name contains the words
    python tools/planted.py --kept build/planted.jsonl
                                               keep what was found there, and go on where it ends

Each fault is planted in a copy of the sources and simulated there, seed by seed from 1 on. The
table is the one in docs/internals/simulation.md. Ends with 1 when a fault was not found.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from mutants import Mutant
from mutate import ROOT, copy_tree, room_of
from planted_faults import FAULTS

COPY = ROOT / "build/planted"  # always there: the compiler's cache knows a source by its place
SEEN_MAX = 70  # characters of what was seen


def simulated(copy: Path, minutes: float) -> dict[str, Any]:
    """Run the simulation of a copy, and return what it says."""
    command = [sys.executable, "-c", "from glassbook.cli.main import main; main()"]
    command += ["simulate", "--seed", "1", "--minutes", str(minutes), "--json"]
    environment = os.environ | {"PYTHONPATH": str(copy / "src")}
    answer = subprocess.run(
        command, cwd=copy, env=environment, capture_output=True, text=True, check=False
    )
    assert answer.returncode in {0, 1}, answer.stderr
    said: dict[str, Any] = json.loads(answer.stdout)
    return said


def sought(fault: Mutant, copy: Path, minutes: float) -> dict[str, Any]:
    """Plant a fault, look for it, and take it out again. Returns what came of it.

    Time is the processor's: a machine that does something else as well finds nothing sooner.
    """
    path = copy / "src/glassbook" / fault.file
    sound = path.read_text()
    assert sound.count(fault.old) == 1, f"{fault.name}: {fault.old!r} must occur once"
    path.write_text(sound.replace(fault.old, fault.new))
    began = spent_s()
    said = simulated(copy, minutes)
    took = spent_s() - began
    path.write_text(sound)
    failure = said["failure"]
    return {
        "room": room_of(fault),
        "fault": fault.name,
        "is_found": failure is not None,
        "seeds": said["seeds"] + (failure is not None),
        "seconds": round(took),
        "seen": "" if failure is None else failure["what"],
    }


def spent_s() -> float:
    """Return the processor's seconds of all processes that have ended."""
    spent = getrusage(RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def row(one: dict[str, Any]) -> str:
    """Return a line of the table."""
    seen = one["seen"].replace("|", "/")
    short = seen if len(seen) <= SEEN_MAX else seen[:SEEN_MAX].rpartition(" ")[0] + " …"
    how = short if one["is_found"] else "**not found**"
    return f"| {one['room']} | {one['fault']} | {one['seeds']} | {one['seconds']} s | {how} |"


def already(kept: Path | None) -> dict[str, dict[str, Any]]:
    """Return what an earlier run has kept, by the fault's name."""
    if kept is None or not kept.exists():
        return {}
    found = map(json.loads, kept.read_text().splitlines())
    return {one["fault"]: one for one in found}


def results(faults: list[Mutant], minutes: float, kept: Path | None) -> list[dict[str, Any]]:
    """Seek each fault that was not sought before; print a row for each."""
    known = already(kept)
    shutil.rmtree(COPY, ignore_errors=True)
    copy_tree(COPY)
    assert simulated(COPY, 0)["failure"] is None, "nothing is planted yet"
    for fault in faults:
        if fault.name not in known:
            known[fault.name] = sought(fault, COPY, minutes)
            keep(known[fault.name], kept)
        print(row(known[fault.name]), flush=True)
    return [known[fault.name] for fault in faults]


def keep(one: dict[str, Any], kept: Path | None) -> None:
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        with kept.open("a") as file:
            file.write(json.dumps(one) + "\n")


def main() -> int:
    """Seek every fault that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--kept", type=Path, help="a file of what was found so far")
    parser.add_argument("words", nargs="*")
    chosen = parser.parse_args()
    faults = [one for one in FAULTS if all(word in one.name for word in chosen.words)]
    print("| room | fault | seeds | time | what was seen first |\n|---|---|---:|---:|---|")
    done = results(faults, chosen.minutes, chosen.kept)
    found = sum(one["is_found"] for one in done)
    print(f"\n{len(done)} faults planted, {found} found")
    return 0 if found == len(done) else 1


if __name__ == "__main__":
    sys.exit(main())
