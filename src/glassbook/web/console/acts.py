"""The table of what members of the staff may do: who, on what, and whether it takes two of them.

What stops somebody or something is done by one, at once. What moves money, or opens what was shut,
takes a second member of a right role: such an act is a proposal until then.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from msgspec import Meta

from glassbook.identity.people import Role
from glassbook.identity.refused import Refused, Why
from glassbook.projection.directory import Directory
from glassbook.projection.listing import Account, Symbol
from glassbook.protocol import commands
from glassbook.protocol.accounts import CLASSES_MAX, FIRST_CUSTOMER, TRADE_GROUP_MAX
from glassbook.protocol.symbols import SymbolRule, SymbolStatus
from glassbook.web.accounts.endpoint import Shape

Reason = Annotated[str, Meta(min_length=3, max_length=200)]
ClassId = Annotated[int, Meta(ge=0, lt=CLASSES_MAX)]
AccountId = Annotated[int, Meta(ge=0, lt=2**31)]
Ppm = Annotated[int, Meta(ge=0, le=1_000_000)]


class Wanted(Shape, kw_only=True):
    """What every act has: why. It stands in the journal, so nothing personal belongs in it."""

    reason: Reason


class StatusWanted(Wanted, kw_only=True):
    symbol: str
    status: str


class RuleWanted(Wanted, kw_only=True):
    """`value` in the rule's own unit."""

    symbol: str
    rule: str
    value: Annotated[int, Meta(ge=0, le=2**62)]


class EligibilityWanted(Wanted, kw_only=True):
    """May accounts of two classes trade with each other on a symbol?"""

    symbol: str
    class_id: ClassId
    other_class_id: ClassId
    may_trade: bool


class AccountWanted(Wanted, kw_only=True):
    account_id: AccountId


class ClassWanted(AccountWanted, kw_only=True):
    class_id: ClassId


class GroupWanted(AccountWanted, kw_only=True):
    """0 is no group."""

    trade_group: Annotated[int, Meta(ge=0, le=TRADE_GROUP_MAX)]


class CommissionWanted(AccountWanted, kw_only=True):
    """Parts per million of what is received."""

    maker_ppm: Ppm
    taker_ppm: Ppm


@dataclass(frozen=True, slots=True)
class Plan:
    """What an act comes to as things stand: what it is done to, and its command."""

    target: str
    command: bytes


@dataclass(frozen=True, slots=True)
class Act:
    """One row. `plan` raises Refused when there is nothing that it could be done to."""

    name: str
    summary: str
    roles: frozenset[Role]
    needs_two: bool
    body: type[Wanted]
    plan: Callable[[Directory, Any], Plan]


def _symbol(directory: Directory, name: str) -> Symbol:
    symbol = directory.symbol(name)
    if symbol is None:
        raise Refused(Why.INVALID, "symbol", "is not listed", "a symbol of this venue")
    return symbol


def _account(directory: Directory, account_id: int) -> Account:
    account = directory.accounts.get(account_id)
    if account is None or account_id < FIRST_CUSTOMER:
        raise Refused(Why.INVALID, "accountId", "is nobody's", "the number of a customer's account")
    return account


def _status(directory: Directory, wanted: StatusWanted) -> Plan:
    symbol = _symbol(directory, wanted.symbol)
    if wanted.status not in SymbolStatus.__members__:
        raise Refused(Why.INVALID, "status", "is none", ", ".join(SymbolStatus.__members__))
    status = SymbolStatus[wanted.status]
    return Plan(symbol.name, commands.set_symbol_status(symbol.symbol_id, status))


def _rule(directory: Directory, wanted: RuleWanted) -> Plan:
    symbol = _symbol(directory, wanted.symbol)
    if wanted.rule not in SymbolRule.__members__:
        raise Refused(Why.INVALID, "rule", "is none", ", ".join(SymbolRule.__members__))
    rule = SymbolRule[wanted.rule]
    return Plan(symbol.name, commands.set_symbol_rule(symbol.symbol_id, rule, wanted.value))


def _eligibility(directory: Directory, wanted: EligibilityWanted) -> Plan:
    symbol = _symbol(directory, wanted.symbol)
    command = commands.set_eligibility(
        symbol.symbol_id, wanted.class_id, wanted.other_class_id, may_trade=wanted.may_trade
    )
    return Plan(symbol.name, command)


def _on_account(command: Callable[[int, Any], bytes]) -> Callable[[Directory, Any], Plan]:
    def plan(directory: Directory, wanted: AccountWanted) -> Plan:
        account = _account(directory, wanted.account_id)
        return Plan(f"account {account.account_id}", command(account.account_id, wanted))

    return plan


OPERATORS = frozenset({Role.OPERATOR})
COMPLIANCE = frozenset({Role.COMPLIANCE})

ACTS = (
    Act("symbol-status", "Open, halt or auction a symbol", OPERATORS, False, StatusWanted, _status),
    Act("symbol-rule", "Set a rule of a symbol", OPERATORS, False, RuleWanted, _rule),
    Act(
        "eligibility",
        "Say which classes may trade with each other",
        COMPLIANCE,
        True,
        EligibilityWanted,
        _eligibility,
    ),
    Act(
        "freeze",
        "Cancel an account's orders, and refuse new ones",
        COMPLIANCE,
        False,
        AccountWanted,
        _on_account(lambda account_id, _: commands.freeze_account(account_id)),
    ),
    Act(
        "unfreeze",
        "Let a frozen account place orders again",
        COMPLIANCE,
        True,
        AccountWanted,
        _on_account(lambda account_id, _: commands.unfreeze_account(account_id)),
    ),
    Act(
        "account-class",
        "Put an account into a class",
        COMPLIANCE,
        True,
        ClassWanted,
        _on_account(lambda account_id, w: commands.set_account_class(account_id, w.class_id)),
    ),
    Act(
        "trade-group",
        "Put an account into a trade group",
        COMPLIANCE,
        True,
        GroupWanted,
        _on_account(lambda account_id, w: commands.set_trade_group(account_id, w.trade_group)),
    ),
    Act(
        "commission",
        "Set what an account pays",
        OPERATORS,
        True,
        CommissionWanted,
        _on_account(
            lambda account_id, w: commands.set_commission(account_id, w.maker_ppm, w.taker_ppm)
        ),
    ),
)
BY_NAME = {act.name: act for act in ACTS}
