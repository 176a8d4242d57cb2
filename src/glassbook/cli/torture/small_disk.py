"""A file system of a few megabytes: one in a file, mounted by loop, or one in memory.

Where mounting is not permitted, the process is forbidden to make a file longer than a limit: then
the same calls fail, with "File too large" in place of "No space left on device". `how` says which
it is, and what to do for a real one.
"""

import resource
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

MIB = 2**20
SIZE_BYTES = 24 * MIB
BALLAST = "ballast"
KINDS = {
    "an ext4 file system of 24 MiB, mounted by loop": (
        ("mkfs.ext4", "-q", "-F", "-m", "0", "{image}"),
        ("mount", "-o", "loop", "{image}", "{point}"),
    ),
    "a file system of 24 MiB in memory": (
        ("mount", "-t", "tmpfs", "-o", f"size={SIZE_BYTES}", "glassbook", "{point}"),
    ),
}


class Mounted:
    """A file system of its own at `path`."""

    says = ("No space left on device", "is full")

    def __init__(self, path: Path, how: str) -> None:
        self.path = path
        self.how = how

    def fill(self, room_bytes: int) -> None:
        """Leave so much room."""
        size = shutil.disk_usage(self.path).free - room_bytes
        with (self.path / BALLAST).open("wb") as file:
            file.write(bytes(size))

    def make_room(self) -> None:
        """Do as an operator who is told that it is full."""
        (self.path / BALLAST).unlink()

    def forbid_writing(self) -> bool:
        """Have it read-only from now on. Returns whether that can be done."""
        _run("mount", "-o", "remount,ro", str(self.path))
        return True

    def allow_writing(self) -> None:
        _run("mount", "-o", "remount,rw", str(self.path))


class Limited:
    """A directory, and a limit on every file of this process."""

    how = (
        "no file system could be mounted, so each file of the process is limited; as root, or in a "
        "container with CAP_SYS_ADMIN, it is a real one"
    )
    says = ("File too large", "disk I/O error")  # SQLite has no word for it

    def __init__(self, path: Path) -> None:
        self.path = path

    def fill(self, room_bytes: int) -> None:
        """Let no file be longer than that."""
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room_bytes, resource.RLIM_INFINITY))

    def make_room(self) -> None:
        """Lift the limit."""
        unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)

    def forbid_writing(self) -> bool:
        """Have the directory read-only; nothing stops the superuser. Returns whether it is."""
        for path in (self.path, *self.path.rglob("*")):
            path.chmod(0o500 if path.is_dir() else 0o400)
        return not _can_write(self.path)

    def allow_writing(self) -> None:
        for path in (self.path, *self.path.rglob("*")):
            path.chmod(0o700 if path.is_dir() else 0o600)


@contextmanager
def small_disk() -> Iterator[Mounted | Limited]:
    """Have a small disk for a while, empty: the first kind that can be had here."""
    with ExitStack() as undone:
        folder = Path(undone.enter_context(TemporaryDirectory()))
        point = folder / "point"
        point.mkdir()
        for how, commands in KINDS.items():
            if _is_mounted(commands, folder / "image", point):
                undone.callback(_run, "umount", str(point))
                yield Mounted(point, how)
                return
        yield Limited(point)


def _is_mounted(commands: tuple[tuple[str, ...], ...], image: Path, point: Path) -> bool:
    with suppress(OSError, subprocess.CalledProcessError):
        with image.open("wb") as file:
            file.truncate(SIZE_BYTES)
        for command in commands:
            _run(*(word.format(image=image, point=point) for word in command))
        return True
    return False


def _can_write(path: Path) -> bool:
    try:
        (path / "probe").touch()
    except OSError:
        return False
    (path / "probe").unlink()
    return True


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own words
