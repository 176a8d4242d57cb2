"""General answers and market data, in the order of the schema."""

from glassbook.gateway.sbe.spot.rows import group, message, same

_EXPONENTS = "priceExponent:exponent qtyExponent:exponent"
_LEVEL = "price:decimal@#0 qty:decimal@#1"
_FILTERS = "filter/8<filter@."
_LIMIT = "rateLimitType:limitType interval:interval intervalNum:byte rateLimit:long@limit"

PING = message(101, "PingResponse")
TIME = message(102, "ServerTimeResponse", "serverTime:time")
EXCHANGE_INFO = message(
    103,
    "ExchangeInfoResponse",
    "",
    group("rateLimits", _LIMIT),
    group("exchangeFilters", tail=_FILTERS),
    group(
        "symbols",
        """
        status:symbolStatus baseAssetPrecision:byte quoteAssetPrecision:byte
        baseCommissionPrecision:byte quoteCommissionPrecision:byte orderTypes:orderTypes
        icebergAllowed:bool ocoAllowed:bool otoAllowed:bool quoteOrderQtyMarketAllowed:bool
        allowTrailingStop:bool cancelReplaceAllowed:bool amendAllowed:bool
        isSpotTradingAllowed:bool isMarginTradingAllowed:bool
        defaultSelfTradePreventionMode:prevention allowedSelfTradePreventionModes:preventions
        pegInstructionsAllowed:bool?
        """,
        group("filters", tail=_FILTERS),
        group("permissionSets", "", group("permissions", tail="permission@.", at=".")),
        tail="symbol baseAsset quoteAsset",
    ),
    group("sors", "", group("sorSymbols", tail="symbol@.", at="symbols"), tail="baseAsset"),
)
EXECUTION_RULES = message(
    104,
    "ExecutionRulesResponse",
    "",
    group("symbolRules", "", group("rules", tail="rule/8<rule@."), tail="symbol"),
    since=3,
)
MY_FILTERS = message(
    105,
    "MyFiltersResponse",
    "",
    *[group(name, tail=_FILTERS) for name in ("exchangeFilters", "symbolFilters", "assetFilters")],
)
DEPTH = message(
    200,
    "DepthResponse",
    f"lastUpdateId:long {_EXPONENTS}",
    group("bids", _LEVEL),
    group("asks", _LEVEL),
)
TRADES = message(
    201,
    "TradesResponse",
    _EXPONENTS,
    group(
        "trades",
        """
        id:long price:decimal qty:decimal quoteQty:decimal time:time isBuyerMaker:bool
        isBestMatch:bool
        """,
        at=".",
    ),
)
AGGREGATE_TRADES = message(
    202,
    "AggTradesResponse",
    _EXPONENTS,
    group(
        "aggTrades",
        """
        aggTradeId:long@a price:decimal@p qty:decimal@q firstTradeId:long@f lastTradeId:long@l
        time:time@T isBuyerMaker:bool@m isBestMatch:bool@M
        """,
        at=".",
    ),
)
KLINES = message(
    203,
    "KlinesResponse",
    _EXPONENTS,
    group(
        "klines",
        """
        openTime:time@#0 openPrice:decimal@#1 highPrice:decimal@#2 lowPrice:decimal@#3
        closePrice:decimal@#4 volume:wide@#5 closeTime:time@#6 quoteVolume:wide@#7
        numTrades:long@#8 takerBuyBaseVolume:wide@#9 takerBuyQuoteVolume:wide@#10
        """,
        at=".",
    ),
)
AVERAGE_PRICE = message(
    204,
    "AveragePriceResponse",
    "mins:long priceExponent:exponent price:decimal?=0 closeTime:time?=-1",
)

# --- tickers: of one symbol a message, of several one with a group of the same

_WINDOW = """
    volume:wide quoteVolume:wide openTime:time closeTime:time firstId:long?=-1 lastId:long?=-1
    numTrades:long@count
    """
