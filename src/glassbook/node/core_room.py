"""The compiled core, as the node wants it. Importing it takes a moment: nobody does so in vain.

What is not in the cache is compiled by two processes, a half each: a compiler of Python keeps the
interpreter's lock, and the machine has another processor.
"""

import subprocess
import sys
from collections.abc import Callable

from glassbook.node.contracts import Core

COMPILING = "Compiling the core: once for this version, about half a minute ..."
OTHER_HALF = "from glassbook.core.engine import warm_rare; warm_rare()"


def compiled_core(report: Callable[[str], None]) -> Core:
    """Compile the core, or load it from the cache, and return it. `report` is told what is done."""
    from glassbook.compiler.cache import sources_hash  # noqa: PLC0415 - see above
    from glassbook.core import engine  # noqa: PLC0415
    from glassbook.core.kernel import KERNELS  # noqa: PLC0415

    if engine.is_ready():
        engine.warm_usual()
    else:
        report(COMPILING)
        with subprocess.Popen([sys.executable, "-c", OTHER_HALF]):  # noqa: S603 - our own words
            engine.warm_usual()
    engine.warm_rare()  # what the other process failed to do is done now
    return Core(engine.Engine, engine.Engine.restore, sources_hash(KERNELS.sources))
