"""A disk that fails, in memory.

A file is what the process sees of it (`cached`) and what the platter has (`durable`), in sectors of
512 bytes. Names are kept the same way.

may      run out of room between two sectors of a write; fail to sync, and then have kept any
         sectors and forgotten which; take its time over a sync; lose, keep, or keep with a flipped
         bit any sector that was not synced when the power goes, and forget the newest names that
         were not synced; while the venue is down, flip a bit of the journal or of a snapshot
may not  lose or change what was synced while the venue runs, tear a sector, forget names out of
         order, or hold a lock for a process that is gone
survive  everybody who was acknowledged. A frame nobody was told of may be cut. What cannot be told
         from damage must stop the start, with the place
"""

import errno
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from glassbook.journal.files import File, Files
from glassbook.journal.framing import Part
from glassbook.journal.lock import DirectoryLock

SECTOR = 512


class ProcessGone(BaseException):
    """The process ends in the middle of what it does: nobody catches this but the simulation."""


@dataclass(frozen=True)
class DiskFaults:
    """How often what happens, per call of the disk. `sync_ns` is how long a sync may take.

    keep_chance   that the loss of power keeps a sector that was not synced
    flip_chance   that a sector so kept has a bit flipped
    """

    full_chance: float = 0.0
    sync_failure_chance: float = 0.0
    death_chance: float = 0.0
    keep_chance: float = 0.5
    flip_chance: float = 0.0
    sync_ns: int = 1_000_000


@dataclass
class Inode:
    """What a file holds."""

    durable: bytearray = field(default_factory=bytearray)
    cached: bytearray = field(default_factory=bytearray)
    dirty: set[int] = field(default_factory=set)  # sectors of `cached`

    def put(self, sector: int) -> None:
        """Bring one sector to the platter."""
        start = sector * SECTOR
        part = self.cached[start : start + SECTOR]
        if len(self.durable) < start + len(part):
            self.durable.extend(bytes(start + len(part) - len(self.durable)))
        self.durable[start : start + len(part)] = part

    def put_all(self) -> None:
        for sector in sorted(self.dirty):
            self.put(sector)
        self.dirty.clear()
        del self.durable[len(self.cached) :]
        self.durable.extend(bytes(len(self.cached) - len(self.durable)))


Names = dict[Path, Inode | None]  # None is a directory


@dataclass(frozen=True)
class Renaming:
    """A change of the names in a directory that is not durable yet."""

    directory: Path
    change: Callable[[Names], None]


