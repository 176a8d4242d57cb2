"""What an operator can choose. Everything has a default; everything is checked before the start."""

from pathlib import Path
from typing import Any

import msgspec

from glassbook.journal.writer import SEGMENT_BYTES
from glassbook.protocol.documents import Document
from glassbook.transparency.notes import BadNote, check_name

LIMIT_PROFILES = ("us", "global", "none")
BUILT_IN_SOURCES = ("bitstamp", "none")
FIX_PORT_OFFSET = 10  # 8080 and 8090


class Configuration(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The configuration of one start.

    data      the directory that holds the journal, the snapshots, the stores and the keys
    limits    which exchange's rate limits the doors keep: us, global or none
    replay    the market that is played: bitstamp, none, or the directory of a capture
    speed     of the replay: a whole multiple of the recorded pace, or "max"
    origin    the name under which checkpoints are signed: a domain and a path, e.g.
              exchange.example/glassbook

    mailbox   whether letters to customers are shown at /mailbox, to this machine only
    fees      the schedule of commission (JSON); without one rates stay as accounts were opened

    fix       the port of FIX order entry, `none` for no FIX, or nothing: then it is ten above
              `port`, and any free one where that is 0. Market data has the port after it
    fix_certificate, fix_key   PEM files; with them FIX is encrypted
    drain_seconds   between the word to stop, of which everybody connected is told, and the stop

    checkpoint_seconds    after how long they are, at latest, with the next command

    The rest is measured in commands, but for `segment_bytes`:

    queue_commands_max    how many may be under way at a time; more are refused as a full queue
    batch_commands_max    how many are stamped, synced and applied together
    checkpoint_commands   after how many the digests are journaled, and signed
    snapshot_commands     after how many a snapshot is taken
    feed_commands_max     how many the feed's ring remembers

    *Raises* ValueError, naming the field and what would be accepted.
    """

    data: Path
    host: str = "127.0.0.1"
    port: int = 8080
    limits: str = "us"
    replay: str = "bitstamp"
    speed: str = "1"
    origin: str = "localhost/glassbook"
    mailbox: bool = True
    fees: Path | None = None
    fix: str = ""
    fix_certificate: Path | None = None
    fix_key: Path | None = None
    drain_seconds: int = 0
    checkpoint_seconds: int = 600
    queue_commands_max: int = 65_536
    batch_commands_max: int = 8_192
    segment_bytes: int = SEGMENT_BYTES
    checkpoint_commands: int = 100_000
    snapshot_commands: int = 250_000
    feed_commands_max: int = 65_536

    def __post_init__(self) -> None:
        """Check every field."""
        _check(0 <= self.port <= 65_535, "port", self.port, "0 (any free one) to 65535")
        _check(self.limits in LIMIT_PROFILES, "limits", self.limits, ", ".join(LIMIT_PROFILES))
        is_speed = self.speed == "max" or (self.speed.isascii() and self.speed.isdigit())
        _check(is_speed and self.speed != "0", "speed", self.speed, "a whole number, or max")
        _check(_can_name(self.origin), "origin", self.origin, "no spaces and no plus sign")
        is_port = self.fix.isascii() and self.fix.isdigit() and int(self.fix) <= 65_534
        expected = "0 (any free one) to 65534, or none"
        _check(self.fix in ("", "none") or is_port, "fix-port", self.fix, expected)
        has_both = (self.fix_certificate is None) == (self.fix_key is None)
        given = (self.fix_certificate, self.fix_key)
        _check(has_both, "fix-certificate", given, "a certificate and its key, or neither")
        drain = self.drain_seconds
        _check(0 <= drain <= 3_600, "drain", drain, "0 to 3600 seconds")
        for name in (
            "checkpoint_commands",
            "checkpoint_seconds",
            "snapshot_commands",
            "feed_commands_max",
        ):
            _check(getattr(self, name) > 0, name, getattr(self, name), "a positive number")
        _check(self.segment_bytes >= 1_024, "segment_bytes", self.segment_bytes, "1024 or more")
        expected = f"1 to queue_commands_max ({self.queue_commands_max})"
        is_batch = 0 < self.batch_commands_max <= self.queue_commands_max
        _check(is_batch, "batch_commands_max", self.batch_commands_max, expected)

    @property
    def journal_directory(self) -> Path:
        """Where the segments lie."""
        return self.data / "journal"

    @property
    def snapshots_directory(self) -> Path:
        """Where the snapshots lie."""
        return self.data / "snapshots"

    @property
    def checkpoints_directory(self) -> Path:
        """Where the signed checkpoints lie."""
        return self.data / "checkpoints"

    @property
    def trades_directory(self) -> Path:
        """Where the public trades lie, to be proved."""
        return self.data / "trades"

    @property
    def is_fix_port_chosen(self) -> bool:
        """Did anybody ask for FIX by name?"""
        return self.fix not in ("", "none")

    @property
    def fix_port(self) -> int | None:
        """The port of FIX order entry; 0 for any that is free, None for no FIX."""
        if self.fix == "none":
            return None
        if self.fix:
            return int(self.fix)
        return self.port + FIX_PORT_OFFSET if 0 < self.port <= 65_000 else 0

    def document(self) -> Document:
        """Return what is journaled of it at each start: no path of the machine, no secret."""
        body: dict[str, Any] = msgspec.to_builtins(self, enc_hook=str)
        for private in ("data", "host", "fees", "fix_certificate", "fix_key"):
            del body[private]
        if self.replay not in BUILT_IN_SOURCES:
            body["replay"] = "directory"
        return Document("configuration", 1, body)


def _can_name(origin: str) -> bool:
    try:
        check_name(origin)
    except BadNote:
        return False
    return True


def _check(is_so: bool, name: str, value: object, accepted: str) -> None:
    if not is_so:
        raise ValueError(f"{name} is {value!r}, expected {accepted}")
