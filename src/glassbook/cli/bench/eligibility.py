"""What it costs that the match knows who may trade with whom, where everybody may.

The same workload in turns: with no matrix and everybody of one class, and with a matrix that says
of every pair of classes that it may trade, and accounts spread over so many classes. All of them
come to the sums of the file: classes that may trade with each other wait in one order of price and
time.
"""

from __future__ import annotations

from itertools import combinations_with_replacement
from pathlib import Path
from statistics import median

from glassbook.cli.bench.core import checked, run_once
from glassbook.cli.bench.workload import Workload, read_workload
from glassbook.protocol import commands as build
from glassbook.protocol.accounts import FIRST_CUSTOMER

#: Over how many classes accounts are spread; 0 is without a matrix, the one to compare with.
SPREADS = (0, 1, 2, 16)


def permitting(workload: Workload, classes: int) -> bytes:
    """Return the commands that spread the accounts over classes which may all trade."""
    pairs = list(combinations_with_replacement(range(classes), 2))
    joined = [
        build.set_eligibility(symbol_id, one, other, may_trade=True)
        for symbol_id in range(workload.symbols)
        for one, other in pairs
    ]
    spread = [
        build.set_account_class(FIRST_CUSTOMER + user, user % classes)
        for user in range(workload.users if classes else 0)
    ]
    return b"".join(joined + spread)


def rates_by_spread(path: Path, rounds: int) -> dict[int, list[float]]:
    """Return the commands per CPU second of each round, by the number of classes.

    *Raises* as `core.measure_core`.
    """
    workload = read_workload(path)
    rates: dict[int, list[float]] = {classes: [] for classes in SPREADS}
    for _ in range(rounds):
        for classes, found in rates.items():
            run = run_once(workload, setup=permitting(workload, classes))
            found.append(checked(workload, run).commands_per_cpu_second)
    return rates


def measure_eligibility(path: Path, rounds: int) -> dict[str, object]:
    """Measure a workload in turns; the share is of the rate without a matrix, median by median."""
    answer: dict[str, object] = {}
    rates = rates_by_spread(path, rounds)
    without = median(rates[0])
    for classes, found in rates.items():
        name = f"classes_{classes}" if classes else "no_matrix"
        answer[name] = {"commands_per_cpu_second": median(found), "share": median(found) / without}
        answer[f"{name}_rates"] = sorted(found)
    return answer