class SimulatedFile(File):
    """An open file of the simulated disk: see `journal.files.File`."""

    def __init__(self, disk: "SimulatedDisk", path: Path, inode: Inode) -> None:
        self.path = path
        self._disk = disk
        self._inode = inode

    def reserve(self, size: int) -> None:
        with_room = self._disk.act()
        if not with_room:
            raise _no_space()
        grown = size - len(self._inode.cached)
        if grown > 0:
            self._inode.cached.extend(bytes(grown))

    def write(self, parts: tuple[Part, ...], offset: int) -> None:
        data = b"".join(parts)
        if not self._disk.act():
            sector_ends = range(SECTOR - offset % SECTOR, len(data), SECTOR)
            self._store(data[: self._disk.dice.choice([0, *sector_ends])], offset)
            raise _no_space()
        self._store(data, offset)
        self._disk.perhaps_die()

    def write_again(self, start: int, end: int) -> None:
        self.write((bytes(self._inode.cached[start:end]),), start)

    def sync(self) -> None:
        self._disk.act()
        self._disk.sync(self._inode)
        self._disk.perhaps_die()

    def cut(self, offset: int) -> None:
        self._disk.act()
        inode = self._inode
        inode.cached = inode.cached[:offset].ljust(offset, b"\0")
        last = -(-offset // SECTOR)
        inode.dirty = {sector for sector in inode.dirty if sector < last}
        if offset % SECTOR:
            inode.dirty.add(offset // SECTOR)
        self._disk.sync(inode)

    def close(self) -> None:
        pass

    def _store(self, data: bytes, offset: int) -> None:
        cached = self._inode.cached
        if len(cached) < offset + len(data):
            cached.extend(bytes(offset + len(data) - len(cached)))
        cached[offset : offset + len(data)] = data
        if data:
            last = (offset + len(data) - 1) // SECTOR
            self._inode.dirty.update(range(offset // SECTOR, last + 1))


class SimulatedDisk(Files):
    """Files that last from one life of the venue to the next.

    `waited_ns` adds up what the syncs took: whoever drives the process lets so much time pass.
    """

    def __init__(self, dice: random.Random, faults: DiskFaults | None = None) -> None:
        self.dice = dice
        self.faults = faults or DiskFaults()
        self.waited_ns = 0
        self.is_gone = False  # the process that used it
        self.flipped: list[tuple[Path, int]] = []  # in what was not synced, as the power went
        self._names: Names = {}
        self._durable_names: Names = {}
        self._renamings: list[Renaming] = []

    # --- what the process asks ------------------------------------------------------------------

    def open(self, path: Path) -> File:
        self.act()
        inode = self._names.get(path)
        if inode is None:
            assert path not in self._names, f"{path} is no directory"
            inode = Inode()
            self._rename(path.parent, _adding(path, inode))
        return SimulatedFile(self, path, inode)

    def own(self, directory: Path) -> DirectoryLock:
        self.make_directory(directory)
        return _NoLock()

    def read(self, path: Path) -> bytes:
        self.act()
        return self.content(path)

    def read_into(self, path: Path, memory: memoryview, start: int) -> int:
        self.act()
        held = self.content(path)[start : start + len(memory)]
        memory[: len(held)] = held
        return len(held)

    def size(self, path: Path) -> int:
        return len(self._inode(path).cached)

    def within(self, directory: Path) -> list[Path]:
        self.act()
        return self.paths_within(directory)

    def exists(self, path: Path) -> bool:
        return path in self._names

    def make_directory(self, directory: Path) -> None:
        self.act()
        for path in (directory, *directory.parents):
            self._names.setdefault(path, None)
            self._durable_names.setdefault(path, None)

    def rename(self, old: Path, new: Path) -> None:
        self.act()
        self._rename(old.parent, _moving(old, new))
        moved = [
            Renaming(new, _relocated(one.change, old, new)) if one.directory == old else one
            for one in self._renamings
        ]
        self._renamings = moved
        self.perhaps_die()

    def remove(self, path: Path) -> None:
        self.act()
        if path in self._names:
            self._rename(path.parent, _dropping(path))
        self.sync_directory(path.parent)

    def remove_tree(self, directory: Path) -> None:
        self.act()
        self._rename(directory.parent, _dropping(directory))

    def sync_directory(self, directory: Path) -> None:
        self.act()
        if self._is_failing_to_sync():
            raise _broken()
        self._wait()
        for renaming in self._renamings:
            if renaming.directory == directory:
                renaming.change(self._durable_names)
        self._renamings = [one for one in self._renamings if one.directory != directory]
        self.perhaps_die()

    def sync(self, inode: Inode) -> None:
        """Bring a file to the platter, or fail to and forget what was to be brought."""
        self._wait()
        if self._is_failing_to_sync():
            for sector in sorted(inode.dirty):
                if self.dice.random() < self.faults.keep_chance:
                    inode.put(sector)
            inode.dirty.clear()
            raise _broken()
        inode.put_all()

    # --- what happens to it ---------------------------------------------------------------------

    def act(self) -> bool:
        """Begin a call: perhaps the process ends here. Returns whether there is room to write."""
        if self.is_gone:
            raise ProcessGone
        self.perhaps_die()
        chance = self.faults.full_chance
        return not chance or self.dice.random() >= chance

    def perhaps_die(self) -> None:
        chance = self.faults.death_chance
        if chance and self.dice.random() < chance:
            self.is_gone = True
            raise ProcessGone

    def lose_power(self) -> None:
        """Keep what the platter has, and what it likes of the rest."""
        keep: dict[Path, bool] = {}
        for renaming in self._renamings:
            kept = keep.setdefault(renaming.directory, self.dice.random() < 0.5)
            if kept and self.dice.random() < 0.7:
                renaming.change(self._durable_names)
            else:
                keep[renaming.directory] = False
        self._renamings = []
        torn: set[int] = set()
        for path, inode in (*self._durable_names.items(), *self._names.items()):
            if inode is not None and id(inode) not in torn:
                torn.add(id(inode))
                self._tear(path, inode)
        known = self._durable_names
        self._names = {path: known[path] for path in sorted(known) if path.parent in known}
        self._durable_names = dict(self._names)

    def flip(self, path: Path, offset: int, bit: int) -> None:
        """Change one bit, on the platter and everywhere. To flip it back, do it again."""
        inode = self._inode(path)
        inode.cached[offset] ^= 1 << bit
        if offset < len(inode.durable):
            inode.durable[offset] ^= 1 << bit

    def content(self, path: Path) -> bytes:
        """Return what a file holds, as a checker reads it: nothing can fail."""
        return bytes(self._inode(path).cached)

    def paths_within(self, directory: Path) -> list[Path]:
        """Return what lies in a directory, as a checker finds it."""
        return sorted(path for path in self._names if path.parent == directory)

    def truncate(self, path: Path, size: int) -> None:
        """Do as an operator who follows the advice to cut a file."""
        inode = self._inode(path)
        del inode.cached[size:]
        inode.dirty.clear()
        inode.put_all()

    def _tear(self, path: Path, inode: Inode) -> None:
        for sector in sorted(inode.dirty):
            if self.dice.random() < self.faults.keep_chance:
                changed = _changed(inode, sector)
                inode.put(sector)
                if changed and self.dice.random() < self.faults.flip_chance:
                    at = self.dice.choice(changed)
                    inode.durable[at] ^= 1 << self.dice.randrange(8)
                    self.flipped.append((path, at))
        inode.dirty.clear()
        if len(inode.durable) < len(inode.cached) and self.dice.random() < 0.5:
            inode.durable.extend(bytes(len(inode.cached) - len(inode.durable)))
        inode.cached = bytearray(inode.durable)

    def _is_failing_to_sync(self) -> bool:
        chance = self.faults.sync_failure_chance
        return bool(chance) and self.dice.random() < chance

    def _wait(self) -> None:
        self.waited_ns += self.dice.randrange(self.faults.sync_ns) + 1

    def _inode(self, path: Path) -> Inode:
        inode = self._names.get(path)
        if inode is None:
            raise FileNotFoundError(errno.ENOENT, "No such file or directory", str(path))
        return inode

    def _rename(self, directory: Path, change: Callable[[Names], None]) -> None:
        change(self._names)
        self._renamings.append(Renaming(directory, change))


class _NoLock(DirectoryLock):
    """The kernel lets go of a lock with its process, and the simulation runs one at a time."""

    def __init__(self) -> None:
        pass

    def close(self) -> None:
        pass


def _adding(path: Path, inode: Inode) -> Callable[[Names], None]:
    def change(names: Names) -> None:
        names[path] = inode

    return change


def _dropping(path: Path) -> Callable[[Names], None]:
    def change(names: Names) -> None:
        for one in [one for one in names if one == path or path in one.parents]:
            del names[one]

    return change


def _moving(old: Path, new: Path) -> Callable[[Names], None]:
    def change(names: Names) -> None:
        for one in [one for one in names if one == old or old in one.parents]:
            names[new / one.relative_to(old)] = names.pop(one)

    return change


def _relocated(change: Callable[[Names], None], old: Path, new: Path) -> Callable[[Names], None]:
    """Do a change of names below `old` where its directory is called `new` by now."""

    def relocated(names: Names) -> None:
        change(names)
        _moving(old, new)(names)

    return relocated


def _changed(inode: Inode, sector: int) -> list[int]:
    """Return the places in a sector where the process wrote something else than the platter has."""
    start = sector * SECTOR
    new = inode.cached[start : start + SECTOR]
    old = inode.durable[start : start + SECTOR].ljust(len(new), b"\0")
    return [start + at for at in range(len(new)) if new[at] != old[at]]


def _no_space() -> OSError:
    return OSError(errno.ENOSPC, "No space left on device")


def _broken() -> OSError:
    return OSError(errno.EIO, "Input/output error")
