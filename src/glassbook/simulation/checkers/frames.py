"""Reading a journal's bytes by its published format alone: docs/decisions/0006-journal-framing.md.

Shares no line with the journal's own reader: a mistake would have to be made twice.
"""

from dataclasses import dataclass
from pathlib import Path
from struct import unpack_from
from typing import Any

import msgspec
import numpy as np
from blake3 import blake3

from glassbook.protocol.commands import COMMAND
from glassbook.protocol.labels import Label
from glassbook.simulation.witness import Violation

SEGMENT_HEADER = 128
FRAME_HEADER = 64
HASH = 32
BATCH = 1


@dataclass(frozen=True)
class Frame:
    """One frame: `commands` is empty for a document, and `document` for a batch."""

    path: Path
    offset: int
    size: int
    first_sequence: int
    time_ns: int
    count: int
    hash: bytes
    commands: np.ndarray
    labels: dict[int, Label]
    document: list[Any]  # schema, version, body

    @property
    def last_sequence(self) -> int:
        return self.first_sequence + self.count - 1


def frames_of(segments: dict[Path, bytes]) -> list[Frame]:
    """Return all frames, in order. *Raises* Violation where the bytes do not join."""
    frames: list[Frame] = []
    for path, data in sorted(segments.items()):
        if not any(data):
            continue
        offset = SEGMENT_HEADER
        while any(data[offset:]):
            frame = _frame(path, data, offset)
            _check_join(frames[-1] if frames else None, frame, data)
            frames.append(frame)
            offset += frame.size
    return frames


def _frame(path: Path, data: bytes, offset: int) -> Frame:
    where = f"{path.name} at byte {offset}"
    magic, kind = unpack_from("<2sB", data, offset)
    if magic != b"GB":
        raise Violation(f"no frame at {where}, and something behind it")
    first, time_ns, count, body_size = unpack_from("<QqII", data, offset + 8)
    size = -(-(FRAME_HEADER + body_size + HASH) // 64) * 64
    whole = data[offset : offset + size]
    if blake3(whole[:-HASH]).digest() != whole[-HASH:]:
        raise Violation(f"the frame's hash is wrong: {where}")
    body = whole[FRAME_HEADER : FRAME_HEADER + body_size]
    commands_end = 64 * count if kind == BATCH else 0
    rest = body[commands_end:]
    labels = msgspec.msgpack.decode(rest, type=dict[int, Label]) if commands_end and rest else {}
    document = [] if commands_end else msgspec.msgpack.decode(rest)
    commands = np.frombuffer(body[:commands_end], COMMAND)
    return Frame(
        path, offset, size, first, time_ns, count, whole[-HASH:], commands, labels, document
    )


def _check_join(before: Frame | None, frame: Frame, data: bytes) -> None:
    sequence = 1 if before is None else before.last_sequence + 1
    time_ns = 0 if before is None else before.time_ns
    previous_hash = bytes(HASH) if before is None else before.hash
    where = f"{frame.path.name} at byte {frame.offset}"
    if frame.first_sequence != sequence:
        raise Violation(f"sequence {frame.first_sequence} follows {sequence - 1}: {where}")
    if frame.time_ns < time_ns:
        raise Violation(f"time goes back: {where}")
    at = frame.offset + FRAME_HEADER - HASH
    if data[at : at + HASH] != previous_hash:
        raise Violation(f"the chain of hashes is broken: {where}")
