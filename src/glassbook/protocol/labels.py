"""Text that travels beside a command: the core never reads it, projections and gateways do.

The core works in integers; a client order id is known to it by its 64-bit key alone. The text
itself is journaled in the same batch, so that what a customer is shown after a restart is what he
sent.
"""

import msgspec


class Label(msgspec.Struct, array_like=True, omit_defaults=True, frozen=True, gc=False):
    """What a customer or operator wrote beside a command. Empty text and None: nothing."""

    name: str = ""  # DEFINE_ASSET, LIST_SYMBOL, OPEN_ACCOUNT
    client_order_id: str = ""  # of the order placed, replaced by or reduced
    cancel_client_order_id: str = ""  # the id given to the cancel itself
    strategy_id: int | None = None
    strategy_type: int | None = None
    reason: str = ""  # why an operator's command was given
    list_client_order_id: str = ""  # of an order list, beside the last of its orders


NO_LABEL = Label()
