"""What the commands of `glassbook staff` do, in `people.db` of a running or a stopped venue."""

import secrets
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from glassbook.cli.failure import EXIT_USAGE, Failure
from glassbook.cli.front_desk import MASTER_KEY_FILE, NAME, PEOPLE_FILE
from glassbook.identity.one_time_codes import (
    address_of,
    in_base32,
    new_recovery_codes,
    new_secret,
    recovery_hash,
)
from glassbook.identity.passwords import hasher
from glassbook.identity.people import NameTaken, People, Role
from glassbook.identity.sealing import master_key

PASSWORD_BYTES = 15


def added(data: Path, name: str, role: str) -> dict[str, str | list[str]]:
    """Add a member and return all that he needs to log in. *Raises* Failure."""
    if role not in set(Role):
        why = f"{role!r} is no role; there are {', '.join(Role)}"
        raise Failure(why, EXIT_USAGE)
    password, secret = secrets.token_urlsafe(PASSWORD_BYTES), new_secret()
    codes = new_recovery_codes()
    with _people(data) as people:
        try:
            hashed = hasher().hash(password)
            member = people.add_member(name, Role(role), hashed, secret, time.time_ns())
        except NameTaken as error:
            raise Failure(str(error)) from error
        people.set_recovery_codes(member, list(map(recovery_hash, codes)))
    return {
        "name": name,
        "role": role,
        "password": password,
        "secret": in_base32(secret),
        "authenticator": address_of(secret, NAME, name),
        "recovery codes": codes,
    }


def members(data: Path) -> list[tuple[str, str]]:
    """Return names and roles. *Raises* Failure."""
    with _people(data) as people:
        return [(each.name, each.role.value) for each in people.members()]


def removed(data: Path, name: str) -> None:
    """Let a member go. *Raises* Failure."""
    with _people(data) as people:
        if not people.remove_member(name):
            raise Failure(f"nobody on the staff is named {name!r}")


@contextmanager
def _people(data: Path) -> Iterator[People]:
    if not data.is_dir():
        raise Failure(
            f"{data} holds no venue yet: `glassbook up --data {data}` makes one, "
            "or name another directory with --data"
        )
    with closing(People(data / PEOPLE_FILE, master_key(data / MASTER_KEY_FILE))) as people:
        yield people
