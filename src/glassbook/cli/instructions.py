"""What the house tells its venue: who may trade, with whom and how much, and how a symbol stands.

An instruction is a file in a folder of the data directory, which only its owner may write. A
running venue reads it within half a second, submits its command with the reason as its label, and
leaves the answer beside it; a venue that is stopped does so when it starts next. Nothing is carried
out twice: the file is gone before its command is submitted.
"""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TypeVar

import msgspec

from glassbook.cli.failure import EXIT_USAGE, Failure
from glassbook.projection.directory import Directory
from glassbook.projection.listing import Account
from glassbook.protocol import commands
from glassbook.protocol.accounts import AccountLimit
from glassbook.protocol.events import EventKind
from glassbook.protocol.labels import Label
from glassbook.protocol.reject import RejectCode
from glassbook.protocol.submission import QueueFull, Submitter, VenueStopped
from glassbook.protocol.symbols import ExchangeRule, SymbolRule, SymbolStatus

FOLDER = "instructions"
PATIENCE_SECONDS = 10.0
POLL_SECONDS = 0.25


class Instruction(msgspec.Struct, frozen=True):
    """One thing to do. `account` is a customer's name; what an act does not need stays empty."""

    act: str
    reason: str
    account: str = ""
    symbol: str = ""
    asset: str = ""
    what: str = ""  # a rule, or a status
    number: int = 0
    other: int = 0


class Answer(msgspec.Struct, frozen=True):
    """What became of it: the command's sequence, or why it was refused."""

    sequence: int = 0
    refusal: str = ""


def leave(data: Path, instruction: Instruction) -> Path:
    """Write an instruction for the venue of a data directory. Return its file."""
    folder = data / FOLDER
    if not data.is_dir():
        raise Failure(f"{data} is no venue's directory", EXIT_USAGE)
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{time.time_ns()}-{os.getpid()}.json"
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(msgspec.json.encode(instruction))
    unfinished.chmod(0o600)
    unfinished.rename(path)
    return path


def wait_for(path: Path, patience_seconds: float = PATIENCE_SECONDS) -> Answer | None:
    """Return the answer to an instruction; None when nobody has given one in time."""
    answered = path.with_suffix(".answer")
    until = time.monotonic() + patience_seconds
    while not answered.is_file():
        if time.monotonic() > until:
            return None
        time.sleep(POLL_SECONDS)
    answer = msgspec.json.decode(answered.read_bytes(), type=Answer)
    answered.unlink()
    return answer


class Steward:
    """Carries out the instructions of one data directory, in the order in which they were left.

    account_of   a customer's account by name, None when there is none
    """

    def __init__(
        self,
        data: Path,
        directory: Directory,
        account_of: Callable[[str], Account | None],
        submitter: Submitter,
    ) -> None:
        self._folder = data / FOLDER
        self._directory = directory
        self._account_of = account_of
        self._submitter = submitter

    async def run(self) -> None:
        """Look for instructions until cancelled."""
        while True:
            await self.carry_out_all()
            await asyncio.sleep(POLL_SECONDS)

    async def carry_out_all(self) -> None:
        """Carry out what lies there now. *Raises* VenueStopped."""
        for path in sorted(self._folder.glob("*.json")):
            try:
                instruction = msgspec.json.decode(path.read_bytes(), type=Instruction)
                command = self._command(instruction)
            except (msgspec.MsgspecError, Failure) as error:
                self._answer(path, Answer(refusal=str(error)))
                continue
            path.unlink()
            self._answer(path, await self._submit(command, instruction.reason))

    async def _submit(self, command: bytes, reason: str) -> Answer:
        try:
            outcome = await self._submitter.submit(command, Label(reason=reason))
        except (QueueFull, VenueStopped) as error:
            return Answer(refusal=str(error) or type(error).__name__)
        said = outcome.events[0]
        if said.kind == EventKind.COMMAND_REJECTED:
            return Answer(refusal=RejectCode(said.reason).name)
        return Answer(sequence=said.sequence)

    def _answer(self, path: Path, answer: Answer) -> None:
        path.unlink(missing_ok=True)
        path.with_suffix(".answer").write_bytes(msgspec.json.encode(answer))

    def _command(self, told: Instruction) -> bytes:
        """Return the command. *Raises* Failure: a name that nobody has, a word nobody knows."""
        if told.act in ACTS_ON_ACCOUNTS:
            account = self._account_of(told.account)
            if account is None:
                raise Failure(f"no account is named {told.account!r}")
            return ACTS_ON_ACCOUNTS[told.act](account.account_id, told)
        if told.act in ACTS_ON_SYMBOLS:
            symbol = self._directory.symbol(told.symbol)
            if symbol is None:
                raise Failure(f"no symbol is named {told.symbol!r}")
            return ACTS_ON_SYMBOLS[told.act](symbol.symbol_id, told)
        if told.act == "exchange":
            return self._exchange_rule(told)
        raise Failure(f"no instruction is named {told.act!r}")

    def _exchange_rule(self, told: Instruction) -> bytes:
        """Return the command of a rule of everybody, or of an asset. *Raises* Failure."""
        asset = self._directory.asset(told.asset)
        if told.asset and asset is None:
            raise Failure(f"no asset is named {told.asset!r}")
        asset_id = asset.asset_id if asset is not None else 0
        return commands.set_exchange_rule(_word(ExchangeRule, told.what), told.number, asset_id)


Word = TypeVar("Word", SymbolStatus, SymbolRule, AccountLimit, ExchangeRule)
Act = Callable[[int, Instruction], bytes]


def _word(words: type[Word], text: str) -> Word:
    """Return a word by its name. *Raises* Failure, which names them all."""
    if text.upper() not in words.__members__:
        raise Failure(f"{text!r} is none of {', '.join(words.__members__)}")
    return words[text.upper()]


def _parting(*, may_trade: bool) -> Act:
    return lambda symbol_id, told: commands.set_eligibility(
        symbol_id, told.number, told.other, may_trade=may_trade
    )


ACTS_ON_ACCOUNTS: dict[str, Act] = {
    "class": lambda account_id, told: commands.set_account_class(account_id, told.number),
    "group": lambda account_id, told: commands.set_trade_group(account_id, told.number),
    "limit": lambda account_id, told: commands.set_account_limit(
        account_id, _word(AccountLimit, told.what), told.number
    ),
    "freeze": lambda account_id, _: commands.freeze_account(account_id),
    "unfreeze": lambda account_id, _: commands.unfreeze_account(account_id),
}
ACTS_ON_SYMBOLS: dict[str, Act] = {
    "join": _parting(may_trade=True),
    "part": _parting(may_trade=False),
    "status": lambda symbol_id, told: commands.set_symbol_status(
        symbol_id, _word(SymbolStatus, told.what)
    ),
    "rule": lambda symbol_id, told: commands.set_symbol_rule(
        symbol_id, _word(SymbolRule, told.what), told.number
    ),
}


@asynccontextmanager
async def obeying(steward: Steward) -> AsyncIterator[None]:
    """Have instructions carried out while the body runs."""
    task = asyncio.create_task(steward.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError, VenueStopped):
            await task
