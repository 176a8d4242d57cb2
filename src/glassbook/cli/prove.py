"""`glassbook prove`: one fact, as a file that anybody can check."""

from pathlib import Path

from glassbook.cli import places
from glassbook.cli.failure import Failure
from glassbook.cli.screen import Bar, say
from glassbook.cli.verify import journal_of, signed_of
from glassbook.node.configuration import Configuration
from glassbook.node.core_room import compiled_core
from glassbook.node.past import Place, PlaceUnknown
from glassbook.node.proving import NothingToProve, Prover, prove_extension
from glassbook.node.signed_checkpoints import SignedCheckpoint
from glassbook.node.signing_at import NotSigned, sign_at
from glassbook.node.signing_key import PRIVATE_FILE, PUBLIC_FILE, signer
from glassbook.transparency.notes import BadNote, verifier_key


def run_prove(
    data: Path, fact: str, what: tuple[str, ...], when: str, *, is_exact: bool = False
) -> str:
    """Return a proof of a balance, an order or a trade. *Raises* Failure.

    It rests on the newest signed checkpoint at or before `when`; the newest of all without one. If
    it is to be exact, one is signed there first.
    """
    journal = journal_of(data)
    place = places.place(when) if when else Place()
    if is_exact:
        _sign(data, place)
    signed = _signed(data, place)
    with Bar("Running the journal again") as bar:
        prover = Prover(
            journal,
            Configuration(data=data).snapshots_directory,
            compiled_core(say),
            signed,
            lambda read, size, _: bar.show(read, size),
        )
        try:
            proof = _proved(data, prover, fact, what)
        except (NothingToProve, PlaceUnknown) as error:
            raise Failure(str(error)) from error
    say(f"Proved at the signed checkpoint of sequence {signed.sequence}.")
    return proof


def _proved(data: Path, prover: Prover, fact: str, what: tuple[str, ...]) -> str:
    if fact == "order":
        (order_id,) = what
        return prover.order(int(order_id))
    directory = prover.there().directory
    if fact in ("trade", "public_trade"):
        symbol, trade_id = what
        prove = prover.trade if fact == "trade" else prover.public_trade
        return prove(places.symbol(directory, symbol).symbol_id, int(trade_id))
    account, asset = what
    who = places.account(data, directory, account)
    return prover.balance(who.account_id, places.asset(directory, asset).asset_id)


def run_prove_extension(data: Path, older: int, newer: int | None) -> str:
    """Return a proof that one signed checkpoint extends another. *Raises* Failure."""
    journal = journal_of(data)
    first, second = (
        _signed(data, Place() if sequence is None else Place(sequence))
        for sequence in (older, newer)
    )
    if first.sequence > second.sequence:
        raise Failure(f"{first.sequence} comes after {second.sequence}: name the older one first")
    return prove_extension(journal, first, second)


def _sign(data: Path, place: Place) -> None:
    """Sign a checkpoint at a place, with the venue's own key."""
    private, public = data / PRIVATE_FILE, data / PUBLIC_FILE
    if not (private.exists() and public.exists()):
        raise Failure(f"--exact needs {private} and {public}: only the venue itself can sign")
    configuration = Configuration(data=data)
    with Bar("Signing what was") as bar:
        try:
            sign_at(
                configuration.journal_directory,
                configuration.checkpoints_directory,
                compiled_core(say),
                place,
                signer(data, verifier_key(public.read_text("utf-8")).name),
                signed=signed_of(data),
                report=lambda read, size, _: bar.show(read, size),
            )
        except BadNote as error:
            raise Failure(f"{public}: {error}. Restore it from a copy") from error
        except (NotSigned, PlaceUnknown) as error:
            raise Failure(f"nothing was signed: {error}") from error


def _signed(data: Path, place: Place) -> SignedCheckpoint:
    """Return the newest signed checkpoint up to a place."""
    for signed in reversed(signed_of(data)):
        checkpoint = signed.checkpoint
        if checkpoint is None:
            raise Failure(f"{signed.path}: {signed.bad}")
        if checkpoint.sequence <= place.sequence and checkpoint.time_ns <= place.time_ns:
            return signed
    raise Failure("no checkpoint was signed up to then")
