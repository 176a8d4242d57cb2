"""What a customer has, what it is worth, and moving it between his own accounts.

Values are in US dollars, by the last prices of this venue; what has no market here counts as
nothing, and says so. The change is that of the prices over 24 hours, on what is held now.
"""

from typing import Annotated

from msgspec import Meta

from glassbook.identity.refused import Refused, Why
from glassbook.projection.listing import WIRE_SCALE, Account, Asset, TooLarge, wire_text
from glassbook.projection.valuation import Valuation
from glassbook.protocol.commands import open_account, transfer
from glassbook.protocol.decimals import NotADecimal, TooPrecise
from glassbook.protocol.events import EventKind
from glassbook.protocol.labels import Label
from glassbook.protocol.reject import RejectCode
from glassbook.protocol.submission import Outcome
from glassbook.web.accounts.endpoint import Access, Call, Desk, Endpoint, Shape
from glassbook.web.accounts.entering import ROOT
from glassbook.web.console.door import floor_of

SUBACCOUNTS_MAX = 200
NAME_LENGTH_MAX = 32
MILLISECOND_NS = 1_000_000
REJECTED = {
    RejectCode.AMOUNT_NOT_POSITIVE: ("amount", "is nothing", "more than 0"),
    RejectCode.FUNDS_INSUFFICIENT: ("amount", "is more than is available", "what is available"),
}


class Holding(Shape, kw_only=True):
    """What an account has of an asset, as texts. `value` and `change` null: it has no market here.

    value   in US dollars
    change  of the value over 24 hours, in US dollars
    """

    asset: str
    available: str
    locked: str
    value: str | None
    change: str | None


class AccountHoldings(Shape, kw_only=True):
    """One account: the customer's own (`handle` empty), or one beneath it.

    `handle` is what the API calls it, as `email`; what its owner calls it, `wallet/names` tells.
    """

    account_id: int
    handle: str
    is_frozen: bool
    value: str
    change: str
    holdings: list[Holding]


class WalletView(Shape, kw_only=True):
    """`since`, and `time`, which is now, in milliseconds.

    `maySplit`: more sub-accounts may be opened.
    """

    since: int
    time: int
    value: str
    change: str
    may_split: bool
    accounts: list[AccountHoldings]


class AccountNames(Shape, kw_only=True):
    """What the customer calls his sub-accounts, by handle."""

    names: dict[str, str]


class NewSubaccount(Shape, kw_only=True):
    name: Annotated[str, Meta(max_length=NAME_LENGTH_MAX)]


class Transfer(Shape, kw_only=True):
    """`amount` in whole coins, as a text."""

    payer: int
    payee: int
    asset: str
    amount: Annotated[str, Meta(max_length=40)]


class Moved(Shape, kw_only=True):
    """The sequence of the command that did it."""

    sequence: int


async def show_wallet(desk: Desk, call: Call) -> WalletView:
    """Show what the customer has in all his accounts."""
    own, beneath = own_accounts(desk, call)
    prices = Prices(desk)
    customer = desk.entrance.customer(call.own)
    shown = [_holdings(desk, prices, each) for each in (own, *beneath)]
    values, changes = zip(*(digits for _, digits in shown), strict=True)
    return WalletView(
        since=customer.created_ns // MILLISECOND_NS,
        time=desk.clock() // MILLISECOND_NS,
        value=wire_text(sum(values)),
        change=wire_text(sum(changes)),
        may_split=len(beneath) < SUBACCOUNTS_MAX and not own.is_frozen,
        accounts=[view for view, _ in shown],
    )


async def show_names(desk: Desk, call: Call) -> AccountNames:
    """Show what he calls his sub-accounts, from the vault: looking at it is journaled."""
    _, beneath = own_accounts(desk, call)
    handles = [desk.keys.store.handle(each.reference) for each in beneath]
    customer = desk.entrance.customer(call.own).customer
    return AccountNames(names=await desk.keys.names_beneath(customer, handles))


async def open_subaccount(desk: Desk, call: Call) -> Moved:
    """Open an account beneath the customer's, at his rates."""
    own, beneath = own_accounts(desk, call)
    name = call.body.name.strip()
    if not (name.isascii() and name.isalnum()):
        accepted = f"1 to {NAME_LENGTH_MAX} letters and digits"
        raise Refused(Why.INVALID, "name", "cannot be a name", accepted)
    if len(beneath) >= SUBACCOUNTS_MAX:
        rule = f"there are {SUBACCOUNTS_MAX} already"
        raise Refused(Why.CONFLICT, "accounts", rule)
    label = Label(name=desk.keys.open_beneath(call.own.person, name))
    command = open_account(own.maker_ppm, own.taker_ppm, own.account_id)
    return _done(await floor_of(desk).submitter.submit(command, label))


