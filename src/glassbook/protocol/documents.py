"""Documents: variable-length, schema-versioned records that take a place in the sequence.

The core passes over them; verifiers and desks read them.
"""

from typing import Any

import msgspec


class Document(msgspec.Struct, array_like=True, frozen=True):
    """One document. `body` is plain data (dicts, lists, strings, integers): what msgpack can hold."""

    schema: str  # "build", "configuration", "checkpoint", ...
    version: int
    body: dict[str, Any]
