"""From a JSON answer to the SBE message that says the same.

What is told in SBE is what the JSON answer tells, found in it by the paths of the message's table,
so the two can never differ. All decimals of one message share their exponent: -8, as JSON writes
them, or, where a mantissa would not fit, as many digits behind the point as do.
"""

import struct
from collections.abc import Sequence
from typing import Any

from glassbook.gateway.sbe.choice import HELD
from glassbook.gateway.sbe.kinds import TooFine
from glassbook.gateway.sbe.layout import Block, Body, Field, Group, Message, Path, Text

DECIMALS = 8


def encoded(message: Message, answer: Any) -> bytes:
    """Return the message that says what `answer`, plain JSON data, does."""
    for decimals in range(DECIMALS, 0, -1):
        try:
            return _message(message, answer, decimals)
        except (struct.error, OverflowError, TooFine):
            continue  # some mantissa is too long: tell it with fewer zeros
    return _message(message, answer, 0)


def _message(message: Message, answer: Any, decimals: int) -> bytes:
    return message.encode(*_body(message, answer, decimals))


def _body(block: Block, answer: Any, decimals: int) -> Body:
    return Body(
        _values(block, answer, decimals),
        [_blocks(group, answer, decimals) for group in block.groups],
        [_text(text, answer) for text in block.texts],
    )


def _values(block: Block, answer: Any, decimals: int) -> list[Any]:
    return [_value(each, answer, decimals) for each in block.fields]


def _value(told: Field, answer: Any, decimals: int) -> Any:
    value = _at(answer, told.path)
    if value is not None and (told.silence is None or value != told.silence):
        return told.kind.read(value, decimals)
    if told.is_optional:
        return told.kind.null
    assert told.untold is not None, f"an answer tells {told.name}"
    return told.untold


def _blocks(group: Group, answer: Any, decimals: int) -> Sequence[Any]:
    """Return the blocks of a group; a single object is a group of one, nothing of none."""
    found = _at(answer, group.path)
    if found is None:
        return ()
    each_of = [found] if isinstance(found, dict) else found
    if group.is_flat:
        return list(zip(*[_column(told, each_of, decimals) for told in group.fields], strict=True))
    return [_body(group, each, decimals) for each in each_of]


def _column(told: Field, rows: Sequence[Any], decimals: int) -> list[Any]:
    """Return the values of one field in every row; thousands of rows are no rarity here."""
    if len(told.path) != 1 or told.is_optional or told.untold is not None:
        return [_value(told, row, decimals) for row in rows]
    [step], read = told.path, told.kind.read
    return [read(row[step], decimals) for row in rows]


def _text(text: Text, answer: Any) -> bytes:
    """Return a text, or the message that stands in its place; nothing is an empty one."""
    value = _at(answer, text.path)
    if isinstance(value, bytes):
        return value
    if text.holds:
        message = HELD[text.holds](value)
        return b"" if message is None else encoded(message, value)
    return b"" if value is None or value == text.silence else str(value).encode()


def _at(answer: Any, path: Path) -> Any:
    """Return what stands at a path; None where nothing does."""
    for step in path:
        if isinstance(answer, dict):
            answer = answer.get(step)
        elif answer is None or isinstance(step, str):
            return None
        else:
            answer = answer[step]
    return answer
