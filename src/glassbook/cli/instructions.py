"""What the house tells its venue: who may trade, with whom and how much, and how a symbol stands.

An instruction is a file in a folder of the data directory, which only its owner may write, in the
name of a member of the staff. A running venue reads it within half a second, has the console do
it, and leaves the answer beside it; a venue that is stopped does so when it starts next. What takes
two at the console waits there for a second member. Nothing is carried out twice: the file is gone
before its command is submitted.
"""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec

from glassbook.cli.failure import EXIT_USAGE, Failure
from glassbook.identity.refused import Refused
from glassbook.projection.listing import Account
from glassbook.protocol.documents import Document
from glassbook.protocol.submission import Outcome, QueueFull, VenueStopped
from glassbook.protocol.symbols import SymbolStatus
from glassbook.web.console.acting import AT_THE_MACHINE, Acted
from glassbook.web.console.acts import SHUT, STAFF_CHANGED

ROLL = "staff-roll"
CHANGED = "staff"  # the instruction to journal what was done to the staff at the machine
FOLDER = "instructions"
PATIENCE_SECONDS = 10.0
POLL_SECONDS = 0.25


class Instruction(msgspec.Struct, frozen=True):
    """One thing to do, in the name of a member of the staff.

    `account` is a customer's name, or a member's id; what an act does not need stays empty.
    """

    act: str
    reason: str
    staff: str = ""
    account: str = ""
    partner: str = ""  # another customer's name
    symbol: str = ""
    asset: str = ""
    what: str = ""  # a rule, or a status
    number: int = 0
    other: int = 0
    is_answered: bool = True  # somebody waits to hear what became of it


class Answer(msgspec.Struct, frozen=True):
    """What became of it: the command's sequence, or why it was refused.

    `action` is what waits for a second member where there is neither.
    """

    sequence: int = 0
    action: str = ""
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


#: Does or proposes an act of the console in a member's name: name, act, values. *Raises* Refused.
Order = Callable[[str, str, dict[str, Any]], Awaitable[Acted]]


class Steward:
    """Carries out the instructions of one data directory, in the order in which they were left.

    Arguments
        account_of  a customer's account by name, None when there is none
        order       has the console do it: who may, and what takes two, is said there
        publish     journals a document
        roll        the staff: ids, roles, and who is admitted
    """

    def __init__(
        self,
        data: Path,
        account_of: Callable[[str], Account | None],
        order: Order,
        publish: Callable[[Document], Awaitable[Outcome]],
        roll: Callable[[], list[tuple[str, str, bool]]],
    ) -> None:
        self._folder = data / FOLDER
        self._account_of = account_of
        self._order = order
        self._publish = publish
        self._roll = roll

    async def run(self) -> None:
        """Journal who is on the staff, and look for instructions until cancelled."""
        members = self._roll()
        if members:
            await self._publish(Document(ROLL, 1, {"members": members}))
        while True:
            await self.carry_out_all()
            await asyncio.sleep(POLL_SECONDS)

    async def carry_out_all(self) -> None:
        """Carry out what lies there now. *Raises* VenueStopped."""
        for path in sorted(self._folder.glob("*.json")):
            try:
                told = msgspec.json.decode(path.read_bytes(), type=Instruction)
                values = self._values(told)
            except (msgspec.MsgspecError, Failure) as error:
                self._answer(path, Answer(refusal=str(error)))
                continue
            path.unlink()
            answer = await self._done(told, values)
            if told.is_answered:
                self._answer(path, answer)

    def _values(self, told: Instruction) -> dict[str, Any]:
        """Return the act of the console that is meant, and its values. *Raises* Failure."""
        if told.act == CHANGED:
            return {}
        if told.act not in ACTS:
            raise Failure(f"no instruction is named {told.act!r}")
        return ACTS[told.act](told, self._account_id)

    async def _done(self, told: Instruction, values: dict[str, Any]) -> Answer:
        try:
            if told.act == CHANGED:
                return await self._changed(told)
            name = values.pop("act")
            acted = await self._order(told.staff, name, values | {"reason": told.reason})
        except Refused as refused:
            accepted = f"; expected {refused.accepted}" if refused.accepted else ""
            return Answer(refusal=f"{refused.field} {refused.rule}{accepted}")
        except (QueueFull, VenueStopped) as error:
            return Answer(refusal=str(error) or type(error).__name__)
        return Answer(sequence=acted.sequence or 0, action=acted.action)

    async def _changed(self, told: Instruction) -> Answer:
        """Journal what was done to the staff at the machine already."""
        body = {"member": told.account, "role": told.what, "change": told.symbol}
        why = f"{told.staff or 'nobody'}: {told.reason}{AT_THE_MACHINE}"
        outcome = await self._publish(Document(STAFF_CHANGED, 1, body | {"why": why}))
        return Answer(sequence=outcome.sequence)

    def _answer(self, path: Path, answer: Answer) -> None:
        path.unlink(missing_ok=True)
        path.with_suffix(".answer").write_bytes(msgspec.json.encode(answer))

    def _account_id(self, name: str) -> int:
        account = self._account_of(name)
        if account is None:
            raise Failure(f"no account is named {name!r}")
        return account.account_id


#: The act of the console that an instruction is, with its values; accounts are found by name.
Values = Callable[[Instruction, Callable[[str], int]], dict[str, Any]]


def _on_account(act: str, **fields: str) -> Values:
    """Return an act on an account: which field takes what of the instruction."""
    return lambda told, account_id: {
        "act": act,
        "accountId": account_id(told.account),
        **{field: _told(told, name) for field, name in fields.items()},
    }


def _on_symbol(act: str, **fields: str) -> Values:
    return lambda told, _: {
        "act": act,
        "symbol": told.symbol,
        **{field: _told(told, name) for field, name in fields.items()},
    }


def _told(told: Instruction, name: str) -> str | int:
    value: str | int = getattr(told, name)
    return value.upper() if name == "what" and isinstance(value, str) else value


def _parting(*, may_trade: bool) -> Values:
    on_symbol = _on_symbol("eligibility", classId="number", otherClassId="other")
    return lambda told, find: on_symbol(told, find) | {"mayTrade": may_trade}


def _status(told: Instruction, _find: Callable[[str], int]) -> dict[str, Any]:
    """Shutting a symbol is one act, opening it another."""
    status = told.what.upper()
    shuts = status in SymbolStatus.__members__ and SymbolStatus[status] in SHUT
    return {
        "act": "symbol-shut" if shuts else "symbol-open",
        "symbol": told.symbol,
        "status": status,
    }


ACTS: dict[str, Values] = {
    "class": _on_account("account-class", classId="number"),
    "group": _on_account("trade-group", tradeGroup="number"),
    "limit": _on_account("account-limit", limit="what", value="number"),
    "freeze": _on_account("freeze"),
    "unfreeze": _on_account("unfreeze"),
    "join": _parting(may_trade=True),
    "part": _parting(may_trade=False),
    "status": _status,
    "rule": _on_symbol("symbol-rule", rule="what", value="number"),
    "commission": _on_symbol("symbol-commission", makerPpm="number", takerPpm="other"),
    "exchange": lambda told, _: {
        "act": "exchange-rule",
        "rule": told.what.upper(),
        "value": told.number,
        "asset": told.asset,
    },
    "partner": lambda told, find: {
        "act": "partner",
        "accountId": find(told.account),
        "partnerId": find(told.partner),
        "sharePpm": told.number,
        "kickbackPpm": told.other,
    },
    "admit": lambda told, _: {"act": "staff-admit", "member": told.account},
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
