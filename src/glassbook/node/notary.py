"""Signs checkpoints in a thread of its own, so that matching waits for no hash.

The pipeline hands over every frame's hash and events, and at a checkpoint what everybody holds;
all of it is folded in this order. A checkpoint that cannot be written is said and left out: the
next one covers what it would have covered.
"""

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from glassbook.journal.files import DISK, Files
from glassbook.node.checkpoints import note_paths, write_note
from glassbook.node.trade_log import TradeLog
from glassbook.protocol.batches import AppliedBatch
from glassbook.transparency.notes import Signer, VerifierKey
from glassbook.transparency.trees import Moment, Trees

_TOGETHER_MAX = 8_192  # frames, or events, that are handed over together
_UNDER_WAY_MAX = 64  # such pieces; the pipeline waits when there are more: some 50 MB


class Notary:
    """Signs for one exchange. `trades` keeps what everybody may know of them.

    All methods but `trees`, `begin` and `close` are the pipeline's to call.

    sequence  of the newest checkpoint that is signed and written; 0 without one
    """

    def __init__(
        self, signer: Signer, directory: Path, files: Files = DISK, trades: TradeLog | None = None
    ) -> None:
        self._signer = signer
        self._directory = directory
        self._files = files
        self._trades = trades
        self._trees = self.trees()
        self._thread: ThreadPoolExecutor | None = None
        self._frames: list[bytes] = []
        self._events: list[AppliedBatch] = []
        self._events_count = 0
        self._under_way: deque[Future[None]] = deque()
        self._signing: Future[None] | None = None
        paths = note_paths(directory, files)
        self.sequence = int(paths[-1].stem) if paths else 0
        self._failure = ""

    @property
    def failure(self) -> str:
        """Why the last checkpoint was not signed, or no trade is kept any more."""
        return self._failure or ("" if self._trades is None else self._trades.failure)

    @property
    def key(self) -> VerifierKey:
        """Whose signature stands under the checkpoints."""
        return self._signer.key

    @property
    def is_busy(self) -> bool:
        """A checkpoint is being signed: the next one can wait."""
        return self._signing is not None and not self._signing.done()

    def trees(self) -> Trees:
        """Return trees of nothing yet, whose trades are kept."""
        return Trees(self._trades)

    def begin(self, trees: Trees) -> None:
        """Go on behind what a recovery folded."""
        self._trees = trees
        self._thread = ThreadPoolExecutor(1, "glassbook-notary")

    def add(self, frame_hash: bytes, applied: AppliedBatch | None) -> None:
        """Take up a durable frame, and what was applied if it is a batch's."""
        self._frames.append(frame_hash)
        if applied is not None:
            self._events.append(applied)
            self._events_count += len(applied.events)
        if max(len(self._frames), self._events_count) >= _TOGETHER_MAX:
            self._hand_over()

    def sign(self, moment: Moment) -> None:
        """Have a checkpoint signed; all before it was added."""
        self._hand_over()
        self._signing = self._running().submit(self._sign, moment)

    def saved(self) -> "Future[dict[str, bytes]]":
        """Return what a snapshot needs of the trees here, as soon as they have come here."""
        self._hand_over()
        return self._running().submit(self._trees.saved)

    def close(self) -> None:
        """Finish what is under way."""
        if self._thread is not None:
            self._thread.shutdown()
        if self._trades is not None:
            self._trades.close()

    def _running(self) -> ThreadPoolExecutor:
        assert self._thread is not None, "a notary begins before it is asked"
        return self._thread

    def _hand_over(self) -> None:
        """Give the thread what was added. Waits only when far too much is under way."""
        future = self._running().submit(self._fold, self._frames, self._events)
        self._frames, self._events, self._events_count = [], [], 0
        self._under_way.append(future)
        while self._under_way and self._under_way[0].done():
            self._under_way.popleft().result()  # a fault of ours is not kept quiet
        if len(self._under_way) > _UNDER_WAY_MAX:
            self._under_way.popleft().result()

    def _fold(self, frames: list[bytes], events: list[AppliedBatch]) -> None:
        for frame_hash in frames:
            self._trees.add_frame(frame_hash)
        for applied in events:
            self._trees.add_events(applied)

    def _sign(self, moment: Moment) -> None:
        checkpoint = self._trees.checkpoint(self._signer.key.name, moment)
        note = self._signer.sign(checkpoint.text())
        try:
            write_note(self._directory, moment.sequence, note, self._files)
        except OSError as error:
            self._failure = f"the checkpoint at {moment.sequence} was not written: {error}"
        else:
            self.sequence, self._failure = moment.sequence, ""
