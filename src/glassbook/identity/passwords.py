"""Passwords: what is accepted as one, and argon2id in a pool of its own.

Hashing is slow on purpose, so it has threads of its own, and only so much may wait for them: beyond
that the answer is to try again, and the loop never stands still. Checking the password of somebody
who does not exist does the same work as of somebody who does.

Source: OWASP Password Storage Cheat Sheet (argon2id, 19 MiB, 2 passes); NIST SP 800-63B, 3.1.1
(length instead of composition); OWASP ASVS 4.0.3, 2.1.
"""

import asyncio
import re
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from glassbook.identity.frequent_passwords import is_frequent

LENGTH_MIN, LENGTH_MAX = 12, 128
THREADS = 2
WAITING_MAX = 16  # hashings under way or waiting

Result = TypeVar("Result")


class NotAPassword(ValueError):
    """The text is not accepted as a password; the message says why, and what would be."""


class PoolFull(Exception):
    """So many passwords are being checked that one more would wait too long. Try again."""


def require_password(text: str, address: str) -> None:
    """Return when the text may be the password of whoever is at this address.

    *Raises* NotAPassword.
    """
    counted = re.sub(" +", " ", text)  # many blanks in a row are one
    if len(counted) < LENGTH_MIN or len(text) > LENGTH_MAX:
        raise NotAPassword(f"{LENGTH_MIN} to {LENGTH_MAX} characters; any characters will do")
    if len(set(text)) < LENGTH_MIN // 2:
        raise NotAPassword(f"at least {LENGTH_MIN // 2} different characters")
    if is_frequent(text):
        raise NotAPassword("something that is not among the most common passwords")
    name = address.partition("@")[0].lower()
    is_name = text.lower().startswith(name) and len(text) < len(name) + LENGTH_MIN // 2
    if is_name or text.lower() in address.lower():
        raise NotAPassword("something else than the address")


def hasher() -> PasswordHasher:
    """Return argon2id with the costs of this venue."""
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


class Passwords:
    """Makes and checks hashes. Made and closed on the loop; the work is done elsewhere."""

    def __init__(
        self, costly: PasswordHasher | None = None, waiting_max: int = WAITING_MAX
    ) -> None:
        self._hasher = costly or hasher()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="passwords")
        self._waiting_max = waiting_max
        self._waiting = 0
        self._nobodys = self._hasher.hash(secrets.token_urlsafe())

    def close(self) -> None:
        self._threads.shutdown()

    async def hash(self, password: str) -> str:
        """Return the hash of a password, with its salt and costs. *Raises* PoolFull."""
        return await self._run(lambda: self._hasher.hash(password))

    async def matches(self, hashed: str | None, password: str) -> bool:
        """Is it the password? Without a hash never, after the same work. *Raises* PoolFull."""
        against = self._nobodys if hashed is None else hashed
        is_right = await self._run(lambda: self._verify(against, password))
        return is_right and hashed is not None

    def _verify(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Callable[[], Result]) -> Result:
        if self._waiting >= self._waiting_max:
            raise PoolFull
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._waiting -= 1