_CHANGE = """
    priceChange:decimal? priceChangePercent:float? weightedAvgPrice:decimal?=0
    """
_PRICES = "openPrice:decimal?=0 highPrice:decimal?=0 lowPrice:decimal?=0"
_BEST = "bidPrice:decimal?=0 bidQty:decimal askPrice:decimal?=0 askQty:decimal"
_DAY = f"""
    {_EXPONENTS} {_CHANGE} prevClosePrice:decimal?=0 lastPrice:decimal?=0 lastQty:wide {_BEST}
    {_PRICES} {_WINDOW}
    """
_ROLLING = f"{_EXPONENTS} {_CHANGE} {_PRICES} lastPrice:decimal?=0 {_WINDOW}"
_MINI = f"{_EXPONENTS} {_PRICES} lastPrice:decimal?=0 {_WINDOW}"
_PRICE = "priceExponent:exponent price:decimal?=0"
_BOOK = f"{_EXPONENTS} {_BEST}"


DAY_TICKER = message(205, "Ticker24hSymbolFullResponse", _DAY, tail="symbol")
DAY_TICKERS = message(
    206, "Ticker24hFullResponse", "", group("tickers", _DAY, tail="symbol", at=".")
)
MINI_DAY_TICKER = message(207, "Ticker24hSymbolMiniResponse", _MINI, tail="symbol")
MINI_DAY_TICKERS = message(
    208, "Ticker24hMiniResponse", "", group("tickers", _MINI, tail="symbol", at=".")
)
PRICE_TICKER = message(209, "PriceTickerSymbolResponse", _PRICE, tail="symbol")
PRICE_TICKERS = message(
    210, "PriceTickerResponse", "", group("tickers", _PRICE, tail="symbol", at=".")
)
BOOK_TICKER = message(211, "BookTickerSymbolResponse", _BOOK, tail="symbol")
BOOK_TICKERS = message(
    212, "BookTickerResponse", "", group("tickers", _BOOK, tail="symbol", at=".")
)
TICKER = message(213, "TickerSymbolFullResponse", _ROLLING, tail="symbol")
TICKERS = message(214, "TickerFullResponse", "", group("tickers", _ROLLING, tail="symbol", at="."))
MINI_TICKER = same(215, "TickerSymbolMiniResponse", MINI_DAY_TICKER)
MINI_TICKERS = same(216, "TickerMiniResponse", MINI_DAY_TICKERS)
REFERENCE_PRICE = message(
    217,
    "ReferencePriceResponse",
    "priceExponent:exponent referencePrice:decimal? timestamp:time",
    tail="symbol",
    since=3,
)
REFERENCE_CALCULATION = message(
    218,
    "ReferencePriceCalculationResponse",
    """
    calculationType:calculationType externalCalculationId:long? bucketCount:uint?
    bucketWidthMs:uint?
    """,
    tail="symbol",
    since=3,
)
BLOCK_TRADES = message(
    219,
    "BlockTradesResponse",
    _EXPONENTS,
    group(
        "blockTrades",
        "id:long price:decimal qty:decimal quoteQty:decimal time:time isBuyerMaker:bool",
        at=".",
    ),
    since=4,
)
MESSAGES = (
    PING,
    TIME,
    EXCHANGE_INFO,
    EXECUTION_RULES,
    MY_FILTERS,
    DEPTH,
    TRADES,
    AGGREGATE_TRADES,
    KLINES,
    AVERAGE_PRICE,
    DAY_TICKER,
    DAY_TICKERS,
    MINI_DAY_TICKER,
    MINI_DAY_TICKERS,
    PRICE_TICKER,
    PRICE_TICKERS,
    BOOK_TICKER,
    BOOK_TICKERS,
    TICKER,
    TICKERS,
    MINI_TICKER,
    MINI_TICKERS,
    REFERENCE_PRICE,
    REFERENCE_CALCULATION,
    BLOCK_TRADES,
)
