"""The messages of the SBE market streams, as a table.

A decimal is a mantissa whose exponent stands in an earlier field of the message.
Source: SBE market data streams, schema 1:0.
"""

from glassbook.gateway.sbe.kinds import BOOLEAN, DECIMAL, EXPONENT, LONG
from glassbook.gateway.sbe.layout import UINT16, UINT32, Field, Group, Message, Text

SCHEMA_ID, SCHEMA_VERSION = 1, 0
SCHEMA = (SCHEMA_ID, SCHEMA_VERSION)

SYMBOL = (Text("symbol"),)
EXPONENTS = (Field("priceExponent", EXPONENT), Field("qtyExponent", EXPONENT))
LEVEL = (Field("price", DECIMAL), Field("qty", DECIMAL))
SIDES = (Group("bids", LEVEL, counter=UINT16), Group("asks", LEVEL, counter=UINT16))

TRADES = Message(
    "TradesStreamEvent",
    (Field("eventTime", LONG), Field("transactTime", LONG), *EXPONENTS),
    (
        Group(
            "trades",
            (Field("id", LONG), *LEVEL, Field("isBuyerMaker", BOOLEAN)),
            counter=UINT32,
        ),
    ),
    SYMBOL,
    template_id=10_000,
    schema=SCHEMA,
)
BEST_BID_ASK = Message(
    "BestBidAskStreamEvent",
    (
        Field("eventTime", LONG),
        Field("bookUpdateId", LONG),
        *EXPONENTS,
        Field("bidPrice", DECIMAL),
        Field("bidQty", DECIMAL),
        Field("askPrice", DECIMAL),
        Field("askQty", DECIMAL),
    ),
    (),
    SYMBOL,
    template_id=10_001,
    schema=SCHEMA,
)
DEPTH_SNAPSHOT = Message(
    "DepthSnapshotStreamEvent",
    (Field("eventTime", LONG), Field("bookUpdateId", LONG), *EXPONENTS),
    SIDES,
    SYMBOL,
    template_id=10_002,
    schema=SCHEMA,
)
DEPTH_DIFFERENCE = Message(
    "DepthDiffStreamEvent",
    (
        Field("eventTime", LONG),
        Field("firstBookUpdateId", LONG),
        Field("lastBookUpdateId", LONG),
        *EXPONENTS,
    ),
    SIDES,
    SYMBOL,
    template_id=10_003,
    schema=SCHEMA,
)
MESSAGES = (TRADES, BEST_BID_ASK, DEPTH_SNAPSHOT, DEPTH_DIFFERENCE)
