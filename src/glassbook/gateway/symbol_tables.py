"""Symbols and assets as the compiled functions of the doors know them: rows of integers and bytes.

The tables are made anew when a symbol or an asset changes. What does not fit them (a longer name, a
number beyond 62 bits) has a row of zeroes, and those functions leave it to the plain way.
"""

import numpy as np

from glassbook.projection.directory import Directory
from glassbook.projection.listing import WIRE_SCALE, Asset, Symbol

NAME_BYTES = 20  # of a name; a row of a table of names ends with its length
INTEGER_MAX = 2**62
#: `symbols`: a symbol's id, what one tick and one lot are, and the scales of quote and base.
SYMBOL_COLUMNS = 5
#: `texts`: wire digits = ticks * first // second of a price, lots * third // fourth of a quantity.
TEXT_COLUMNS = 4
#: `quotes`: the id of a symbol's quote asset. `assets`: wire digits = units * first // second.
ASSET_COLUMNS = 2


class SymbolTables:
    """All symbols and assets of a directory.

    names        u1[n, NAME_BYTES + 1], sorted; `symbols`, `texts` and `quotes` in the same order
    rows         i8[m]: a symbol's place among these, by its id
    asset_names  u1[k, NAME_BYTES + 1], and `assets`, i8[k, ASSET_COLUMNS]: by the id of an asset
    """

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._version = -1

    def fresh(self) -> "SymbolTables":
        """Return itself, brought up to date."""
        if self._version != self._directory.version:
            self._version = self._directory.version
            self._make(sorted(self._directory.symbols.values(), key=lambda each: each.name))
            self._make_assets(list(self._directory.assets.values()))
        return self

    def _make(self, symbols: list[Symbol]) -> None:
        symbols = [each for each in symbols if len(each.name) <= NAME_BYTES]
        count, ids = len(symbols), [each.symbol_id for each in symbols]
        self.names = np.zeros((count, NAME_BYTES + 1), np.uint8)
        self.symbols = np.zeros((count, SYMBOL_COLUMNS), np.int64)
        self.texts = np.zeros((count, TEXT_COLUMNS), np.int64)
        self.quotes = np.array([each.quote.asset_id for each in symbols], np.int64)
        self.rows = np.zeros(max(ids, default=0) + 1, np.int64)
        self.rows[ids] = range(count)
        for row, symbol in enumerate(symbols):
            _write(self.names[row], symbol.name)
            scales = symbol.quote.scale, symbol.base.scale
            steps = symbol.symbol_id, symbol.tick_units, symbol.lot_units, *scales
            texts = *symbol.price_ratio, *symbol.quantity_ratio
            if max(*steps, *texts) <= INTEGER_MAX:  # else there is no such symbol here
                self.symbols[row], self.texts[row] = steps, texts

    def _make_assets(self, assets: list[Asset]) -> None:
        count = max((each.asset_id for each in assets), default=0) + 1
        self.asset_names = np.zeros((count, NAME_BYTES + 1), np.uint8)
        self.assets = np.zeros((count, ASSET_COLUMNS), np.int64)
        for asset in assets:
            if len(asset.name) <= NAME_BYTES and asset.scale <= INTEGER_MAX:
                _write(self.asset_names[asset.asset_id], asset.name)
                self.assets[asset.asset_id] = _ratio(asset.scale)


def _ratio(scale: int) -> tuple[int, int]:
    whole, rest = divmod(WIRE_SCALE, scale)
    return (WIRE_SCALE, scale) if rest else (whole, 1)


def _write(row: np.ndarray, name: str) -> None:
    text = name.encode()
    row[: len(text)] = np.frombuffer(text, np.uint8)
    row[NAME_BYTES] = len(text)
