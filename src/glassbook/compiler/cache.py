"""Where compiled kernels are kept: in a folder named by the hash of all that is compiled in.

Numba's cache notices a change of the file that holds a function, not of the files whose functions
and constants it takes. For a ledger a stale cache is a wrong answer, so a set of kernels names its
sources, and its folder is named by the hash of every byte of them, and of the compiler. Change one,
and everything is compiled anew. Within the folder a file is known by its place in the package: the
same sources elsewhere find what was compiled here.

Set GLASSBOOK_KERNEL_CACHE to keep the cache elsewhere than under the user's cache folder.
"""

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import llvmlite
import numba
import numpy as np
from numba.core.caching import UserProvidedCacheLocator

PACKAGE = Path(__file__).parent.parent
OURS = Path(__file__).parent.name  # the sources of this room count for every set


def sources_hash(sources: Sequence[str]) -> str:
    """Return the SHA-256, in hex, of sources and of the compiler's versions.

    Arguments
        sources  paths in the package `glassbook`: folders, with all beneath them, and files
    """
    sha = hashlib.sha256(f"{numba.__version__} {llvmlite.__version__} {np.__version__}".encode())
    for name in (OURS, *sources):
        place = PACKAGE / name
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            sha.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0")
            sha.update(path.read_bytes() + b"\0")
    return sha.hexdigest()


def cache_folder(sources: Sequence[str]) -> Path:
    """Return the folder of compiled kernels that belongs to exactly these sources."""
    home = os.environ.get("GLASSBOOK_KERNEL_CACHE")
    base = Path(home) if home else Path.home() / ".cache" / "glassbook" / "kernels"
    return base / sources_hash(sources)[:32]


class PlaceInPackage(UserProvidedCacheLocator):
    """Numba's choice of a subfolder, by the file's place in the package instead of the machine."""

    @classmethod
    def get_suitable_cache_subpath(cls, py_file: str) -> str:
        return Path(py_file).resolve().parent.relative_to(PACKAGE).as_posix().replace("/", ".")


@contextmanager
def cached_in(folder: Path) -> Iterator[None]:
    """Let Numba keep what is decorated meanwhile in this folder."""
    usual = numba.config.CACHE_DIR, numba.config.CACHE_LOCATOR_CLASSES
    numba.config.CACHE_DIR = str(folder)
    numba.config.CACHE_LOCATOR_CLASSES = f"{__name__}.{PlaceInPackage.__name__}"
    try:
        yield
    finally:
        numba.config.CACHE_DIR, numba.config.CACHE_LOCATOR_CLASSES = usual
