"""An order that was posted to REST, for the run of its turn: see order_runs."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

import msgspec

from glassbook.gateway.access.signatures import is_hmac
from glassbook.gateway.rest.answer import (
    Answer,
    Head,
    OrderAnswer,
    WholeAnswer,
    order_answer,
    refused,
)
from glassbook.gateway.rest.asked import Counts
from glassbook.gateway.rest.authorise import Doorkeeper, Standing
from glassbook.gateway.rest.order_shapes import OrderAck, OrderPlaced
from glassbook.gateway.rest.usual_order import SIGNATURE_LENGTH
from glassbook.gateway.rest.venue import Venue
from glassbook.identity.api_keys import ApiKey, KeyKind

Done = Callable[[Answer | OrderAnswer | WholeAnswer], None]
#: Serves a request whose head is known the way of all requests.
Plainly = Callable[[Head, bytes, str, Done], None]

SIGNED_BEFORE = -len("&signature=") - SIGNATURE_LENGTH

encode = msgspec.json.Encoder().encode


@dataclass(slots=True)
class PostedOrder:
    """A request whose head is known, and whom to hand the answer. Its body is the form."""

    venue: Venue
    plainly: Plainly
    head: Head
    form: bytes
    address: str
    done: Done

    @property
    def who(self) -> Hashable:
        return self.head.api_key, self.address

    @property
    def weight(self) -> int:
        return self.head.route.weight

    @property
    def unit_ns(self) -> int:
        return self.head.unit_ns

    def standing(self, doorkeeper: Doorkeeper) -> Standing:
        return doorkeeper.standing(self.head.api_key, self.address)

    def is_signed(self, key: ApiKey) -> bool:
        if key.kind is not KeyKind.HMAC:
            return False
        signature = self.form[-SIGNATURE_LENGTH:].decode("ascii")
        return is_hmac(key.material, self.form[:SIGNED_BEFORE], signature)

    def go_plainly(self) -> None:
        self.plainly(self.head, self.form, self.address, self.done)

    def tell_written(self, answer: bytes, _counts: Counts) -> None:
        self.done(answer)

    def tell(self, placed: OrderAck | OrderPlaced, counts: Counts) -> None:
        self.done(order_answer(encode(placed), *counts))

    def refuse(self, error: Exception, _account_id: int) -> None:
        self.done(refused(error, self.venue, self.head.route.endpoint.path, self.address))
