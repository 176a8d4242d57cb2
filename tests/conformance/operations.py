"""Every operation that Binance.US or Binance Spot documents for trading, by family.

Restated from their documentation; the names are the table's: a method and path, `ws` and a method
of the WebSocket API, `stream` and a pattern, `event` and a kind, `fix` and a message with its type.
What is not built yet stands here too: a table that leaves out what is missing shows nothing.
"""

MARKET = """
GET /api/v3/ping
GET /api/v3/time
GET /api/v3/exchangeInfo
GET /api/v3/depth
GET /api/v3/trades
GET /api/v3/historicalTrades
GET /api/v3/historicalBlockTrades
GET /api/v3/aggTrades
GET /api/v3/klines
GET /api/v3/uiKlines
GET /api/v3/avgPrice
GET /api/v3/ticker/24hr
GET /api/v3/ticker/tradingDay
GET /api/v3/ticker/price
GET /api/v3/ticker/bookTicker
GET /api/v3/ticker
GET /api/v3/executionRules
GET /api/v3/referencePrice
GET /api/v3/referencePrice/calculation
"""

TRADING = """
POST /api/v3/order
POST /api/v3/order/test
GET /api/v3/order
DELETE /api/v3/order
POST /api/v3/order/cancelReplace
PUT /api/v3/order/amend/keepPriority
GET /api/v3/order/amendments
GET /api/v3/openOrders
DELETE /api/v3/openOrders
GET /api/v3/allOrders
POST /api/v3/sor/order
POST /api/v3/sor/order/test
"""

LISTS = """
POST /api/v3/order/oco
POST /api/v3/orderList/oco
POST /api/v3/orderList/oto
POST /api/v3/orderList/otoco
POST /api/v3/orderList/opo
POST /api/v3/orderList/opoco
GET /api/v3/orderList
DELETE /api/v3/orderList
GET /api/v3/allOrderList
GET /api/v3/openOrderList
"""

ACCOUNT = """
GET /api/v3/account
GET /api/v3/account/commission
GET /api/v3/myTrades
GET /api/v3/myPreventedMatches
GET /api/v3/myAllocations
GET /api/v3/myFilters
GET /api/v3/rateLimit/order
POST /api/v3/userDataStream
PUT /api/v3/userDataStream
DELETE /api/v3/userDataStream
"""

STANDING = """
GET /sapi/v1/system/status
GET /sapi/v3/accountStatus
GET /sapi/v3/apiTradingStatus
GET /sapi/v1/asset/query/trading-fee
GET /sapi/v1/asset/query/trading-volume
GET /sapi/v1/asset/assetDistributionHistory
GET /sapi/v1/rebate/taxQuery
GET /sapi/v1/apipartner/checkEligibility
GET /sapi/v1/apipartner/rebateHistory
GET /sapi/v1/account/status
GET /sapi/v1/account/apiTradingStatus
GET /sapi/v1/asset/tradeFee
"""

SUB_ACCOUNTS = """
GET /sapi/v3/sub-account/list
GET /sapi/v3/sub-account/transfer/history
POST /sapi/v3/sub-account/transfer
GET /sapi/v3/sub-account/assets
GET /sapi/v1/sub-account/spotSummary
GET /sapi/v1/sub-account/status
"""

WALLET = """
GET /sapi/v1/capital/config/getall
POST /sapi/v1/capital/withdraw/apply
GET /sapi/v1/capital/withdraw/history
GET /sapi/v1/capital/deposit/address
GET /sapi/v1/capital/deposit/hisrec
GET /sapi/v1/capital/sub-account/deposit/address
GET /sapi/v1/capital/sub-account/deposit/history
POST /sapi/v1/fiatpayment/withdraw/apply
GET /sapi/v1/fiatpayment/query/withdraw/history
GET /sapi/v1/fiatpayment/query/deposit/history
POST /sapi/v1/asset/dust
GET /sapi/v1/asset/query/dust-logs
GET /sapi/v1/asset/query/dust-assets
"""

CONVERT = """
GET /sapi/v1/otc/coinPairs
POST /sapi/v1/otc/quotes
POST /sapi/v1/otc/orders
GET /sapi/v1/otc/orders/{orderId}
GET /sapi/v1/otc/orders
GET /sapi/v1/ocbs/orders
GET /sapi/v1/marketing/referral/reward/history
"""

STAKING = """
GET /sapi/v1/staking/asset
POST /sapi/v1/staking/stake
POST /sapi/v1/staking/unstake
GET /sapi/v1/staking/stakingBalance
GET /sapi/v1/staking/history
GET /sapi/v1/staking/stakingRewardsHistory
"""

CUSTODIAN = """
GET /sapi/v1/custodian/balance
GET /sapi/v1/custodian/supportedAssetList
POST /sapi/v1/custodian/walletTransfer
POST /sapi/v1/custodian/custodianTransfer
POST /sapi/v1/custodian/undoTransfer
GET /sapi/v1/custodian/walletTransferHistory
GET /sapi/v1/custodian/custodianTransferHistory
POST /sapi/v1/custodian/order
POST /sapi/v1/custodian/ocoOrder
GET /sapi/v1/custodian/openOrders
GET /sapi/v1/custodian/order
GET /sapi/v1/custodian/orderHistory
GET /sapi/v1/custodian/tradeHistory
DELETE /sapi/v1/custodian/cancelOrder
DELETE /sapi/v1/custodian/cancelOrdersBySymbol
DELETE /sapi/v1/custodian/cancelOcoOrder
GET /sapi/v1/custodian/settlementSetting
GET /sapi/v1/custodian/settlementHistory
"""

