"""How much `glassbook bench` measures: all in some twenty minutes, or only that it runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from glassbook.cli.bench.curve import ORDERS, RATES
from glassbook.cli.bench.growth import CURVES

REGIMES = ("static", "normal", "swing-25", "swing-40", "flash-crash")
MIXES = ("exchange-core", "exchange-core-reducing")


@dataclass(frozen=True)
class Sizes:
    """How much of everything.

    rounds       of what takes a second: of so many, any gap between two sessions tells
    long_rounds  of what takes some
    few_rounds   of what takes a minute
    """

    rounds: int = 7
    long_rounds: int = 5
    few_rounds: int = 3
    core_commands: int = 3_000_000
    symbols: tuple[int, ...] = (1, 100)
    stream_commands: int = 1_000_000
    regimes: tuple[str, ...] = REGIMES
    mixes: tuple[str, ...] = MIXES
    single_commands: int = 1_000_000
    replayed_commands: int = 3_000_000
    curves: tuple[str, ...] = tuple(CURVES)
    largest: int = 10_000_000
    accounts: int = 9_999_000
    open_orders: int = 3_999_000
    day: float = 0.1
    venue_commands: int = 2_000_000
    flooded_s: float = 2.0
    orders: int = 10_000
    rates: tuple[int, ...] = RATES
    rate_orders: int = ORDERS
    picture: Path = Path("build") / "latency.svg"
    compiled: tuple[str, ...] = ("core", "doors")
    listeners: int = 1_000
    listening_s: float = 2.0


TINY = Sizes(
    rounds=1,
    long_rounds=1,
    few_rounds=1,
    core_commands=3_000,
    symbols=(2,),
    stream_commands=3_000,
    regimes=("normal",),
    mixes=("exchange-core",),
    single_commands=3_000,
    replayed_commands=40_000,  # more than a mebibyte
    curves=("accounts",),
    largest=1_000,
    accounts=20_000,
    open_orders=9_000,
    day=0.0002,
    venue_commands=20_000,
    flooded_s=0.02,
    orders=100,
    rates=(4_000, 8_000),
    rate_orders=400,
    picture=Path("build") / "tiny-latency.svg",
    compiled=("proofs",),
    listeners=2,
    listening_s=0.05,
)
