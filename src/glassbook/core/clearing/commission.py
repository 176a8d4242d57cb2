"""What the house takes of what each side receives."""

from glassbook.core.arithmetic import floor_scaled
from glassbook.core.kernel import hot_kernel
from glassbook.protocol.maxima import COMMISSION_PPM_MAX

PPM = 1_000_000
_PLAIN_UNITS_MAX = 2**62 // COMMISSION_PPM_MAX  # the product with any rate fits


@hot_kernel
def commission_units(received_units, rate_ppm):
    """Return the commission, rounded down: toward the customer."""
    if received_units <= _PLAIN_UNITS_MAX:
        return received_units * rate_ppm // PPM
    return floor_scaled(rate_ppm, received_units, PPM)
