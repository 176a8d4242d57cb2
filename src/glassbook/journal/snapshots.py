"""Snapshots: what the exchange remembers at one sequence, so that a start need not replay it all.

Its one rule: a snapshot may be lost, but never believed wrongly. Every table carries its SHA-256,
the list of tables carries its own, and it names the hash of the journal it was taken from. It is
written aside and renamed when all of it is on the disk.

    snapshots/00000000000000123456/     the sequence
        manifest.json                   what it belongs to; name, size and SHA-256 of each table
        core.orders, …                  the tables, as they were given
"""

import contextlib
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

import msgspec

from glassbook.journal.files import DISK, Files
from glassbook.journal.framing import Part

KEPT = 2
CHUNK_BYTES = 2**22
MANIFEST = "manifest.json"
UNFINISHED = ".unfinished"
FORMAT_VERSION = 1

_table_name = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")


class BadSnapshot(Exception):
    """The snapshot cannot be used; the text says why. An older one, or the journal, can."""


class Position(msgspec.Struct, frozen=True):
    """The place in the journal that a snapshot belongs to.

    journal_hash   hex, of the frame that ends with `sequence`
    events_digest  hex, of all events up to there
    core           which build of the core wrote it: only the same one can read it
    """

    sequence: int
    time_ns: int
    journal_hash: str
    events_digest: str
    core: str


class Table(msgspec.Struct, frozen=True):
    """One file of a snapshot."""

    name: str
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """What stands in manifest.json; `sha256` is that of the manifest with `sha256` empty."""

    version: int
    position: Position
    tables: list[Table]
    sha256: str = ""

    def sealed(self) -> "Manifest":
        """Return the same with its checksum."""
        empty = msgspec.structs.replace(self, sha256="")
        digest = hashlib.sha256(msgspec.json.encode(empty)).hexdigest()
        return msgspec.structs.replace(self, sha256=digest)


def write_snapshot(
    directory: Path, position: Position, tables: Mapping[str, Part], files: Files = DISK
) -> Path:
    """Write a snapshot below `directory`, durably, and remove all but the newest two.

    *Raises* OSError; then nothing of it is left but what the next one clears away.
    """
    files.make_directory(directory)
    _clear_unfinished(directory, files)
    final = directory / f"{position.sequence:020d}"
    if files.exists(final):
        return final
    aside = directory / f"{final.name}{UNFINISHED}"
    files.make_directory(aside)
    try:
        listed = [_write_table(aside / name, data, files) for name, data in tables.items()]
        manifest = Manifest(FORMAT_VERSION, position, listed).sealed()
        _write_table(aside / MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)), files)
        files.sync_directory(aside)
        files.rename(aside, final)
        files.sync_directory(directory)
    except OSError:
        with contextlib.suppress(OSError):  # what stays the next one clears away
            files.remove_tree(aside)
        raise
    for old in snapshot_paths(directory, files)[KEPT:]:
        files.remove_tree(old)
    return final


def snapshot_paths(directory: Path, files: Files = DISK) -> list[Path]:
    """Return the finished snapshots, the newest first."""
    return [path for path in reversed(files.within(directory)) if path.name.isdigit()]


def read_position(path: Path, files: Files = DISK) -> Position:
    """Return what a snapshot belongs to, without reading its tables. *Raises* BadSnapshot."""
    return _read_manifest(path, files).position


def read_tables(path: Path, files: Files = DISK) -> dict[str, Part]:
    """Return all tables of a snapshot, checked. *Raises* BadSnapshot."""
    listed = _read_manifest(path, files).tables
    return {table.name: _read_table(path, table, files) for table in listed}


def _clear_unfinished(directory: Path, files: Files) -> None:
    for path in files.within(directory):
        if path.suffix == UNFINISHED:
            files.remove_tree(path)


def _write_table(path: Path, data: Part, files: Files) -> Table:
    assert _table_name.fullmatch(path.name), f"{path.name!r} can be the name of a file"
    digest = hashlib.sha256()
    with contextlib.closing(files.open(path)) as file:
        view = memoryview(data)
        for start in range(0, len(view), CHUNK_BYTES):
            chunk = view[start : start + CHUNK_BYTES]
            digest.update(chunk)
            file.write((chunk,), start)
        file.sync()
    return Table(path.name, len(view), digest.hexdigest())


def _read_manifest(path: Path, files: Files) -> Manifest:
    try:
        manifest = msgspec.json.decode(files.read(path / MANIFEST), type=Manifest)
    except (OSError, msgspec.MsgspecError) as error:
        raise BadSnapshot(f"snapshot {path.name} has no readable manifest: {error}") from error
    if manifest.version != FORMAT_VERSION:
        raise BadSnapshot(f"snapshot {path.name} has format {manifest.version}")
    if manifest.sealed() != manifest:
        raise BadSnapshot(f"snapshot {path.name}: the manifest does not match its checksum")
    if f"{manifest.position.sequence:020d}" != path.name:
        raise BadSnapshot(f"snapshot {path.name} is of sequence {manifest.position.sequence}")
    return manifest


def _read_table(path: Path, table: Table, files: Files) -> Part:
    try:
        data = files.read(path / table.name)
    except OSError as error:
        raise BadSnapshot(f"snapshot {path.name}: {error}") from error
    if len(data) != table.size or hashlib.sha256(data).hexdigest() != table.sha256:
        raise BadSnapshot(f"snapshot {path.name}: table {table.name} does not match its checksum")
    return data
