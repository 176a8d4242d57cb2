"""How the core is compiled: decorators for what Python calls, and for what only entries call.

`entry` is what Python calls, `kernel` what entries and kernels call; `hot_entry` and `hot_kernel`
are on the way of nearly every order, and compiled for speed at any size: see whole_program.

Numba's cache notices a change of the file that holds a function, not of the files it calls. For a
ledger a stale cache is a wrong answer, so ours lives in a folder named by the hash of every source
that can be compiled in, and of the compiler. Change one byte, and everything is compiled anew.

Set GLASSBOOK_KERNEL_CACHE to keep the cache elsewhere than under the user's cache folder;
NUMBA_DISABLE_JIT=1 runs the same sources interpreted.
"""

import hashlib
import os
from pathlib import Path

import llvmlite
import numba
import numpy as np

from glassbook.core.whole_program import (
    HotPart,
    HotProgram,
    Part,
    PartDispatcher,
    Program,
    compiler_into,
)

SOURCES = ("core", "protocol")  # packages whose functions and constants can be compiled in


def sources_hash() -> str:
    """Return the SHA-256, in hex, of all kernel sources and of the compiler's versions."""
    package = Path(__file__).parent.parent
    sha = hashlib.sha256(f"{numba.__version__} {llvmlite.__version__} {np.__version__}".encode())
    for name in SOURCES:
        for path in sorted((package / name).rglob("*.py")):
            sha.update(path.relative_to(package).as_posix().encode() + b"\0")
            sha.update(path.read_bytes() + b"\0")
    return sha.hexdigest()


def cache_folder() -> Path:
    """Return the folder of compiled kernels that belongs to exactly these sources."""
    home = os.environ.get("GLASSBOOK_KERNEL_CACHE")
    base = Path(home) if home else Path.home() / ".cache" / "glassbook" / "kernels"
    return base / sources_hash()[:32]


def is_cached(entry_name: str) -> bool:
    """Has an entry of these sources been compiled? Doors keep kernels of their own there, too."""
    return any(cache_folder().rglob(f"*.{entry_name}-*.nbi"))


numba.config.CACHE_DIR = str(cache_folder())

IS_COMPILED = not numba.config.DISABLE_JIT

# With NumPy's error model an integer division tests nothing; no divisor of ours can be zero.
# Without Numba's runtime nothing can be allocated, and no references are counted (a private flag,
# worth 3 %).
_CHOICES = {"nogil": True, "error_model": "numpy", "_nrt": False}
_WITHOUT_WRAPPERS = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}


def _for_compiled_callers(part_class):
    """Return the decorator of functions that only compiled ones call."""
    pipeline = compiler_into(part_class)
    choices = {"nopython": True} | _CHOICES | _WITHOUT_WRAPPERS

    def decorate(function):
        if not IS_COMPILED:
            return function
        return PartDispatcher(function, targetoptions=choices, pipeline_class=pipeline)

    return decorate


def _for_python(program_class):
    """Return the decorator of functions that Python calls, whose code is cached."""
    return numba.njit(cache=True, pipeline_class=compiler_into(program_class), **_CHOICES)


kernel = _for_compiled_callers(Part)
hot_kernel = _for_compiled_callers(HotPart)
entry = _for_python(Program)
hot_entry = _for_python(HotProgram)
