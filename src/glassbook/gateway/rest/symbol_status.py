"""The parameter `symbolStatus`: only symbols that are in this state."""

from typing import Any

from glassbook.gateway.access import refusals
from glassbook.gateway.rest import parameters
from glassbook.gateway.rest.names import SYMBOL_STATUSES
from glassbook.projection.listing import Symbol

SYMBOL_STATUS = parameters.choice("symbolStatus", SYMBOL_STATUSES, refusals.bad_symbol_status)


def has_status(symbol: Symbol, values: dict[str, Any]) -> bool:
    """Is the symbol in the state that was asked for, if any was?"""
    return bool(values.get("symbolStatus", symbol.status) == symbol.status)


def require_status(symbol: Symbol, values: dict[str, Any]) -> None:
    """Return when the symbol is in the state that was asked for. *Rejects* -1220."""
    if not has_status(symbol, values):
        raise refusals.status_mismatch()
