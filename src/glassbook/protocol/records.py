"""Fixed-width records: little-endian, aligned, free of hidden padding.

The same bytes are the journal entry, the queue slot, the kernel's argument and the replay input.
"""

import numpy as np


def record(fields: list[tuple], size: int) -> np.dtype:  # type: ignore[type-arg]
    """Return a record dtype of `fields`, after checking that it has the size its author believes.

    *Raises* AssertionError when the size differs or a field is not aligned to its own width.
    """
    dtype = np.dtype((np.record, fields))
    assert dtype.itemsize == size, f"{dtype.itemsize} bytes, expected {size}"
    assert dtype.names is not None
    assert dtype.fields is not None
    for name in dtype.names:
        assert dtype.fields[name][1] % dtype[name].alignment == 0, f"{name} is not aligned"
        assert not hasattr(np.record, name), f"{name} would hide what every NumPy record has"
    return dtype
