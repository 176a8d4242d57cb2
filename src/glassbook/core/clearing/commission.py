"""What the house takes of what each side receives: its account's rate and its symbol's, summed.

Each of the two is a tenth at most, so that together they are a fifth: no sum is ever refused or cut
short. Source: faqs/commission_faq.md, where the symbol's rate is called special.
"""

from glassbook.core.arithmetic import floor_scaled
from glassbook.core.kernel import hot_kernel
from glassbook.protocol.maxima import COMMISSION_PPM_MAX

PPM = 1_000_000
_PLAIN_UNITS_MAX = 2**62 // (2 * COMMISSION_PPM_MAX)  # the product with any two rates fits


@hot_kernel
def commission_units(received_units, rate_ppm):
    """Return the commission, rounded down: toward the customer."""
    if received_units <= _PLAIN_UNITS_MAX:
        return received_units * rate_ppm // PPM
    return floor_scaled(rate_ppm, received_units, PPM)
