"""Reserved memory: address space for the maxima, pages only for what is used."""

import mmap

import numpy as np


def reserve(dtype: np.dtype) -> np.ndarray:
    """Return one zeroed record of `dtype`, as an array of one, whose pages cost nothing until
    written.

    An array, because compiled code looks up the type of an array faster than that of a record: 0.3
    against 7 microseconds a call. Huge pages, because random access to many small ones is bound by
    the translation of addresses.
    """
    flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | getattr(mmap, "MAP_NORESERVE", 0)
    pages = mmap.mmap(-1, dtype.itemsize, flags=flags)
    if hasattr(mmap, "MADV_HUGEPAGE"):
        pages.madvise(mmap.MADV_HUGEPAGE)
    return np.frombuffer(pages, dtype, count=1)
