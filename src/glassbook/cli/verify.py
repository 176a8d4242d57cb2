"""`glassbook verify`: check a journal, by its chain alone or by running it again; or one fact."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console

from glassbook.cli.failure import EXIT_USAGE, Failure
from glassbook.cli.screen import Bar, say
from glassbook.node.configuration import Configuration
from glassbook.node.core_room import compiled_core
from glassbook.node.signed_checkpoints import SignedCheckpoint, read_signed
from glassbook.node.signing_key import PUBLIC_FILE
from glassbook.node.verification import Verification, verify
from glassbook.transparency.notes import BadNote, verifier_key
from glassbook.transparency.verifier import Refused
from glassbook.transparency.verifier import verify as verify_fact


def run_verify(data: Path, key: str = "", *, is_replay: bool = True) -> Verification:
    """Verify the journal of a data directory; a running venue is not disturbed.

    Signed checkpoints are held against `key`, a line or a file; without it against the venue's own.
    """
    journal = journal_of(data)
    signed = signed_of(data, key)
    make_engine = compiled_core(say).make if is_replay else None
    with Bar("Re-running the journal" if is_replay else "Reading the journal") as bar:
        return verify(journal, make_engine, lambda read, size, _: bar.show(read, size), signed)


def run_verify_fact(path: Path, key: str) -> dict[str, Any]:
    """Return what a proof proves. *Raises* Failure when it proves nothing."""
    if not key:
        raise Failure("a proof needs --key, the venue's public key: a file or the line", EXIT_USAGE)
    try:
        return verify_fact(path.read_bytes().decode(), _line(key))
    except (Refused, UnicodeDecodeError) as error:
        raise Failure(f"refused: {error}") from error


def signed_of(data: Path, key: str = "") -> list[SignedCheckpoint]:
    """Return the signed checkpoints of a data directory. *Raises* Failure for a bad key."""
    directory, own = Configuration(data=data).checkpoints_directory, data / PUBLIC_FILE
    if not key and not own.exists():
        if directory.exists():
            raise Failure(f"{own} is missing: name the public key with --key")
        return []
    try:
        return read_signed(directory, verifier_key(_line(key or str(own))))
    except BadNote as error:
        raise Failure(str(error)) from error


def _line(key: str) -> str:
    """Return a key that was given as the line itself, or as the file that holds it."""
    return Path(key).read_text("utf-8") if Path(key).is_file() else key


def journal_of(data: Path) -> Path:
    """Return the journal of a data directory. *Raises* Failure when there is none."""
    journal = Configuration(data=data).journal_directory
    if not journal.is_dir():
        raise Failure(f"{data} holds no journal: name the directory given to `glassbook up --data`")
    return journal


def as_data(verification: Verification) -> dict[str, Any]:
    """Return it as plain data, for JSON."""
    data = {"is_whole": verification.is_whole, **asdict(verification)}
    if verification.difference is not None:
        data["difference"]["path"] = str(verification.difference.path)
    return data


def show(verification: Verification) -> None:
    """Print it for a person."""
    output = Console(highlight=False, soft_wrap=True)
    difference = verification.difference
    if difference is None and not verification.is_replay:
        output.print("The chain is whole, and every signature good. Nothing was run again.")
    elif difference is None:
        output.print("The journal is whole: everything in it follows from its beginning.")
    else:
        output.print(f"The journal differs at sequence {difference.sequence}:", markup=False)
        output.print(f"  {difference.path}, byte {difference.offset}", markup=False)
        output.print(f"  {difference.what}", markup=False)
    if verification.torn:
        output.print(f"  torn, as after a crash: {verification.torn}", markup=False)
    output.print(f"  {_counts(verification)}")
    output.print(f"  sequence {verification.sequence}, journal {verification.journal_hash}")
    output.print(f"  log    {verification.log_root}")
    if verification.is_replay:
        verdict = "none between accounts that may not meet" if difference is None else "looked at"
        output.print(f"  {verification.trades:,} trades, {verdict}")
        output.print(f"  events {verification.events_digest}")
        output.print(f"  state  {verification.state_digest}")


def _counts(verification: Verification) -> str:
    """Return what was read, and of what is only computed in a replay, what was."""
    read = (
        f"{verification.commands:,} commands in {verification.batches:,} batches, "
        f"{verification.documents:,} documents"
    )
    if verification.is_replay:
        read += f", {verification.events:,} events; {verification.checkpoints:,} checkpoints"
    return f"{read}; {verification.signed_checkpoints:,} signed checkpoints: all agree"
