"""What people ask: books, trades, candles, orders, fills and balances, folded from events."""
