"""Is an answer of the documented shape? A fixture is plain data that looks like the answer.

    "int" "number" "decimal" "text" "bool" "null" "any"   a value; with |, either of several
    [shape]                                      an array of at least one of these
    [a, b, c]                                    an array of exactly these
    {"name": shape, "name?": shape}              an object: every name, and no other, `?` optional

A decimal is a text of digits with exactly eight decimals, as clients parse it. A name that begins
with + goes beyond the documents: it may be there, and nobody counts on it.
"""

import re
from collections.abc import Iterator
from typing import Any

_is_decimal = re.compile(r"-?[0-9]+\.[0-9]{8}").fullmatch

KINDS = {
    "int": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "decimal": lambda value: isinstance(value, str) and _is_decimal(value) is not None,
    "text": lambda value: isinstance(value, str),
    "bool": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "any": lambda _: True,
}


def mismatches(answer: Any, shape: Any, path: str = "$") -> Iterator[str]:
    """Say where an answer departs from its shape; nothing when it does not."""
    if isinstance(shape, str):
        if not any(KINDS[kind](answer) for kind in shape.split("|")):
            yield f"{path} is {answer!r}, not {shape}"
    elif isinstance(shape, list):
        yield from _array(answer, shape, path)
    else:
        yield from _object(answer, shape, path)


def _array(answer: Any, shape: list[Any], path: str) -> Iterator[str]:
    if not isinstance(answer, list):
        yield f"{path} is no array"
    elif len(shape) == 1 and not answer:
        yield f"{path} shows nothing: the story must make some"
    elif len(shape) > 1 and len(answer) != len(shape):
        yield f"{path} has {len(answer)} values, not {len(shape)}"
    else:
        for place, value in enumerate(answer):
            wanted = shape[place] if len(shape) > 1 else shape[0]
            yield from mismatches(value, wanted, f"{path}[{place}]")


def _object(answer: Any, shape: dict[str, Any], path: str) -> Iterator[str]:
    if not isinstance(answer, dict):
        yield f"{path} is no object"
        return
    known = {name.strip("?+"): wanted for name, wanted in shape.items()}
    needed = {name for name in shape if name.strip("?+") == name}
    yield from (f"{path}.{name} is missing" for name in sorted(needed - answer.keys()))
    for name, value in answer.items():
        if name in known:
            yield from mismatches(value, known[name], f"{path}.{name}")
        else:
            yield f"{path}.{name} is not documented"
