"""Tables of fixed rows, and how their bytes are read."""

from typing import Any

import numpy as np

from glassbook.transparency.sha256 import Bytes

Table = np.ndarray[Any, np.dtype[Any]]


def rows_of(table: Table) -> Bytes:
    """Return the rows of a table as bytes, u1[n, size]."""
    data = np.ascontiguousarray(table)
    return data.view(np.uint8).reshape(len(data), data.dtype.itemsize)


def fields_of(layout: np.dtype[Any]) -> str:
    """Return how a row is read: `name=i8,name=u2,...`, without gaps."""
    names = layout.names or ()
    fields = [f"{name}={layout[name].kind}{layout[name].itemsize}" for name in names]
    assert sum(layout[name].itemsize for name in names) == layout.itemsize, "no hidden padding"
    return ",".join(fields)
