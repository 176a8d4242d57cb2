"""`glassbook verify`: re-run a journal from nothing and compare every digest in it."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console

from glassbook.cli.failure import Failure
from glassbook.cli.screen import Bar, say
from glassbook.node.configuration import Configuration
from glassbook.node.core_room import compiled_core
from glassbook.node.verification import Verification, verify


def run_verify(data: Path) -> Verification:
    """Verify the journal of a data directory; a running venue is not disturbed."""
    journal = journal_of(data)
    core = compiled_core(say)
    with Bar("Re-running the journal") as bar:
        return verify(journal, core.make, lambda read, size, _: bar.show(read, size))


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
    if difference is None:
        output.print("The journal is whole: everything in it follows from its beginning.")
    else:
        output.print(f"The journal differs at sequence {difference.sequence}:", markup=False)
        output.print(f"  {difference.path}, byte {difference.offset}", markup=False)
        output.print(f"  {difference.what}", markup=False)
    if verification.torn:
        output.print(f"  the last frame is torn, as after a crash: {verification.torn}")
    output.print(
        f"  {verification.commands:,} commands in {verification.batches:,} batches, "
        f"{verification.documents:,} documents, {verification.events:,} events; "
        f"{verification.checkpoints:,} checkpoints agree"
    )
    output.print(f"  sequence {verification.sequence}, journal {verification.journal_hash}")
    output.print(f"  events {verification.events_digest}")
    output.print(f"  state  {verification.state_digest}")
