"""The doors' compiled functions: which they are, and all that is compiled into them."""

from collections.abc import Callable
from typing import Any

from glassbook.compiler.kernels import Kernels

KERNELS = Kernels(
    "gateway/usual_kernels.py",
    "gateway/usual_bytes.py",
    "gateway/rest/usual_order.py",
    "gateway/rest/usual_answer.py",
    "gateway/fix/usual_orders.py",
    "gateway/fix/usual_reports.py",
    # whose constants they take, or hold theirs against
    "gateway/symbol_tables.py",
    "gateway/access/timing.py",
    "gateway/rest/answer.py",
    "gateway/rest/names.py",
    "gateway/streams/account/user_data.py",
    "protocol",
)

kernel = KERNELS.kernel
entry = KERNELS.entry


def say_what_is_compiled(report: Callable[[str], None], door: str, *entries: Any) -> None:
    """Report that these entries have to be compiled first, if they have to."""
    if not KERNELS.are_ready(*entries):
        report(
            f"Compiling the readers and writers of {door}: once for this version, some seconds ..."
        )
