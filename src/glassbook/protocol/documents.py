"""Documents: variable-length, schema-versioned records that take a place in the sequence.

The core passes over them; verifiers and desks read them.
"""

from typing import Any

import msgspec


class Document(msgspec.Struct, array_like=True, frozen=True):
    """One document. `body` is what msgpack can hold: dicts, lists, strings, integers."""

    schema: str  # "build", "configuration", "checkpoint", ...
    version: int
    body: dict[str, Any]
