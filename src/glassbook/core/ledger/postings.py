"""Postings: each takes from one place exactly what it gives to another.

So the balances of an asset, the outside world's included, sum to zero by construction;
invariants/money_is_conserved checks it anyway. Customers' balances are never negative and sum to
what came in; what came in is bounded once, at the only door (2^62 units of an asset), so no sum of
balances can overflow.
"""

from glassbook.core.kernel import hot_kernel, kernel


@hot_kernel
def lock(wallet, amount_units):
    """Set aside available money. The caller has checked that it is there."""
    assert 0 <= amount_units <= wallet.available_units, "what is locked was available"
    wallet.available_units -= amount_units
    wallet.locked_units += amount_units


@hot_kernel
def unlock(wallet, amount_units):
    """Give back what was set aside."""
    assert 0 <= amount_units <= wallet.locked_units, "what is unlocked was locked"
    wallet.locked_units -= amount_units
    wallet.available_units += amount_units


@hot_kernel
def pay_locked(payer, payee, amount_units):
    """Move what the payer had set aside into what the payee has available."""
    assert 0 <= amount_units <= payer.locked_units, "what is paid was locked beforehand"
    payer.locked_units -= amount_units
    payee.available_units += amount_units


@hot_kernel
def pay_available(payer, payee, amount_units):
    """Move available money of a customer to another's available money."""
    assert 0 <= amount_units <= payer.available_units, "what is paid was available"
    payer.available_units -= amount_units
    payee.available_units += amount_units


@kernel
def pay_in(world, payee, amount_units):
    """Move money from outside, whose balance is minus all that is inside, to a customer."""
    world.available_units -= amount_units
    payee.available_units += amount_units
