"""The tables: by kind of command, by part of the code, by structure of the memory."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from compiling import Core
from parts import function_of, part_of
from processor import (
    HUGE_PAGE_BITS,
    LINE_BITS,
    SMALL_PAGE_BITS,
    guessed_wrongly,
    missed,
    untranslated,
)
from tracing import Trace

from glassbook.protocol.commands import CommandKind

KINDS = ("rest", "take", "cancel", "replace")
AHEAD = "fetching ahead"
TOP = 25


def kinds_of(trace: Trace) -> np.ndarray:
    """Return the number in KINDS of each traced command."""
    by_kind = {CommandKind.CANCEL_ORDER: 2, CommandKind.REPLACE_ORDER: 3}
    numbers = np.array([by_kind.get(kind, 0) for kind in trace.kinds])
    return np.where((numbers == 0) & trace.is_immediate, 1, numbers)


def tell(core: Core, trace: Trace) -> None:
    """Print everything, of the second half of the commands."""
    kinds, half = kinds_of(trace), len(trace.kinds) // 2
    counted = (trace.commands >= half) & (trace.commands < len(trace.kinds))
    kind_of_row = kinds[np.maximum(trace.commands, 0)]
    shares = np.bincount(kinds[half:], minlength=len(KINDS))
    mix = ", ".join(
        f"{kind} {of / shares.sum():.1%}" for kind, of in zip(KINDS, shares, strict=True)
    )
    print(f"{shares.sum()} commands: {mix}")

    functions = {address: function_of(*source) for address, source in core.sources.items()}
    last_instruction = np.where(trace.is_instruction, np.arange(len(counted)), 0)
    owners = trace.addresses[np.maximum.accumulate(last_instruction)]
    codes, code = np.unique(owners, return_inverse=True)
    names = np.array([functions.get(int(each), "?") for each in codes])
    parts = np.array([*map(part_of, names), AHEAD])
    is_ahead = ahead_of(trace, (parts == AHEAD)[code])
    part = np.where(is_ahead, len(names), code)  # whatever it calls, too
    instructions = np.flatnonzero(trace.is_instruction & counted)
    wrong = wrong_guesses(core, trace)
    wrong = wrong[counted[wrong]]
    for title, rows in (
        ("Instructions a command", instructions),
        ("Jumps foretold wrongly a command", wrong),
    ):
        table(f"{title}, by part", parts, part[rows], kind_of_row[rows], shares)
        table(f"{title}, by function", names, code[rows], kind_of_row[rows], shares, TOP)
    tell_memory(trace, counted, kind_of_row, shares, is_ahead)


def ahead_of(trace: Trace, begins: np.ndarray) -> np.ndarray:
    """Return which rows lie between looking ahead and the command that comes then: bool[n]."""
    rows = np.arange(len(begins))
    starts = np.diff(trace.commands, prepend=-1) > 0
    last_ahead = np.maximum.accumulate(np.where(begins, rows, -1))
    last_start = np.maximum.accumulate(np.where(starts, rows, -1))
    return last_ahead > last_start


def wrong_guesses(core: Core, trace: Trace) -> np.ndarray:
    """Return the rows of the conditional jumps that were foretold wrongly."""
    rows = np.flatnonzero(trace.is_instruction)
    conditional = np.fromiter(core.conditional, np.int64)
    at = np.flatnonzero(np.isin(trace.addresses[rows[:-1]], conditional))
    jumps = rows[at]
    is_taken = trace.addresses[rows[at + 1]] != trace.addresses[jumps] + trace.sizes[jumps]
    return jumps[guessed_wrongly(trace.addresses[jumps], is_taken)]


def tell_memory(
    trace: Trace, counted: np.ndarray, kinds: np.ndarray, shares: np.ndarray, is_ahead: np.ndarray
) -> None:
    """Print what memory is asked for, by structure."""
    accesses = np.flatnonzero(~trace.is_instruction)
    addresses, sizes = trace.addresses[accesses], trace.sizes[accesses]
    names, homes = structures(addresses, trace.tables)
    misses = missed(addresses, sizes)
    mine, ahead, kinds = counted[accesses], is_ahead[accesses], kinds[accesses]
    lines = addresses >> LINE_BITS
    for title, chosen in (
        ("Accesses a command", mine & ~ahead),
        ("Lines that L1 lacks, asked for when needed", mine & ~ahead & (misses[:, 0] > 0)),
        ("Lines that L2 lacks, asked for when needed", mine & ~ahead & (misses[:, 1] > 0)),
        ("Lines that L1 lacks, fetched ahead", mine & ahead & (misses[:, 0] > 0)),
        ("Lines that L2 lacks, fetched ahead", mine & ahead & (misses[:, 1] > 0)),
        ("Pages of 4 KiB not translated", mine & untranslated(addresses, SMALL_PAGE_BITS)),
        ("Pages of 2 MiB not translated", mine & untranslated(addresses, HUGE_PAGE_BITS)),
        (
            "Different lines a command",
            mine & ~ahead & is_first(trace.commands[accesses], lines, ahead),
        ),
    ):
        table(title, names, homes[chosen], kinds[chosen], shares)
    every, first = np.unique(lines, return_index=True)
    print("\nKiB of lines used in all, both halves")
    counts = np.bincount(homes[first], minlength=len(names))
    for i in [i for i in np.argsort(-counts) if counts[i]]:
        print(f"  {names[i]:42}{counts[i] / 16:8.1f}")
    print(f"  {'sum':42}{len(every) / 16:8.1f}")
    pages = [len(np.unique(addresses[mine] >> bits)) for bits in (SMALL_PAGE_BITS, HUGE_PAGE_BITS)]
    print(f"  pages used: {pages[0]} of 4 KiB, {pages[1]} of 2 MiB")


def is_first(commands: np.ndarray, lines: np.ndarray, ahead: np.ndarray) -> np.ndarray:
    """Return, of each access, whether it is its command's first to a line, fetching ahead apart."""
    keys = (commands.astype(np.int64) << 33) ^ (lines << 1) ^ ahead
    found = np.zeros(len(keys), np.bool_)
    found[np.unique(keys, return_index=True)[1]] = True
    return found


