"""A venue with everything behind its doors: core, journal, projections, their store, and the keys.

Opened and closed as a whole. What is asked of it stands in its configuration.
"""

from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

from glassbook.cli.failure import Failure
from glassbook.cli.identity_files import (
    IDENTITY_FILE,
    MASTER_KEY_FILE,
    VAULT_FILE,
    key_store,
)
from glassbook.cli.screen import Bar, say
from glassbook.gateway.access.listen_key_file import ListenKeyFile
from glassbook.identity.database import FileDamaged
from glassbook.identity.own_keys import OwnKeys
from glassbook.identity.sealing import master_key
from glassbook.identity.vault import Publish, Vault
from glassbook.node.clock import Clock, now_ns
from glassbook.node.configuration import Configuration
from glassbook.node.core_room import compiled_core
from glassbook.node.disk import DISK, Files
from glassbook.node.notary import Notary
from glassbook.node.signing_key import signer
from glassbook.node.trade_log import TradeLog
from glassbook.node.venue import Venue
from glassbook.projection import Projections
from glassbook.projection.store.history import StoreFailed
from glassbook.projection.store.page_sums import StoreDamaged
from glassbook.projection.store.sqlite import LayoutUnknown, SqliteHistory
from glassbook.protocol.documents import Document
from glassbook.protocol.submission import Outcome

HISTORY_FILE = "history.db"
LISTEN_KEYS_FILE = "listen-keys.db"
ADVICE = "Make room, or let this user write there, then start again: nothing was started."


class House:
    """The rooms of one data directory, wired together but not started.

    `clock` is what the commands are stamped by. *Raises* DirectoryInUse; Failure when the history
    cannot be used; OSError.
    """

    def __init__(
        self, configuration: Configuration, files: Files = DISK, clock: Clock = now_ns
    ) -> None:
        self.configuration = configuration
        self.notes: list[str] = []  # for the operator, beside what the recovery has to say
        data = configuration.data
        files.own(data).close()  # before anything of it is opened; the venue takes it for good
        core = compiled_core(say)
        for name in (IDENTITY_FILE, MASTER_KEY_FILE, VAULT_FILE):
            self.note_if_missing(name)
        with ExitStack() as opened:
            self.keys = key_store(data)
            opened.callback(self.keys.close)
            self.vault = _vault(data, self._publish)
            opened.callback(self.vault.close)
            self.own_keys = OwnKeys(self.keys, self.vault)
            self.listen_keys = ListenKeyFile(data / LISTEN_KEYS_FILE)
            opened.callback(self.listen_keys.close)
            self.history = _history(data)
            opened.callback(self.history.close)
            self.projections = Projections(self.history)
            self.notary = Notary(
                signer(data, configuration.origin),
                configuration.checkpoints_directory,
                files,
                TradeLog(configuration.trades_directory, files),
            )
            opened.pop_all()  # from here on `running` closes them
        self._bar = Bar("Recovering from the journal")
        self.venue = Venue(
            configuration,
            core,
            self.projections,
            notary=self.notary,
            clock=clock,
            files=files,
            report=self._recovering,
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Recover and run; at the end finish what is under way, and close.

        *Raises* DirectoryInUse, Damage, RecoveryStopped, WriteFailed: nothing was started.
        """
        try:
            with self._bar:
                recovered = await self.venue.start()
            recovered.notes += self.notes
            for note in recovered.notes:
                say(note)
            yield
        finally:
            await self.venue.stop()
            self.history.close()
            self.listen_keys.close()
            self.vault.close()
            self.keys.close()

    async def _publish(self, document: Document) -> Outcome:
        return await self.venue.submit_document(document)

    def note_if_missing(self, name: str) -> None:
        """Note it when a file that nothing can make anew is missing, or empty, beside a journal."""
        path, journal = self.configuration.data / name, self.configuration.journal_directory
        is_filled = path.exists() and path.stat().st_size > 0
        if not is_filled and journal.is_dir() and any(journal.iterdir()):
            self.notes.append(
                f"{path} was missing or empty, and is made anew: what stood in it stands nowhere "
                "else. Restore it from a copy."
            )

    def _recovering(self, read_bytes: int, all_bytes: int, _sequence: int) -> None:
        self._bar.show(read_bytes, all_bytes)


def _vault(data: Path, publish: Publish) -> Vault:
    try:
        return Vault(data / VAULT_FILE, master_key(data / MASTER_KEY_FILE), publish)
    except FileDamaged as error:
        raise Failure(f"{error}. {other_key(data)}") from error


def other_key(data: Path) -> str:
    """Return what else may be at fault where a file that the master key seals does not hold."""
    return f"Or {data / MASTER_KEY_FILE} is not the key with which it was written"


def _history(data: Path) -> SqliteHistory:
    try:
        return SqliteHistory(data / HISTORY_FILE)
    except StoreFailed as error:
        raise Failure(f"{error}. {ADVICE}") from error
    except (LayoutUnknown, StoreDamaged) as error:
        raise Failure(f"{error}. The journal has it all: `glassbook rebuild {data}`") from error
