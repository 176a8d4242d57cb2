"""The last verification that somebody had shown: `glassbook verify --publish`, and the pages."""

import os
import time
from pathlib import Path

import msgspec

from glassbook.node.verification import Verification

FILE = "verified.json"
MILLISECOND_NS = 1_000_000


class Verified(msgspec.Struct, frozen=True, rename="camel"):
    """What it came to; `time` in milliseconds, `what` of a difference."""

    time: int
    sequence: int
    is_whole: bool
    is_replay: bool
    commands: int
    checkpoints: int
    signed_checkpoints: int
    log_root: str
    what: str


def publish(data: Path, verification: Verification) -> None:
    """Leave the result where the venue of the directory shows it. *Raises* OSError."""
    difference = verification.difference
    shown = Verified(
        time=time.time_ns() // MILLISECOND_NS,
        sequence=verification.sequence,
        is_whole=verification.is_whole,
        is_replay=verification.is_replay,
        commands=verification.commands,
        checkpoints=verification.checkpoints,
        signed_checkpoints=verification.signed_checkpoints,
        log_root=verification.log_root,
        what="" if difference is None else difference.what,
    )
    aside = data / f"{FILE}.{os.getpid()}.new"
    aside.write_bytes(msgspec.json.encode(shown))
    aside.replace(data / FILE)


def published(data: Path) -> bytes:
    """Return the result as JSON; null when there is none, or the file is not what it should be."""
    try:
        content = (data / FILE).read_bytes()
        return msgspec.json.encode(msgspec.json.decode(content, type=Verified))
    except (OSError, msgspec.MsgspecError):
        return b"null"
