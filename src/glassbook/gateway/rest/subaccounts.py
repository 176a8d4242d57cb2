"""Sub-accounts: opened beneath an account, seen by it, and sent money to and fro.

Binance names them by email. Here that is the name under which the account is known to the house;
what the journal holds is an opaque reference, and which account is beneath which.
"""

from typing import NamedTuple

from glassbook.gateway.access import refusals
from glassbook.gateway.rest import parameters, rejects
from glassbook.gateway.rest.account_shapes import Balance
from glassbook.gateway.rest.call import Call
from glassbook.gateway.rest.endpoint import Endpoint, Security
from glassbook.gateway.rest.history import LIMIT_DEFAULT
from glassbook.gateway.rest.order_shapes import Shape
from glassbook.gateway.rest.parameters import mandatory
from glassbook.gateway.rest.venue import Venue
from glassbook.projection.listing import wire_text
from glassbook.projection.movements import CUSTOMERS
from glassbook.projection.pages import Page
from glassbook.projection.rows import Movement
from glassbook.projection.valuation import Valuation
from glassbook.protocol.commands import open_account, transfer
from glassbook.protocol.events import Event, EventKind
from glassbook.protocol.labels import Label
from glassbook.protocol.reject import RejectCode

TAG = "Sub-accounts"
SUBACCOUNTS_MAX = 200
EMAIL = parameters.anything("email", "Of a sub-account; without it the caller's own is meant.")
TRANSFER_TEXTS = {
    RejectCode.AMOUNT_NOT_POSITIVE: "Invalid quantity.",
    RejectCode.FUNDS_INSUFFICIENT: "Account has insufficient balance for requested action.",
}


class Named(NamedTuple):
    """An account, and the name under which its owner knows it."""

    account_id: int
    handle: str


class SubAccount(Shape, kw_only=True):
    email: str
    status: str = "enabled"
    activated: bool = True


class SubAccounts(Shape, kw_only=True):
    success: bool = True
    sub_accounts: list[SubAccount]


class NewSubAccount(Shape, kw_only=True):
    email: str


class Sent(Shape, kw_only=True):
    success: bool = True
    txn_id: str


class Transfers(Shape, kw_only=True):
    success: bool = True
    transfers: list[dict[str, str | int]]


class Assets(Shape, kw_only=True):
    success: bool = True
    balances: list[Balance]


class Worth(Shape, kw_only=True):
    email: str
    total_asset: str


class Summary(Shape, kw_only=True):
    total_count: int
    master_account_total_asset: str
    spot_sub_user_asset_vo_list: list[Worth]


class Enabled(Shape, kw_only=True):
    email: str
    is_sub_user_enabled: bool = True
    is_user_active: bool = True
    is_margin_enabled: bool = False
    is_future_enabled: bool = False


def account_meant(venue: Venue, call: Call, name: str = "email") -> Named:
    """Return the account that is named: the caller's own or one beneath it; unnamed, the caller's.

    *Rejects* -1130 for any other.
    """
    own = _named(venue, call.account_id)
    wanted = call.values.get(name, own.handle)
    for each in (own, *_beneath(venue, call.account_id)):
        if each.handle == wanted:
            return each
    raise refusals.bad_value(name)


async def create(venue: Venue, call: Call) -> NewSubAccount:
    """Open an account beneath the caller's, at his rates and held to what he is held to.

    *Rejects* -2010 while he is frozen, -1130, -1013.
    """
    directory = venue.projections.directory
    own = directory.accounts[call.account_id]
    if own.is_frozen:
        raise rejects.refusal(RejectCode.ACCOUNT_FROZEN, rejects.PLACING)
    wanted = call.values["subAccountString"]
    if own.master_id or not wanted.isalnum() or not wanted.isascii():
        raise refusals.bad_value("subAccountString")
    if len(directory.subaccounts(call.account_id)) >= SUBACCOUNTS_MAX:
        raise refusals.invalid_message(f"An account has at most {SUBACCOUNTS_MAX} sub-accounts.")
    reference = venue.own_keys.open_beneath(venue.keys.handle(own.reference), wanted)
    command = open_account(own.maker_ppm, own.taker_ppm, call.account_id)
    outcome = await venue.submitter.submit(command, Label(name=reference))
    _require_done(outcome.events[0])
    return NewSubAccount(email=venue.keys.handle(reference))


async def show(venue: Venue, call: Call) -> SubAccounts:
    """Show the accounts beneath the caller's."""
    wanted = call.values.get("email")
    found = [each.handle for each in _beneath(venue, call.account_id)]
    shown = [SubAccount(email=each) for each in found if wanted in {None, each}]
    return SubAccounts(sub_accounts=shown)


async def send(venue: Venue, call: Call) -> Sent:
    """Move money between the caller's account and those beneath it.

    *Rejects* -1130, -1013, -1108, -1111.
    """
    payer = account_meant(venue, call, "fromEmail")
    payee = account_meant(venue, call, "toEmail")
    if payer == payee:
        raise refusals.bad_value("toEmail")
    asset = venue.projections.directory.asset(call.values["asset"])
    if asset is None:
        raise refusals.bad_value("asset")
    digits, decimals = call.values["amount"]
    units, rest = divmod(digits * asset.scale, 10**decimals)
    if rest:
        raise refusals.too_precise("amount")
    if units >= 2**62:
        raise refusals.overflowed("amount")
    command = transfer(payer.account_id, payee.account_id, asset.asset_id, units)
    outcome = await venue.submitter.submit(command)
    _require_done(outcome.events[0])
    return Sent(txn_id=str(outcome.sequence))