async def move(desk: Desk, call: Call) -> Moved:
    """Move money between two of the customer's own accounts."""
    body: Transfer = call.body
    own, beneath = own_accounts(desk, call)
    accounts = {each.account_id: each for each in (own, *beneath)}
    for field, account_id in (("payer", body.payer), ("payee", body.payee)):
        if account_id not in accounts:
            raise Refused(Why.INVALID, field, "is none of your accounts", "one of yours")
    if body.payer == body.payee:
        raise Refused(Why.INVALID, "payee", "is the payer, too", "another of your accounts")
    asset = floor_of(desk).projections.directory.asset(body.asset)
    if asset is None:
        raise Refused(Why.INVALID, "asset", "is not known here", "an asset that you have")
    units = _units(asset, body.amount)
    command = transfer(body.payer, body.payee, asset.asset_id, units)
    return _done(await floor_of(desk).submitter.submit(command))


def own_accounts(desk: Desk, call: Call) -> tuple[Account, list[Account]]:
    """Return the customer's account and those beneath it. *Raises* Refused."""
    directory = floor_of(desk).projections.directory
    own = directory.account(desk.entrance.customer(call.own).reference)
    if own is None:
        raise Refused(Why.CONFLICT, "account", "is not open yet", "to log in again")
    return own, directory.subaccounts(own.account_id)


class Prices:
    """What assets are worth now, and were a day ago."""

    def __init__(self, desk: Desk) -> None:
        self._projections = floor_of(desk).projections
        self._valuation = Valuation(self._projections)
        self._now_ms = desk.clock() // MILLISECOND_NS

    def worth(self, asset: Asset, units: int) -> tuple[int, int] | None:
        """Return value and change in 10^-8 dollars; None for what has no market."""
        if self._valuation.is_dollar(asset):
            return units * WIRE_SCALE // asset.scale, 0
        symbol = self._valuation.market(asset)
        if symbol is None:
            return None
        value = self._valuation.digits(asset.asset_id, units)
        day = self._projections.tickers.day(symbol.symbol_id, self._now_ms).statistics
        before = value * day.open_ticks // day.last_ticks if day.last_ticks else value
        return value, value - before


def _holdings(
    desk: Desk, prices: Prices, account: Account
) -> tuple[AccountHoldings, tuple[int, int]]:
    projections = floor_of(desk).projections
    holdings, total = [], (0, 0)
    for asset_id, (available, locked) in sorted(
        projections.balances.of(account.account_id).items()
    ):
        asset = projections.directory.assets[asset_id]
        worth = prices.worth(asset, available + locked)
        total = (total[0] + worth[0], total[1] + worth[1]) if worth else total
        holdings.append(
            Holding(
                asset=asset.name,
                available=asset.text(available),
                locked=asset.text(locked),
                value=wire_text(worth[0]) if worth else None,
                change=wire_text(worth[1]) if worth else None,
            )
        )
    view = AccountHoldings(
        account_id=account.account_id,
        handle=desk.keys.store.handle(account.reference) if account.master_id else "",
        is_frozen=account.is_frozen,
        value=wire_text(total[0]),
        change=wire_text(total[1]),
        holdings=holdings,
    )
    return view, total


def _units(asset: Asset, text: str) -> int:
    accepted = f"a decimal with at most {asset.decimals} decimals"
    try:
        return asset.units_of(text.strip())
    except (NotADecimal, TooPrecise, TooLarge) as error:
        raise Refused(Why.INVALID, "amount", "is no amount", accepted) from error


def _done(outcome: Outcome) -> Moved:
    said = outcome.events[0]
    if said.kind == EventKind.COMMAND_REJECTED:
        code = RejectCode(said.reason)
        field, rule, accepted = REJECTED.get(code, ("account", f"refused: {code.name}", ""))
        raise Refused(Why.CONFLICT, field, rule, accepted)
    return Moved(sequence=outcome.sequence)


ENDPOINTS = (
    Endpoint("GET", f"{ROOT}/wallet", Access.CUSTOMER, show_wallet, WalletView, "What one has"),
    Endpoint(
        "GET",
        f"{ROOT}/wallet/names",
        Access.CUSTOMER,
        show_names,
        AccountNames,
        "What one calls one's sub-accounts",
    ),
    Endpoint(
        "POST",
        f"{ROOT}/wallet/subaccounts",
        Access.CUSTOMER,
        open_subaccount,
        Moved,
        "Open a sub-account",
        NewSubaccount,
    ),
    Endpoint(
        "POST",
        f"{ROOT}/wallet/transfer",
        Access.CUSTOMER,
        move,
        Moved,
        "Move money between one's own accounts",
        Transfer,
    ),
)
