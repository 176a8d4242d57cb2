"""One run: a seed, a venue that lives and dies, customers, and the judgement.

    boot ──► live ──► (killed | power gone | read-only | stopped) ──► boot ──► … ──► calm ──► judged

The operator's part is played here: he restarts what stopped, makes room on the disk, and follows
the advice that a refused start gives him. After the last fault comes a calm, in which everything
that is under way must come to an end; then everything that was seen is held against the journal.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

from structlog.testing import capture_logs

from glassbook.identity.key_store import KeyStore
from glassbook.identity.own_keys import OwnKeys
from glassbook.identity.sealing import KEY_BYTES, MasterKey
from glassbook.identity.vault import Vault
from glassbook.journal.segment import SUFFIX
from glassbook.journal.trouble import Damage, WriteFailed
from glassbook.node.configuration import Configuration
from glassbook.node.contracts import Core
from glassbook.node.health import READ_ONLY
from glassbook.protocol.documents import Document
from glassbook.protocol.submission import QueueFull, VenueStopped
from glassbook.simulation.checkers.frames import Frame, frames_of
from glassbook.simulation.checkers.quiet import check_answers
from glassbook.simulation.checkers.verdict import judge
from glassbook.simulation.clock import SimulatedClock
from glassbook.simulation.customers import Customer
from glassbook.simulation.desk import Desk
from glassbook.simulation.disk import DiskFaults, SimulatedDisk
from glassbook.simulation.faults import Faults, drawn
from glassbook.simulation.house import CUSTOMERS, reference_of
from glassbook.simulation.life import UNSENT_BYTES_MAX, Life
from glassbook.simulation.listeners import Listeners, follow
from glassbook.simulation.loop import SECOND_NS, Process, SimulatedLoop
from glassbook.simulation.network import Network, NetworkFaults
from glassbook.simulation.store import SimulatedStore
from glassbook.simulation.witness import Followed, Violation, Witness

DATA = Path("/data")
JOURNAL = DATA / "journal"
SNAPSHOTS = DATA / "snapshots"
WATCH_NS = 100_000_000
CALM_S_MAX = 60
SETTLE_S = 6  # for a last retry, and what is under way
PROGRAMS_PER_CUSTOMER = 2
BOOTS_FAILED_MAX = 4  # then the disk is left alone, so that a run comes on


@dataclass
class Tally:
    """What a run did."""

    seed: int
    seconds: float = 0.0
    lives: int = 0
    power_cuts: int = 0
    damages: int = 0
    answers: int = 0
    sequence: int = 0
    reports: int = 0
    books: int = 0


class World:
    """Everything of one run."""

    def __init__(self, seed: int, core: Core, keys_path: Path) -> None:
        self.tally = Tally(seed)
        self.dice = random.Random(seed)  # noqa: S311 - chance is a seed
        self.faults: Faults = drawn(self.dice)
        self.loop = SimulatedLoop()  # type: ignore[abstract]
        self.loop.thread_delay_ns = self._thread_delay_ns
        self.clock = SimulatedClock(self.loop)
        self.disk = SimulatedDisk(self.dice)
        self.network = Network(self.loop, self.dice, self.faults.network)
        self.witness = Witness()
        self._core = core
        self._store = SimulatedStore(self.dice)
        self._own_keys = self._opened(keys_path)
        self._configuration = self._configured()
        self._life: Life | None = None
        self._starting: Life | None = None
        self._boots_failed = 0
        self._is_calm = False
        self._rotten: tuple[Path, int, int] | None = None
        self._trouble: BaseException | None = None
        self._frames: list[Frame] = []
        self._customers = [self._customer(name) for name in CUSTOMERS]
        self._desk = Desk(self.witness, self.dice)
        self._listeners = Listeners(self.network, self.witness, self.dice)

    def _configured(self) -> Configuration:
        dice = self.dice
        return Configuration(
            data=DATA,
            segment_bytes=dice.choice([4_096, 16_384, 65_536]),
            checkpoint_commands=dice.choice([20, 100]),
            snapshot_commands=dice.choice([30, 200]),
            queue_commands_max=dice.choice([64, 1_024]),
            batch_commands_max=dice.choice([4, 64]),
            feed_commands_max=dice.choice([20, 200]),
        )

    def _opened(self, keys_path: Path) -> OwnKeys:
        master = MasterKey(bytes(KEY_BYTES))
        self._vault = Vault(keys_path.with_name("vault.db"), master, _unread)
        return OwnKeys(
            KeyStore(keys_path, master, self.clock, lambda: self.loop.now_ns), self._vault
        )

    def _customer(self, name: str) -> Customer:
        self._own_keys.store.register(name, reference_of(name))
        key = self._own_keys.create(name)
        return Customer(
            name, key, self.network, lambda: self.clock.true_ns, self.witness, self.dice
        )

    def _thread_delay_ns(self) -> int:
        return self.disk.waited_ns + self.dice.randrange(500_000)

    def said(self) -> str:
        """Return which faults were drawn, in one line."""
        return f"{self.faults.said()}, {self.faults.disk}, {self.faults.network}"

    # --- the run --------------------------------------------------------------------------------

    def run(self, seconds: float) -> Tally:
        """Live for so many simulated seconds, then calm down and judge. *Raises* Violation."""
        with capture_logs():
            self._boot()
            self._begin()
            self._run_until(lambda: False, seconds)
            self._calm_down()
        self._own_keys.store.close()
        self._vault.close()
        return self.tally

    def _begin(self) -> None:
        loop, listeners = self.loop, self._listeners
        for place, customer in enumerate(self._customers):
            for _ in range(PROGRAMS_PER_CUSTOMER):
                self._watched(customer.trade())
            is_slow = self.faults.slow_readers and place % 2 == 1
            self._watched(listeners.hear_privately(customer, is_slow=is_slow))
        self._watched(listeners.hear_trades())
        self._watched(listeners.keep_books())
        loop.after(WATCH_NS, loop.world, self._watch)
        self._plan_end()
        self._plan_clock()

    def _watched(self, work: Any, process: Process | None = None) -> None:
        """Begin a task, and end the run with whatever it raises."""

        async def watch() -> None:
            try:
                await work
            except Exception as error:  # noqa: BLE001 - the run ends with it
                self._trouble = self._trouble or error

        self.loop.begin(watch(), process or self.loop.world)

    def _run_until(self, is_done: Callable[[], bool], seconds: float) -> bool:
        """Let time pass. Returns whether it was done before so many seconds."""
        end_ns = self.loop.now_ns + round(seconds * SECOND_NS)
        while self.loop.now_ns < end_ns:
            if is_done():
                return True
            with self._heeding():
                self.loop.run_next()
            if self.disk.is_gone:
                self._end_process()
        return is_done()

    @contextmanager
    def _heeding(self) -> Iterator[None]:
        """Have nothing pass that somebody complained of."""
        try:
            yield
        except Exception as error:
            if not self.disk.is_gone:
                raise Violation(f"a callback failed: {error!r}") from error
        except BaseException:
            if not self.disk.is_gone:
                raise
        if self._trouble is not None:
            raise self._trouble
        troubles = [one for one in self.loop.troubles if "ProcessGone" not in one]
        if troubles and not self.disk.is_gone:
            raise Violation(troubles[0])
        self.loop.troubles.clear()

    # --- lives ----------------------------------------------------------------------------------

    def _boot(self) -> None:
        self.tally.lives += 1
        self.disk.is_gone = False
        patience = self._boots_failed < BOOTS_FAILED_MAX and not self._is_calm
        self.disk.faults = self.faults.disk if patience else self._calm_disk()
        assert (self._life or self._starting) is None, "one life at a time"
        self._starting = Life(
            self.tally.lives,
            self._configuration,
            self._core,
            self.loop,
            self.clock,
            self.disk,
            self._store,
            self._own_keys,
            self.dice,
        )
        self._watched(self._start(self._starting), self._starting.process)

    def _calm_disk(self) -> DiskFaults:
        return replace(
            self.faults.disk, full_chance=0, sync_failure_chance=0, death_chance=0, flip_chance=0
        )

    async def _start(self, life: Life) -> None:
        try:
            await life.start()
        except Damage as damage:
            self._heed_advice(damage)
            self._bury(life)
            return
        except (WriteFailed, VenueStopped, QueueFull):
            self._boots_failed += 1
            self._bury(life)
            return
        self._starting = None
        if self._rotten is not None:
            raise Violation(f"a flipped bit went unnoticed: {self._rotten}")
        self._boots_failed = 0
        self.disk.flipped.clear()
        self._check_prefix()
        self._life = life
        self.network.door = life
        followed = Followed(life.venue.feed.sequence)
        self.witness.followed.append(followed)
        self._watched(follow(life.venue.feed, followed, self.dice), life.process)
        self._watched(self._desk.work(life.venue), life.process)

    def _bury(self, life: Life) -> None:
        """Somebody restarts what could not go on."""
        life.process.is_gone = True
        self._life = self._starting = None
        self.network.hang_up_all()
        self._store = self._store.reopen(is_power_lost=False)
        self._plan_boot()

    def _end_process(self) -> None:
        """The process is gone, in the middle of anything; perhaps the power with it."""
        life = self._life or self._starting
        self._boots_failed += self._life is None
        self._life = self._starting = None
        self.network.hang_up_all()
        if life is None:
            self.disk.is_gone = False
            return
        life.process.is_gone = True
        is_power_lost = self.dice.random() < self.faults.power_chance
        if is_power_lost:
            self.tally.power_cuts += 1
            self.disk.lose_power()
        self.disk.is_gone = False
        self._store = self._store.reopen(is_power_lost=is_power_lost)
        self._plan_boot()

    def _plan_boot(self) -> None:
        def boot() -> None:
            self._perhaps_rot()
            self._boot()

        self.loop.after(self.dice.randrange(SECOND_NS // 2), self.loop.world, boot)

    def _plan_end(self) -> None:
        """Sooner or later somebody pulls the plug, or stops the venue in order."""
        if not self.faults.kill_every_ns:
            return
        delay_ns = round(self.dice.expovariate(1 / self.faults.kill_every_ns)) + 1

        def end() -> None:
            if self._is_calm:
                return
            life = self._life
            if life is not None and self.dice.random() < self.faults.stop_chance:
                self._stop(life)
            elif life is not None or self._starting is not None:
                self.disk.is_gone = True
            self._plan_end()

        self.loop.after(delay_ns, self.loop.world, end)

    def _stop(self, life: Life) -> None:
        """Stop in order, and start again."""
        self._life = None
        self._starting = life  # who is killed while he stops
        self.network.door = None

        async def stop() -> None:
            await life.stop()
            self._bury(life)

        self._watched(stop(), life.process)

    def _watch(self) -> None:
        """Do as an operator who looks now and then: a venue that is read-only is restarted."""
        life = self._life
        if life is not None and life.venue.health.status == READ_ONLY:
            if not life.venue.health.why.startswith("the journal "):
                raise Violation(f"our own fault stopped the venue: {life.venue.health.why}")
            self._stop(life)
        self.loop.after(WATCH_NS, self.loop.world, self._watch)

    def _plan_clock(self) -> None:
        if not self.faults.clock_every_ns:
            return

        def touch() -> None:
            if self._is_calm:
                return
            self.dice.choice([self._jump, self.clock.stall, self.clock.mend])()
            self._plan_clock()

        delay_ns = round(self.dice.expovariate(1 / self.faults.clock_every_ns))
        self.loop.after(delay_ns, self.loop.world, touch)

    def _jump(self) -> None:
        self.clock.jump(self.dice.randrange(-60 * SECOND_NS, 60 * SECOND_NS))

    # --- the operator and his disk --------------------------------------------------------------

    def _heed_advice(self, damage: Damage) -> None:
        """Check that a refused start names the right place, and do as it says."""
        self.tally.damages += 1
        rotten, self._rotten = self._rotten, None
        if rotten is not None:
            path, offset, bit = rotten
            if damage.path != path or damage.offset > offset:
                raise Violation(f"bit {bit} of {path}, {offset} is flipped, but {damage}")
            self.disk.flip(path, offset, bit)  # a copy was at hand
            return
        if not any(path == damage.path and at >= damage.offset for path, at in self.disk.flipped):
            raise Violation(f"nothing was flipped there, but {damage}")
        self.disk.truncate(damage.path, damage.offset)  # there is no copy: what stands last is lost

    def _perhaps_rot(self) -> None:
        """Flip a bit in a whole frame, or in a snapshot, while the venue is down."""
        if self._is_calm or self.dice.random() >= self.faults.rot_chance or self.disk.flipped:
            return
        if self.dice.random() < 0.5:
            self._rot_snapshot()
            return
        frames = self._frames
        sizes = {path: len(data) for path, data in self._segments().items()}
        whole = [one for one in frames if one.offset + one.size <= sizes.get(one.path, 0)]
        if not whole or self._rotten is not None:
            return
        frame = self.dice.choice(whole[-50:])
        at, bit = frame.offset + self.dice.randrange(frame.size), self.dice.randrange(8)
        self._rotten = (frame.path, at, bit)
        self.disk.flip(*self._rotten)

    def _rot_snapshot(self) -> None:
        """Flip a bit in a table: nobody need notice, as long as nobody believes it."""
        finished = [path for path in self.disk.paths_within(SNAPSHOTS) if path.name.isdigit()]
        tables = [table for path in finished for table in self.disk.paths_within(path)]
        filled = [table for table in tables if self.disk.size(table)]
        if filled:
            table = self.dice.choice(filled)
            at = self.dice.randrange(self.disk.size(table))
            self.disk.flip(table, at, self.dice.randrange(8))

    def _segments(self) -> dict[Path, bytes]:
        names = self.disk.paths_within(JOURNAL)
        return {path: self.disk.content(path) for path in names if path.suffix == SUFFIX}

    def _check_prefix(self) -> None:
        """What was in the journal when it was last read is its beginning still."""
        frames = frames_of(self._segments())
        before = [one.hash for one in self._frames]
        if [one.hash for one in frames[: len(before)]] != before:
            raise Violation("what was in the journal before the restart is not its beginning")
        self._frames = frames

    # --- the end --------------------------------------------------------------------------------

    def _calm_down(self) -> None:
        """Let everything under way come to an end, then judge."""
        self._is_calm = True
        self.clock.mend()
        self.network.faults = NetworkFaults()
        self.network.hurry()
        self.disk.faults = self._calm_disk()
        self._desk.is_over = True
        for customer in self._customers:
            customer.is_over = True
        if not self._run_until(lambda: self._life is not None and self._is_idle(), CALM_S_MAX):
            raise Violation(f"the venue does not come to rest: {self._said_of_rest()}")
        self._run_until(lambda: False, SETTLE_S)
        life = self._life
        assert life is not None, "nothing happens to the venue in the calm"
        asking = check_answers(self._customers, life.venue.health)
        results: list[Any] = []

        async def ask() -> None:
            results.append(await asking)

        self._watched(ask())
        if not self._run_until(lambda: bool(results), CALM_S_MAX):
            raise Violation("a venue at rest does not answer")
        self._check_prefix()
        if self.network.unsent_bytes_max > UNSENT_BYTES_MAX:
            raise Violation(f"{self.network.unsent_bytes_max} bytes waited for one slow reader")
        rerun = judge(self._frames, self.witness, is_quiet=True)
        results[0].check(rerun)
        self._add_up(rerun.engine.sequence)

    def _is_idle(self) -> bool:
        life = self._life
        assert life is not None
        health = life.venue.health
        return health.under_way == 0 and health.told_sequence == health.sequence

    def _said_of_rest(self) -> str:
        return "it is down" if self._life is None else str(self._life.venue.health)

    def _add_up(self, sequence: int) -> None:
        tally = self.tally
        tally.seconds = self.loop.now_ns / SECOND_NS
        tally.answers = self.witness.answers
        tally.sequence = sequence
        tally.books = len(self.witness.books)
        tally.reports = sum(len(hearing.heard) for _, hearing in self.witness.private)


async def _unread(_document: Document) -> NoReturn:
    raise AssertionError("nobody looks at his keys here")
