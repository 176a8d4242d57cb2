"""What trading costs here before anybody logs in: the schedule, or the rates accounts open with,
and what some symbols cost on top.
"""

from collections.abc import Iterable

import msgspec

from glassbook.protocol.decimals import to_text

PPM_SCALE = 1_000_000
DOLLAR_SCALE = 10**8


class TierView(msgspec.Struct, frozen=True):
    """From this much on, traded in 30 days in US dollars; rates are parts of one."""

    volume: str
    maker: str
    taker: str


class SymbolRatesView(msgspec.Struct, frozen=True):
    """What fills on a symbol cost on top of an account's rates, as parts of one."""

    symbol: str
    maker: str
    taker: str


class RatesView(msgspec.Struct, frozen=True):
    """Tiers by rising volume, the first from nothing on; symbols that cost more than others."""

    tiers: list[TierView]
    symbols: list[SymbolRatesView]


def rates_view(
    tiers: Iterable[tuple[int, int, int]], symbols: Iterable[tuple[str, int, int]]
) -> RatesView:
    """Return tiers of (10^-8 dollars, maker's ppm, taker's ppm) and symbols of (name, maker's ppm,
    taker's ppm) as they are shown.
    """
    return RatesView(
        [
            TierView(
                to_text(volume, DOLLAR_SCALE), to_text(maker, PPM_SCALE), to_text(taker, PPM_SCALE)
            )
            for volume, maker, taker in tiers
        ],
        [
            SymbolRatesView(name, to_text(maker, PPM_SCALE), to_text(taker, PPM_SCALE))
            for name, maker, taker in symbols
            if maker or taker
        ],
    )