CREDIT = """
GET /sapi/v2/cl/account
GET /sapi/v2/cl/alertHistory
GET /sapi/v1/cl/transferHistory
POST /sapi/v1/cl/transfer
"""

STREAMS = """
stream <symbol>@aggTrade
stream <symbol>@trade
stream <symbol>@blockTrade
stream <symbol>@kline_<interval>
stream <symbol>@kline_<interval>@+08:00
stream <symbol>@miniTicker
stream !miniTicker@arr
stream <symbol>@ticker
stream !ticker@arr
stream <symbol>@ticker_<window>
stream !ticker_<window>@arr
stream <symbol>@bookTicker
stream <symbol>@avgPrice
stream <symbol>@referencePrice
stream <symbol>@depth<levels>
stream <symbol>@depth
stream !serverShutdown
"""

SBE_STREAMS = """
sbe <symbol>@trade
sbe <symbol>@bestBidAsk
sbe <symbol>@depth
sbe <symbol>@depth20
"""

SBE_ANSWERS = """
sbe rest answers
sbe ws api answers
"""

EVENTS = """
event outboundAccountPosition
event balanceUpdate
event executionReport
event listStatus
event externalLockUpdate
event eventStreamTerminated
event listenKeyExpired
"""

WS_API = """
ws ping
ws time
ws exchangeInfo
ws executionRules
ws depth
ws trades.recent
ws trades.historical
ws trades.aggregate
ws blockTrades.historical
ws klines
ws uiKlines
ws avgPrice
ws ticker.24hr
ws ticker.tradingDay
ws ticker
ws ticker.price
ws ticker.book
ws referencePrice
ws referencePrice.calculation
ws session.logon
ws session.status
ws session.logout
ws session.subscriptions
ws order.place
ws order.test
ws order.cancel
ws order.cancelReplace
ws order.amend.keepPriority
ws openOrders.cancelAll
ws orderList.place
ws orderList.place.oco
ws orderList.place.oto
ws orderList.place.otoco
ws orderList.place.opo
ws orderList.place.opoco
ws orderList.cancel
ws sor.order.place
ws sor.order.test
ws account.status
ws account.commission
ws account.rateLimits.orders
ws order.status
ws order.amendments
ws openOrders.status
ws orderList.status
ws openOrderLists.status
ws allOrders
ws allOrderLists
ws myTrades
ws myPreventedMatches
ws myAllocations
ws myFilters
ws userDataStream.start
ws userDataStream.ping
ws userDataStream.stop
ws userDataStream.subscribe
ws userDataStream.subscribe.signature
ws userDataStream.unsubscribe
"""

FIX = """
fix Heartbeat<0>
fix TestRequest<1>
fix Reject<3>
fix Logout<5>
fix Logon<A>
fix News<B>
fix NewOrderSingle<D>
fix OrderCancelRequest<F>
fix OrderCancelRequestAndNewOrderSingle<XCN>
fix OrderMassCancelRequest<q>
fix NewOrderList<E>
fix OrderAmendKeepPriorityRequest<XAK>
fix LimitQuery<XLQ>
fix ExecutionReport<8>
fix OrderCancelReject<9>
fix OrderMassCancelReport<r>
fix ListStatus<N>
fix OrderAmendReject<XAR>
fix LimitResponse<XLR>
fix InstrumentListRequest<x>
fix InstrumentList<y>
fix MarketDataRequest<V>
fix MarketDataRequestReject<Y>
fix MarketDataSnapshot<W>
fix MarketDataIncrementalRefresh<X>
"""

FAMILIES = {
    "rest market data": MARKET,
    "rest trading": TRADING,
    "rest order lists": LISTS,
    "rest account": ACCOUNT,
    "sapi standing and fees": STANDING,
    "sapi sub-accounts": SUB_ACCOUNTS,
    "sapi wallet": WALLET,
    "sapi convert and referral": CONVERT,
    "sapi staking": STAKING,
    "sapi custodian": CUSTODIAN,
    "sapi credit line": CREDIT,
    "streams": STREAMS,
    "sbe streams": SBE_STREAMS,
    "sbe answers": SBE_ANSWERS,
    "user data events": EVENTS,
    "ws api": WS_API,
    "fix": FIX,
}

BY_DAY = "partners are named by contract and paid by day and asset (rebate/taxQuery); no order does"
NO_CHANGE = "nobody takes small change for another asset"

#: Families and operations that are not there yet, and what they wait for.
LATER = {
    "GET /sapi/v1/apipartner/checkEligibility": BY_DAY,
    "GET /sapi/v1/apipartner/rebateHistory": BY_DAY,
    "POST /sapi/v1/asset/dust": NO_CHANGE,
    "GET /sapi/v1/asset/query/dust-assets": NO_CHANGE,
    "GET /sapi/v1/marketing/referral/reward/history": "there is no referral programme",
    "event externalLockUpdate": "nothing is ever locked from outside",
    "sapi wallet": "waits for custody: nothing can be moved in or out yet",
    "sapi convert and referral": "waits for a dealer who quotes",
    "sapi staking": "waits for custody: nothing is held that could be staked",
    "sapi custodian": "waits for a custodian to be connected",
    "sapi credit line": "waits for a lender to be connected",
}

#: operation → family, in the order of the table.
OPERATIONS: dict[str, str] = {
    operation: family
    for family, text in FAMILIES.items()
    for operation in text.split("\n")
    if operation
}
