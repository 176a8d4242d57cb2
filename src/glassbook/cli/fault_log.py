"""How the log tells of a fault of ours: where it happened, never what was known there.

Left to itself, structlog prints every variable of every frame through rich: passwords, keys and
letters would stand in the log, and the loop that the doors share would stand still for seconds.
"""

import structlog
from structlog.dev import ConsoleRenderer, plain_traceback


def tell_places_only() -> None:
    """Have every fault of this process logged as Python's own traceback."""
    *before, _ = structlog.get_config()["processors"]
    renderer = ConsoleRenderer(exception_formatter=plain_traceback)
    structlog.configure(processors=[*before, renderer])
