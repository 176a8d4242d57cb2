"""The table of what members of the staff may do: who, on what, and whether it takes two of them.

What stops somebody or something is done by one, at once. What moves money, opens what was shut, or
cannot be undone, takes a second member of a right role: such an act is a proposal until then.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from msgspec import Meta

from glassbook.identity.people import Role
from glassbook.identity.refused import Refused, Why
from glassbook.identity.vault import CustomerUnknown, Reason
from glassbook.projection.listing import Account
from glassbook.projection.terms import BadTerm, require_in_bounds
from glassbook.protocol import commands
from glassbook.protocol.accounts import AccountLimit
from glassbook.protocol.documents import Document
from glassbook.protocol.maxima import (
    AMOUNT_UNITS_MAX,
    CLASSES_MAX,
    COMMISSION_PPM_MAX,
    OPEN_ORDERS_PER_ACCOUNT_MAX,
    TRADE_GROUP_MAX,
)
from glassbook.protocol.submission import Outcome
from glassbook.protocol.symbols import ExchangeRule, SymbolStatus
from glassbook.web.accounts.endpoint import Desk
from glassbook.web.console.door import floor_of
from glassbook.web.console.incidents import (
    IncidentNoteWanted,
    IncidentWanted,
    close_incident,
    note_incident,
    open_incident,
)
from glassbook.web.console.listing import AssetWanted, SymbolWanted, define, enlist
from glassbook.web.console.partners import PartnerWanted, name_partner
from glassbook.web.console.plans import (
    AccountWanted,
    Deed,
    Plan,
    Wanted,
    account_in,
    command_of,
    commands_of,
    rule_named,
    symbol_of,
)

STAFF_CHANGED = "staff-change"

ClassId = Annotated[int, Meta(ge=0, lt=CLASSES_MAX)]
Ppm = Annotated[int, Meta(ge=0, le=COMMISSION_PPM_MAX)]


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


class ClassWanted(AccountWanted, kw_only=True):
    class_id: ClassId


class GroupWanted(AccountWanted, kw_only=True):
    """0 is no group."""

    trade_group: Annotated[int, Meta(ge=0, le=TRADE_GROUP_MAX)]


class LimitWanted(AccountWanted, kw_only=True):
    """`limit` is an AccountLimit by its name, `value` in its own unit; 0 is none."""

    limit: str
    value: Annotated[int, Meta(ge=0, le=AMOUNT_UNITS_MAX)]


class CommissionWanted(AccountWanted, kw_only=True):
    """Parts per million of what is received."""

    maker_ppm: Ppm
    taker_ppm: Ppm


class SymbolCommissionWanted(Wanted, kw_only=True):
    """Parts per million, on top of what each account pays; 0 is nothing."""

    symbol: str
    maker_ppm: Ppm
    taker_ppm: Ppm


class ExchangeRuleWanted(Wanted, kw_only=True):
    """`rule` is an ExchangeRule by its name; `asset` only where the rule is of one; 0 is none."""

    rule: str
    value: Annotated[int, Meta(ge=0, le=AMOUNT_UNITS_MAX)]
    asset: str = ""


class MemberWanted(Wanted, kw_only=True):
    """A member of the staff by his opaque id."""

    member: str


class CustomerWanted(Wanted, kw_only=True):
    customer: str


@dataclass(frozen=True, slots=True)
class Act:
    """One row. `plan` raises Refused when there is nothing that it could be done to."""

    name: str
    summary: str
    roles: frozenset[Role]
    needs_two: bool
    body: type[Wanted]
    plan: Callable[[Desk, Any], Plan]


def _status(settable: frozenset[SymbolStatus]) -> Callable[[Desk, Any], Plan]:
    """Return how an act is planned that sets one of these statuses and no other."""
    names = [each.name for each in SymbolStatus if each in settable]

    def plan(desk: Desk, wanted: StatusWanted) -> Plan:
        symbol = symbol_of(desk, wanted.symbol)
        if wanted.status not in names:
            raise Refused(Why.INVALID, "status", "is none that this act sets", ", ".join(names))
        status = SymbolStatus[wanted.status]
        command = commands.set_symbol_status(symbol.symbol_id, status)
        return command_of(desk, symbol.name, command)

    return plan


def _rule(desk: Desk, wanted: RuleWanted) -> Plan:
    symbol = symbol_of(desk, wanted.symbol)
    rule = rule_named(wanted.rule, "rule")
    try:
        require_in_bounds(rule, wanted.value, "value")
    except BadTerm as bad:
        raise Refused(Why.INVALID, bad.field, bad.rule, bad.accepted) from None
    command = commands.set_symbol_rule(symbol.symbol_id, rule, wanted.value)
    return command_of(desk, symbol.name, command)


def _symbol_commission(desk: Desk, wanted: SymbolCommissionWanted) -> Plan:
    symbol = symbol_of(desk, wanted.symbol)
    command = commands.set_symbol_commission(symbol.symbol_id, wanted.maker_ppm, wanted.taker_ppm)
    return command_of(desk, symbol.name, command)


def _eligibility(desk: Desk, wanted: EligibilityWanted) -> Plan:
    symbol = symbol_of(desk, wanted.symbol)
    command = commands.set_eligibility(
        symbol.symbol_id, wanted.class_id, wanted.other_class_id, may_trade=wanted.may_trade
    )
    return command_of(desk, symbol.name, command)


def _on_account(command: Callable[[int, Any], bytes]) -> Callable[[Desk, Any], Plan]:
    def plan(desk: Desk, wanted: AccountWanted) -> Plan:
        account = account_in(desk, wanted.account_id, "accountId")
        return command_of(
            desk, f"account {account.account_id}", command(account.account_id, wanted)
        )

    return plan


def _on_all_of(
    command: Callable[[int, Any], bytes], *, done: Callable[[Account, Any], bool]
) -> Callable[[Desk, Any], Plan]:
    """Return how an act is planned that concerns a customer: see `_all_of`."""

    def plan(desk: Desk, wanted: AccountWanted) -> Plan:
        account = account_in(desk, wanted.account_id, "accountId")
        return _all_of(
            desk,
            account,
            lambda account_id: command(account_id, wanted),
            done=lambda each: done(each, wanted),
        )

    return plan


def _all_of(
    desk: Desk,
    account: Account,
    command: Callable[[int], bytes],
    *,
    done: Callable[[Account], bool],
) -> Plan:
    """Plan a command for an account, and for those beneath it that are not `done` yet. What a
    customer is held to would be idle if another account of his were not.
    """
    beneath = floor_of(desk).projections.directory.subaccounts(account.account_id)
    meant = [each for each in (account, *beneath) if not done(each)] or [account]
    given = [command(each.account_id) for each in meant]
    return commands_of(desk, f"account {account.account_id}", given)


def _limit(desk: Desk, wanted: LimitWanted) -> Plan:
    account = account_in(desk, wanted.account_id, "accountId")
    if wanted.limit not in AccountLimit.__members__:
        raise Refused(Why.INVALID, "limit", "is none", ", ".join(AccountLimit.__members__))
    limit = AccountLimit[wanted.limit]
    if limit is AccountLimit.OPEN_ORDERS_MAX and wanted.value > OPEN_ORDERS_PER_ACCOUNT_MAX:
        rule = "is more than any account may have"
        raise Refused(Why.INVALID, "value", rule, f"0 to {OPEN_ORDERS_PER_ACCOUNT_MAX}")
    return _all_of(
        desk,
        account,
        lambda account_id: commands.set_account_limit(account_id, limit, wanted.value),
        done=lambda each: each.limit(limit) == wanted.value,
    )


def _exchange_rule(desk: Desk, wanted: ExchangeRuleWanted) -> Plan:
    if wanted.rule not in ExchangeRule.__members__:
        raise Refused(Why.INVALID, "rule", "is none", ", ".join(ExchangeRule.__members__))
    asset = floor_of(desk).projections.directory.asset(wanted.asset)
    if wanted.asset and asset is None:
        raise Refused(Why.INVALID, "asset", "is no asset of this venue", "an asset, or none")
    asset_id = 0 if asset is None else asset.asset_id
    rule = ExchangeRule[wanted.rule]
    return command_of(desk, rule.name, commands.set_exchange_rule(rule, wanted.value, asset_id))


def _admit(desk: Desk, wanted: MemberWanted) -> Plan:
    """A member who was added at the machine may log in from now on."""
    member = desk.people.member(wanted.member)
    if member is None:
        raise Refused(Why.INVALID, "member", "is nobody's", "the id of a member of the staff")
    if member.is_admitted:
        raise Refused(Why.CONFLICT, "member", "is admitted already", "one who is not")

    async def carry_out(deed: Deed) -> Outcome:
        body = {"member": member.member, "role": member.role, "change": "admitted"}
        said = Document(STAFF_CHANGED, 1, body | {"why": deed.label})
        outcome: Outcome = await floor_of(desk).publish(said)
        desk.people.admit_member(member.member)
        return outcome

    return Plan(f"{member.member}, {member.role}", carry_out)


def _take_factors_off(desk: Desk, wanted: CustomerWanted) -> Plan:
    """He is written to, and his factors go with his first log-in after the waiting time."""
    customer = desk.lost.require_lost(wanted.customer).customer

    async def carry_out(deed: Deed) -> Outcome:
        return await desk.lost.begin(customer, deed.action, deed.label)

    return Plan(customer, carry_out)


def _leave_factors_on(desk: Desk, wanted: CustomerWanted) -> Plan:
    desk.lost.require_waiting(wanted.customer)

    async def carry_out(deed: Deed) -> Outcome:
        desk.lost.require_waiting(wanted.customer)
        stopped = await desk.lost.stop(wanted.customer, deed.label)
        assert stopped is not None, "what waits is stopped"
        return stopped

    return Plan(wanted.customer, carry_out)


def _forget(desk: Desk, wanted: CustomerWanted) -> Plan:
    """The key of a customer who closed his account is destroyed: nothing of him is read again."""
    customer = wanted.customer
    if desk.people.customer(customer) is not None:
        raise Refused(Why.CONFLICT, "customer", "has an account", "one who closed his")
    if not desk.vault.knows(customer, "email"):
        raise Refused(Why.INVALID, "customer", "is not in the vault", "the id of a customer")

    async def carry_out(deed: Deed) -> Outcome:
        try:
            return await desk.vault.forget(customer, Reason(deed.action, deed.label))
        except CustomerUnknown:
            raise Refused(Why.CONFLICT, "customer", "was forgotten meanwhile") from None

    return Plan(customer, carry_out)


OPERATORS = frozenset({Role.OPERATOR})
COMPLIANCE = frozenset({Role.COMPLIANCE})
ADMITTING = frozenset({Role.OPERATOR, Role.COMPLIANCE})
CUSTOMERS_FRIENDS = frozenset({Role.COMPLIANCE, Role.SUPPORT})  # who may learn whose it is
SHUT = frozenset({SymbolStatus.HALT, SymbolStatus.CANCEL_ONLY, SymbolStatus.BREAK})
OPEN = frozenset(SymbolStatus) - SHUT  # orders are taken, for now or for an auction, or it is held

ACTS = (
    Act("symbol-shut", "Take no orders", OPERATORS, False, StatusWanted, _status(SHUT)),
    Act("symbol-open", "Open or auction a symbol", OPERATORS, True, StatusWanted, _status(OPEN)),
    Act("asset-define", "Define an asset", OPERATORS, True, AssetWanted, define),
    Act("symbol-list", "List a symbol, not open yet", OPERATORS, True, SymbolWanted, enlist),
    Act("symbol-rule", "Set a rule of a symbol", OPERATORS, True, RuleWanted, _rule),
    Act(
        "symbol-commission",
        "Set what a symbol costs on top of what accounts pay",
        OPERATORS,
        True,
        SymbolCommissionWanted,
        _symbol_commission,
    ),
    Act(
        "exchange-rule",
        "Limit every account on all symbols together",
        OPERATORS,
        True,
        ExchangeRuleWanted,
        _exchange_rule,
    ),
    Act(
        "incident-open",
        "Tell everybody of a trouble",
        OPERATORS,
        False,
        IncidentWanted,
        open_incident,
    ),
    Act(
        "incident-note",
        "Tell everybody more of it",
        OPERATORS,
        False,
        IncidentNoteWanted,
        note_incident,
    ),
    Act(
        "incident-close",
        "Tell everybody that it is over",
        OPERATORS,
        False,
        IncidentNoteWanted,
        close_incident,
    ),
    Act("staff-admit", "Let a new member log in", ADMITTING, True, MemberWanted, _admit),
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
        "Cancel the orders of an account and of its sub-accounts, and refuse new ones",
        COMPLIANCE,
        False,
        AccountWanted,
        _on_all_of(
            lambda account_id, _: commands.freeze_account(account_id),
            done=lambda account, _: account.is_frozen,
        ),
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
        "Put an account, and its sub-accounts, into a class",
        COMPLIANCE,
        True,
        ClassWanted,
        _on_all_of(
            lambda account_id, w: commands.set_account_class(account_id, w.class_id),
            done=lambda account, w: account.class_id == w.class_id,
        ),
    ),
    Act(
        "trade-group",
        "Put an account, and its sub-accounts, into a trade group",
        COMPLIANCE,
        True,
        GroupWanted,
        _on_all_of(
            lambda account_id, w: commands.set_trade_group(account_id, w.trade_group),
            done=lambda account, w: account.trade_group == w.trade_group,
        ),
    ),
    Act(
        "account-limit",
        "Limit the orders of an account, and of each beneath it, in number or in worth",
        COMPLIANCE,
        True,
        LimitWanted,
        _limit,
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
    Act(
        "partner",
        "Name who has a share of the commission that an account pays",
        OPERATORS,
        True,
        PartnerWanted,
        name_partner,
    ),
    Act(
        "factors-off",
        "Take off the factors that a customer lost, after a letter and three days",
        CUSTOMERS_FRIENDS,
        True,
        CustomerWanted,
        _take_factors_off,
    ),
    Act(
        "factors-stay",
        "Stop what would take a customer's factors off",
        CUSTOMERS_FRIENDS,
        False,
        CustomerWanted,
        _leave_factors_on,
    ),
    Act(
        "forget",
        "Destroy the key of a customer who closed his account, for ever",
        COMPLIANCE,
        True,
        CustomerWanted,
        _forget,
    ),
)
BY_NAME = {act.name: act for act in ACTS}
