"""History in one SQLite file: a writer thread, and reads on the caller's own thread.

Write-ahead logging lets reads go on beside the writer, each seeing the last transaction. A power
failure may take the newest transactions back, never a part of one; `written_sequence` then says so.
What the file says is believed only if every page of it holds what was written: see `page_sums`.
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from glassbook.projection.order import Order
from glassbook.projection.pages import Page
from glassbook.projection.rows import (
    AggregateTrade,
    Amendment,
    Candle,
    Fill,
    Movement,
    OrderList,
    PreventedMatch,
    Trade,
    Volume,
)
from glassbook.projection.store.history import Rows, StoreFailed, StoreForeign
from glassbook.projection.store.page_sums import PAGE_BYTES, PageSums, StoreDamaged
from glassbook.projection.store.schema import TABLES, VERSION
from glassbook.projection.store.select import Select
from glassbook.projection.store.writer import Writer, bring_home, failed

Row = TypeVar("Row")

AGGREGATE = (
    "symbol_id, aggregate_id, min(price_ticks), sum(quantity_lots), min(trade_id), max(trade_id),"
    " min(is_buyer_maker), min(time_ns)"
)


class LayoutUnknown(Exception):
    """The file was written by another version: history must be rebuilt from the journal."""


class SqliteHistory:
    """A store of history (see `history.History`) in the file at `path`, created when missing."""

    def __init__(self, path: Path) -> None:
        """*Raises* LayoutUnknown, StoreDamaged; StoreFailed when the file cannot be opened."""
        self._path = path
        try:
            path.touch(
                mode=0o600
            )  # accounts' trades: for the owner's eyes; SQLite's own files follow
            writing, sums = _opened(path)
            self._reading = _connect(path, "ro")
            written_sequence = _written_sequence(writing)
        except (sqlite3.OperationalError, OSError) as error:
            raise StoreFailed(f"{path} cannot be opened as a database: {error}") from error
        except sqlite3.DatabaseError as error:
            raise StoreDamaged(f"{path} is damaged: {error}") from error
        self._writer = Writer(writing, sums, written_sequence)

    # --- writing --------------------------------------------------------------------------------

    @property
    def written_sequence(self) -> int:
        return self._writer.written_sequence

    def begin(self, origin_ns: int) -> None:
        try:
            known_ns = self._writer.begin(origin_ns)
        except sqlite3.Error as error:
            raise failed(self._path, error) from error
        if known_ns != origin_ns:
            raise StoreForeign(
                f"{self._path} holds the history of another journal. `glassbook rebuild` replaces"
                " it; to keep it, move it away first."
            )

    def write(self, sequence: int, rows: Rows) -> None:
        self._writer.hand_over(sequence, rows)

    def sync(self) -> None:
        self._writer.sync()

    def flush(self) -> None:
        self._writer.flush()

    def close(self) -> None:
        self._writer.close()
        self._reading.close()  # the last, and read-only: SQLite leaves the log as it is

    # --- the market -----------------------------------------------------------------------------

    def trades(self, symbol_id: int, page: Page) -> list[Trade]:
        select = Select("*", "trades", "trade_id", "time_ns, aggregate_id, trade_id")
        return self._page(select.where("symbol_id = ?", symbol_id), page, Trade._make)

    def aggregates(self, symbol_id: int, page: Page) -> list[AggregateTrade]:
        select = Select(AGGREGATE, "trades", "aggregate_id", "time_ns, aggregate_id")
        select.where("symbol_id = ?", symbol_id)
        return self._page(select, page, AggregateTrade._make, is_grouped=True)

    def candles(self, symbol_id: int, interval: int, start_ms: int, end_ms: int) -> list[Candle]:
        rows = self._reading.execute(
            "SELECT * FROM candles WHERE symbol_id = ? AND interval = ?"
            " AND open_time_ms BETWEEN ? AND ? ORDER BY open_time_ms",
            (symbol_id, interval, start_ms, end_ms),
        )
        return [_candle(row) for row in rows]

    def candle_before(self, symbol_id: int, interval: int, open_ms: int) -> Candle | None:
        row = self._reading.execute(
            "SELECT * FROM candles WHERE symbol_id = ? AND interval = ? AND open_time_ms < ?"
            " ORDER BY open_time_ms DESC LIMIT 1",
            (symbol_id, interval, open_ms),
        ).fetchone()
        return _candle(row) if row else None

    # --- one account's --------------------------------------------------------------------------

    def fills(
        self, account_id: int, symbol_id: int, page: Page, order_id: int | None = None
    ) -> list[Fill]:
        select = Select("*", "fills", "trade_id", "time_ns, trade_id")
        select.where("account_id = ? AND symbol_id = ?", account_id, symbol_id)
        return self._page(select.where("order_id = ?", order_id), page, Fill._make)

    def volumes(self, account_id: int, first_day: int, last_day: int) -> list[Volume]:
        rows = self._reading.execute(
            "SELECT * FROM volumes WHERE account_id = ? AND day BETWEEN ? AND ?",
            (account_id, first_day, last_day),
        )
        return [Volume._make(map(int, row)) for row in rows]  # what did not fit comes as text

    def prevented(
        self, account_id: int, symbol_id: int, page: Page, order_id: int | None = None
    ) -> list[PreventedMatch]:
        select = Select("*", "prevented", "prevented_match_id", "prevented_match_id")
        select.where("account_id = ? AND symbol_id = ?", account_id, symbol_id)
        select.where("? IN (taker_order_id, maker_order_id)", order_id)
        return self._page(select, page, PreventedMatch._make)

    def amendments(
        self, account_id: int, symbol_id: int, order_id: int, page: Page
    ) -> list[Amendment]:
        select = Select("*", "amendments", "amendment_id", "amendment_id")
        select.where("account_id = ? AND symbol_id = ?", account_id, symbol_id)
        return self._page(select.where("order_id = ?", order_id), page, Amendment._make)

    def order_lists(self, account_id: int, page: Page) -> list[OrderList]:
        select = Select("*", "order_lists", "list_id", "time_ns, list_id")
        return self._page(select.where("account_id = ?", account_id), page, OrderList._make)

    def order_list_by_client_id(self, account_id: int, client_order_id: str) -> OrderList | None:
        row = self._reading.execute(
            "SELECT * FROM order_lists WHERE account_id = ? AND client_order_id = ?"
            " ORDER BY list_id DESC LIMIT 1",
            (account_id, client_order_id),
        ).fetchone()
        return OrderList._make(row) if row else None

    def movements(
        self, account_id: int, page: Page, others: range, asset_id: int | None = None
    ) -> list[Movement]:
        select = Select("*", "movements", "sequence", "time_ns, sequence")
        select.where("account_id = ?", account_id)
        select.where("other_account_id BETWEEN ? AND ?", others.start, others.stop - 1)
        return self._page(select.where("asset_id = ?", asset_id), page, Movement._make)

    def orders(self, account_id: int, symbol_id: int, page: Page) -> list[Order]:
        select = Select("*", "orders", "order_id", "time_ns, order_id")
        select.where("account_id = ? AND symbol_id = ?", account_id, symbol_id)
        return self._page(select, page, _order)

    def order(self, account_id: int, symbol_id: int, order_id: int) -> Order | None:
        row = self._reading.execute(
            "SELECT * FROM orders WHERE order_id = ? AND account_id = ? AND symbol_id = ?",
            (order_id, account_id, symbol_id),
        ).fetchone()
        return _order(row) if row else None

    def order_by_client_id(
        self, account_id: int, symbol_id: int, client_order_id: str
    ) -> Order | None:
        row = self._reading.execute(
            "SELECT * FROM orders WHERE account_id = ? AND client_order_id = ? AND symbol_id = ?"
            " ORDER BY done_sequence DESC, order_id DESC LIMIT 1",
            (account_id, client_order_id, symbol_id),
        ).fetchone()
        return _order(row) if row else None

    def _page(
        self, select: Select, page: Page, make: Callable[[Any], Row], *, is_grouped: bool = False
    ) -> list[Row]:
        """Return the rows of a page, oldest first."""
        text = select.page(page, is_grouped=is_grouped)
        rows = list(map(make, self._reading.execute(text, select.values)))
        if not page.is_forward:
            rows.reverse()
        return rows


def _opened(path: Path) -> tuple[sqlite3.Connection, PageSums]:
    """Return the connection that writes, and the sums of every page, which were looked at.

    *Raises* LayoutUnknown, StoreDamaged, sqlite3.Error, OSError.
    """
    sums = PageSums(path)
    try:
        logged = sums.logged()
        sums.check(sums.noted - set(logged))  # before SQLite reads anything of it
        writing = _connect(path)
        try:
            _prepare(writing, sums, logged)
        except BaseException:
            writing.close()
            raise
    except BaseException:
        sums.close()
        raise
    return writing, sums


def _prepare(writing: sqlite3.Connection, sums: PageSums, logged: list[int]) -> None:
    """Look at what only seemed to be in the log, finish a checkpoint, make tables where none are.

    How many frames of the log are whole SQLite says; from the first that is not on, none counts.
    """
    (version,) = writing.execute("PRAGMA user_version").fetchone()
    if version not in (0, VERSION):
        raise LayoutUnknown(
            f"history is laid out by version {version}, this program knows {VERSION}:"
            " rebuild it from the journal"
        )
    if version and not sums.count:
        raise StoreDamaged(f"{sums.path}, which vouches for {sums.database.name}, is missing")
    _, frames, _ = writing.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    sums.check_log(max(frames, 0))
    sums.check(sums.noted & set(logged) - set(logged[: max(frames, 0)]))
    bring_home(writing, sums)
    if version == 0:
        writing.executescript(f"BEGIN; {TABLES} PRAGMA user_version = {VERSION}; COMMIT;")


def _connect(path: Path, mode: str = "rwc") -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?mode={mode}"
    connection = sqlite3.connect(address, uri=True, check_same_thread=False, cached_statements=256)
    connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
    if mode != "ro":
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.execute("PRAGMA journal_size_limit = 0")  # its size says what is in it
    connection.execute("PRAGMA busy_timeout = 10000")
    return connection


def _written_sequence(connection: sqlite3.Connection) -> int:
    """Return how far the store has come."""
    (written_sequence,) = connection.execute("SELECT written_sequence FROM progress").fetchone()
    return int(written_sequence)


def _order(row: tuple[Any, ...]) -> Order:
    return Order(*row)


def _candle(row: tuple[Any, ...]) -> Candle:
    """Return the candle of a row; what did not fit 64 bits comes as text."""
    return Candle._make(map(int, row[2:]))
