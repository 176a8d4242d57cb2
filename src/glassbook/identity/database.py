"""How the files of this room are opened: readable by their owner only, brought up to date, durable.

What stands in them stands nowhere else, so none can be thrown away and made anew. A step of a
layout, once released, is never changed; a new one is added. A file notes how many it has taken.
"""

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path

Steps = Sequence[Sequence[str]]  # statements of SQL, by step


class LayoutUnknown(RuntimeError):
    """The file was written by a newer version of Glassbook."""


def opened(path: Path, steps: Steps) -> sqlite3.Connection:
    """Open the file, creating it if need be. *Raises* LayoutUnknown."""
    reserve(path)
    file = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    file.execute("PRAGMA journal_mode = WAL")
    file.execute("PRAGMA synchronous = FULL")
    file.execute("PRAGMA foreign_keys = ON")
    prepare(file, steps, path.name)
    return file


def prepare(file: sqlite3.Connection, steps: Steps, name: str) -> None:
    """Take the steps that the file has not taken yet, all or none. *Raises* LayoutUnknown."""
    file.execute("BEGIN IMMEDIATE")
    taken = int(file.execute("PRAGMA user_version").fetchone()[0])
    if taken > len(steps):
        file.execute("ROLLBACK")
        raise LayoutUnknown(f"{name} has layout {taken}; this version knows up to {len(steps)}")
    for statement in (statement for step in steps[taken:] for statement in step):
        file.execute(statement)
    file.execute(f"PRAGMA user_version = {len(steps)}")
    file.execute("COMMIT")


def reserve(path: Path) -> None:
    """Create the file if need be, and take it away from everybody but its owner."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    path.chmod(0o600)
