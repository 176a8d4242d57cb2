"""Small journals for tests: a few batches and documents, written as the node writes them."""

from pathlib import Path

from glassbook.journal.framing import GENESIS, Entry
from glassbook.journal.reader import End, JournalReader
from glassbook.journal.writer import JournalWriter
from glassbook.protocol.batches import Batch, SequencedDocument, commands_of
from glassbook.protocol.commands import deposit
from glassbook.protocol.documents import Document
from glassbook.protocol.labels import Label

NO_JOURNAL = End(GENESIS)


def batch(first_sequence: int, count: int = 1, labels=None, time_ns: int | None = None) -> Batch:
    """Return deposits of 1, 2, 3, ... units, so that each command tells its place."""
    sequences = range(first_sequence, first_sequence + count)
    commands = commands_of(b"".join(deposit(2, 1, sequence) for sequence in sequences))
    return Batch(first_sequence, time_ns or first_sequence * 1_000, commands, labels or {})


def document(sequence: int, **body: object) -> SequencedDocument:
    return SequencedDocument(sequence, sequence * 1_000, Document("note", 1, dict(body)))


def story() -> list[Entry]:
    """Return entries of every shape: without and with labels, documents, one and many commands."""
    return [
        document(1, said="first"),
        batch(2),
        batch(3, count=3, labels={0: Label(client_order_id="a"), 2: Label("x", strategy_id=7)}),
        document(6, said="between"),
        batch(7, count=2),
    ]


def write(directory: Path, entries: list[Entry], end: End = NO_JOURNAL, **options: object) -> None:
    writer = JournalWriter(directory, end, **options)
    for entry in entries:
        writer.append(entry)
        writer.sync()
    writer.close()


def read(directory: Path) -> tuple[list[Entry], End]:
    reader = JournalReader(directory)
    entries = [record.entry for record in reader.records()]
    return entries, reader.end


def plain(entry: Entry) -> object:
    """Return an entry as something that `==` compares in full."""
    if isinstance(entry, SequencedDocument):
        return entry
    return (entry.first_sequence, entry.time_ns, entry.commands.tobytes(), entry.labels)


def plain_all(entries: list[Entry]) -> list[object]:
    return [plain(entry) for entry in entries]