def structures(
    addresses: np.ndarray, tables: Iterable[tuple[str, int, int]]
) -> tuple[np.ndarray, np.ndarray]:
    """Return names, and the number of the name that each address belongs to."""
    ordered = sorted(tables, key=lambda each: each[1])
    names = np.array([name for name, _, _ in ordered] + ["stack and constants"])
    at = np.searchsorted([start for _, start, _ in ordered], addresses, "right") - 1
    ends = np.array([end for _, _, end in ordered])
    return names, np.where((at >= 0) & (addresses < ends[at]), at, len(ordered))


def table(
    title: str,
    labels: np.ndarray,
    numbers: np.ndarray,
    kinds: np.ndarray,
    shares: np.ndarray,
    rows: int | None = None,
) -> None:
    """Print how many there are a command, of all and of each kind. `numbers` are of `labels`."""
    print(f"\n{title:44}{'all':>8}" + "".join(f"{kind:>9}" for kind in KINDS))
    names, name_of = np.unique(labels, return_inverse=True)
    pairs = name_of[numbers] * len(KINDS) + kinds
    counts = np.bincount(pairs, minlength=len(names) * len(KINDS)).reshape(len(names), -1)
    order = [i for i in np.argsort(-counts.sum(1)) if counts[i].any()]
    for i in order[:rows]:
        row(names[i], counts[i], shares)
    row("sum", counts.sum(0), shares)


def row(name: str, counts: np.ndarray, shares: np.ndarray) -> None:
    """Print one line of a table."""
    each = counts / np.maximum(shares, 1)
    print(f"  {name:42}{counts.sum() / shares.sum():8.2f}" + "".join(f"{x:9.2f}" for x in each))
