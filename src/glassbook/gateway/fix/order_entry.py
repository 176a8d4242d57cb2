"""Order entry: requests to commands, outcomes to answers, for one session.

What arrives together is submitted together, as one packet that stays in order. Whoever listens to
everything is told what happened to his orders by the reports of his account; here he is answered
what did not happen, and who wants acknowledgements alone is answered that too. So orders are
processed in the order of MsgSeqNum in either mode of MessageHandling.
Source: FIX API, "Order Entry Messages", "Response Mode".
"""

from bisect import bisect_left
from collections.abc import Callable
from functools import partial
from operator import attrgetter
from typing import Any, Protocol

import numpy as np

from glassbook.gateway.access import refusals
from glassbook.gateway.access.refusals import Refusal
from glassbook.gateway.fix import acknowledgements, answers, translation
from glassbook.gateway.fix.faults import Rejected
from glassbook.gateway.fix.order_lists import read_list, unknown_list
from glassbook.gateway.fix.packets import Answer, Ask, Packet
from glassbook.gateway.fix.runs import Reader, Run
from glassbook.gateway.fix.session import Admission, Request
from glassbook.gateway.fix.translation import in_fix_words, order_form
from glassbook.gateway.fix.writing import Body
from glassbook.gateway.rest import rejects
from glassbook.gateway.rest.call import Call
from glassbook.gateway.rest.order_form import listed, quantity_lots
from glassbook.gateway.rest.order_lists import meant_list
from glassbook.gateway.rest.order_target import Target, target
from glassbook.gateway.rest.parameters import decimal
from glassbook.gateway.rest.venue import Venue
from glassbook.projection.listing import Symbol
from glassbook.protocol.client_keys import client_key
from glassbook.protocol.commands import (
    CommandKind,
    cancel_all,
    cancel_list,
    cancel_order,
    reduce_order,
)
from glassbook.protocol.events import Event, EventKind
from glassbook.protocol.labels import Label
from glassbook.protocol.orders import OrderFlag
from glassbook.protocol.submission import Outcome, QueueFull, VenueStopped

RESTRICTIONS = {"1": int(OrderFlag.ONLY_NEW), "2": int(OrderFlag.ONLY_PARTIALLY_FILLED)}
MODES = {"1": 0, "2": int(OrderFlag.PLACE_ANYWAY)}
CANCEL_ONLY = "2"

_REFUSED = (EventKind.ORDER_REJECTED, EventKind.CANCEL_REJECTED)
_sequence = attrgetter("sequence")
_new_quantity = decimal("newQty").read


class Peer(Protocol):
    """The session's side: where answers go."""

    def reject(self, request: Request, rejected: Rejected) -> None:
        """Answer a request with Reject."""
        ...

    def send_all(self, messages: list[Body]) -> None:
        """Answer with these messages."""
        ...

    def numbering(self) -> tuple[int, bytes, int]:
        """Return what is needed to write whole messages: see Session."""
        ...

    def send_written(self, count: int, written: bytes) -> None:
        """Send messages written with the last `numbering`."""
        ...


