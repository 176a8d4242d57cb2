"""The tables of history, as SQLite keeps them.

A row's columns are the fields of its type in rows.py and order.py, in order. Sums of candles and of
volumes may outgrow 64 bits: their columns have no type, and a number that does not fit is kept as
its text.
"""

#: Of this layout, in the database's user_version. Another one is rebuilt from the journal.
VERSION = 8

TABLES = """
CREATE TABLE progress (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    written_sequence INTEGER NOT NULL,
    origin_ns INTEGER NOT NULL
);
INSERT INTO progress VALUES (1, 0, 0);

CREATE TABLE trades (
    symbol_id INTEGER, trade_id INTEGER, aggregate_id INTEGER, price_ticks INTEGER,
    quantity_lots INTEGER, amount_units INTEGER, buyer_order_id INTEGER, seller_order_id INTEGER,
    is_buyer_maker INTEGER, time_ns INTEGER,
    PRIMARY KEY (symbol_id, trade_id)
) WITHOUT ROWID;
CREATE INDEX trades_by_aggregate ON trades (symbol_id, aggregate_id);
CREATE INDEX trades_by_time ON trades (symbol_id, time_ns, aggregate_id);

CREATE TABLE fills (
    account_id INTEGER, symbol_id INTEGER, trade_id INTEGER, order_id INTEGER, side INTEGER,
    is_maker INTEGER, price_ticks INTEGER, quantity_lots INTEGER, amount_units INTEGER,
    commission_units INTEGER, commission_asset_id INTEGER, time_ns INTEGER,
    PRIMARY KEY (account_id, symbol_id, trade_id, is_maker)
) WITHOUT ROWID;
CREATE INDEX fills_by_order ON fills (account_id, symbol_id, order_id);
CREATE INDEX fills_by_time ON fills (account_id, symbol_id, time_ns);

CREATE TABLE orders (
    order_id INTEGER PRIMARY KEY, account_id INTEGER, symbol_id INTEGER, client_order_id TEXT,
    side INTEGER, order_type INTEGER, time_in_force INTEGER, self_trade_prevention INTEGER,
    price_ticks INTEGER, quantity_lots INTEGER, executed_lots INTEGER, quote_units INTEGER,
    amount_units INTEGER, status INTEGER, done_reason INTEGER, done_sequence INTEGER,
    prevented_lots INTEGER, prevented_match_id INTEGER, time_ns INTEGER, update_time_ns INTEGER,
    strategy_id INTEGER, strategy_type INTEGER, working_time_ns INTEGER, trigger_ticks INTEGER,
    visible_lots INTEGER, shown_lots INTEGER, trailing_bips INTEGER, trailing_time_ns INTEGER,
    list_id INTEGER, peg INTEGER, peg_levels INTEGER, pegged_ticks INTEGER
);
CREATE INDEX orders_by_market ON orders (account_id, symbol_id);
CREATE INDEX orders_by_time ON orders (account_id, symbol_id, time_ns);
CREATE INDEX orders_by_client_id ON orders (account_id, client_order_id);

CREATE TABLE prevented (
    account_id INTEGER, symbol_id INTEGER, prevented_match_id INTEGER, taker_order_id INTEGER,
    maker_order_id INTEGER, self_trade_prevention INTEGER, price_ticks INTEGER, taker_lots INTEGER,
    maker_lots INTEGER, time_ns INTEGER,
    PRIMARY KEY (account_id, symbol_id, prevented_match_id)
) WITHOUT ROWID;

CREATE TABLE amendments (
    account_id INTEGER, symbol_id INTEGER, order_id INTEGER, amendment_id INTEGER,
    old_client_order_id TEXT, new_client_order_id TEXT, old_quantity_lots INTEGER,
    new_quantity_lots INTEGER, time_ns INTEGER,
    PRIMARY KEY (account_id, symbol_id, order_id, amendment_id)
) WITHOUT ROWID;

CREATE TABLE order_lists (
    account_id INTEGER, list_id INTEGER, symbol_id INTEGER, kind INTEGER, order_count INTEGER,
    client_order_id TEXT, time_ns INTEGER,
    PRIMARY KEY (account_id, list_id)
) WITHOUT ROWID;
CREATE INDEX order_lists_by_time ON order_lists (account_id, time_ns);
CREATE INDEX order_lists_by_client_id ON order_lists (account_id, client_order_id);

CREATE TABLE movements (
    account_id INTEGER, sequence INTEGER, asset_id INTEGER, amount_units INTEGER,
    other_account_id INTEGER, time_ns INTEGER, purpose INTEGER,
    PRIMARY KEY (account_id, sequence)
) WITHOUT ROWID;
CREATE INDEX movements_by_time ON movements (account_id, time_ns);

CREATE TABLE volumes (
    account_id INTEGER, symbol_id INTEGER, day INTEGER, quote_units,
    PRIMARY KEY (account_id, day, symbol_id)
) WITHOUT ROWID;

CREATE TABLE candles (
    symbol_id INTEGER, interval INTEGER, open_time_ms INTEGER, close_time_ms INTEGER,
    open_ticks INTEGER, high_ticks INTEGER, low_ticks INTEGER, close_ticks INTEGER,
    volume_lots, quote_units, trade_count INTEGER, taker_buy_lots, taker_buy_quote_units,
    first_trade_id INTEGER, last_trade_id INTEGER,
    PRIMARY KEY (symbol_id, interval, open_time_ms)
) WITHOUT ROWID;
"""

WIDTHS = {
    "trades": 10,
    "fills": 12,
    "orders": 32,
    "order_lists": 7,
    "prevented": 10,
    "amendments": 9,
    "movements": 7,
    "volumes": 4,
    "candles": 15,
}


def insert(table: str, row_count: int) -> str:
    """Return the statement that writes so many rows, passing over those it already has."""
    row = f"({', '.join('?' * WIDTHS[table])})"
    return f"INSERT OR IGNORE INTO {table} VALUES {', '.join([row] * row_count)}"  # noqa: S608
