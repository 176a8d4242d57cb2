"""An account, its rates, its fills, its limits as JSON."""

from msgspec import UNSET, UnsetType

from glassbook.gateway.rest.order_shapes import Discount, OrderRates, Shape
from glassbook.projection.listing import wire_text

PPM_TO_WIRE = 100  # parts per million to the eight decimals of the wire


def rate_text(ppm: int) -> str:
    """Return parts per million as a fraction: 1500 is "0.00150000"."""
    return wire_text(ppm * PPM_TO_WIRE)


def rates(maker_ppm: int, taker_ppm: int) -> OrderRates:
    return OrderRates(maker=rate_text(maker_ppm), taker=rate_text(taker_ppm))


NO_RATE = rate_text(0)
NO_RATES = rates(0, 0)
NO_DISCOUNT = Discount(
    enabled_for_account=False, enabled_for_symbol=False, discount_asset=None, discount=NO_RATE
)


class CommissionRates(Shape, kw_only=True):
    maker: str
    taker: str
    buyer: str = NO_RATE
    seller: str = NO_RATE


class Balance(Shape, kw_only=True):
    asset: str
    free: str
    locked: str


class AccountView(Shape, kw_only=True):
    maker_commission: int
    taker_commission: int
    buyer_commission: int = 0
    seller_commission: int = 0
    commission_rates: CommissionRates
    can_trade: bool
    can_withdraw: bool
    can_deposit: bool
    brokered: bool = False
    require_self_trade_prevention: bool = False
    prevent_sor: bool = True
    update_time: int
    account_type: str = "SPOT"
    balances: list[Balance]
    permissions: list[str]
    uid: int
    trade_group_id: int | UnsetType = UNSET


class AccountCommission(Shape, kw_only=True):
    symbol: str
    standard_commission: CommissionRates
    special_commission: CommissionRates
    tax_commission: CommissionRates
    discount: Discount


class FillView(Shape, kw_only=True):
    symbol: str
    id: int
    order_id: int
    order_list_id: int = -1
    price: str
    qty: str
    quote_qty: str
    commission: str
    commission_asset: str
    time: int
    is_buyer: bool
    is_maker: bool
    is_best_match: bool = True


class PreventedMatchView(Shape, kw_only=True):
    symbol: str
    prevented_match_id: int
    taker_order_id: int
    maker_symbol: str
    maker_order_id: int
    trade_group_id: int = -1
    self_trade_prevention_mode: str
    price: str
    maker_prevented_quantity: str | UnsetType = UNSET
    taker_prevented_quantity: str | UnsetType = UNSET
    transact_time: int


class OrderCount(Shape, kw_only=True):
    rate_limit_type: str
    interval: str
    interval_num: int
    limit: int
    count: int


class ListenKey(Shape, kw_only=True):
    listen_key: str