class OrderEntry:
    """One session's orders. `take` what comes, then `submit` what `packet` returns."""

    def __init__(self, venue: Venue, admission: Admission, peer: Peer) -> None:
        self._venue = venue
        self._account_id = admission.account_id
        self._acknowledges = admission.only_acks
        self._peer = peer
        self._packet = Packet()
        directory, comp_id = venue.projections.directory, admission.comp_id
        self.reader = Reader(directory, venue.limiter, admission.account_id, comp_id)
        self._takers: dict[str, Callable[[Request], None]] = {
            "D": self._place,
            "F": self._cancel,
            "q": self._cancel_all,
            "XCN": self._replace,
            "XAK": self._reduce,
            "E": self._place_list,
        }

    def take(self, request: Request) -> None:
        """Turn a request into a command of the next packet, or answer why not."""
        try:
            self._takers[request.code](request)
        except Rejected as wrong:
            self._peer.reject(request, wrong)
        except Refusal as refusal:
            self._refuse(request, refusal)

    def take_run(self, run: Run) -> None:
        """Add the commands of a run to the next packet."""
        self._packet.add(run)

    def packet(self) -> Packet | None:
        """Return what was taken since this was last called, if anything was."""
        if not self._packet.count:
            return None
        packet, self._packet = self._packet, Packet()
        return packet

    async def submit(self, packet: Packet) -> None:
        """Submit a packet and answer its requests."""
        try:
            outcome = await self._venue.submitter.submit_many(packet.commands(), packet.labels())
        except QueueFull:
            self._refuse_all(packet, refusals.overloaded())
        except VenueStopped as stopped:
            unknown = refusals.outcome_unknown() if stopped.is_unknown else refusals.shutting_down()
            self._refuse_all(packet, unknown)
        else:
            self._answer(packet, outcome)

    def _answer(self, packet: Packet, outcome: Outcome) -> None:
        """Answer each request from its events. Who is told everything is told only what failed."""
        events, sequence, at = outcome.events, outcome.sequence, 0
        for piece in packet.pieces:
            first, sequence = sequence, sequence + piece.count
            end = bisect_left(events, sequence, lo=at, key=_sequence)
            if isinstance(piece, Ask):
                said = piece.answer(piece.request, events[at:end], outcome.time_ns)
                if said:
                    self._peer.send_all(said)
            elif self._acknowledges:
                self._acknowledge(piece, outcome, first, at, end)
            else:
                self._answer_refused(piece, outcome, first, at, end)
            at = end

    def _acknowledge(self, run: Run, outcome: Outcome, first: int, at: int, end: int) -> None:
        """Acknowledge a run, whose commands begin with `first` and whose events with `at`."""
        records, time_ns = outcome.records[:end], outcome.time_ns
        while at < end:
            number, header, count_max = self._peer.numbering()
            if count_max >= run.count:
                at, count, written = self.reader.acknowledge(
                    run, records, at, first, time_ns, number, header
                )
                self._peer.send_written(count, written)
            if at < end:
                at = self._answer_one(run, outcome, first, at)

    def _answer_refused(self, run: Run, outcome: Outcome, first: int, at: int, end: int) -> None:
        kinds = outcome.records["kind"][at:end]
        for place in np.flatnonzero(kinds == EventKind.ORDER_REJECTED).tolist():
            self._answer_one(run, outcome, first, at + place)

    def _answer_one(self, run: Run, outcome: Outcome, first: int, at: int) -> int:
        """Answer the order whose events begin at `at`; return where they end."""
        events = outcome.events
        sequence = events[at].sequence
        end = bisect_left(events, sequence + 1, lo=at, key=_sequence)
        request = run.request(sequence - first)
        self._peer.send_all(self._placed(request, events[at:end], outcome.time_ns))
        return end

    def _refuse_all(self, packet: Packet, refusal: Refusal) -> None:
        for request in packet.requests():
            self._refuse(request, refusal)

    def _refuse(self, request: Request, refusal: Refusal) -> None:
        """Answer a request that did not become a command, or is not known to have."""
        wrong = translation.rejected(refusal)
        if wrong is not None:
            self._peer.reject(request, wrong)
        else:
            text = in_fix_words(refusal.text)
            self._peer.send_all(answers.refused(request, Refusal(refusal.code, text)))

    # --- requests -------------------------------------------------------------------------------

    def _ask(self, request: Request, command: bytes, label: Label, answer: Answer) -> None:
        self._packet.add(Ask(request, command, [label], answer))

    def _place(self, request: Request) -> None:
        form = order_form(self._venue.projections.directory, request.values)
        self._venue.limiter.count_order(self._account_id)
        command = form.command(self._account_id, CommandKind.PLACE_ORDER)
        self._ask(request, command, form.label, self._placed)

    def _cancel(self, request: Request) -> None:
        values = request.values
        symbol = self._symbol(values)
        if "ListID" in values or "OrigClListID" in values:
            self._cancel_list(request, symbol)
            return
        meant = self._target(request, symbol)
        flags = meant.flags | RESTRICTIONS.get(values.get("CancelRestrictions", ""), 0)
        command = cancel_order(self._account_id, symbol.symbol_id, meant.order_id, flags)
        label = Label(cancel_client_order_id=values["ClOrdID"])
        self._ask(request, command, label, self._cancelled)

    def _cancel_list(self, request: Request, symbol: Symbol) -> None:
        values: dict[str, Any] = {"listClientOrderId": request.values.get("OrigClListID")}
        if "ListID" in request.values:
            values["orderListId"] = int(request.values["ListID"])
        call = Call(values, self._account_id, self._venue.clock())
        order_list = meant_list(self._venue, call, "listClientOrderId")
        if order_list is None:
            raise unknown_list()
        command = cancel_list(self._account_id, symbol.symbol_id, order_list.list_id)
        label = Label(cancel_client_order_id=request.values["ClOrdID"])
        self._ask(request, command, label, self._cancelled)

    def _cancel_all(self, request: Request) -> None:
        symbol = self._symbol(request.values)
        command = cancel_all(self._account_id, symbol.symbol_id)
        label = Label(cancel_client_order_id=request.values["ClOrdID"])
        self._ask(request, command, label, self._all_cancelled)

    def _replace(self, request: Request) -> None:
        values = request.values
        cancel_id = values.get("CancelClOrdID", "")
        form = order_form(self._venue.projections.directory, values, cancel_id)
        meant = self._target(request, form.symbol)
        flags = meant.flags | RESTRICTIONS.get(values.get("CancelRestrictions", ""), 0)
        try:
            self._venue.limiter.count_order(self._account_id)
        except Refusal as exceeded:
            is_rate = exceeded.code == -1015
            if not is_rate or values.get("OrderRateLimitExceededMode") != CANCEL_ONLY:
                raise
            self._only_cancel(request, form.symbol, meant.order_id, flags)
            raise
        flags |= MODES[values["OrderCancelRequestAndNewOrderSingleMode"]]
        command = form.command(self._account_id, CommandKind.REPLACE_ORDER, meant.order_id, flags)
        self._ask(request, command, form.label, self._replaced)

    def _only_cancel(self, request: Request, symbol: Symbol, order_id: int, flags: int) -> None:
        """Do the half that is allowed: no more orders are, for now."""
        command = cancel_order(self._account_id, symbol.symbol_id, order_id, flags)
        label = Label(cancel_client_order_id=request.values.get("CancelClOrdID", ""))
        self._ask(request, command, label, self._replaced)

    def _reduce(self, request: Request) -> None:
        values = request.values
        symbol = self._symbol(values)
        lots = quantity_lots(symbol, _new_quantity(values["OrderQty"]), "newQty")
        meant = self._target(request, symbol)
        client_id = values["ClOrdID"]
        before = self._client_id_before(request, symbol)
        command = reduce_order(
            self._account_id,
            symbol.symbol_id,
            meant.order_id,
            lots,
            client_key(client_id),
            meant.flags,
        )
        self._ask(
            request, command, Label(client_order_id=client_id), partial(self._reduced, before)
        )

    def _client_id_before(self, request: Request, symbol: Symbol) -> str:
        """Return the client id that an order goes by before it is reduced."""
        values = request.values
        if "OrigClOrdID" in values:
            return str(values["OrigClOrdID"])
        orders, order_id = self._venue.projections.orders, int(values["OrderID"])
        order = orders.by_id(self._account_id, symbol.symbol_id, order_id)
        return order.client_order_id if order else ""

    def _place_list(self, request: Request) -> None:
        form = read_list(self._venue.projections.directory, request.values)
        for _ in form.legs:
            self._venue.limiter.count_order(self._account_id)
        labels = list(form.labels().values())
        placed = partial(self._list_placed, form.legs[0].symbol)
        self._packet.add(Ask(request, form.commands(self._account_id), labels, placed))

    def _symbol(self, values: dict[str, Any]) -> Symbol:
        return listed(self._venue.projections.directory, values["Symbol"])

    def _target(self, request: Request, symbol: Symbol) -> Target:
        """Return which order is meant by OrderID, OrigClOrdID, or both, which must agree."""
        values: dict[str, Any] = {}
        if "OrderID" in request.values:
            values["orderId"] = int(request.values["OrderID"])
        if "OrigClOrdID" in request.values:
            values["origClientOrderId"] = request.values["OrigClOrdID"]
        call = Call(values, self._account_id, self._venue.clock())
        unknown = answers.unknown_order(request)
        return target(self._venue, call, symbol, "orderId", "origClientOrderId", lambda: unknown)

    # --- answers --------------------------------------------------------------------------------

    def _placed(self, request: Request, events: list[Event], time_ns: int) -> list[Body]:
        said = events[0]
        if said.kind == EventKind.ORDER_REJECTED:
            return answers.refused(request, rejects.refusal(said.reason, rejects.PLACING))
        return self._acknowledged(events, time_ns)

    def _list_placed(
        self, symbol: Symbol, request: Request, events: list[Event], time_ns: int
    ) -> list[Body]:
        said = events[0]
        if said.kind == EventKind.ORDER_REJECTED:
            return answers.refused(request, rejects.list_refusal(said.reason, symbol.status))
        return self._acknowledged(events, time_ns)

    def _cancelled(self, request: Request, events: list[Event], time_ns: int) -> list[Body]:
        said = events[0]
        if said.kind == EventKind.CANCEL_REJECTED:
            return answers.cancel_refused(request, rejects.refusal(said.reason, rejects.CANCELLING))
        return self._acknowledged(events, time_ns, request.values["ClOrdID"])

    def _all_cancelled(self, request: Request, events: list[Event], time_ns: int) -> list[Body]:
        said = events[0]
        if said.kind == EventKind.CANCEL_REJECTED:
            return answers.refused(request, rejects.refusal(said.reason, rejects.CANCELLING))
        told = self._acknowledged(events, time_ns, request.values["ClOrdID"])
        return [*told, answers.mass_cancelled(request, len(events))]

    def _replaced(self, request: Request, events: list[Event], time_ns: int) -> list[Body]:
        """Both halves: what was refused, and the acknowledgements of what was done."""
        answered = []
        for event in events:
            if event.kind == EventKind.CANCEL_REJECTED:
                refusal = rejects.refusal(event.reason, rejects.CANCELLING)
                answered += answers.cancel_refused(request, refusal)
            elif event.kind == EventKind.ORDER_REJECTED:
                refusal = rejects.refusal(event.reason, rejects.PLACING)
                answered += answers.refused(request, refusal)
        done = [event for event in events if event.kind not in _REFUSED]
        return answered + self._acknowledged(done, time_ns, request.values.get("CancelClOrdID", ""))

    def _reduced(
        self, before: str, request: Request, events: list[Event], time_ns: int
    ) -> list[Body]:
        said = events[0]
        if said.kind == EventKind.CANCEL_REJECTED:
            refusal = answers.amend_refusal(self._venue, self._account_id, request, said)
            return answers.refused(request, refusal)
        return self._acknowledged(events, time_ns, before)

    def _acknowledged(self, events: list[Event], time_ns: int, name: str = "") -> list[Body]:
        """Return the acknowledgements; whoever is told everything was told already."""
        if not self._acknowledges:
            return []
        projections = self._venue.projections
        return acknowledgements.of(projections, self._account_id, events, time_ns, name)
