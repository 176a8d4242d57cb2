"""What a desk sent, held against the journal: each thing once, and where its outcome says."""

from glassbook.protocol.commands import CommandKind
from glassbook.simulation.checkers.frames import Frame
from glassbook.simulation.checkers.rerun import Rerun
from glassbook.simulation.desk import NOTE
from glassbook.simulation.house import DESK_ACCOUNT
from glassbook.simulation.witness import Violation, Witness


def desk_is_heeded(frames: list[Frame], rerun: Rerun, witness: Witness) -> None:
    """*Raises* Violation."""
    notes = [
        (frame.document[2]["serial"], frame.first_sequence)
        for frame in frames
        if frame.document and frame.document[0] == NOTE
    ]
    money = [
        (int(command["amount_units"]), sequence)
        for sequence, command in rerun.commands.items()
        if command["kind"] == CommandKind.DEPOSIT and command["account_id"] == DESK_ACCOUNT
    ]
    _each_once("note", notes, witness.notes)
    _each_once("deposit", money, witness.money)


def _each_once(what: str, found: list[tuple[int, int]], sent: dict[int, int | None]) -> None:
    places = dict(found)
    if len(places) < len(found) or not places.keys() <= sent.keys():
        raise Violation(f"a desk's {what} is in the journal twice, or was never sent: {found}")
    for serial, sequence in sent.items():
        if sequence is not None and places.get(serial) != sequence:
            raise Violation(
                f"the desk's {what} {serial} was acknowledged as {sequence}, and is in the journal "
                f"at {places.get(serial)}"
            )
