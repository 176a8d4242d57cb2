"""Break the code on purpose, one edit at a time, and report which tests notice.

The copy that is broken runs interpreted: that takes seconds where compiling each mutant takes half
a minute. A rung of tests that does not come to an end has noticed. Ends with 1 when a mutant lived.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from mutants import MUTANTS, Mutant
from mutants_of_the_doors import MUTANTS_OF_THE_DOORS

ROOT = Path(__file__).parent.parent
COPIED = ("src", "tests", "pyproject.toml")
PATIENCE_S = 240

#: What is run for a mutant of each room, the quickest first.
RUNGS = {
    "core": {
        "golden": ["tests/golden"],
        "stories": ["tests/unit/core"],
        "differential": ["tests/differential/test_core_and_twin.py"],
        "property": ["tests/property/test_core_exchange.py"],
    },
    "gateway": {
        "differential": [
            "tests/differential/test_usual_order.py",
            "tests/differential/test_usual_order_runs.py",
        ],
        "lane": [
            "tests/unit/gateway/rest/test_express_lane.py",
            "tests/unit/gateway/wsapi/test_quick_orders.py",
        ],
    },
    "node": {
        "unit": [
            "tests/unit/node/test_gathering.py",
            "tests/unit/node/test_eligibility_audit.py",
            "tests/unit/node/test_recovery.py",
            "tests/unit/node/test_replaying.py",
        ],
    },
    "journal": {
        "golden": ["tests/golden"],
        "unit": ["tests/unit/journal"],
    },
}


def rungs_that_notice(mutant: Mutant) -> Iterator[tuple[str, str | None]]:
    """Yield each rung with the test that fails in a copy of the tree that holds the bug."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        plant(mutant, copy)
        for rung, tests in RUNGS[room_of(mutant)].items():
            yield rung, first_failure(copy, tests)


def room_of(mutant: Mutant) -> str:
    return mutant.file.split("/")[0]


def plant(mutant: Mutant, copy: Path) -> None:
    """Copy the tree, and make the edit in the copy."""
    copy_tree(copy)
    path = copy / "src/glassbook" / mutant.file
    text = path.read_text()
    assert text.count(mutant.old) == 1, f"{mutant.name}: {mutant.old!r} must occur once"
    path.write_text(text.replace(mutant.old, mutant.new))


def copy_tree(copy: Path) -> None:
    copy.mkdir(parents=True, exist_ok=True)
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy / name)


def failing_rungs(rooms: set[str]) -> list[str]:
    """Return the rungs that fail though nothing is planted: they would notice everything."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        copy_tree(copy)
        return [
            f"{room}/{rung}"
            for room in sorted(rooms)
            for rung, tests in RUNGS[room].items()
            if first_failure(copy, tests)
        ]


def first_failure(copy: Path, tests: list[str]) -> str | None:
    """Run these tests in the copy; return the name of the first that fails, or never ends."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "--tb=no", "-p", "no:cacheprovider"]
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(copy / "src")}
    try:
        answer = subprocess.run(
            [*command, *tests],
            cwd=copy,
            env=environment,
            capture_output=True,
            timeout=PATIENCE_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"no end after {PATIENCE_S} s"
    told = answer.stdout.decode()
    assert answer.returncode in {0, 1}, told + answer.stderr.decode()
    failed = re.search(r"^(?:FAILED|ERROR) (?:[^:\s]*/)?(.+?)(?: - .*)?$", told, re.MULTILINE)
    assert (failed is None) == (answer.returncode == 0), told
    return failed and failed[1]


def wanted(arguments: list[str]) -> argparse.Namespace:
    """Return what was asked for, or say what can be asked and end."""
    usage = argparse.ArgumentParser(description=__doc__)
    usage.add_argument("words", nargs="*", help="plant only what has all of these in its name")
    usage.add_argument(
        "--first", action="store_true", help="stop at the first rung that notices, not at the last"
    )
    return usage.parse_args(arguments)


def main(arguments: list[str]) -> int:
    asked = wanted(arguments)
    chosen = [
        mutant
        for mutant in MUTANTS + MUTANTS_OF_THE_DOORS
        if all(word in mutant.name for word in asked.words)
    ]
    if failing := failing_rungs({room_of(mutant) for mutant in chosen}):
        print(f"nothing is planted yet, and already these fail: {', '.join(failing)}")
        return 1
    survivors = []
    for mutant in chosen:
        print(mutant.name, flush=True)
        is_noticed = False
        for rung, test in rungs_that_notice(mutant):
            is_noticed |= test is not None
            print(f"    {rung:12s} {test or '-'}", flush=True)
            if test and asked.first:
                break
        if not is_noticed:
            print("    LIVES", flush=True)
        survivors += [] if is_noticed else [mutant.name]
    print(f"{len(chosen)} bugs planted, {len(chosen) - len(survivors)} caught")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
