"""Bytes in, batches and documents out, and back. No files here.

A frame holds one batch or one document. Its one rule: a frame is whole or it is not there.

    header   64 bytes   magic, kind, checksum of the header, first sequence, time, count,
                        length of the body, hash of the frame before
    body     …          count × 64 bytes of commands, then their labels (msgpack, if any);
                        or one document (msgpack)
    padding  …          0xFF up to 32 bytes short of a multiple of 64
    hash     32 bytes   BLAKE3 of header, body and padding

Frames begin at multiples of 64, so that a header never straddles two sectors of a disk, and every
sector that belongs to a frame holds something other than zero. `tail` builds on both. Each hash
covers the one before it: the last one vouches for the whole journal.
"""

import zlib
from dataclasses import dataclass
from enum import IntEnum
from struct import Struct

import msgspec
import numpy as np
from blake3 import blake3

from glassbook.protocol.batches import Batch, Labels, SequencedDocument, commands_of
from glassbook.protocol.commands import COMMAND_SIZE
from glassbook.protocol.documents import Document

ALIGNMENT = 64
HASH_SIZE = 32
HEADER_SIZE = 64
MAGIC = b"GB"
BODY_SIZE_MAX = 2**31

_prefix = Struct("<2sBBI")
_facts = Struct("<QqII32s")
assert _prefix.size + _facts.size == HEADER_SIZE

_encode = msgspec.msgpack.Encoder().encode
_decode_labels = msgspec.msgpack.Decoder(Labels).decode
_decode_document = msgspec.msgpack.Decoder(Document).decode

Entry = Batch | SequencedDocument
Part = bytes | memoryview


class FrameKind(IntEnum):
    BATCH = 1
    DOCUMENT = 2


_KINDS = {int(kind): kind for kind in FrameKind}


class Head(msgspec.Struct, frozen=True):
    """How far a journal goes: its last sequence, the time of that, and the last frame's hash."""

    sequence: int
    time_ns: int
    hash: bytes


GENESIS = Head(0, 0, bytes(HASH_SIZE))


@dataclass(frozen=True, slots=True)
class Frame:
    """An entry as bytes: `parts` are to be written one behind the other."""

    parts: tuple[Part, ...]
    size: int
    head: Head  # how far the journal goes when this frame is in it


class BadFrame(Exception):
    """The bytes are not the frame that must stand there; the text says in which way."""


class FrameHeader(msgspec.Struct, frozen=True):
    """What stands in front of a body."""

    kind: FrameKind
    first_sequence: int
    time_ns: int
    count: int
    body_size: int
    previous_hash: bytes

    @property
    def frame_size(self) -> int:
        """Bytes from the start of the header to the end of the hash."""
        return _frame_size(self.body_size)


def encode(entry: Entry, head: Head) -> Frame:
    """Return the frame that puts `entry` behind `head`."""
    if isinstance(entry, Batch):
        kind, first, count = FrameKind.BATCH, entry.first_sequence, len(entry.commands)
        body: tuple[Part, ...] = (entry.commands.view(np.uint8).data,)
        if entry.labels:
            body += (_encode(entry.labels),)
    else:
        kind, first, count = FrameKind.DOCUMENT, entry.sequence, 1
        body = (_encode(entry.document),)
    assert first == head.sequence + 1, "sequences have no gaps"
    assert entry.time_ns >= head.time_ns, "time never goes back"

    body_size = sum(map(len, body))
    assert body_size <= BODY_SIZE_MAX, "a frame fits its length field"
    header = _pack_header(FrameHeader(kind, first, entry.time_ns, count, body_size, head.hash))
    size = _frame_size(body_size)
    padding = b"\xff" * (size - HEADER_SIZE - body_size - HASH_SIZE)
    parts = (header, *body, padding)
    digest = hash_of(parts)
    return Frame((*parts, digest), size, Head(first + count - 1, entry.time_ns, digest))


def decode_header(data: memoryview) -> FrameHeader:
    """Return what the 64 bytes say. *Raises* BadFrame when they are not a whole header."""
    magic, kind, zero, checksum = _prefix.unpack_from(data)
    if magic != MAGIC:
        raise BadFrame("no frame begins here")
    if zlib.crc32(data[_prefix.size :], kind) != checksum or zero:
        raise BadFrame("the frame's header does not match its checksum")
    first, time_ns, count, size, previous = _facts.unpack_from(data, _prefix.size)
    if kind not in _KINDS or size > BODY_SIZE_MAX:
        raise BadFrame(f"a frame of kind {kind} and {size} bytes is unknown to this version")
    return FrameHeader(_KINDS[kind], first, time_ns, count, size, previous)


def check_follows(header: FrameHeader, head: Head) -> None:
    """*Raises* BadFrame unless `header` continues `head` without a gap."""
    if header.first_sequence != head.sequence + 1:
        raise BadFrame(
            f"the frame begins with sequence {header.first_sequence}, expected {head.sequence + 1}"
        )
    if header.previous_hash != head.hash:
        raise BadFrame("the frame continues another journal: the hash before it differs")
    if header.time_ns < head.time_ns:
        raise BadFrame("the frame's time lies before that of the frame before it")


def decode_body(header: FrameHeader, frame: memoryview) -> tuple[Entry, Head]:
    """Return the entry of a whole frame (`frame_size` bytes) and how far the journal goes with it.

    The commands are a view of `frame`, not a copy. *Raises* BadFrame.
    """
    digest = bytes(frame[-HASH_SIZE:])
    if blake3(frame[:-HASH_SIZE]).digest() != digest:
        raise BadFrame("the frame does not match its hash")
    body = frame[HEADER_SIZE : HEADER_SIZE + header.body_size]
    try:
        entry = _entry(header, body)
    except (msgspec.MsgspecError, ValueError) as error:
        raise BadFrame(f"the frame's body cannot be read: {error}") from error
    return entry, Head(header.first_sequence + header.count - 1, header.time_ns, digest)


def hash_of(parts: tuple[Part, ...]) -> bytes:
    """Return the BLAKE3 of the parts, one behind the other."""
    digest = blake3()
    for part in parts:
        digest.update(part)
    return digest.digest()


def _entry(header: FrameHeader, body: memoryview) -> Entry:
    if header.kind is FrameKind.DOCUMENT:
        document = _decode_document(body)
        return SequencedDocument(header.first_sequence, header.time_ns, document)
    commands_end = header.count * COMMAND_SIZE
    if header.count == 0 or commands_end > len(body):
        raise BadFrame(f"{header.count} commands do not fit a body of {len(body)} bytes")
    commands = commands_of(body[:commands_end])  # type: ignore[arg-type]
    labels = _decode_labels(body[commands_end:]) if commands_end < len(body) else {}
    return Batch(header.first_sequence, header.time_ns, commands, labels)


def _frame_size(body_size: int) -> int:
    return -(-(HEADER_SIZE + body_size + HASH_SIZE) // ALIGNMENT) * ALIGNMENT


def _pack_header(header: FrameHeader) -> bytes:
    facts = _facts.pack(
        header.first_sequence, header.time_ns, header.count, header.body_size, header.previous_hash
    )
    return _prefix.pack(MAGIC, header.kind, 0, zlib.crc32(facts, header.kind)) + facts
