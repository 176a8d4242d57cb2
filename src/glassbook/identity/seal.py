"""What a file of this room must hold: one number over all its rows, which every change moves along.

A bit that falls over in a number or a text is nothing that SQLite sees; here it could open an
account to a key that was never made for it. So triggers of every connection add to the seal what a
row that comes in comes to, and take away what one that goes came to; who opens the file adds up
all rows and compares. With a key only its holder can say what a row comes to: another master key
than before is noticed, too.

The seal tells accidents from what was written. Whoever can write the file can seal it.
"""

import hashlib
import sqlite3
from collections.abc import Iterator

MODULUS = 2**56
SUM_BYTES = 7
TABLE = "seal"
CREATE = f"""CREATE TABLE IF NOT EXISTS {TABLE} (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    layout INTEGER NOT NULL,
    rows   INTEGER NOT NULL
) STRICT"""


class Seal:
    """The seal of one open file."""

    def __init__(self, file: sqlite3.Connection, key: bytes) -> None:
        self._file = file
        self._key = key
        file.create_function("moved", -1, self._moved, deterministic=True)
        file.execute("PRAGMA recursive_triggers = ON")  # what is replaced goes, too

    @property
    def is_there(self) -> bool:
        """Was the file ever sealed?"""
        return bool(self._columns(TABLE))

    def holds(self) -> bool:
        """Tell whether the file holds what was written into it; one without a seal does."""
        if not self.is_there:
            return True
        found = self._file.execute(f"SELECT layout, rows FROM {TABLE}").fetchone()  # noqa: S608
        return bool(found == (self._layout(), self._rows()))

    def renew(self) -> None:
        """Seal what is there: the layout has changed. Within a transaction."""
        self._file.execute(CREATE)
        values = (self._layout(), self._rows())
        self._file.execute(f"INSERT OR REPLACE INTO {TABLE} VALUES (1, ?, ?)", values)  # noqa: S608

    def follow(self) -> None:
        """Have the seal follow every change that this connection makes from now on."""
        for table in self._tables():
            names = self._columns(table)
            going, coming = (", ".join(f"{row}.{name}" for name in names) for row in ("OLD", "NEW"))
            steps = {
                "INSERT": f"moved(rows, 1, '{table}', {coming})",
                "DELETE": f"moved(rows, -1, '{table}', {going})",
                "UPDATE": f"moved(moved(rows, -1, '{table}', {going}), 1, '{table}', {coming})",
            }
            for change, step in steps.items():
                trigger = f"CREATE TEMP TRIGGER {table}_{change} AFTER {change} ON main.{table}"
                moving = f"UPDATE {TABLE} SET rows = {step};"  # noqa: S608 - our own names
                self._file.execute(f"{trigger} BEGIN {moving} END")

    def _moved(self, total: int, sign: int, *row: object) -> int:
        return (total + sign * self._sum(row)) % MODULUS

    def _sum(self, row: object) -> int:
        digest = hashlib.blake2b(repr(row).encode(), digest_size=SUM_BYTES, key=self._key)
        return int.from_bytes(digest.digest(), "little")

    def _rows(self) -> int:
        rows = ((table, *row) for table in self._tables() for row in self._in(table))
        return sum(map(self._sum, rows)) % MODULUS

    def _layout(self) -> int:
        version = self._file.execute("PRAGMA user_version").fetchone()
        found = self._file.execute("SELECT name, sql FROM sqlite_schema ORDER BY name").fetchall()
        return self._sum((version, found))

    def _tables(self) -> list[str]:
        found = self._file.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        return sorted(name for (name,) in found if name != TABLE)

    def _columns(self, table: str) -> list[str]:
        return [row[1] for row in self._file.execute(f"PRAGMA main.table_info({table})")]

    def _in(self, table: str) -> Iterator[tuple[object, ...]]:
        yield from self._file.execute(f"SELECT * FROM main.{table}")  # noqa: S608 - our own name
