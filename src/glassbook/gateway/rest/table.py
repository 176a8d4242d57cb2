"""The table of endpoints: every operation of the REST door, in the order of its documentation."""

from glassbook.gateway.rest import (
    account,
    amendments,
    exchange_info,
    keys,
    klines,
    ledger,
    market_data,
    order_amend,
    order_cancel,
    order_entry,
    order_queries,
    order_replace,
    sor,
    standing,
    subaccounts,
    tickers,
    user_stream,
    wallet,
)
from glassbook.gateway.rest.endpoint import Endpoint

ENDPOINTS: tuple[Endpoint, ...] = (
    *market_data.ENDPOINTS,
    *exchange_info.ENDPOINTS,
    *klines.ENDPOINTS,
    *tickers.ENDPOINTS,
    *order_entry.ENDPOINTS,
    *order_cancel.ENDPOINTS,
    *order_replace.ENDPOINTS,
    *order_amend.ENDPOINTS,
    *sor.ENDPOINTS,
    *order_queries.ENDPOINTS,
    *account.ENDPOINTS,
    *amendments.ENDPOINTS,
    *user_stream.ENDPOINTS,
    *wallet.ENDPOINTS,
    *standing.ENDPOINTS,
    *subaccounts.ENDPOINTS,
    *keys.ENDPOINTS,
    *ledger.ENDPOINTS,
)
