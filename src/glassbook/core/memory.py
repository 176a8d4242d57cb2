"""Reserved memory: address space for the maxima, pages only for what is used."""

import mmap

import numpy as np


def reserve(dtype: np.dtype) -> np.record:  # type: ignore[type-arg]
    """Return one zeroed record of `dtype` whose pages cost nothing until they are written."""
    flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | getattr(mmap, "MAP_NORESERVE", 0)
    pages = mmap.mmap(-1, dtype.itemsize, flags=flags)
    return np.frombuffer(pages, dtype, count=1)[0]  # type: ignore[no-any-return]
