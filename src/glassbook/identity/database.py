"""How the files of this room are opened: readable by their owner only, brought up to date, durable.

What stands in them stands nowhere else, so none can be thrown away and made anew. A step of a
layout, once released, is never changed; a new one is added. A file notes how many it has taken.
"""

import os
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from glassbook.identity.seal import Seal

Steps = Sequence[Sequence[str]]  # statements of SQL, by step
Functions = Callable[..., str]


ADVICE = (
    "Make room, or let this user write there, then start again; where the file itself is at fault, "
    "restore it from a copy."
)


class LayoutUnknown(RuntimeError):
    """The file was written by a newer version of Glassbook."""


class FileUnusable(Exception):
    """The file cannot be opened; the text says what to do."""


class FileDamaged(Exception):
    """The file does not hold what was written into it, and nothing else has it."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(f"{path} is damaged: {what}. Restore it from a copy: nothing else has it")


def opened(
    path: Path, steps: Steps, key: bytes = b"", functions: Mapping[str, Functions] | None = None
) -> sqlite3.Connection:
    """Open the file, creating it if need be, and hold it to its seal.

    `functions` are ours that the steps call, by name.

    *Raises* LayoutUnknown; FileUnusable; FileDamaged, also when `key` is another one than before.
    """
    reserve(path)
    file = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        # Not a write-ahead log: were that harmed after a kill, SQLite would read it as far as it is
        # whole and be silent about the rest, and a key taken back would open its account again.
        file.execute("PRAGMA journal_mode = DELETE")
        file.execute("PRAGMA synchronous = EXTRA")
        file.execute("PRAGMA foreign_keys = ON")
        file.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten
        for name, function in (functions or {}).items():
            file.create_function(name, -1, function, deterministic=True)
        seal = Seal(file, key)
        _check(file, seal)
        prepare(file, steps, path, seal)
        seal.follow()
    except BaseException as error:
        file.close()
        if isinstance(error, sqlite3.OperationalError):
            raise FileUnusable(f"{path} cannot be opened: {error}. {ADVICE}") from error
        if isinstance(error, sqlite3.DatabaseError | UnicodeDecodeError):
            raise FileDamaged(path, str(error)) from error
        raise
    return file


def prepare(file: sqlite3.Connection, steps: Steps, path: Path, seal: Seal) -> None:
    """Take the steps that the file has not taken yet, all or none. *Raises* LayoutUnknown."""
    file.execute("BEGIN IMMEDIATE")
    taken = int(file.execute("PRAGMA user_version").fetchone()[0])
    if taken > len(steps):
        file.execute("ROLLBACK")
        raise LayoutUnknown(
            f"{path} has layout {taken}; this version knows up to {len(steps)}. Start the version "
            "of Glassbook that wrote it."
        )
    for statement in (statement for step in steps[taken:] for statement in step):
        file.execute(statement)
    file.execute(f"PRAGMA user_version = {len(steps)}")
    if taken < len(steps) or not seal.is_there:
        seal.renew()
    file.execute("COMMIT")


def _check(file: sqlite3.Connection, seal: Seal) -> None:
    """Hold the file to what was written, as it is at one moment. *Raises* sqlite3.DatabaseError."""
    file.execute("BEGIN")
    (found,) = file.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        raise sqlite3.DatabaseError(found)
    if not seal.holds():
        raise sqlite3.DatabaseError("its rows do not come to what its seal says")
    file.execute("COMMIT")


def reserve(path: Path) -> None:
    """Create the file if need be, and take it away from everybody but its owner."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    path.chmod(0o600)
