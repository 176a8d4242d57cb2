"""Each kind of place of a stopped venue's directory is harmed; then it is started.

It refuses, naming the file and what to do, and has changed nothing; or it serves what the sound
journal says, and nothing else.
"""

import random
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

from glassbook.cli.failure import Failure, explained
from glassbook.cli.torture.places import Harm, harms
from glassbook.cli.torture.resident import (
    Sent,
    Served,
    due,
    frames_in,
    keys_of,
    move_in,
    opened,
    served,
    trade,
)
from glassbook.cli.torture.tally import MENDED, REFUSED, UNHARMED, Tally
from glassbook.cli.verify import signed_of
from glassbook.identity.api_keys import ApiKey

ORDERS = 1_500  # in each of two lives
ADVICE = re.compile(r"[Rr]estore|rebuild|[Rr]emove|[Mm]ove|[Mm]ake room|[Ss]tart|choose|chmod")


class Harming:
    """A directory, and copies of it that are harmed one after the other."""

    def __init__(self, folder: Path, dice: random.Random, tally: Tally) -> None:
        self._sound, self._harmed = folder / "sound", folder / "harmed"
        self._dice = dice
        self._tally = tally
        self._must: Served
        self._keys: dict[str, list[ApiKey]]

    async def run(self, every: int) -> AsyncIterator[tuple[int, int]]:
        """Do to it every Nth thing that can be done; yield how many were done, and of how many."""
        sent = Sent()
        for _ in range(2):
            async with opened(self._sound) as house:
                await trade(house, self._dice, ORDERS, sent)
        move_in(self._sound)
        async with opened(self._sound) as house:
            self._keys = keys_of(house)
        frames = frames_in(self._sound)
        self._must = due(frames)
        chosen = list(harms(self._sound, frames))[self._dice.randrange(every) :: every]
        for done, harm in enumerate(chosen):
            shutil.copytree(self._sound, self._harmed)
            harm.do(self._harmed, self._dice)
            await self._start(harm)
            shutil.rmtree(self._harmed)
            yield done + 1, len(chosen)

    async def _start(self, harm: Harm) -> None:
        data, kind = self._harmed, f"{harm.file.parts[0]}, {harm.kind}"
        before = content(data)
        try:
            async with opened(data) as house:
                told = served(house)
                keys, notes = keys_of(house), " ".join(house.venue.health.notes)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is judged
            wrong = [] if content(data) == before else ["the refused start changed the journal"]
            wrong += misses(error, harm.known_by(data))
            self._tally.judge(kind, REFUSED, [f"{harm}: {what}" for what in wrong])
            return
        wrong = [] if told == self._must else ["something else is served"]
        wrong += self._unseen(harm)
        is_said = any(name in notes for name in harm.file.parts[-2:])
        if keys != self._keys and not (is_said and not keys):
            wrong.append("other keys open the doors")
        end = MENDED if is_said else UNHARMED
        self._tally.judge(kind, end, [f"{harm}: {what}" for what in wrong])

    def _unseen(self, harm: Harm) -> list[str]:
        """A signed checkpoint is shown as it lies there: whoever verifies it must see the harm."""
        path = self._harmed / harm.file
        if path.parent.name != "checkpoints" or not path.exists():
            return []
        found = {one.path: one for one in signed_of(self._harmed)}
        return [] if found[path].bad else ["it is believed"]


def misses(error: Exception, names: list[str]) -> list[str]:
    """Return what a refusal fails to say: where, one of the `names`, and what to do."""
    failure = error if isinstance(error, Failure) else explained(error)
    if failure is None:
        return [f"no refusal, but {error!r}"]
    text = str(failure)
    wrong = [] if any(name in text for name in names) else [f"refused without the place: {text}"]
    return wrong + ([] if ADVICE.search(text) else [f"it does not say what to do: {text}"])


def content(data: Path) -> dict[Path, bytes]:
    """Return what the journal and the snapshots hold."""
    paths = [*(data / "journal").rglob("*"), *(data / "snapshots").rglob("*")]
    return {path: path.read_bytes() for path in paths if path.is_file()}
