"""Letters to customers: a port, and the local mailbox behind it where nothing leaves the machine.

The local mailbox is for trying the venue: a file a letter, in a directory that is its owner's only.
It holds addresses in the clear, and is no part of the vault.
"""

import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import msgspec

LETTERS_MAX = 1_000  # the oldest go


class Letter(msgspec.Struct, frozen=True):
    """A letter. `about` says what it is for: a program may look for it."""

    to: str
    about: str
    subject: str
    text: str


class Mail(Protocol):
    """Sends letters."""

    def send(self, letter: Letter) -> None:
        """Send it, or note that it is to be sent. *Raises* OSError."""
        ...


class LocalMailbox:
    """Letters as JSON files in a directory, the newest LETTERS_MAX of them."""

    def __init__(self, directory: Path, clock: Callable[[], int] = time.time_ns) -> None:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        directory.chmod(0o700)
        self._directory = directory
        self._clock = clock
        self._names = sorted(path.name for path in directory.glob("*.json"))

    def send(self, letter: Letter) -> None:
        """Put a letter into the box. *Raises* OSError."""
        name = f"{self._clock():020d}-{secrets.token_hex(4)}.json"
        path = self._directory / name
        aside = path.with_suffix(".new")
        with os.fdopen(os.open(aside, os.O_CREAT | os.O_WRONLY, 0o600), "wb") as file:
            file.write(msgspec.json.encode(letter))
        aside.replace(path)
        self._names.append(name)
        while len(self._names) > LETTERS_MAX:
            (self._directory / self._names.pop(0)).unlink(missing_ok=True)

    def letters(self) -> list[Letter]:
        """Return the letters, the newest first."""
        return [letter for _, letter in self.dated(LETTERS_MAX)]

    def dated(self, letters_max: int) -> list[tuple[int, Letter]]:
        """Return the newest letters, each with when it was sent (ns), the newest first."""
        found = sorted(self._directory.glob("*.json"), reverse=True)[:letters_max]
        return [
            (int(path.name.partition("-")[0]), msgspec.json.decode(path.read_bytes(), type=Letter))
            for path in found
        ]
