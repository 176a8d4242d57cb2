"""What an act of the staff takes, and what it comes to: the words that all of them share."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from glassbook.identity.refused import Refused, Why
from glassbook.projection.listing import Account, Symbol
from glassbook.protocol.accounts import FIRST_CUSTOMER
from glassbook.protocol.labels import Label
from glassbook.protocol.submission import Outcome
from glassbook.protocol.symbols import SymbolRule
from glassbook.web.accounts.endpoint import Desk, Shape
from glassbook.web.console.door import floor_of

AccountId = Annotated[int, Meta(ge=0, lt=2**31)]
Words = Annotated[str, Meta(min_length=3, max_length=200)]


class Wanted(Shape, kw_only=True):
    """What every act has: why. It stands in the journal, so nothing personal belongs in it."""

    reason: Words


class AccountWanted(Wanted, kw_only=True):
    account_id: AccountId


@dataclass(frozen=True, slots=True)
class Deed:
    """A plan that is carried out: by which action, and by whom and why, as the journal has it."""

    action: str
    label: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What an act comes to as things stand: what it is done to, and how it is carried out.

    `carry_out` returns once what it did is durable.
    """

    target: str
    carry_out: Callable[[Deed], Awaitable[Outcome]]


def command_of(desk: Desk, target: str, command: bytes) -> Plan:
    """Return the plan of giving a command, whose label is who and why."""

    async def carry_out(deed: Deed) -> Outcome:
        return await floor_of(desk).submitter.submit(command, Label(reason=deed.label))

    return Plan(target, carry_out)


def commands_of(desk: Desk, target: str, given: list[bytes]) -> Plan:
    """Return the plan of giving commands as one batch, each labelled with who and why."""

    async def carry_out(deed: Deed) -> Outcome:
        labels = {place: Label(reason=deed.label) for place in range(len(given))}
        return await floor_of(desk).submitter.submit_many(b"".join(given), labels)

    return Plan(target, carry_out)


def account_in(desk: Desk, account_id: int, field: str) -> Account:
    """Return a customer's account by its number. *Raises* Refused."""
    account = floor_of(desk).projections.directory.accounts.get(account_id)
    if account is None or account_id < FIRST_CUSTOMER:
        raise Refused(Why.INVALID, field, "is nobody's", "the number of a customer's account")
    return account


def symbol_of(desk: Desk, name: str) -> Symbol:
    symbol = floor_of(desk).projections.directory.symbol(name)
    if symbol is None:
        raise Refused(Why.INVALID, "symbol", "is not listed", "a symbol of this venue")
    return symbol


def rule_named(name: str, field: str) -> SymbolRule:
    """Return a symbol's rule by its name. *Raises* Refused."""
    if name not in SymbolRule.__members__:
        raise Refused(Why.INVALID, field, "is none", ", ".join(SymbolRule.__members__))
    return SymbolRule[name]
