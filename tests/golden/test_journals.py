"""A journal of last year must still give last year's answers, to the bit.

For each version there is a sealed journal, as that version wrote it, beside what it made of it:
the hash of the journal, the digest of all events, the digest of the state. Events may change only
with a line in the changelog; the state's digest only with a new layout of its tables; a journal
never.

`pytest tests/golden --update-golden` seals the present version's journal anew, until its release.
"""

import json
import lzma
from collections.abc import Iterator
from pathlib import Path

import pytest

import glassbook
from glassbook.core.engine import Engine
from glassbook.journal.reader import JournalReader
from glassbook.journal.segment import segment_paths
from glassbook.journal.writer import JournalWriter
from glassbook.node.contracts import Core
from glassbook.node.exchange import Exchange
from glassbook.node.recovery import recover
from glassbook.node.verification import Verification, verify
from glassbook.protocol.batches import Batch, SequencedDocument
from glassbook.protocol.documents import Document
from glassbook.protocol.labels import Label
from tests.twin.flow import commands

HOME = Path(__file__).parent / "journals"
VERSIONS = sorted({*(folder.name for folder in HOME.glob("*")), glassbook.__version__})
SEED, COUNT, BATCH = 20_260_101, 2_500, 300
START_NS = 1_767_225_600_000_000_000  # the first of January 2026

TOLD = ("sequence", "batches", "commands", "documents", "events", "checkpoints")
CORE = Core(Engine, Engine.restore, "this build")
DIGESTS = ("journal_hash", "events_digest", "state_digest")


def entries() -> Iterator[Batch | SequencedDocument]:
    """Yield what is sealed: a document, batches with labels, a checkpoint after every second."""
    exchange = Exchange(Engine())

    def document(body: Document) -> SequencedDocument:
        entry = SequencedDocument(exchange.sequence + 1, START_NS + exchange.sequence, body)
        exchange.pass_over(entry)
        return entry

    yield document(Document("build", 1, {"version": glassbook.__version__}))
    flow = commands(SEED, COUNT)
    for turn, at in enumerate(range(0, len(flow), BATCH)):
        labels = {turn: Label(name=f"n{turn}"), turn + 7: Label(client_order_id=f"ä{turn}")}
        part = flow[at : at + BATCH]
        batch = Batch(exchange.sequence + 1, START_NS + exchange.sequence, part, labels)
        exchange.apply(batch)
        yield batch
        if turn % 2:
            yield document(exchange.checkpoint())


def seal(folder: Path, scratch: Path) -> None:
    """Write the journal as the present version does, and compress it into `folder`."""
    scratch.mkdir()
    reader = JournalReader(scratch)
    assert list(reader.records()) == []
    writer = JournalWriter(scratch, reader.end, segment_bytes=2**20)
    for entry in entries():
        writer.append(entry)
        writer.sync()
    writer.close()
    folder.mkdir(parents=True, exist_ok=True)
    for path in segment_paths(scratch):
        (folder / f"{path.name}.xz").write_bytes(lzma.compress(path.read_bytes()))
    told = json.dumps(answer(verify(scratch, Engine)), indent=2)
    (folder / "answer.json").write_text(told + "\n")


def unpack(folder: Path, scratch: Path) -> Path:
    scratch.mkdir()
    for path in folder.glob("*.xz"):
        (scratch / path.stem).write_bytes(lzma.decompress(path.read_bytes()))
    return scratch


def answer(verification: Verification) -> dict[str, int | str]:
    """Return what a version says of a journal, as it is kept beside it."""
    assert verification.difference is None, verification.difference
    assert verification.torn == ""
    return {name: getattr(verification, name) for name in (*TOLD, *DIGESTS)}


@pytest.mark.parametrize("version", VERSIONS)
def test_a_sealed_journal_gives_the_same_answers(version, tmp_path, request):
    if request.config.getoption("--update-golden") and version == glassbook.__version__:
        seal(HOME / version, tmp_path / "sealed")
    expected = json.loads((HOME / version / "answer.json").read_text())
    journal = unpack(HOME / version, tmp_path / "journal")
    assert answer(verify(journal, Engine)) == expected
    recovered = recover(journal, tmp_path / "snapshots", CORE)  # which nobody listens to
    assert recovered.checkpoints == expected["checkpoints"]
    assert recovered.exchange.events_digest.hex() == expected["events_digest"]
    assert recovered.exchange.engine.digest().hex() == expected["state_digest"]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_sealed_journal_is_worth_replaying(version):
    expected = json.loads((HOME / version / "answer.json").read_text())
    assert expected["events"] > expected["commands"] > 2_000
    assert expected["checkpoints"] > 2
