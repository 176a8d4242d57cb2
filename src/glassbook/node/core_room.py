"""The compiled core, as the node wants it. Importing it takes a moment: nobody does so in vain."""

from collections.abc import Callable

from glassbook.node.contracts import Core


def compiled_core(report: Callable[[str], None]) -> Core:
    """Compile the core, or load it from the cache, and return it. `report` is told what is done."""
    from glassbook.compiler.cache import sources_hash  # noqa: PLC0415 - see above
    from glassbook.core.engine import Engine, warm  # noqa: PLC0415
    from glassbook.core.kernel import KERNELS  # noqa: PLC0415

    warm(report)
    return Core(Engine, Engine.restore, sources_hash(KERNELS.sources))
