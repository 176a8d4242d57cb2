"""What was seen from outside, held against the journal run again.

acknowledged   is in the journal, at its sequence, saying what was sent, with the result told
in the journal was sent, by that customer, no more often than it arrived
private        each line is the deeds of its account from where it began, whole and in order
public         each line of trades likewise; each copy of the book equals the core's
a desk         finds each thing that it sent once, where its outcome says
the feed       brings every batch once, in order, with the core's own events
"""

from collections import defaultdict
from typing import Any

from glassbook.protocol.commands import CommandKind
from glassbook.simulation.checkers.desk import desk_is_heeded
from glassbook.simulation.checkers.frames import Frame
from glassbook.simulation.checkers.rerun import Deed, Report, Rerun
from glassbook.simulation.house import BASE, QUOTE
from glassbook.simulation.network import Hearing
from glassbook.simulation.witness import Attempt, Followed, KeptBook, Violation, Witness

ASSETS = {"BTC": BASE, "USD": QUOTE}


def judge(frames: list[Frame], witness: Witness, *, is_quiet: bool) -> Rerun:
    """Hold everything that was seen against the journal. *Raises* Violation.

    With `is_quiet`, lines that are still open must have told everything by now.
    """
    rerun, books = Rerun(), _by_update(witness.books)
    for frame in frames:
        rerun.follow(frame, books)
    rerun.check_invariants()
    _everything_was_sent(rerun, witness)
    for attempt in witness.attempts.values():
        _acknowledged_is_there(rerun, attempt)
        _no_more_than_was_asked(rerun, attempt)
    for account_id, hearing in witness.private:
        _private_is_the_journals(rerun.deeds[account_id], hearing, is_quiet=is_quiet)
    for hearing in witness.trades:
        _trades_are_the_journals(rerun, hearing, is_quiet=is_quiet)
    desk_is_heeded(frames, rerun, witness)
    for followed in witness.followed:
        _feed_is_the_journals(rerun, followed)
    return rerun


def _by_update(kept: list[KeptBook]) -> dict[int, list[KeptBook]]:
    books = defaultdict(list)
    for book in kept:
        books[book.update_id].append(book)
    return books


def _everything_was_sent(rerun: Rerun, witness: Witness) -> None:
    for client_id, sequences in rerun.client_ids.items():
        attempt = witness.attempts.get(client_id)
        kinds = {int(rerun.commands[at]["kind"]) for at in sequences}
        if attempt is None and kinds <= {CommandKind.CANCEL_ORDER, CommandKind.CANCEL_ALL}:
            continue  # the venue itself names a cancel that its customer did not name
        if attempt is None:
            raise Violation(f"nobody sent {client_id}, and it is in the journal at {sequences}")
        for sequence in sequences:
            _says_what_was_sent(rerun.commands[sequence], attempt)


def _says_what_was_sent(command: Any, attempt: Attempt) -> None:
    sent = {"account_id": attempt.account_id, **attempt.order}
    found = {name: int(command[name]) for name in sent}
    if found != sent:
        raise Violation(f"{attempt.client_id} was sent as {sent} and is journaled as {found}")


def _acknowledged_is_there(rerun: Rerun, attempt: Attempt) -> None:
    for told in attempt.told:
        if attempt.target:
            if not any(at in rerun.cancelled for at in rerun.client_ids[attempt.client_id]):
                raise Violation(f"the cancel {attempt.client_id} was acknowledged and is lost")
            continue
        order_id = told["orderId"]
        if rerun.accepted.get(order_id) != attempt.account_id:
            raise Violation(f"{attempt.client_id} was acknowledged as {order_id} and is lost")
        if order_id not in rerun.client_ids[attempt.client_id]:
            raise Violation(f"{attempt.client_id} was acknowledged as {order_id}, another's place")
        executed = rerun.executed[order_id, order_id]
        if units_of(told["executedQty"], 5) != executed:
            raise Violation(f"{attempt.client_id} filled {executed}, was told {told}")


def _no_more_than_was_asked(rerun: Rerun, attempt: Attempt) -> None:
    places = [
        at
        for at in rerun.client_ids.get(attempt.client_id, ())
        if rerun.commands[at]["kind"] in {CommandKind.PLACE_ORDER, CommandKind.CANCEL_ORDER}
    ]
    if len(places) > attempt.arrivals - attempt.refused:
        raise Violation(
            f"{attempt.client_id} arrived {attempt.arrivals} times and was refused as not taken "
            f"{attempt.refused} times, and is in the journal at {places}"
        )


def _private_is_the_journals(deeds: list[Deed], hearing: Hearing, *, is_quiet: bool) -> None:
    heard = [told for told in hearing.heard if told["e"] == "executionReport"]
    due = [deed for deed in deeds if deed.sequence > hearing.begins_after >= 0]
    expected = [report for deed in due for report in deed.reports]
    _is_beginning_of(list(map(_report, heard)), expected, "an account's stream")
    if is_quiet and hearing.is_open and len(heard) < len(expected):
        raise Violation(f"an account's stream has not told {expected[len(heard)]}")
    positions = [told for told in hearing.heard if told["e"] == "outboundAccountPosition"]
    for told, deed in zip(positions, due, strict=False):
        for balance in told["B"]:
            said = (units_of(balance["f"], 8), units_of(balance["l"], 8))
            if said != deed.balances[ASSETS[balance["a"]]]:
                raise Violation(f"after {deed.sequence} the stream says {told}, not {deed}")


def _trades_are_the_journals(rerun: Rerun, hearing: Hearing, *, is_quiet: bool) -> None:
    expected = [
        (trade_id, price, lots)
        for sequence, trade_id, price, lots in rerun.trades
        if sequence > hearing.begins_after >= 0
    ]
    heard = [
        (told["t"], units_of(told["p"], 2), units_of(told["q"], 5))
        for told in hearing.heard
        if told["e"] == "trade"
    ]
    _is_beginning_of(heard, expected, "the stream of trades")
    if is_quiet and hearing.is_open and len(heard) < len(expected):
        raise Violation(f"the stream of trades has not told {expected[len(heard)]}")


def _is_beginning_of(heard: list[Any], expected: list[Any], what: str) -> None:
    for place, told in enumerate(heard):
        due = expected[place] if place < len(expected) else None
        if told != due:
            raise Violation(f"{what} says {told} in place {place}, the journal {due}")


def _feed_is_the_journals(rerun: Rerun, followed: Followed) -> None:
    sequence = followed.begins_after
    for first, last, event_hash in followed.batches:
        if not event_hash:  # it had to begin anew
            sequence = last
            continue
        skipped = range(sequence + 1, first)
        if first <= sequence or any(at in rerun.commands for at in skipped):
            raise Violation(f"the feed brought {first} to {last} behind {sequence}")
        if rerun.digests.get(first) != (last, event_hash):
            raise Violation(f"the feed brought other events of {first} to {last}")
        sequence = last


def _report(told: dict[str, Any]) -> Report:
    is_trade = told["x"] == "TRADE"
    return Report(
        told["i"],
        told["x"],
        told["t"],
        units_of(told["l"], 5) if is_trade else 0,
        units_of(told["L"], 2) if is_trade else 0,
        units_of(told["z"], 5),
        told["T"],
    )


def units_of(text: str, decimals: int) -> int:
    """Return the units of a decimal text. *Raises* Violation where it says more than it may."""
    whole, _, part = text.partition(".")
    if part[decimals:].strip("0"):
        raise Violation(f"{text} has more than {decimals} decimals")
    return int(whole + part[:decimals].ljust(decimals, "0"))
