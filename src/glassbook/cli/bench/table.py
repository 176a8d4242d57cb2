"""Everything measured in one session, as one table, and kept with what it was measured on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from glassbook.cli.bench.comparison import Change
from glassbook.cli.bench.core_rows import core_rows, replay_rows, single_rows
from glassbook.cli.bench.results import Results, machine
from glassbook.cli.bench.size_rows import day_rows, growth_rows, snapshot_rows
from glassbook.cli.bench.sizes import Sizes
from glassbook.cli.bench.venue_rows import curve_rows, gateway_rows, start_rows, venue_rows

_WIDTH = 120  # of a table, also where no terminal says how wide it is
#: What can be measured by itself, in the order of the table.
PARTS = {
    "start": start_rows,
    "core": core_rows,
    "single": single_rows,
    "replay": replay_rows,
    "growth": growth_rows,
    "day": day_rows,
    "snapshot": snapshot_rows,
    "venue": venue_rows,
    "gateway": gateway_rows,
    "curve": curve_rows,
}
#: What takes too long, or needs a browser or a journal of its own: and what measures it.
LEFT_OUT = """\
Not in this table: a whole day (`glassbook bench day --share 1`, ten minutes), what an account takes
(`glassbook bench footprint`), when a whole venue begins to refuse (`glassbook bench projections`),
where an order's microseconds go (`benchmarks/order_path.py`), proofs (`benchmarks/proofs.py`), a
crowd on one page (`benchmarks/trading_page.py`), a frame of the book (`tools/book_frames.py`)."""


def measure_parts(
    parts: Iterable[str], sizes: Sizes, path: Path, say: Callable[[str], None]
) -> Results:
    """Measure the rows of these parts; write them to `path`, all that there are after each."""
    results = Results(machine())
    for measure in map(PARTS.__getitem__, parts):
        say(f"Measuring: {measure.__doc__}")
        results.rows += measure(sizes, say)
        results.write(path)
    return results


def print_results(results: Results) -> None:
    """Print one table."""
    table = _table("what", "figure", "from", "to", "unit", "ratio")
    for row in results.rows:
        spread = (_figure(min(row.rounds)), _figure(max(row.rounds)))
        ratio = results.ratio(row)
        beside = "" if ratio is None else f"{ratio:.2f} of {row.beside}"
        table.add_row(row.name, _figure(row.figure), *spread, row.unit, beside)
    Console(width=max(Console().width, _WIDTH)).print(table)


def print_changes(changes: list[Change]) -> None:
    """Print one table of what became of each row."""
    table = _table("what", "before", "now", "by", "")
    for each in changes:
        word = "noise" if each.is_noise else "better" if each.is_better else "WORSE"
        by = f"{each.factor - 1:+.1%}"
        table.add_row(each.name, _figure(each.old), _figure(each.new), by, word)
    Console(width=max(Console().width, _WIDTH)).print(table)


def _table(first: str, *others: str) -> Table:
    table = Table(first)
    for other in others:
        table.add_column(other, justify="right")
    return table


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 1_000 else f"{value:,.3f}"
