"""The few `/sapi` calls that clients make before they trade, answered from what is true today.

No coin can be moved in or out yet: every asset says so. Paths in both spellings, Binance.US's and
the global ones that clients use for Binance.US all the same.
"""

from glassbook.gateway.rest import parameters
from glassbook.gateway.rest.account_shapes import rate_text
from glassbook.gateway.rest.call import Call
from glassbook.gateway.rest.coming_and_going import FIAT
from glassbook.gateway.rest.endpoint import Endpoint, Security
from glassbook.gateway.rest.history import symbols_meant
from glassbook.gateway.rest.order_shapes import Shape
from glassbook.gateway.rest.venue import Venue
from glassbook.projection.listing import Asset

TAG = "Wallet"
NOTHING = "0.00000000"


class SystemStatus(Shape, kw_only=True):
    status: int
    msg: str


class AccountStatusUs(Shape, kw_only=True):
    msg: str
    success: bool


class AccountStatus(Shape, kw_only=True):
    data: str


class Coin(Shape, kw_only=True):
    """An asset and its networks, of which there is none until coins can be moved."""

    coin: str
    name: str
    free: str
    locked: str
    deposit_all_enable: bool = False
    withdraw_all_enable: bool = False
    trading: bool
    is_legal_money: bool
    network_list: list[str]
    freeze: str = NOTHING
    withdrawing: str = NOTHING
    ipoing: str = NOTHING
    ipoable: str = NOTHING
    storage: str = NOTHING


class TradeFee(Shape, kw_only=True):
    symbol: str
    maker_commission: str
    taker_commission: str


async def system_status(_venue: Venue, _call: Call) -> SystemStatus:
    """Say whether the venue works. One that does not, does not answer."""
    return SystemStatus(status=0, msg="normal")


async def account_status_us(venue: Venue, call: Call) -> AccountStatusUs:
    """Say how the caller's account stands, Normal or Frozen, in Binance.US's form."""
    return AccountStatusUs(msg=_standing(venue, call), success=True)


async def account_status(venue: Venue, call: Call) -> AccountStatus:
    """Say how the caller's account stands, Normal or Frozen, in the global form."""
    return AccountStatus(data=_standing(venue, call))


def _standing(venue: Venue, call: Call) -> str:
    account = venue.projections.directory.accounts[call.account_id]
    return "Frozen" if account.is_frozen else "Normal"


async def coins(venue: Venue, call: Call) -> list[Coin]:
    """Show every asset, and what the caller has of it."""
    directory = venue.projections.directory
    traded = {each.base.asset_id for each in directory.symbols.values()}
    traded |= {each.quote.asset_id for each in directory.symbols.values()}
    owned = venue.projections.balances.of(call.account_id)
    return [
        _coin(asset, owned.get(asset.asset_id, (0, 0)), is_traded=asset.asset_id in traded)
        for asset in directory.assets.values()
    ]


def _coin(asset: Asset, balance: tuple[int, int], *, is_traded: bool) -> Coin:
    available, locked = balance
    return Coin(
        coin=asset.name,
        name=asset.name,
        free=asset.text(available),
        locked=asset.text(locked),
        trading=is_traded,
        is_legal_money=asset.name in FIAT,
        network_list=[],
    )


async def trade_fees(venue: Venue, call: Call) -> list[TradeFee]:
    """Show what the caller pays in all, on one symbol or on every one. *Rejects* -1121."""
    own = venue.projections.directory.accounts[call.account_id]
    return [
        TradeFee(
            symbol=symbol.name,
            maker_commission=rate_text(own.maker_ppm + symbol.maker_ppm),
            taker_commission=rate_text(own.taker_ppm + symbol.taker_ppm),
        )
        for symbol in symbols_meant(venue, call)
    ]


ENDPOINTS = (
    Endpoint(
        "GET",
        "/sapi/v1/system/status",
        Security.NONE,
        system_status,
        SystemStatus,
        TAG,
        "Does the venue work?",
        is_lenient_about_security=True,
    ),
    Endpoint(
        "GET",
        "/sapi/v3/accountStatus",
        Security.USER_DATA,
        account_status_us,
        AccountStatusUs,
        TAG,
        "How the account stands (Binance.US)",
    ),
    Endpoint(
        "GET",
        "/sapi/v1/account/status",
        Security.USER_DATA,
        account_status,
        AccountStatus,
        TAG,
        "How the account stands",
    ),
    Endpoint(
        "GET",
        "/sapi/v1/capital/config/getall",
        Security.USER_DATA,
        coins,
        list[Coin],
        TAG,
        "Assets, and what the account has of them",
    ),
    *(
        Endpoint(
            "GET",
            path,
            Security.USER_DATA,
            trade_fees,
            list[TradeFee],
            TAG,
            summary,
            (parameters.symbol(),),
        )
        for path, summary in (
            ("/sapi/v1/asset/tradeFee", "Commission rates"),
            ("/sapi/v1/asset/query/trading-fee", "Commission rates (Binance.US)"),
        )
    ),
)
