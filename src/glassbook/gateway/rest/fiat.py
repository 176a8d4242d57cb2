"""Fiat money that came and went, in Binance.US's form and in the global one.

Source: Binance.US, "Get Fiat Deposit History", "Get Fiat Withdrawal History"; Binance, "Get Fiat
Deposit/Withdraw History".
"""

from typing import Any

from glassbook.gateway.rest import parameters
from glassbook.gateway.rest.call import Call
from glassbook.gateway.rest.coming_and_going import END, OFFSET, START, Moved, Wanted, moved
from glassbook.gateway.rest.endpoint import Endpoint, Security
from glassbook.gateway.rest.order_shapes import Shape
from glassbook.gateway.rest.parameters import mandatory
from glassbook.gateway.rest.subaccounts import EMAIL, account_meant
from glassbook.gateway.rest.venue import Venue
from glassbook.gateway.rest.wallet import NOTHING, TAG

ROWS_DEFAULT, ROWS_MAX = 100, 500
CAME, LEFT = 0, 1
DONE = "Successful"


class Record(Shape, kw_only=True):
    order_id: str
    payment_account: str = ""
    payment_channel: str = ""
    payment_method: str = ""
    order_status: str = DONE
    fiat_currency: str
    amount: str
    transaction_fee: str = NOTHING
    platform_fee: str = NOTHING
    create_time: int


class Records(Shape, kw_only=True):
    asset_log_record_list: list[Record]


class FiatOrder(Shape, kw_only=True):
    order_no: str
    fiat_currency: str
    indicated_amount: str
    amount: str
    total_fee: str = NOTHING
    method: str = ""
    status: str = DONE
    create_time: int
    update_time: int


class FiatOrders(Shape, kw_only=True):
    code: str = "000000"
    message: str = "success"
    data: list[FiatOrder]
    total: int
    success: bool = True


async def deposits(venue: Venue, call: Call) -> Records:
    """Show fiat money that came. *Rejects* -1127, -1128, -1130."""
    return _records(venue, call, is_deposit=True)


async def withdrawals(venue: Venue, call: Call) -> Records:
    """Show fiat money that left. *Rejects* -1127, -1128, -1130."""
    return _records(venue, call, is_deposit=False)


def _records(venue: Venue, call: Call, *, is_deposit: bool) -> Records:
    values = call.values
    if "paymentChannel" in values or "paymentMethod" in values:
        return Records(asset_log_record_list=[])  # it came through none
    wanted = Wanted(
        account_meant(venue, call).account_id,
        is_deposit=is_deposit,
        is_fiat=True,
        asset_name=values.get("fiatCurrency"),
        limit=ROWS_MAX,
        offset=values.get("offset", 0),
    )
    return Records(
        asset_log_record_list=[
            Record(
                order_id=str(each.number),
                fiat_currency=each.asset.name,
                amount=each.amount,
                create_time=call.time(each.time_ns),
            )
            for each in moved(venue, call, wanted)
            if values.get("orderId") in {None, str(each.number)}
        ]
    )


async def orders(venue: Venue, call: Call) -> FiatOrders:
    """Show a page of what came (0) or left (1). *Rejects* -1127, -1128, -1130."""
    values = call.values
    rows, page = min(values.get("rows", ROWS_DEFAULT), ROWS_MAX), max(values.get("page", 1), 1)
    wanted = Wanted(
        call.account_id,
        is_deposit=values["transactionType"] == CAME,
        is_fiat=True,
        asset_name=None,
        limit=rows,
        offset=(page - 1) * rows,
    )
    data = [_order(call, each) for each in moved(venue, call, wanted, "beginTime")]
    return FiatOrders(data=data, total=len(data))


def _order(call: Call, each: Moved) -> FiatOrder:
    return FiatOrder(
        order_no=str(each.number),
        fiat_currency=each.asset.name,
        indicated_amount=each.amount,
        amount=each.amount,
        create_time=call.time(each.time_ns),
        update_time=call.time(each.time_ns),
    )


HISTORY = (
    parameters.anything("fiatCurrency"),
    parameters.anything("orderId"),
    OFFSET,
    parameters.anything("paymentChannel"),
    parameters.anything("paymentMethod"),
    START,
    END,
    EMAIL,
)
TYPES = parameters.choice("transactionType", {"0": CAME, "1": LEFT}, about="0 came, 1 left.")
BEGIN = parameters.time("beginTime", START.about)


def _endpoint(path: str, handler: Any, answer: Any, summary: str, *takes: Any) -> Endpoint:
    security = Security.USER_DATA
    return Endpoint("GET", f"/sapi/v1/{path}", security, handler, answer, TAG, summary, takes)


ENDPOINTS = (
    _endpoint(
        "fiatpayment/query/deposit/history", deposits, Records, "Fiat money that came", *HISTORY
    ),
    _endpoint(
        "fiatpayment/query/withdraw/history", withdrawals, Records, "Fiat money that left", *HISTORY
    ),
    _endpoint(
        "fiat/orders",
        orders,
        FiatOrders,
        "Fiat money that came or left",
        mandatory(TYPES),
        BEGIN,
        END,
        parameters.long("page", "From 1."),
        parameters.long("rows", f"Of a page; at most {ROWS_MAX}."),
    ),
)
