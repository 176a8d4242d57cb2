"""/sapi/v1/capital: the histories of coins that came and went, and of what never does here.

Source: Binance.US, "Get Crypto Deposit History", "Get Crypto Withdrawal History", "Get Sub-account
Deposit History", "Get Asset Distribution History"; Binance Spot, "Query User Universal Transfer
History" and "DustLog", which clients ask for at Binance.US all the same.
"""

from datetime import UTC, datetime
from typing import Any

from glassbook.gateway.rest import parameters
from glassbook.gateway.rest.call import Call
from glassbook.gateway.rest.coming_and_going import END, OFFSET, START, Moved, Wanted, moved
from glassbook.gateway.rest.endpoint import Endpoint, Security
from glassbook.gateway.rest.order_shapes import Shape
from glassbook.gateway.rest.parameters import Parameter, mandatory
from glassbook.gateway.rest.subaccounts import EMAIL, account_meant
from glassbook.gateway.rest.venue import Venue
from glassbook.gateway.rest.wallet import NOTHING, TAG

LIMIT_DEFAULT = LIMIT_MAX = 1_000
SECOND_NS = 1_000_000_000
CREDITED, COMPLETED = 1, 6
INTERNAL = 1  # over no network: booked in the house


class Deposit(Shape, kw_only=True):
    """Coins that came. All that came is credited."""

    id: str
    amount: str
    coin: str
    network: str = ""
    status: int = CREDITED
    address: str = ""
    address_tag: str = ""
    tx_id: str
    insert_time: int
    transfer_type: int = INTERNAL
    confirm_times: str = "1/1"


class Withdrawal(Shape, kw_only=True):
    """Coins that went. All that went has left."""

    id: str
    amount: str
    transaction_fee: str = NOTHING
    coin: str
    status: int = COMPLETED
    address: str = ""
    address_tag: str = ""
    tx_id: str
    apply_time: str
    network: str = ""
    transfer_type: int = INTERNAL


class NoTransfers(Shape, kw_only=True):
    total: int = 0
    rows: list[str] = []  # noqa: RUF012 - a struct copies it


class NoDust(Shape, kw_only=True):
    total: int = 0
    user_asset_dribblets: list[str] = []  # noqa: RUF012 - a struct copies it


async def deposits(venue: Venue, call: Call) -> list[Deposit]:
    """Show coins that came from outside. *Rejects* -1127, -1128, -1130."""
    return [
        Deposit(
            id=str(each.number),
            amount=each.amount,
            coin=each.asset.name,
            tx_id=_transaction(each),
            insert_time=call.time(each.time_ns),
        )
        for each in _coins(venue, call, CREDITED)
        if call.values.get("txId") in {None, _transaction(each)}
    ]


async def withdrawals(venue: Venue, call: Call) -> list[Withdrawal]:
    """Show coins that left. *Rejects* -1127, -1128, -1130."""
    return [
        Withdrawal(
            id=str(each.number),
            amount=each.amount,
            coin=each.asset.name,
            tx_id=_transaction(each),
            apply_time=_clock_text(each.time_ns),
        )
        for each in _coins(venue, call, COMPLETED)
        if "withdrawOrderId" not in call.values  # nobody named any of these
    ]


def _coins(venue: Venue, call: Call, only_status: int) -> list[Moved]:
    """Return what came (CREDITED) or went (COMPLETED), unless another status is asked for."""
    values = call.values
    if values.get("status", only_status) != only_status:
        return []
    wanted = Wanted(
        account_meant(venue, call).account_id,
        is_deposit=only_status == CREDITED,
        is_fiat=False,
        asset_name=values.get("coin"),
        limit=values.get("limit", LIMIT_DEFAULT),
        offset=values.get("offset", 0),
    )
    return moved(venue, call, wanted)


def _transaction(each: Moved) -> str:
    """Return what names a movement over no network: its command, by the number in the journal."""
    return f"Internal transfer {each.number}"


def _clock_text(time_ns: int) -> str:
    return datetime.fromtimestamp(time_ns // SECOND_NS, UTC).strftime("%Y-%m-%d %H:%M:%S")


async def wallet_transfers(_venue: Venue, _call: Call) -> NoTransfers:
    """Show transfers between a client's wallets: he has one, so there is none."""
    return NoTransfers()


async def dust(_venue: Venue, _call: Call) -> NoDust:
    """Show small change that was converted: none ever was."""
    return NoDust()


def _status(*numbers: int) -> Parameter:
    return parameters.choice("status", {str(number): number for number in numbers})


COIN = parameters.anything("coin")
WINDOW = (START, END)
LIMIT = parameters.limit(LIMIT_DEFAULT, LIMIT_MAX)
DEPOSITS = (COIN, _status(0, 6, 1), *WINDOW, OFFSET, LIMIT)
EMAIL_WANTED = mandatory(parameters.anything("email", "Of the sub-account."))


def _endpoint(path: str, handler: Any, answer: Any, summary: str, *takes: Parameter) -> Endpoint:
    security = Security.USER_DATA
    return Endpoint("GET", f"/sapi/v1/{path}", security, handler, answer, TAG, summary, takes)


ENDPOINTS = (
    _endpoint(
        "capital/deposit/hisrec",
        deposits,
        list[Deposit],
        "Coins that came",
        *DEPOSITS,
        parameters.anything("txId"),
        parameters.boolean("includeSource"),
        EMAIL,
    ),
    _endpoint(
        "capital/sub-account/deposit/history",
        deposits,
        list[Deposit],
        "Coins that came to a sub-account",
        EMAIL_WANTED,
        *DEPOSITS,
    ),
    _endpoint(
        "capital/withdraw/history",
        withdrawals,
        list[Withdrawal],
        "Coins that left",
        COIN,
        parameters.anything("withdrawOrderId"),
        _status(0, 1, 2, 3, 4, 5, 6),
        *WINDOW,
        OFFSET,
        LIMIT,
        EMAIL,
    ),
    _endpoint(
        "asset/transfer",
        wallet_transfers,
        NoTransfers,
        "Transfers between a client's wallets: none, he has but one",
        mandatory(parameters.anything("type")),
        *WINDOW,
        parameters.long("current"),
        parameters.long("size"),
        parameters.anything("fromSymbol"),
        parameters.anything("toSymbol"),
    ),
    *(
        _endpoint(path, dust, NoDust, "Small change converted: none ever was", *WINDOW, *more)
        for path, more in (
            ("asset/query/dust-logs", ()),
            ("asset/dribblet", (parameters.anything("accountType"),)),
        )
    ),
)
