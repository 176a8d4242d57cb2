"""`glassbook rebuild`: throw projections and snapshots away and fold the journal anew."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from glassbook.cli.house import HISTORY_FILE
from glassbook.cli.screen import Bar, say
from glassbook.cli.verify import journal_of
from glassbook.node.configuration import Configuration
from glassbook.node.core_room import compiled_core
from glassbook.node.rebuilding import rebuild
from glassbook.projection import Projections
from glassbook.projection.store.sqlite import SqliteHistory


def run_rebuild(data: Path) -> int:
    """Rebuild and return the sequence reached. *Raises* what `failure.explained` knows."""
    journal_of(data)
    configuration = Configuration(data=data)
    core = compiled_core(say)

    @contextmanager
    def projections() -> Iterator[Projections]:
        history = SqliteHistory(data / HISTORY_FILE)
        try:
            yield Projections(history)
        finally:
            history.close()

    with Bar("Folding the journal") as bar:
        recovered = rebuild(
            configuration,
            core,
            projections,
            f"{HISTORY_FILE}*",
            lambda read, size, _: bar.show(read, size),
        )
    for note in recovered.notes:
        say(note)
    return recovered.end.head.sequence
