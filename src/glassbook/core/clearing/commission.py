"""What the house takes of what each side receives."""

from glassbook.core.arithmetic import floor_scaled
from glassbook.core.kernel import hot_kernel

PPM = 1_000_000


@hot_kernel
def commission_units(received_units, rate_ppm):
    """Return the commission, rounded down: toward the customer."""
    if rate_ppm == 0:
        return 0
    return floor_scaled(rate_ppm, received_units, PPM)
