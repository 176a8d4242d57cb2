"""Throwing away all that is derived, and folding the journal from its beginning.

Derived are the snapshots, the kept trades and the projections' store; the journal is only read.
What is thrown away is put aside first, and comes back if the rebuilding fails. The directory is
locked meanwhile, so no venue runs in it.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from glassbook.journal.lock import DirectoryLock
from glassbook.journal.snapshots import Position, write_snapshot
from glassbook.node.configuration import Configuration
from glassbook.node.contracts import Core, Projections
from glassbook.node.recovery import Recovered, Report, for_room, recover
from glassbook.node.trade_log import TradeLog
from glassbook.transparency.trees import Trees

ASIDE = "set-aside"


def rebuild(
    configuration: Configuration,
    core: Core,
    open_projections: Callable[[], AbstractContextManager[Projections]],
    store_pattern: str,
    report: Report | None = None,
) -> Recovered:
    """Fold the whole journal into new projections, and take a snapshot at its end.

    Arguments
        open_projections  opens empty projections over a new store; its exit closes the store
        store_pattern     matches the names of the store's files in the data directory

    *Raises* DirectoryInUse, Damage, RecoveryStopped, OSError: then all is as it was.
    """
    lock = DirectoryLock(configuration.data)
    trades = TradeLog(configuration.trades_directory)
    try:
        with _set_aside(configuration, store_pattern), open_projections() as projections:
            recovered = recover(
                configuration.journal_directory,
                configuration.snapshots_directory,
                core,
                projections,
                report,
                make_trees=lambda: Trees(trades),
            )
            _take_snapshot(configuration, core, recovered, projections)
            return recovered
    finally:
        trades.close()
        lock.close()


def _take_snapshot(
    configuration: Configuration, core: Core, recovered: Recovered, projections: Projections
) -> None:
    head, exchange = recovered.end.head, recovered.exchange
    position = Position(
        sequence=head.sequence,
        time_ns=head.time_ns,
        journal_hash=head.hash.hex(),
        events_digest=exchange.events_digest.hex(),
        core=core.identity,
    )
    tables = for_room("core", exchange.engine.snapshot())
    tables |= for_room("projections", projections.save())
    if recovered.trees is not None:
        tables |= for_room("transparency", recovered.trees.saved())
    write_snapshot(configuration.snapshots_directory, position, tables)


@contextmanager
def _set_aside(configuration: Configuration, store_pattern: str) -> Iterator[None]:
    def derived() -> list[Path]:
        directories = (configuration.snapshots_directory, configuration.trades_directory)
        files = sorted(configuration.data.glob(store_pattern))
        return [*files, *(each for each in directories if each.exists())]

    aside = configuration.data / ASIDE
    aside.mkdir(exist_ok=True)
    kept = {path: path.rename(aside / path.name) for path in derived()}
    try:
        yield
    except BaseException:
        for path in derived():
            _delete(path)
        for path, where in kept.items():
            where.rename(path)
        raise
    finally:
        shutil.rmtree(aside)


def _delete(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