async def history(venue: Venue, call: Call) -> Transfers:
    """Show transfers between the caller's account and those beneath it, newest last."""
    page = Page(
        call.values.get("limit", LIMIT_DEFAULT),
        start_ns=call.values.get("startTime"),
        end_ns=call.values.get("endTime"),
    )
    subject = account_meant(venue, call)
    moved = venue.projections.movements.of_account(subject.account_id, page, CUSTOMERS)
    return Transfers(transfers=[_transfer(venue, call, each) for each in moved])


async def assets(venue: Venue, call: Call) -> Assets:
    """Show what a sub-account has. *Rejects* -1130."""
    owned = venue.projections.balances.of(account_meant(venue, call).account_id)
    listed = venue.projections.directory.assets
    return Assets(
        balances=[
            Balance(
                asset=listed[asset_id].name,
                free=listed[asset_id].text(available),
                locked=listed[asset_id].text(locked),
            )
            for asset_id, (available, locked) in owned.items()
        ]
    )


async def summary(venue: Venue, call: Call) -> Summary:
    """Show what the caller's account and those beneath it are worth in US dollars."""
    valuation = Valuation(venue.projections)
    beneath = _beneath(venue, call.account_id)
    wanted = call.values.get("email")
    return Summary(
        total_count=len(beneath),
        master_account_total_asset=_worth(venue, valuation, call.account_id),
        spot_sub_user_asset_vo_list=[
            Worth(email=each.handle, total_asset=_worth(venue, valuation, each.account_id))
            for each in beneath
            if wanted in {None, each.handle}
        ],
    )


async def status(venue: Venue, call: Call) -> list[Enabled]:
    """Show which accounts beneath the caller's may be used: all of them."""
    wanted = call.values.get("email")
    found = _beneath(venue, call.account_id)
    return [Enabled(email=each.handle) for each in found if wanted in {None, each.handle}]


def _named(venue: Venue, account_id: int) -> Named:
    reference = venue.projections.directory.accounts[account_id].reference
    return Named(account_id, venue.keys.handle(reference))


def _beneath(venue: Venue, master_id: int) -> list[Named]:
    found = venue.projections.directory.subaccounts(master_id)
    return [_named(venue, each.account_id) for each in found]


def _require_done(event: Event) -> None:
    if event.kind == EventKind.COMMAND_REJECTED:
        reason = RejectCode(event.reason)
        raise refusals.invalid_message(TRANSFER_TEXTS.get(reason, f"Refused: {reason.name}."))


def _transfer(venue: Venue, call: Call, moved: Movement) -> dict[str, str | int]:
    """Return one transfer, whose `from` is no name that Python lets a field have."""
    ours, other = (_named(venue, each) for each in (moved.account_id, moved.other_account_id))
    is_out = moved.amount_units < 0
    asset = venue.projections.directory.assets[moved.asset_id]
    return {
        "from": ours.handle if is_out else other.handle,
        "to": other.handle if is_out else ours.handle,
        "asset": asset.name,
        "qty": asset.text(abs(moved.amount_units)),
        "status": "SUCCESS",
        "tranId": moved.sequence,
        "time": call.time(moved.time_ns),
    }


def _worth(venue: Venue, valuation: Valuation, account_id: int) -> str:
    owned = venue.projections.balances.of(account_id)
    dollars = sum(valuation.digits(asset_id, sum(pair)) for asset_id, pair in owned.items())
    return wire_text(dollars)


ENDPOINTS = (
    Endpoint(
        "POST",
        "/sapi/v1/sub-account/virtualSubAccount",
        Security.TRANSFER,
        create,
        NewSubAccount,
        TAG,
        "Open a sub-account",
        (mandatory(parameters.anything("subAccountString", "Letters and digits.")),),
    ),
    Endpoint(
        "GET",
        "/sapi/v3/sub-account/list",
        Security.USER_DATA,
        show,
        SubAccounts,
        TAG,
        "Sub-accounts",
        (parameters.anything("email"),),
    ),
    Endpoint(
        "POST",
        "/sapi/v3/sub-account/transfer",
        Security.TRANSFER,
        send,
        Sent,
        TAG,
        "Move money between the account and its sub-accounts",
        (
            parameters.anything("fromEmail", "The caller's own, when not sent."),
            parameters.anything("toEmail", "The caller's own, when not sent."),
            mandatory(parameters.anything("asset")),
            mandatory(parameters.decimal("amount")),
        ),
    ),
    Endpoint(
        "GET",
        "/sapi/v3/sub-account/transfer/history",
        Security.USER_DATA,
        history,
        Transfers,
        TAG,
        "Transfers between the account and its sub-accounts",
        (
            EMAIL,
            parameters.time("startTime", "Inclusive."),
            parameters.time("endTime", "Inclusive.", is_end=True),
            parameters.limit(LIMIT_DEFAULT, LIMIT_DEFAULT),
        ),
    ),
    Endpoint(
        "GET",
        "/sapi/v3/sub-account/assets",
        Security.USER_DATA,
        assets,
        Assets,
        TAG,
        "What a sub-account has",
        (mandatory(EMAIL),),
    ),
    Endpoint(
        "GET",
        "/sapi/v1/sub-account/spotSummary",
        Security.USER_DATA,
        summary,
        Summary,
        TAG,
        "What the account and its sub-accounts are worth",
        (parameters.anything("email"),),
    ),
    Endpoint(
        "GET",
        "/sapi/v1/sub-account/status",
        Security.USER_DATA,
        status,
        list[Enabled],
        TAG,
        "Which sub-accounts may be used",
        (parameters.anything("email"),),
    ),
)
