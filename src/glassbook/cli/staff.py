"""What the commands of `glassbook staff` do, in `people.db` of a running or a stopped venue."""

import secrets
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from glassbook.cli.failure import EXIT_USAGE, Failure
from glassbook.cli.front_desk import NAME
from glassbook.cli.identity_files import MASTER_KEY_FILE, PEOPLE_FILE
from glassbook.cli.instructions import CHANGED as STAFF_INSTRUCTION
from glassbook.cli.instructions import Instruction, leave
from glassbook.identity.one_time_codes import (
    address_of,
    in_base32,
    new_recovery_codes,
    new_secret,
    recovery_hash,
)
from glassbook.identity.passwords import hasher
from glassbook.identity.people import Member, NameTaken, People, Role
from glassbook.identity.sealing import master_key
from glassbook.web.console.acts import ADMITTING

PASSWORD_BYTES = 15


def joined(
    data: Path, name: str, role: str, by: str, reason: str
) -> tuple[dict[str, str | list[str]], bool]:
    """Add a member on another's word. Return what he logs in with, and whether he may at once.

    He waits for a second member where there is one who may admit him. The venue journals it, or
    proposes it, at once or when it starts next. *Raises* Failure.
    """
    with _people(data) as people:
        admitting = [each for each in people.members() if each.is_admitted]
    admitting = [each for each in admitting if each.role in ADMITTING]
    vouching = [each for each in admitting if each.name == by]
    if admitting and not (vouching and reason):
        names = ", ".join(each.name for each in admitting)
        raise Failure(f"--reason is needed, and --staff: one of {names}", EXIT_USAGE)
    waits = len(admitting) > len(vouching)
    shown = added(data, name, role, is_admitted=not waits)
    member = _member(data, name).member
    if waits:
        leave(data, Instruction("admit", reason, by, account=member, is_answered=False))
    else:
        why = reason or "there was nobody who could admit"
        _tell(data, vouching[0].member if vouching else "", why, member, role, "added")
    return shown, not waits


def _tell(data: Path, by: str, reason: str, member: str, role: str, change: str) -> None:
    """Have the venue journal what was done to its staff. Nobody waits for that."""
    told = Instruction(
        STAFF_INSTRUCTION, reason, by, account=member, what=role, symbol=change, is_answered=False
    )
    leave(data, told)


def added(
    data: Path, name: str, role: str, *, is_admitted: bool = True
) -> dict[str, str | list[str]]:
    """Add a member and return all that he needs to log in. *Raises* Failure."""
    if role not in set(Role):
        why = f"{role!r} is no role; there are {', '.join(Role)}"
        raise Failure(why, EXIT_USAGE)
    password, secret = secrets.token_urlsafe(PASSWORD_BYTES), new_secret()
    codes = new_recovery_codes()
    with _people(data) as people:
        try:
            hashed = hasher().hash(password)
            member = people.add_member(
                name, Role(role), hashed, secret, time.time_ns(), is_admitted=is_admitted
            )
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


def members(data: Path) -> list[tuple[str, str, bool]]:
    """Return names and roles, and who is admitted. *Raises* Failure."""
    with _people(data) as people:
        return [(each.name, each.role.value, each.is_admitted) for each in people.members()]


def removed(data: Path, name: str, by: str, reason: str) -> None:
    """Let a member go on another's word, or on his own. *Raises* Failure."""
    member, vouching = _member(data, name), _member(data, by)
    with _people(data) as people:
        people.remove_member(name)
    _tell(data, vouching.member, reason, member.member, member.role, "removed")


def _member(data: Path, name: str) -> Member:
    with _people(data) as people:
        member = people.member_named(name)
    if member is None:
        raise Failure(f"nobody on the staff is named {name!r}")
    return member


@contextmanager
def _people(data: Path) -> Iterator[People]:
    if not data.is_dir():
        raise Failure(
            f"{data} holds no venue yet: `glassbook up --data {data}` makes one, "
            "or name another directory with --data"
        )
    with closing(People(data / PEOPLE_FILE, master_key(data / MASTER_KEY_FILE))) as people:
        yield people
