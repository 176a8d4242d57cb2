"""FIX 4.4: order entry, drop copy and market data, as documented for Binance Spot.

Bytes become messages (`framing`, `reading`), messages a session (`session`, `transitions`), and
what a session lets through reaches an application: `trading`, or `market`. Sockets are known
to `server` alone.
"""
